package syncrun_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
)

// moody is a vendor that does not answer for one id.
type moody struct{ *vendor }

func (v moody) Confirm(_ context.Context, _, id string) (bool, error) {
	if id == "u5" {
		return false, &connectors.Error{Kind: connectors.Malformed, Detail: "/Users/u5: 400 Bad Request"}
	}
	return false, nil
}

// Rule S5: that a service does not answer for one entry stops nobody else.
func TestAttackConfirmFails(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return moody{s.vendor}, nil }
		next := people(40)
		for i := range next {
			next[i].Attributes["title"] = "new"
		}
		s.vendor.entries = append(next[:5:5], next[6:]...)
		s.run(syncrun.Full)
		r := s.run(syncrun.Full)
		if r.State != syncrun.Completed || len(s.active()) != 39 {
			s.Errorf("the run is %s, and brought nobody: %+v, %s", r.State, r.Counts, r.Problem)
		}
	})
}

// Rule S6: a preview that could not read all is none.
func TestAttackIncompletePreview(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries, s.vendor.cut = people(100), 1
		r := s.run(syncrun.Preview)
		s.Logf("preview: %s %+v", r.State, r.Counts)
		s.vendor.cut = 0
		r = s.run(syncrun.Full)
		if r.State != syncrun.Failed {
			s.Errorf("100 people come by a run of whom the preview has shown 7: %s %+v", r.State, r.Counts)
		}
	})
}

// Ids that differ by case, normal form, width and blanks are others.
func TestAttackIDsAlike(t *testing.T) {
	each(t, func(s *site) {
		ids := []string{"a", "A", "á", "a\u0301", "Á", " a", "a ", "ａ", "ß", "ss", "a\u200b", "İ", "i", "ı", "\ufeffa", "a\n", "'; DROP TABLE records; --", "%", "_", "..", ".", "a/b", "\\", "\U0001F600"}
		var all []connectors.Entry
		var members []string
		for i, id := range ids {
			all = append(all, person(id, fmt.Sprint("person", i)))
			members = append(members, id)
		}
		all = append(all, group("g", "all", members...))
		s.vendor.size = 100
		s.begun(all)
		r := s.run(syncrun.Full)
		if r.Unchanged != len(ids)+1 || s.members() != len(ids) {
			s.Errorf("%+v, %d members", r.Counts, s.members())
		}
	})
}

// Rule S3: a change of settings does not keep the mark of another server.
func TestAttackMarkOfAnotherServer(t *testing.T) {
	each(t, func(s *site) {
		c := changing{vendor: s.vendor}
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return c, nil }
		s.begun(people(10))
		service, _ := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		service.Settings, service.Scope = `{"url":"https://elsewhere"}`, syncrun.ScopeOf("memory", `{"url":"https://elsewhere"}`, nil)
		if err := s.db.ConnectService(s.Context(), service, (directoryLog{}).entry()); err != nil {
			s.Fatal(err)
		}
		service, _ = s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if service.Mark != "" || syncrun.DueMode(service, s.runner.Clock()) != syncrun.Full {
			s.Errorf("the mark %q of the old address is used for the new one", service.Mark)
		}
	})
}

// Rule S3: what comes back in another reading, and in between was settled by a run that was cancelled.
func TestAttackMillionMembers(t *testing.T) {
	each(t, func(s *site) {
		all := people(3)
		g := group("g", "huge")
		for i := range 200_000 {
			g.Members = append(g.Members, connectors.Member{ID: fmt.Sprint("nobody", i)})
		}
		s.begun(append(all, g))
		r := s.run(syncrun.Full)
		s.Logf("%s %+v, took %s", r.State, r.Counts, r.Ended.Sub(r.Started))
	})
}

type logEntry = directory.LogEntry

type directoryLog struct{}

func (directoryLog) entry() (e logEntry) { return e }
