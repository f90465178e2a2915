package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// confirmation is one that was sent at a time.
func confirmation(accountID, address string, at time.Time) confirm.Confirmation {
	return confirm.Confirmation{
		AccountID: accountID, ID: uuid.NewString(),
		Key:     directory.RecordKey{SourceID: uuid.NewString(), Type: directory.TypeUser, ID: uuid.NewString()},
		Address: address, CodeHash: "code " + uuid.NewString(), LinkHash: "link " + uuid.NewString(),
		Created: at, Expires: at.Add(confirm.Validity),
	}
}

// Rule M5: what is kept is what was given, and it is found by its code, its link, and in its own
// account alone.
func TestConfirmations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		c := confirmation(account.ID, "ana@example.com", noon)
		if opened, err := db.OpenConfirmation(ctx, c); !opened || err != nil {
			t.Fatalf("OpenConfirmation = %t, %v", opened, err)
		}
		c.Sent = noon.Add(time.Second)
		if err := db.ConfirmationSent(ctx, c.AccountID, c.ID, c.Sent); err != nil {
			t.Fatal(err)
		}

		for what, find := range map[string]func(accountID string) (*confirm.Confirmation, error){
			"link": func(id string) (*confirm.Confirmation, error) { return db.ConfirmationByLink(ctx, id, c.LinkHash) },
			"code": func(id string) (*confirm.Confirmation, error) {
				return db.TryCode(ctx, id, c.Address, c.CodeHash, noon.Add(time.Minute))
			},
		} {
			got, err := find(account.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&c, got); diff != "" {
				t.Errorf("by %s (-want +got):\n%s", what, diff)
			}
			for _, id := range []string{other.ID, uuid.NewString()} {
				if got, err := find(id); got != nil || err != nil {
					t.Errorf("by %s in another account: %v, %v", what, got, err)
				}
			}
		}
		if won, err := db.UseConfirmation(ctx, other.ID, c.ID, noon); won || err != nil {
			t.Errorf("used by another account: %t, %v", won, err)
		}
		for i, at := range []time.Time{c.Expires, noon.Add(time.Minute), noon.Add(2 * time.Minute)} {
			if won, err := db.UseConfirmation(ctx, c.AccountID, c.ID, at); won != (i == 1) || err != nil {
				t.Errorf("use %d: %t, %v", i, won, err)
			}
		}
		got, err := db.ConfirmationByLink(ctx, c.AccountID, c.LinkHash)
		if err != nil || !got.Used.Equal(noon.Add(time.Minute)) {
			t.Errorf("once it is used: %+v, %v", got, err)
		}

		found, err := db.ConfirmingAccount(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(account, found); diff != "" {
			t.Errorf("ConfirmingAccount (-want +got):\n%s", diff)
		}
		if found, err := db.ConfirmingAccount(ctx, uuid.NewString()); found != nil || err != nil {
			t.Errorf("the account of nobody: %v, %v", found, err)
		}
	}, store.WithClock(stopped))
}

// A mail that was not sent does not count; confirmations are forgotten a day after they ended.
func TestForgottenConfirmations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		open := func(c confirm.Confirmation) confirm.Confirmation {
			t.Helper()
			if opened, err := db.OpenConfirmation(ctx, c); !opened || err != nil {
				t.Fatalf("OpenConfirmation = %t, %v", opened, err)
			}
			return c
		}
		kept := func(c confirm.Confirmation) bool {
			t.Helper()
			got, err := db.ConfirmationByLink(ctx, c.AccountID, c.LinkHash)
			if err != nil {
				t.Fatal(err)
			}
			return got != nil
		}
		for range confirm.MaxMails + 1 {
			dropped := open(confirmation(account.ID, "bob@example.com", noon))
			if err := db.DropConfirmation(ctx, dropped.AccountID, dropped.ID); err != nil {
				t.Fatal(err)
			}
			if kept(dropped) {
				t.Error("a dropped confirmation is kept")
			}
		}

		old := open(confirmation(account.ID, "ana@example.com", noon))
		open(confirmation(account.ID, "bob@example.com", old.Expires.Add(confirm.Remembered)))
		if !kept(old) {
			t.Error("a confirmation is forgotten before its day has passed")
		}
		open(confirmation(account.ID, "bob@example.com", old.Expires.Add(confirm.Remembered+time.Microsecond)))
		if kept(old) {
			t.Error("a confirmation is kept after its day has passed")
		}
	})
}
