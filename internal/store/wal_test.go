package store_test

import (
	"fmt"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// TestChangesWriteAsLittleAsEver counts what PostgreSQL writes for a change: rows and index entries, in
// bytes of its log. Bytes are the cost of a create; the bounds are what was measured before changes
// were matched like creations, and a tenth more for chance.
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
	in := newIntake(db)
	one := func(change directory.Change) *directory.Record { return mustApply(t, in, c.account, change)[0].Record }
	from := func(s directory.Source, i int) directory.Change {
		return somebody(s, fmt.Sprintf("p%d@%s", i, c.domain))
	}
	const n = 200
	for i := range n { // pages are full, and have been written whole since the checkpoint
		one(from(c.okta, i))
		if i%4 == 0 {
			one(from(c.entra, i))
		}
	}
	for _, tt := range []struct {
		what   string
		most   int64
		change func(i int)
	}{
		{"create", 2821, func(i int) { one(from(c.okta, 1000+i)) }},
		{"merge", 3753, func(i int) { one(from(c.entra, 1000+i)) }},
	} {
		var before, after int64
		position := func(at *int64) {
			if err := admin.Get(at, `SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint`); err != nil {
				t.Fatal(err)
			}
		}
		least := tt.most * 100
		for round := range 3 { // whatever else the server does is chance
			position(&before)
			for i := range n {
				tt.change(round*n + i)
			}
			position(&after)
			least = min(least, (after-before)/n)
		}
		t.Logf("%s: %d bytes", tt.what, least)
		if least > tt.most+tt.most/10 {
			t.Errorf("%s: %d bytes are written, and %d were", tt.what, least, tt.most)
		}
	}
}
