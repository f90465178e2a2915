package store_test

import (
	"fmt"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/sealed/sealedtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule S8: no secret is found in a dump of the database, in any form, nor any key; before a rotation, after it, and after
// a source was deleted. What is looked for would be found.
func TestNoSecretInADump(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			ctx := directory.WithAct(t.Context(), directory.Act{Actor: "ann", Channel: "cli"})
			db, err := store.Open(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			_, okta := fixture.NewAccount(t, db, "acme")
			old, fresh := sealed.NewKey(), sealed.NewKey()
			secrets := map[string]string{"old key": old.Reveal(), "new key": fresh.Reveal()}
			for i := range 20 {
				plain := fmt.Sprintf("plain/secret+%d=of & a <service>", i)
				secrets[fmt.Sprint("secret ", i)] = plain
				at := sealed.Place{Account: okta.AccountID, Source: okta.ID, Name: fmt.Sprint("token", i)}
				if err := vaultOf(db, old).Put(ctx, at, sealed.NewSecret(plain)); err != nil {
					t.Fatal(err)
				}
			}
			scan := func(when string) {
				t.Helper()
				found, err := sealedtest.Scan(storetest.Dump(t, url), secrets)
				if err != nil || len(found) > 0 {
					t.Errorf("%s: %v, %v", when, found, err)
				}
			}
			scan("sealed")
			if r, err := vaultOf(db, fresh, old).Rotate(ctx, nil); err != nil || r.Total != 20 {
				t.Fatalf("%+v, %v", r, err)
			}
			scan("rotated")
			if err := db.DeleteSecrets(ctx, okta.AccountID, okta.ID); err != nil {
				t.Fatal(err)
			}
			scan("deleted")

			_, err = db.CreateSource(ctx, directory.Source{AccountID: okta.AccountID, Name: "plain/secret+7=of & a <service>", Kind: "scim", Policy: directory.Hold})
			if err != nil {
				t.Fatal(err)
			}
			found, err := sealedtest.Scan(storetest.Dump(t, url), secrets)
			if err != nil || len(found) == 0 || found[0].Secret != "secret 7" {
				t.Errorf("what stands there plainly is not found: %v, %v", found, err)
			}
		})
	}
}
