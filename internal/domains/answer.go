package domains

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Answer is what a look for a proof saw.
type Answer struct {
	Result Result
	Method Method
	Where  string   // name of the record, or address of the file
	Seen   []string // what stands there instead, as much as can be shown
	Why    string   // what else there is to say, such as why there was no answer
}

// What an Answer shows at most.
const (
	maxSeen     = 5
	maxSeenText = 100 // bytes
)

// show keeps what was seen, clipped: it comes from strangers.
func (a *Answer) show(values ...string) {
	for i, v := range values {
		if i == maxSeen {
			a.Why = fmt.Sprintf("%d more are not shown", len(values)-maxSeen)
			break
		}
		a.Seen = append(a.Seen, clip(v))
	}
}

func clip(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= maxSeenText {
		return s
	}
	end := maxSeenText
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}

// String says what was seen, and where.
func (a Answer) String() string {
	what := "the TXT record " + a.Where
	if a.Method == ByFile {
		what = "the file " + a.Where
	}
	var said string
	switch a.Result {
	case Proved:
		said = what + " has the right value"
	case Missing:
		said = what + " does not exist"
	case Wrong:
		said = what + " has not the right value"
	default:
		said = what + " could not be asked for"
	}
	if len(a.Seen) > 0 {
		quoted := make([]string, len(a.Seen))
		for i, s := range a.Seen {
			quoted[i] = strconv.Quote(s)
		}
		said += "; found instead: " + strings.Join(quoted, ", ")
	}
	if a.Why != "" {
		said += " (" + a.Why + ")"
	}
	return said
}
