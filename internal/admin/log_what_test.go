package admin

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Rule O1: the log says who linked whom, names a rule once, and puts sentences after each other as sentences.
func TestWhatIsSaidOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entry directory.LogEntry
		want  string
	}{
		{directory.LogEntry{Actor: "rosa", Outcome: directory.Linked, Operation: "REVIEW link", Subject: "ana"}, "rosa linked ana to somebody known"},
		{directory.LogEntry{SourceID: "s", Outcome: directory.Linked, Operation: "POST /Users", Subject: "ana"}, "okta brought ana, linked to somebody known"},
		{
			directory.LogEntry{Actor: "rosa", Outcome: directory.Declined, Subject: "ana", Rule: "M10", Detail: text.Messages{
				text.New("owner.last"),
			}},
			"rosa was refused ana: this would leave",
		},
		{
			directory.LogEntry{SourceID: "s", Outcome: directory.Held, Subject: "ana", Rule: "D7", Detail: text.Messages{
				text.Plain("One."), text.Plain("Two."),
			}},
			"okta brought ana, who is held (D7): One. Two.",
		},
		{
			directory.LogEntry{SourceID: "s", Channel: directory.ChannelLicense, Outcome: directory.Changed, Subject: "ana"},
			"Usher changed ana",
		},
		{
			directory.LogEntry{Actor: "rosa", Channel: directory.ChannelLicense, Outcome: directory.Changed, Subject: "ana"},
			"rosa changed ana",
		},
		{
			directory.LogEntry{SourceID: "s", Channel: "device", Outcome: directory.Declined, Subject: "ana"},
			"a device was refused ana",
		},
	} {
		got := text.In(text.English, What(&tt.entry, map[string]string{"s": "okta"}))
		if !strings.HasPrefix(got, tt.want) || strings.Count(got, "M10") > 1 {
			t.Errorf("says %q, want %q", got, tt.want)
		}
	}
}
