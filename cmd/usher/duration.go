package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/usher-id/usher/internal/text"
)

// duration is a time span on the command line: as Go writes it, such as 12h30m, or in days, such as 365d.
type duration time.Duration

// mostDays keeps spans within what a time.Duration holds.
const mostDays = 36500

// Decode implements kong.MapperValue.
func (d *duration) Decode(ctx *kong.DecodeContext) error {
	var s string
	if err := ctx.Scan.PopValueInto("duration", &s); err != nil {
		return err
	}
	span, err := parseDuration(s)
	*d = duration(span)
	return err
}

func parseDuration(s string) (time.Duration, error) {
	if days, is := strings.CutSuffix(s, "d"); is {
		if n, err := strconv.Atoi(days); err == nil && n >= -mostDays && n <= mostDays {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	} else if span, err := time.ParseDuration(s); err == nil {
		return span, nil
	}
	return 0, text.Errorf(nil, "usage.span", "found", s)
}
