package admin_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// said is what becomes of what a source says about somebody new.
func (o *office) said(source directory.Source, userName string) (id string, err error) {
	o.t.Helper()
	id = uuid.Must(uuid.NewV7()).String()
	results, err := o.intake.Apply(o.t.Context(), *o.account, []directory.Change{{
		Source: source, Action: directory.Create, Type: schema.Core().Type("User"), ID: id,
		Attributes: schema.Object{"userName": userName, "emails": []any{schema.Object{"value": userName}}},
		Request:    directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}})
	if err != nil {
		o.t.Error(err)
		return id, err
	}
	return id, results[0].Err
}

// counting is a store in which somebody is pushed right after the records of a source were counted.
type counting struct {
	admin.SourceStore
	then func()
}

func (c *counting) SourceCensus(ctx context.Context, accountID, sourceID string) (map[string]int, error) {
	has, err := c.SourceStore.SourceCensus(ctx, accountID, sourceID)
	c.then()
	return has, err
}

// Rule S8: a source that somebody came by while it was deleted as an empty one is not gone: it stays as it was, and the
// refusal asks what becomes of the people.
func TestEmptySourceThatIsNone(t *testing.T) {
	eachOffice(t, func(o *office) {
		s := o.sources(o.intake)
		s.Store = &counting{o.db, func() { o.push(o.okta, "late@example.com") }}
		_, err := s.Delete(t.Context(), ann, o.account, admin.SourceDeletion{Name: "okta"})
		wantKind(t, "deleting what has people by now", err, directory.Conflict, "1 person")
		if found, err := o.db.Source(t.Context(), o.account.ID, "okta"); err != nil || found.State != directory.SourceActive {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

// Rule S8: however pushes and the deletion of an empty source meet, nobody is left in a source that is gone.
func TestPushesWhileAnEmptySourceIsDeleted(t *testing.T) {
	eachOffice(t, func(o *office) {
		for round := range 10 {
			name := fmt.Sprintf("source %d", round)
			source, err := o.db.CreateSource(t.Context(), directory.Source{
				AccountID: o.account.ID, Name: name, Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold,
			})
			if err != nil {
				t.Fatal(err)
			}
			var pushes sync.WaitGroup
			for i := range 8 {
				pushes.Go(func() {
					_, err := o.said(*source, fmt.Sprintf("p%d.%d@example.com", round, i))
					if err != nil && directory.KindOf(err) != directory.Refused {
						t.Error(err)
					}
				})
			}
			_, err = o.sources(o.intake).Delete(t.Context(), ann, o.account, admin.SourceDeletion{Name: name})
			if err != nil && directory.KindOf(err) != directory.Conflict {
				t.Fatal(err)
			}
			pushes.Wait()
			has, failed := o.db.SourceCensus(t.Context(), o.account.ID, source.ID)
			is, lost := o.db.SourceByID(t.Context(), o.account.ID, source.ID)
			if failed != nil || lost != nil {
				t.Fatal(failed, lost)
			}
			if (is.State == directory.SourceGone) != (len(has) == 0) {
				t.Fatalf("the source is %s and has %v; deleting it said %v", is.State, has, err)
			}
		}
	})
}

// Rule S8: what was let in before a source was disabled or deleted, and is decided after, is refused; what an
// administrator does to its people is not.
func TestNothingIsTakenOfASourceThatIsNotServed(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		id := o.push(o.okta, "ana@example.com")
		s := o.sources(o.intake)
		if _, err := s.Disable(ctx, ann, o.account, "okta"); err != nil {
			t.Fatal(err)
		}
		_, err := o.said(o.okta, "bo@example.com")
		wantKind(t, "a push of a disabled source", err, directory.Refused, "is disabled")
		if e := o.newest(); e.Rule != "S8" || e.Outcome != directory.Declined {
			t.Errorf("the log says %+v", e)
		}
		if _, err := s.Enable(ctx, ann, o.account, "okta"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.said(o.okta, "bo@example.com"); err != nil {
			t.Errorf("enabled again: %v", err)
		}
		if _, err := s.Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "okta", People: admin.PeopleKeep}); err != nil {
			t.Fatal(err)
		}
		_, err = o.said(o.okta, "cy@example.com")
		wantKind(t, "a push of a deleted source", err, directory.Refused, "was deleted")
		results, err := o.intake.Apply(ctx, *o.account, []directory.Change{{
			Source: o.okta, Action: directory.Delete, Type: schema.Core().Type("User"), ID: id,
			Request: directory.Request{Channel: "scim", Operation: "DELETE /Users", Success: 204},
		}})
		if err != nil || directory.KindOf(results[0].Err) != directory.Refused || o.stateOf(id) != directory.Active {
			t.Errorf("deleting: %+v, %v; ana is %s", results, err, o.stateOf(id))
		}
		if _, err := o.people.Suspend(ctx, ann, o.account, admin.StopRequest{User: id}); err != nil {
			t.Errorf("suspended by an administrator: %v", err)
		}
	})
}

// Rule O3: whoever has records of sources that were deleted can be erased, be the source thought to be empty.
func TestErasureReachesDeletedSources(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		ctx := t.Context()
		for _, state := range []directory.SourceState{directory.SourceLeft, directory.SourceGone} {
			name := string(state) + "@example.com"
			source, err := o.db.CreateSource(ctx, directory.Source{
				AccountID: o.account.ID, Name: name, Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold,
			})
			if err != nil {
				t.Fatal(err)
			}
			id := o.push(*source, name)
			_, err = o.db.WritePool.ExecContext(ctx, `UPDATE sources SET state = $2 WHERE id = $1`, source.ID, string(state))
			if err != nil {
				t.Fatal(err)
			}
			who, err := o.people.ToErase(ctx, ann, o.account, name)
			if err != nil {
				t.Fatal(err)
			}
			if done, err := o.people.Erase(ctx, ann, o.account, who, who.Name); err != nil || done.Records != 1 {
				t.Errorf("%s: %+v, %v", state, done, err)
			}
			if o.stateOf(id) != directory.Deleted {
				t.Errorf("who was in a source that is %s is %s", state, o.stateOf(id))
			}
		}
	})
}

// faulty is an intake of which the first results are the server's own fault.
type faulty struct {
	admin.Intake
	faults int
}

var errFault = errors.New("fault")

func (f *faulty) Apply(ctx context.Context, account directory.Account, changes []directory.Change) ([]directory.Result, error) {
	if f.faults--; f.faults < 0 {
		return f.Intake.Apply(ctx, account, changes)
	}
	results := make([]directory.Result, len(changes))
	for i := range results {
		results[i] = directory.Result{Err: errFault, Outcome: directory.Failed}
	}
	return results, nil
}

// Rule S8: a fault of the server's is no refusal: the deletion is not done with it, and is tried again.
func TestDeleteSourceAfterAFault(t *testing.T) {
	eachOffice(t, func(o *office) {
		id := o.push(o.okta, "ana@example.com")
		s := o.sources(&faulty{Intake: o.intake, faults: 1})
		r := admin.SourceDeletion{Name: "okta", People: admin.PeopleRemove}
		if _, err := s.Delete(t.Context(), ann, o.account, r); !errors.Is(err, errFault) {
			t.Fatalf("with a fault: %v", err)
		}
		found, err := o.db.Source(t.Context(), o.account.ID, "okta")
		if err != nil || found.State != directory.SourceLeaving || o.stateOf(id) != directory.Active {
			t.Fatalf("%+v, %v; ana is %s", found, err, o.stateOf(id))
		}
		left, err := s.Delete(t.Context(), ann, o.account, r)
		for wait := time.Now().Add(20 * time.Second); err == nil && left.Pending && time.Now().Before(wait); {
			time.Sleep(50 * time.Millisecond)
			left, err = s.Delete(t.Context(), ann, o.account, r)
		}
		if err != nil || left.State != directory.SourceGone || left.Refused != 0 || left.Changed != 1 || !strings.HasPrefix(left.Name, "okta (") {
			t.Errorf("again: %+v, %v", left, err)
		}
	})
}
