package scimsource

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"

	"github.com/usher-id/usher/connectors"
)

const (
	positionVersion = 1
	maxTail         = 128 // ids of the page before that are remembered
)

// The ways in which pages come.
const (
	unknown  = "" // until the first page has come
	byCursor = "c"
	byIndex  = "i"
)

// position is where a reading stands: all that the next page needs, so that any process can read it.
type position struct {
	Version int    `json:"v"`
	Service uint64 `json:"a"` // whose it is: an impression of the address
	Group   bool   `json:"g,omitempty"`
	Way     string `json:"w,omitempty"`
	Cursor  string `json:"c,omitempty"`
	Start   int    `json:"i,omitempty"` // startIndex; by cursor, one more than the resources that have come
	Size    int    `json:"s,omitempty"` // count

	Read     int    `json:"n,omitempty"` // resources, without those that the page before had, too
	Twice    int    `json:"d,omitempty"` // resources that the list itself has twice
	Nameless int    `json:"x,omitempty"` // resources without an id
	Total    int    `json:"t,omitempty"` // by index what the last page said, by cursor the least that any said; 0 for nothing
	Pages    int    `json:"p,omitempty"`
	Largest  int    `json:"m,omitempty"`  // resources of the largest page
	Empty    int    `json:"e,omitempty"`  // pages without any, in a row
	Back     int    `json:"b,omitempty"`  // how often pages were read again since the list had moved
	Steps    int    `json:"st,omitempty"` // pages that were gone back by the last time, until there was somebody known
	Overlap  string `json:"h,omitempty"`  // whether pages can begin with the last entry of the page before: see overlap
	First    uint64 `json:"f,omitempty"`  // impression of the first id that came with the page before
	Tail     string `json:"l,omitempty"`  // impressions of its last ids
	Mark     uint64 `json:"k,omitempty"`  // impression of the first new id of an earlier page: see remember
	MarkAt   int    `json:"q,omitempty"`  // number of that page

	NoGroups bool     `json:"ng,omitempty"` // only users are read
	Lacks    []string `json:"y,omitempty"`  // what the first page could not show of anybody
	ByGroup  bool     `json:"o,omitempty"`  // members are shown by groups one at a time, not by lists
	Leave    string   `json:"le,omitempty"` // an attribute that is not asked for: see leaveTry
	Users    int      `json:"u,omitempty"`  // of the whole reading, as far as known
	Groups   int      `json:"r,omitempty"`
	Since    string   `json:"z,omitempty"` // of Changes: the mark
	Answered string   `json:"j,omitempty"` // of Changes: the next mark
}

// start is the first position of users.
func (s *Source) start(since string) position {
	return position{
		Version: positionVersion, Service: impression(s.base), Start: 1, Size: s.size, NoGroups: s.noGroups, Since: since,
	}
}

func (p position) kind() string {
	if p.Group {
		return connectors.Group
	}
	return connectors.User
}

func (p position) path() string { return "/" + p.kind() + "s" }

// text is what a caller keeps.
func (p position) text() (string, error) {
	text, err := json.Marshal(p)
	if err == nil && len(text) > connectors.MaxPosition {
		p.Tail = "" // which only helps to count
		text, err = json.Marshal(p)
	}
	if err != nil || len(text) > connectors.MaxPosition {
		return "", &connectors.Error{Kind: connectors.Malformed, Detail: fmt.Sprintf(
			"%s: the cursor of %d bytes is too long", p.path(), len(p.Cursor))}
	}
	return string(text), nil
}

// parse reads a position that this service was given. Any other is Expired: what can be done is to begin again.
func (s *Source) parse(text, since string) (position, error) {
	if text == "" {
		return s.start(since), nil
	}
	var p position
	expired := &connectors.Error{Kind: connectors.Expired, Detail: "the position is none of this service and version"}
	if len(text) > connectors.MaxPosition || json.Unmarshal([]byte(text), &p) != nil {
		return p, expired
	}
	least := min(p.Start-1, p.Size-1, p.Read, p.Twice, p.Nameless, p.Total, p.Pages, p.Largest, p.Empty, p.Back, p.Steps,
		p.Users, p.Groups)
	most := max(p.Start, p.Read, p.Twice, p.Nameless, p.Total, p.Pages, p.Largest, p.Steps, p.Users, p.Groups)
	if p.Version != positionVersion || p.Service != impression(s.base) || p.Since != since || least < 0 ||
		most > math.MaxInt32 || p.Size > connectors.MaxPage || p.Way != unknown && p.Way != byCursor && p.Way != byIndex {
		return p, expired
	}
	return p, nil
}

// impression is 48 bits of a text, by which it is known again: of a million ids two share one with a chance of 1 in
// 500, and then a page would have to end with the one and the next begin with the other.
func impression(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	sum := h.Sum64()
	return (sum ^ sum>>48) & (1<<48 - 1)
}

// tail keeps the last impressions of a page.
func tail(page []uint64) string {
	page = page[max(0, len(page)-maxTail):]
	packed := make([]byte, 0, 6*len(page))
	for _, one := range page {
		packed = append(packed, binary.BigEndian.AppendUint64(nil, one)[2:]...)
	}
	return base64.RawStdEncoding.EncodeToString(packed)
}

// last is the impression of the last id of the page before; 0 for none.
func (p position) last() uint64 {
	packed, _ := base64.RawStdEncoding.DecodeString(p.Tail)
	if len(packed) < 6 {
		return 0
	}
	return binary.BigEndian.Uint64(append([]byte{0, 0}, packed[len(packed)-6:]...))
}

// before are the impressions that tail kept.
func before(tail string) map[uint64]bool {
	packed, _ := base64.RawStdEncoding.DecodeString(tail)
	known := make(map[uint64]bool, len(packed)/6)
	for ; len(packed) >= 6; packed = packed[6:] {
		known[binary.BigEndian.Uint64(append([]byte{0, 0}, packed[:6]...))] = true
	}
	return known
}
