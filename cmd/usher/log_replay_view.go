package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

// replayView is a replay as programs read it.
type replayView struct {
	Entry     string       `json:"entry"` // the case id that was replayed
	Account   string       `json:"account"`
	Source    string       `json:"source"`
	Operation string       `json:"operation"`
	DryRun    bool         `json:"dryRun"`
	Then      decision     `json:"then"`
	Now       decision     `json:"now"`
	Differs   []difference `json:"differs"`
}

// decision is what was decided about a request.
type decision struct {
	Case     string          `json:"case"`
	Time     time.Time       `json:"time"`
	RecordID string          `json:"resourceId,omitempty"`
	UserID   string          `json:"userId,omitempty"`
	Status   int             `json:"status"`
	Outcome  string          `json:"outcome"`
	State    string          `json:"state,omitempty"`
	Rule     string          `json:"rule,omitempty"`
	Detail   string          `json:"detail,omitempty"`
	Changes  json.RawMessage `json:"changes,omitempty"`
}

// difference is one thing that was decided differently; nothing is "" or null.
type difference struct {
	Field string `json:"field"`
	Then  any    `json:"then"`
	Now   any    `json:"now"`
}

func newReplayView(a *app, on *administration, r *admin.Replayed, dry bool) replayView {
	v := replayView{
		Entry: r.Then.ID, Account: on.account.Name, Source: r.Source.Name, Operation: r.Then.Operation, DryRun: dry,
		Then: newDecision(&r.Then, a.reader), Now: newDecision(&r.Now, a.reader), Differs: []difference{},
	}
	for _, f := range v.fields() {
		if f.differs() {
			v.Differs = append(v.Differs, f)
		}
	}
	if f := (difference{"changes", v.Then.Changes, v.Now.Changes}); !sameJSON(v.Then.Changes, v.Now.Changes) {
		v.Differs = append(v.Differs, f)
	}
	return v
}

func newDecision(e *admin.LogEntry, reader text.Reader) decision {
	return decision{
		Case: e.ID, Time: e.At, RecordID: e.RecordID, UserID: e.UserID, Status: e.Status,
		Outcome: string(e.Outcome), State: string(e.Code), Rule: e.Rule, Detail: reader.SayAll(e.Detail),
		Changes: document(e.Changes),
	}
}

// fields are what was decided then beside what was decided now. A sentence may name its own case,
// which is another one each time and no difference.
func (v *replayView) fields() []difference {
	then := v.Then.Detail
	if strings.ReplaceAll(then, v.Then.Case, v.Now.Case) == v.Now.Detail {
		then = v.Now.Detail
	}
	return []difference{
		{"status", v.Then.Status, v.Now.Status},
		{"outcome", v.Then.Outcome, v.Now.Outcome},
		{"state", v.Then.State, v.Now.State},
		{"rule", v.Then.Rule, v.Now.Rule},
		{"detail", then, v.Now.Detail},
	}
}

func (d *difference) differs() bool { return d.Then != d.Now }

// sameJSON compares documents by what they say.
func sameJSON(a, b json.RawMessage) bool {
	return reflect.DeepEqual(decoded[any](a), decoded[any](b))
}

// decoded is a document of the log, which is JSON or empty.
func decoded[T any](doc json.RawMessage) (v T) {
	_ = json.Unmarshal(doc, &v) // what is empty is the zero value
	return v
}

// showReplay prints what was decided then and now, as two versions of a text are compared, and
// what changed now.
func showReplay(a *app, asJSON bool, v replayView) error {
	if asJSON {
		return write(a, true, "", []replayView{v}, nil)
	}
	became := text.New("replay.replayed", "case", v.Now.Case)
	if v.DryRun {
		became = text.New("replay.tried", "case", v.Now.Case)
	}
	fmt.Fprintln(a.out, a.says("replay.of", "operation", visible(v.Operation), "source", visible(v.Source), "at",
		stamp(v.Then.Time), "became", became))
	if len(v.Differs) == 0 {
		fmt.Fprintln(a.out, a.says("replay.same"))
	} else {
		fmt.Fprintln(a.out, a.says("replay.differs"))
	}
	var lines [][]string
	for _, f := range v.fields() {
		if !f.differs() {
			lines = append(lines, []string{"  " + a.field(f.Field), fmt.Sprint(f.Now)})
			continue
		}
		lines = append(lines, []string{"- " + a.field(f.Field), fmt.Sprint(f.Then)}, []string{"+ " + a.field(f.Field),
			fmt.Sprint(f.Now)})
	}
	err := write(a, false, "", lines, func(line []string) []string { return line })
	changes := decoded[[]attributeChange](v.Now.Changes)
	if err != nil || len(changes) == 0 {
		return err
	}
	return write(a, false, "ATTRIBUTE BEFORE AFTER", changes, func(c attributeChange) []string {
		return []string{c.Path, string(c.Before), string(c.After)}
	})
}

// attributeChange is one element of a log entry's changes.
type attributeChange struct {
	Path   string          `json:"path"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}
