package store_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/storetest"
)

// An id can be named by its beginning where no other of the account begins like that; several are named.
func TestBeginningsOfIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.DB) {
		ctx := t.Context()
		acme, err := st.CreateAccount(ctx, "acme")
		if err != nil {
			t.Fatal(err)
		}
		other, err := st.CreateAccount(ctx, "other")
		if err != nil {
			t.Fatal(err)
		}
		one := uuid.Must(uuid.NewV7()).String()
		begins := one[:directory.LeastBeginning]
		two := begins + "-7fff-ffffffffffff"
		insert := func(account, id string) {
			t.Helper()
			_, err := st.WritePool.ExecContext(ctx, `INSERT INTO users (account_id, id, state, created, modified) VALUES ($1, $2, 'active', 0, 0)`, account, id)
			if err != nil {
				t.Fatal(err)
			}
		}
		insert(acme.ID, one)
		insert(other.ID, two)
		for _, ref := range []string{begins, one[:20], strings.ToUpper(one[:35]), one} {
			if got, err := db.Whole(ctx, st.ReadPool, acme.ID, ref, "users", "records", "groups"); err != nil || got != one {
				t.Errorf("%s stands for %s, %v", ref, got, err)
			}
		}
		for _, ref := range []string{one[:17], "ann@example.com", begins[:16] + "zz", uuid.NewString()[:30], ""} {
			if got, err := db.Whole(ctx, st.ReadPool, acme.ID, ref, "users", "records"); err != nil || got != ref {
				t.Errorf("%q stands for %s, %v", ref, got, err)
			}
		}
		insert(acme.ID, two)
		_, err = st.Profile(ctx, acme.ID, begins)
		if directory.KindOf(err) != directory.Conflict || !strings.Contains(err.Error(), one) || !strings.Contains(err.Error(), two) {
			t.Errorf("two that begin alike: %v", err)
		}
		if got, err := db.Whole(ctx, st.ReadPool, acme.ID, two[:20], "users"); err != nil || got != two {
			t.Errorf("%s stands for %s, %v", two[:20], got, err)
		}
	})
}
