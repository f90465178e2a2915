package million

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// millionPeople, in the environment, is how many people the service has.
const millionPeople = "USHER_TEST_MILLION"

// Rules S1, S7 and P10: a million people come from a service, while somebody is pushed every 100 ms; then they come again, and nothing
// has changed. What it took is said in relation to COPY of the same rows.
func TestMillion(t *testing.T) {
	people := 2000
	if n, err := strconv.Atoi(os.Getenv(millionPeople)); err == nil {
		people = n
	}
	url := storetest.PostgresURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	admin, other := sqlx.MustOpen("postgres", url), sqlx.MustOpen("postgres", storetest.PostgresURL(t))
	t.Cleanup(func() { admin.Close(); other.Close() })
	s := newSite(t, db, people)
	before := rowsOf(t, admin)

	p := s.push(100 * time.Millisecond)
	first := measure(t, admin, func() {
		if run := s.run(); run.Created != people+s.service.groups() {
			t.Errorf("%+v of %d people", run.Counts, people)
		}
	})
	waits := p.end(t)
	after := rowsOf(t, admin)
	second := measure(t, admin, func() {
		if run := s.run(); run.Unchanged != people+s.service.groups() {
			t.Errorf("%+v of %d people", run.Counts, people)
		}
	})

	var tables []string
	rows := 0
	for table, n := range after {
		if n > before[table] {
			tables, rows = append(tables, table), rows+n
		}
	}
	slices.Sort(tables)
	dir := folder(t)
	copyOut(t, admin, dir, tables)
	copied := measure(t, other, func() { copyIn(t, other, dir, tables) })

	t.Logf("%d people, %d groups, %d memberships: %d rows of %v", people, s.service.groups(), s.service.memberships(), rows, tables)
	t.Logf("first run   %s", first)
	t.Logf("COPY        %s", copied)
	t.Logf("no change   %s", second)
	t.Logf("first run / COPY: %.2f on the wall, %.2f of processors", first.wall.Seconds()/copied.wall.Seconds(),
		first.cpu().Seconds()/copied.cpu().Seconds())
	t.Logf("no change / first run: %.3f on the wall, %.3f of processors", second.wall.Seconds()/first.wall.Seconds(),
		second.cpu().Seconds()/first.cpu().Seconds())
	t.Logf("%d pushes meanwhile: longest %d ms, 99 of 100 within %d ms, half within %d ms", len(waits),
		waits[len(waits)-1].Milliseconds(), waits[len(waits)*99/100].Milliseconds(), waits[len(waits)/2].Milliseconds())
	t.Logf("peak memory of this process: %d MB", peak())
}
