package intake_test

import (
	"fmt"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// TestChangesWriteAsLittleAsEver measures by how much tables and indexes grow by a change: rows and index
// entries, in bytes. They are the cost of a create. The bounds are what was measured before changes were
// matched like creations, and a tenth more, since pages split where they split.
func TestChangesWriteAsLittleAsEver(t *testing.T) {
	url := storetest.PostgresURL(t)
	admin := sqlx.MustOpen("postgres", url)
	defer admin.Close()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := newCrowd(t, db, "bytes")
	in := fixture.Intake(db)
	const n = 1500
	bring := func(s directory.Source, from int) {
		for i := from; i < from+n; i += 100 {
			var changes []directory.Change
			for j := range 100 {
				changes = append(changes, somebody(s, fmt.Sprintf("p%d@%s", i+j, c.domain)))
			}
			for _, r := range fixture.Apply(t, in, c.account, changes...) {
				if s.ID == c.entra.ID && r.Outcome != directory.Linked {
					t.Fatalf("not linked: %+v", r.Record.Verdict)
				}
			}
		}
	}
	size := func() (bytes int64) {
		if err := admin.Get(&bytes, `SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`); err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	bring(c.okta, 0)
	for _, tt := range []struct {
		what  string
		bytes int64
		bring func()
	}{
		{"create", 2184, func() { bring(c.okta, n) }},
		{"merge", 3888, func() { bring(c.entra, 0) }},
	} {
		before := size()
		tt.bring()
		got := (size() - before) / n
		t.Logf("%s: %d bytes", tt.what, got)
		if got > tt.bytes+tt.bytes/10 {
			t.Errorf("%s: tables and indexes grow by %d bytes, and grew by %d", tt.what, got, tt.bytes)
		}
	}
}
