package admin_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/scim/schema"
)

// sources is the service over the office's database, and what deletes in it.
func (o *office) sources(intake admin.Intake) *admin.Sources {
	s := admin.NewSources(o.db, userType, nil, o.db)
	s.Leaver = &admin.Leaver{
		Store: o.db, Intake: intake, Queue: o.db, Logger: slog.New(slog.DiscardHandler), Settled: time.Millisecond,
		Registry: func(context.Context, string) (*schema.Registry, error) { return schema.Core(), nil },
	}
	return s
}

// dying is an intake whose process ends after some batches, and how large the largest was.
type dying struct {
	admin.Intake
	batches, most int
}

var errDied = errors.New("killed")

func (d *dying) Apply(ctx context.Context, account directory.Account, changes []directory.Change) ([]directory.Result, error) {
	d.most = max(d.most, len(changes))
	if d.batches--; d.batches < 0 {
		return nil, errDied
	}
	return d.Intake.Apply(ctx, account, changes)
}

// groupOf has a source bring a group.
func (o *office) groupOf(source directory.Source, name string, members ...string) string {
	o.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	change := directory.Change{
		Source: source, Action: directory.Create, Type: schema.Core().Type("Group"), ID: id,
		Attributes: schema.Object{"displayName": name}, Members: &directory.MemberChange{},
		Request: directory.Request{Channel: "scim", Operation: "POST /Groups", Success: 201},
	}
	for _, m := range members {
		change.Members.Add = append(change.Members.Add, directory.Member{ID: m, Type: directory.TypeUser})
	}
	results, err := o.intake.Apply(o.t.Context(), *o.account, []directory.Change{change})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// stateOf is the state of the user that a record is part of.
func (o *office) stateOf(record string) directory.Code {
	o.t.Helper()
	p, err := o.db.Profile(o.t.Context(), o.account.ID, record)
	if directory.KindOf(err) == directory.NotFound {
		return directory.Deleted
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return p.State
}

// Rule S8: who deletes a source says what becomes of its people. Without that nothing happens, and the refusal says how
// many they are and the three commands.
func TestDeleteSourceAsks(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		id := o.push(o.okta, "ana@example.com")
		o.groupOf(o.okta, "staff", id)
		s := o.sources(o.intake)
		_, err := s.Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "okta"})
		wantKind(t, "without a choice", err, directory.Conflict, "1 person and 1 other record")
		for _, choice := range admin.PeopleChoices {
			wantKind(t, "without a choice", err, directory.Conflict, "usher source delete okta --people "+choice)
		}
		_, err = s.Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "okta", People: "burn"})
		wantKind(t, "no choice", err, directory.Invalid, "keep, suspend")
		_, err = s.Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "nobody", People: admin.PeopleKeep})
		wantKind(t, "no source", err, directory.NotFound, "nobody")
		if found, err := o.db.Source(ctx, o.account.ID, "okta"); err != nil || found.State != directory.SourceActive {
			t.Errorf("%+v, %v", found, err)
		}
		if o.stateOf(id) != directory.Active {
			t.Errorf("ana is %s", o.stateOf(id))
		}

		// One without records is deleted, and its name is free.
		if left, err := s.Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "entra"}); err != nil || left.State != directory.SourceGone {
			t.Errorf("%+v, %v", left, err)
		}
		if _, err := o.db.Source(ctx, o.account.ID, "entra"); directory.KindOf(err) != directory.NotFound {
			t.Errorf("entra: %v", err)
		}
		again := directory.Source{AccountID: o.account.ID, Name: "entra", Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold}
		if _, err := o.db.CreateSource(ctx, again); err != nil {
			t.Error(err)
		}
	})
}

// Rule S8: keeping freezes the records. The tokens end, and nothing else changes.
func TestDeleteSourceAndKeep(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		id := o.push(o.okta, "ana@example.com")
		made, err := admin.NewTokens(o.db, o.db).Create(ctx, ann, o.account, admin.TokenRequest{
			Kind: directory.KindSCIM, Source: "okta", Validity: time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}
		left, err := o.sources(o.intake).Delete(ctx, ann, o.account, admin.SourceDeletion{Name: "okta", People: admin.PeopleKeep})
		if err != nil || left.State != directory.SourceLeft || !strings.HasPrefix(left.Name, "okta (20") {
			t.Fatalf("%+v, %v", left, err)
		}
		if e := o.newest(); e.Actor != "ann" || e.Operation != "SOURCE DELETE" || !strings.Contains(e.Detail.String(), "stay as they are") {
			t.Errorf("the log says %+v", e)
		}
		if o.stateOf(id) != directory.Active {
			t.Errorf("ana is %s", o.stateOf(id))
		}
		if token, err := o.db.Token(ctx, o.account.ID, made.ID); err != nil || token.Revoked.IsZero() {
			t.Errorf("its token: %+v, %v", token, err)
		}
		_, err = admin.NewTokens(o.db, o.db).Create(ctx, ann, o.account, admin.TokenRequest{
			Kind: directory.KindSCIM, Source: left.Name, Validity: time.Hour,
		})
		wantKind(t, "a token of what was deleted", err, directory.Conflict, "was deleted")

		// What was kept can be removed later.
		left, err = o.sources(o.intake).Delete(ctx, ann, o.account, admin.SourceDeletion{Name: left.Name, People: admin.PeopleRemove})
		if err != nil || left.State != directory.SourceGone || left.Changed != 1 || strings.Count(left.Name, "(") != 1 {
			t.Errorf("%+v, %v", left, err)
		}
		if o.stateOf(id) != directory.Deleted {
			t.Errorf("ana is %s", o.stateOf(id))
		}
	})
}

// Rules S8 and M10: removing and suspending go in batches, are gone on with by whoever comes next when the process ends
// in the middle, spare whom another source knows and the last owner, and stand in the log with who chose it. Another
// account is not concerned.
func TestDeleteSourceInSlices(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it brings hundreds of people")
	}
	for _, choice := range []string{admin.PeopleRemove, admin.PeopleSuspend} {
		t.Run(choice, func(t *testing.T) {
			eachOffice(t, func(o *office) {
				ctx := t.Context()
				other := newOffice(t, o.db, "other")
				theirs := other.push(other.okta, "ana@example.com")
				const many = 600
				ids := make([]string, many)
				for i := range ids {
					ids[i] = o.push(o.okta, fmt.Sprintf("p%d@example.com", i))
				}
				owner := o.push(o.okta, "owner@example.com")
				role := admin.RoleRequest{User: owner, Role: "owner"}
				if _, err := o.people.SetRole(ctx, ann, o.account, role); err != nil {
					t.Fatal(err)
				}
				group := o.groupOf(o.okta, "staff", ids[0])
				user, record, _ := o.pair("both@example.com")
				pair := admin.PairRequest{Record: record, User: user, Options: admin.Options{AcceptRisk: true}}
				if _, err := o.people.Link(ctx, ann, o.account, pair); err != nil {
					t.Fatal(err)
				}

				mortal := &dying{Intake: o.intake, batches: 2}
				r := admin.SourceDeletion{Name: "okta", People: choice}
				if _, err := o.sources(mortal).Delete(ctx, ann, o.account, r); !errors.Is(err, errDied) {
					t.Fatalf("killed in the middle: %v", err)
				}
				if mortal.most > directory.MaxBatch {
					t.Errorf("a batch had %d changes", mortal.most)
				}
				if found, err := o.db.Source(ctx, o.account.ID, "okta"); err != nil || found.State != directory.SourceLeaving {
					t.Fatalf("%+v, %v", found, err)
				}
				_, err := o.sources(o.intake).Enable(ctx, ann, o.account, "okta")
				wantKind(t, "enabling what is being deleted", err, directory.Conflict, "was deleted")

				// A server goes on.
				leaver := o.sources(o.intake).Leaver
				if _, err := leaver.Now(ctx, o.account.ID, o.okta.ID); err != nil {
					t.Fatal(err)
				}
				if _, err := leaver.Now(ctx, o.account.ID, o.okta.ID); !errors.Is(err, jobs.ErrNone) {
					t.Errorf("again: %v", err)
				}
				source, err := o.db.SourceByID(ctx, o.account.ID, o.okta.ID)
				if err != nil || source.State != directory.SourceLeft { // the owner stays
					t.Errorf("%+v, %v", source, err)
				}
				want := map[string]directory.Code{admin.PeopleRemove: directory.Deleted, admin.PeopleSuspend: directory.Suspended}[choice]
				for _, id := range ids {
					if got := o.stateOf(id); got != want {
						t.Fatalf("%s is %s", id, got)
					}
				}
				for id, want := range map[string]directory.Code{owner: directory.Active, record: directory.Active} {
					if got := o.stateOf(id); got != want {
						t.Errorf("%s is %s, want %s", id, got, want)
					}
				}
				if got := other.stateOf(theirs); got != directory.Active {
					t.Errorf("in the other account ana is %s", got)
				}
				has, err := o.db.SourceCensus(ctx, o.account.ID, o.okta.ID)
				if err != nil {
					t.Fatal(err)
				}
				if wantGroups := map[string]int{admin.PeopleSuspend: 1}[choice]; has["Group"] != wantGroups {
					t.Errorf("%v records are left, the group %s among them", has, group)
				}
				entries, err := o.db.FindLog(ctx, o.account.ID, directory.LogQuery{Records: []string{ids[many-1]}, Limit: 10})
				if err != nil || len(entries) != 2 || entries[1].Actor != "ann" || entries[1].Operation != "SOURCE DELETE" {
					t.Errorf("the log says of the last: %+v, %v", entries, err)
				}
				if e := o.newest(); e.Actor != "ann" || !strings.Contains(e.Detail.String(), "1 refused") {
					t.Errorf("the log says at the end %+v", e)
				}
			})
		})
	}
}
