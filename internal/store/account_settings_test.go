package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/text"
)

// Rule O3: an account has 180 days of log and 7 of traffic until it sets others; a change leaves other accounts alone,
// one that is refused changes nothing, and an account that is gone is said to be.
func TestAccountSettings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := directory.WithAct(t.Context(), directory.Act{Actor: "rosa", Channel: "cli"})
		acme, err := db.CreateAccount(ctx, "acme")
		if err != nil {
			t.Fatal(err)
		}
		other, err := db.CreateAccount(ctx, "other")
		if err != nil {
			t.Fatal(err)
		}
		defaults := &directory.AccountSettings{Contacts: []string{}, LogDays: 180, TrafficDays: 7}
		want := &directory.AccountSettings{
			Language: text.French, Contacts: []string{"it@acme.com"}, LogDays: 30, TrafficDays: 3,
		}
		set := func(s *directory.AccountSettings) error { *s = *want; return nil }
		if got, err := db.ChangeAccountSettings(ctx, acme, set); err != nil || !cmp.Equal(got, want) {
			t.Errorf("changed: %+v, %v", got, err)
		}
		no := errors.New("no")
		_, err = db.ChangeAccountSettings(ctx, acme, func(s *directory.AccountSettings) error { s.LogDays = 1; return no })
		if !errors.Is(err, no) {
			t.Errorf("the error of what changes: %v", err)
		}
		for id, want := range map[string]*directory.AccountSettings{acme.ID: want, other.ID: defaults} {
			got, err := db.AccountSettings(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		}
		if a, err := db.Account(ctx, "acme"); err != nil || a.Language != text.French {
			t.Errorf("the account: %+v, %v", a, err)
		}
		gone := directory.Account{ID: "00000000-0000-7000-8000-000000000001"}
		_, err = db.ChangeAccountSettings(ctx, &gone, set)
		wantKind(t, "of an account that is gone", err, directory.NotFound)
		_, err = db.AccountSettings(ctx, gone.ID)
		wantKind(t, "of an account that is gone", err, directory.NotFound)
	})
}
