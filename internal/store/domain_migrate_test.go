package store_test

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// What was approved before domains could be proved stays approved, and can be proved then; going
// back keeps it.
func TestDomainsAreMigrated(t *testing.T) {
	const before = 2 // and then as far as this binary goes, whose code writes below
	for name, url := range storetest.EmptyURLs(t) {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			db, err := store.Open(ctx, url, store.WithClock(stopped))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			migrate := func() error {
				_, err := db.Migrate(ctx)
				return err
			}
			if err := db.MigrateTo(ctx, before); err != nil {
				t.Fatal(err)
			}
			account, err := db.CreateAccount(ctx, "acme")
			if err != nil {
				t.Fatal(err)
			}
			storetest.Exec(t, url, `INSERT INTO domains (account_id, domain, level, created) VALUES ('`+account.ID+`', 'example.com', 'approved', 7)`)
			if err := migrate(); err != nil {
				t.Fatal(err)
			}
			h, err := db.Domain(ctx, account.ID, "example.com")
			if err != nil || h.State != domains.Approved || h.Level != directory.Approved || h.Method != domains.ByWord || !h.Since.Equal(h.Created) || h.Created.UnixMicro() != 7 {
				t.Errorf("migrated: %+v, %v", h, err)
			}
			if h := fixture.Verify(t, db, account.ID, "example.com"); h.State != domains.Verified {
				t.Errorf("proved: %+v", h)
			}
			if _, err := db.ClaimDomain(ctx, account.ID, "claimed.example", "token", false); err != nil {
				t.Fatal(err)
			}
			if err := db.MigrateTo(ctx, before); err != nil {
				t.Fatal(err)
			}
			if err := migrate(); err != nil {
				t.Fatal(err)
			}
			all, err := db.Domains(ctx, account.ID)
			if err != nil || len(all) != 1 || all[0].Name != "example.com" || all[0].State != domains.Approved {
				t.Errorf("back and forth: %+v, %v", all, err)
			}
		})
	}
}
