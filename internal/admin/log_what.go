package admin

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// What says in words who did what to whom, and why: "okta suspended Rosa Li (M6): active=false".
func What(e *directory.LogEntry, sources map[string]string) text.Message {
	who := text.Plain(cmp.Or(e.Actor, sources[e.SourceID]))
	switch {
	case e.Actor == "" && e.Channel == devices.Channel:
		who = text.New("what.device")
	case e.Actor == "" && e.Channel == directory.ChannelLicense, who.Text == "", e.Channel == directory.ChannelJob:
		who = text.New("what.usher")
	}
	if e.Outcome == directory.Changed && e.Subject == "" && len(e.Detail) > 0 {
		return text.New("what.act", "who", who, "why", together(e.Detail))
	}
	whom := cmp.Or(e.Subject, e.RecordID, e.Operation)
	said := did(e.Outcome, who, whom)
	if e.Outcome == directory.Linked && e.Actor != "" && e.Operation != "ADD" {
		said = text.New("what.joined", "who", who, "whom", whom)
	}
	why := why(e)
	if e.Rule != "" && !names(why, e.Rule) {
		said = text.New("what.rule", "what", said, "rule", e.Rule)
	}
	if len(why) > 0 {
		said = text.New("what.why", "what", said, "why", together(why))
	}
	return said
}

// together puts sentences after each other, and a comma only between what is no sentence.
func together(list []text.Message) text.Message {
	all := list[0]
	for _, m := range list[1:] {
		key := "what.also"
		if strings.HasSuffix(text.In(text.English, all), ".") {
			key = "what.then"
		}
		all = text.New(key, "first", all, "then", m)
	}
	return all
}

// names reports whether a reason names the rule itself.
func names(why []text.Message, rule string) bool {
	return slices.ContainsFunc(why, func(m text.Message) bool {
		return strings.Contains(text.In(text.English, m), "(rule "+rule+")")
	})
}

// did is the sentence of an outcome.
func did(o directory.Outcome, who text.Message, whom string) text.Message {
	switch o {
	case directory.Created:
		return text.New("what.created", "who", who, "whom", whom)
	case directory.Updated:
		return text.New("what.updated", "who", who, "whom", whom)
	case directory.Suspending:
		return text.New("what.suspended", "who", who, "whom", whom)
	case directory.Removed:
		return text.New("what.deleted", "who", who, "whom", whom)
	case directory.Held:
		return text.New("what.held", "who", who, "whom", whom)
	case directory.InReview:
		return text.New("what.inReview", "who", who, "whom", whom)
	case directory.Linked:
		return text.New("what.linked", "who", who, "whom", whom)
	case directory.Declined:
		return text.New("what.refused", "who", who, "whom", whom)
	case directory.Changed:
		return text.New("what.changed", "who", who, "whom", whom)
	case directory.Unchanged:
		return text.New("what.unchanged", "who", who, "whom", whom)
	case directory.Failed:
		return text.New("what.failed", "who", who, "whom", whom)
	case directory.Tried:
		return text.New("what.tried", "who", who, "whom", whom)
	}
	return text.New("what.read", "who", who, "whom", whom)
}

// What a sentence shows of what changed.
const (
	mostShown    = 4  // attributes
	longestShown = 60 // bytes of a value
)

// why is what is said of an entry, or else what changed.
func why(e *directory.LogEntry) []text.Message {
	if len(e.Detail) > 0 && e.Outcome != directory.Updated && e.Outcome != directory.Suspending {
		return e.Detail
	}
	var changes []struct {
		Path  string
		After json.RawMessage
	}
	if json.Unmarshal(e.Changes, &changes) != nil {
		return e.Detail
	}
	var list []text.Message
	for i, c := range changes {
		if i == mostShown {
			list = append(list, text.New("what.more", "more", len(changes)-mostShown))
			break
		}
		value := strings.Trim(string(c.After), `"`)
		if len(value) > longestShown {
			value = strings.ToValidUTF8(value[:longestShown], "") + "..."
		}
		list = append(list, text.Plain(c.Path+"="+value))
	}
	return append(list, e.Detail...)
}
