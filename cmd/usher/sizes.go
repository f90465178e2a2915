package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// sizes are the bounds of what one request may bring (rule P10).
type sizes struct {
	MaxRecord byteSize `default:"256KiB" help:"How large a user may be that a source sends, and the request about it; also any other resource, but for a group's members. Larger ones that exist can be read, made smaller, suspended and deleted." placeholder:"SIZE" setting:"MAX_RECORD"`
	MaxBody   byteSize `default:"16MiB" help:"How large a request about a group may be, and a Bulk request." placeholder:"SIZE" setting:"MAX_BODY"`
}

// Validate refuses bounds that let nothing through, or no bound at all.
func (s *sizes) Validate() error {
	const least, most = 16 << 10, 64 << 20
	for _, f := range []struct {
		flag string
		size byteSize
	}{{"--max-record", s.MaxRecord}, {"--max-body", s.MaxBody}} {
		if f.size < least || f.size > most {
			return text.Errorf(nil, "usage.size", "flag", f.flag, "size", f.size, "least", byteSize(least), "most",
				byteSize(most))
		}
	}
	if s.MaxBody < s.MaxRecord {
		return text.Errorf(nil, "usage.bodyBelowRecord", "body", s.MaxBody, "record", s.MaxRecord)
	}
	return nil
}

// byteSize is a number of bytes that is written with a unit.
type byteSize int64

var units = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// UnmarshalText reads "256KiB", "16MiB" or a plain number of bytes.
func (b *byteSize) UnmarshalText(written []byte) error {
	number, unit := strings.TrimSpace(string(written)), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit {
		return text.Errorf(nil, "usage.noSize", "found", string(written))
	}
	*b = byteSize(n * unit)
	return nil
}

func (b byteSize) String() string {
	for _, u := range units {
		if int64(b)%u.size == 0 && b != 0 {
			return strconv.FormatInt(int64(b)/u.size, 10) + u.name
		}
	}
	return "0B"
}
