package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule D1: an administrator's word for one mailbox.
func TestApprovedAddresses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		ann, _ := directory.ParseAddress("Ann@Gmail.com")
		bob, _ := directory.ParseAddress(`"bob b"@bücher.example`)
		for _, tt := range []struct {
			address directory.Address
			created bool
		}{{bob, true}, {ann, true}, {ann, false}} {
			if created, err := db.ApproveAddress(ctx, account.ID, tt.address); err != nil || created != tt.created {
				t.Errorf("ApproveAddress(%s) = %v, %v; want %v", tt.address, created, err, tt.created)
			}
		}
		got, err := db.ApprovedAddresses(ctx, account.ID)
		want := []admin.ApprovedAddress{{Address: bob, Created: noon}, {Address: ann, Created: noon}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("ApprovedAddresses (-want +got), %v:\n%s", err, diff)
		}
		wantKind(t, "revoking another account's", db.RevokeAddress(ctx, other.ID, ann), directory.NotFound)
		if err := db.RevokeAddress(ctx, account.ID, ann); err != nil {
			t.Error(err)
		}
		wantKind(t, "revoking it again", db.RevokeAddress(ctx, account.ID, ann), directory.NotFound)
		log, err := db.Log(ctx, account.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range log {
			told = append(told, e.Operation)
		}
		if diff := cmp.Diff([]string{`APPROVE "bob b"@xn--bcher-kva.example`, "APPROVE ann@gmail.com", "REVOKE ann@gmail.com"}, told); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	}, store.WithClock(stopped))
}
