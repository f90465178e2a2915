package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

// Rule S8: the people of a source that is deleted are all removed, although the servers that do it are killed with
// kill -9 while they do. Each has one entry in the log that says so.
func TestCrashWhileASourceIsDeleted(t *testing.T) {
	long(t, killed)
	const people = 3000
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			ctx := t.Context()
			db, err := store.Open(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			account, err := db.CreateAccount(ctx, "acme")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ApproveDomain(ctx, account.ID, "example.com"); err != nil {
				t.Fatal(err)
			}
			okta, err := db.CreateSource(ctx, directory.Source{
				AccountID: account.ID, Name: "okta", Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold,
			})
			if err != nil {
				t.Fatal(err)
			}
			intake := intakeOver(db, slog.New(slog.DiscardHandler))
			user, err := registriesOf(db).User(ctx, account.ID)
			if err != nil {
				t.Fatal(err)
			}
			changes := make([]directory.Change, people)
			for i := range changes {
				name := fmt.Sprintf("p%d@example.com", i)
				changes[i] = directory.Change{
					Source: *okta, Action: directory.Create, Type: user, ID: uuid.Must(uuid.NewV7()).String(),
					Attributes: schema.Object{"userName": name, "emails": []any{schema.Object{"value": name}}},
					Request:    directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
				}
			}
			if _, err := intake.Apply(ctx, *account, changes); err != nil {
				t.Fatal(err)
			}
			if err := intake.Close(context.WithoutCancel(ctx)); err != nil {
				t.Fatal(err)
			}
			how := map[string]string{"source": "okta", "people": admin.PeopleRemove, "actor": "ann", "channel": "cli"}
			job, err := jobs.New(admin.JobLeave, okta.ID, how, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.MoveSource(ctx, okta, admin.SourceMove{
				From: []directory.SourceState{directory.SourceActive}, To: directory.SourceLeaving, Jobs: []directory.Job{job},
			}); err != nil {
				t.Fatal(err)
			}

			left := func() int {
				has, err := db.SourceCensus(ctx, account.ID, okta.ID)
				if err != nil {
					t.Fatal(err)
				}
				return has[directory.TypeUser]
			}
			kills := 0
			for most := people; left() > 0 && kills < 3; kills++ {
				server := startCrashBinary(t, os.Args[0], nil, url, crashLease+"=2s")
				eventually(t, "some to be removed", func() bool { return left() < most })
				if err := server.kill(); err == nil {
					t.Error("the server ended by itself")
				}
				most = left()
			}
			last := startCrashBinary(t, os.Args[0], nil, url, crashLease+"=2s")
			eventually(t, "the source to be gone", func() bool {
				source, err := db.SourceByID(ctx, account.ID, okta.ID)
				if err != nil {
					t.Fatal(err)
				}
				return source.State == directory.SourceGone
			})
			last.stop(t)
			removed, err := db.FindLog(ctx, account.ID, directory.LogQuery{Outcome: directory.Removed, Actor: "ann", Limit: 2 * people})
			if err != nil {
				t.Fatal(err)
			}
			once := map[string]bool{}
			for _, e := range removed {
				once[e.RecordID] = true
			}
			t.Logf("%d people removed, %d kills", len(removed), kills)
			if len(removed) != people || len(once) != people || kills == 0 {
				t.Errorf("%d entries about %d people who were removed, after %d kills", len(removed), len(once), kills)
			}
		})
	}
}
