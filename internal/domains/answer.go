package domains

import (
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/text"
)

// Answer is what a look for a proof saw.
type Answer struct {
	Result Result
	Method Method
	Where  string       // name of the record, or address of the file
	Seen   []string     // what stands there instead, as much as can be shown
	Why    text.Message // what else there is to say, such as why there was no answer
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
			a.Why = text.New("proof.more", "n", len(values)-maxSeen)
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

// String is Message in English.
func (a Answer) String() string { return text.In(text.English, a.Message()) }
