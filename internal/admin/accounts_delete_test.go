package admin_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
)

// mortalStore is a store whose process ends after some slices.
type mortalStore struct {
	admin.RemoverStore
	slices int
}

func (s *mortalStore) ForgetAccount(ctx context.Context, accountID, kind string, stage int) (int, bool, error) {
	if s.slices--; s.slices < 0 {
		return stage, false, errDied
	}
	return s.RemoverStore.ForgetAccount(ctx, accountID, kind, stage)
}

// An account is deleted when its name is given twice: its tokens first, then the rest, also when the process ends in the
// middle. Another account keeps all that it has. The receipt has a case that is found, and stands in the server's log.
func TestDeleteAccount(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		other := newOffice(t, o.db, "other")
		theirs := other.push(other.okta, "ana@example.com")
		for _, name := range []string{"ana@example.com", "bob@example.com"} {
			o.push(o.okta, name)
		}
		o.pair("both@example.com")
		o.groupOf(o.okta, "staff", o.push(o.okta, "eve@example.com"))
		made, err := admin.NewTokens(o.db, o.db).Create(ctx, ann, o.account, admin.TokenRequest{
			Kind: directory.KindSCIM, Source: "okta", Validity: time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}

		var log bytes.Buffer
		mortal := &mortalStore{RemoverStore: o.db, slices: 0}
		service := admin.NewAccounts(o.db, o.db)
		service.Remover = &admin.AccountRemover{
			Store: mortal, Queue: o.db, Logger: slog.New(slog.NewTextHandler(&log, nil)), Settled: time.Millisecond,
		}
		_, err = service.Delete(ctx, ann, "acme", "acm")
		wantKind(t, "unconfirmed", err, directory.Invalid, "usher account delete acme --confirm acme")
		if _, err := service.Delete(ctx, admin.Actor{}, "acme", "acme"); directory.KindOf(err) != directory.Invalid {
			t.Errorf("by nobody: %v", err)
		}

		if _, err := service.Delete(ctx, ann, "acme", "acme"); !errors.Is(err, errDied) {
			t.Fatalf("killed in the middle: %v", err)
		}
		if token, err := o.db.Token(ctx, o.account.ID, made.ID); err != nil || token.Revoked.IsZero() {
			t.Errorf("the token: %+v, %v", token, err)
		}
		_, err = service.Find(ctx, ann, "acme")
		wantKind(t, "while it is deleted", err, directory.Conflict, "usher account delete acme --confirm acme")
		if a, err := service.Find(ctx, ann, ""); err != nil || a.ID != other.account.ID {
			t.Errorf("the only account that stays: %+v, %v", a, err)
		}

		mortal.slices = 1 << 20
		receipt, err := service.Delete(ctx, ann, "ACME", "acme")
		if err != nil || receipt.Case == "" || receipt.Pending {
			t.Fatalf("%+v, %v", receipt, err)
		}
		_, err = o.db.Account(ctx, "acme")
		wantKind(t, "afterwards", err, directory.NotFound, "acme")
		if got := other.stateOf(theirs); got != directory.Active {
			t.Errorf("in the other account ana is %s", got)
		}

		// What came late goes with the receipt, which a server writes down.
		o.push(o.okta, "late@example.com")
		list, err := o.db.Jobs(ctx, jobs.Nobody, jobs.Waiting, admin.JobAccountReceipt, "", 10)
		if err != nil || len(list) != 1 || list[0].Key != receipt.Case {
			t.Fatalf("%+v, %v", list, err)
		}
		for _, kind := range service.Remover.Kinds() {
			if kind.Name == admin.JobAccountReceipt {
				if err := kind.Do(ctx, &list[0]); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, want := range []string{"account deleted", "account=acme", "case=" + receipt.Case, "actor=ann"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the server's log lacks %s: %s", want, &log)
			}
		}
		if _, err := o.db.Profile(ctx, o.account.ID, "late@example.com"); directory.KindOf(err) != directory.NotFound {
			t.Errorf("who came late: %v", err)
		}
		entries, err := o.db.LogEntries(ctx, jobs.Nobody, []string{receipt.Case})
		if err != nil || len(entries) != 1 || entries[0].Actor != "ann" {
			t.Errorf("the case: %+v, %v", entries, err)
		}
	})
}
