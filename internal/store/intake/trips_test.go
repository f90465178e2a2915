package intake_test

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// tripCounter dials connections that count how often a request is followed by an answer.
type tripCounter struct{ trips atomic.Int64 }

func (c *tripCounter) Dial(network, address string) (net.Conn, error) {
	return c.DialTimeout(network, address, time.Minute)
}

func (c *tripCounter) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, timeout)
	return &countedConn{Conn: conn, trips: &c.trips}, err
}

type countedConn struct {
	net.Conn
	trips *atomic.Int64
	asked atomic.Bool
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.asked.Store(true)
	return c.Conn.Write(b)
}

func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.asked.Swap(false) {
		c.trips.Add(1)
	}
	return n, err
}

// counted is a database whose round trips are counted. warm runs first what prepares statements.
func counted(t *testing.T) (*store.DB, *tripCounter) {
	t.Helper()
	counter := &tripCounter{}
	db, err := store.OpenWithDialer(storetest.PostgresURL(t), counter)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, counter
}

func callGroup(source directory.Source, group, name string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Edit, Type: schema.Core().Type("Group"), ID: group,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			return schema.Object{"displayName": name}, true, nil
		},
		Request: directory.Request{Channel: "scim", Operation: "PATCH /Groups", Success: 204},
	}
}

// TestRoundTrips counts what a change and a read cost, once statements are prepared: design.md's
// promise that the way goes down once and comes back once.
func TestRoundTrips(t *testing.T) {
	db, counter := counted(t)
	account, source := fixture.Tenancy(t, db)
	in := fixture.Intake(db)
	ctx := context.Background()

	// Before the first batch: this database never lets go of the account's lock.
	unique, err := db.CreateSource(ctx, directory.Source{AccountID: account.ID, Name: "unique", Kind: "scim", Rank: 100, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	unique.Settings.UniqueGroupNames = true
	if err := db.ChangeSource(ctx, *unique); err != nil {
		t.Fatal(err)
	}
	first := fixture.Apply(t, in, account, fixture.People(source, 0, 3)...)
	toggled, member := first[0].Record.ID, first[1].Record.ID
	team := fixture.Apply(t, in, account, fixture.Group(source, "team"))[0].Record.ID
	find := func(f string) func() {
		e, err := filter.Parse(f)
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			found, err := db.Search(ctx, account.ID, source.ID, &directory.Query{
				Types: []*schema.ResourceType{schema.Core().Type("User")}, Filter: e, Start: 1, Count: 100, Want: directory.Want{Groups: true}})
			if err != nil || found.Total != 1 || len(found.Records) != 1 {
				t.Fatalf("%s: found %+v, %v", f, found, err)
			}
		}
	}
	list := func(start int) func() {
		return func() {
			found, err := db.Search(ctx, account.ID, source.ID, &directory.Query{
				Types: []*schema.ResourceType{schema.Core().Type("User")}, Start: start, Count: 10, Want: directory.Want{Groups: true}})
			if err != nil || found.Total < 100 || len(found.Records) != 10 && start < found.Total {
				t.Fatalf("list from %d: found %+v, %v", start, found, err)
			}
		}
	}
	next := 1000
	staff := fixture.Apply(t, in, account, fixture.Group(*unique, "staff"))[0].Record.ID
	for _, c := range []struct {
		what string
		most int64
		do   func()
	}{
		{"one create", 6, func() { next++; fixture.Apply(t, in, account, fixture.Person(source, next)) }},
		{"a batch of 100 creates", 6, func() { next += 100; fixture.Apply(t, in, account, fixture.People(source, next, 100)...) }},
		{"a batch of 100 creates, each with a job", 6, func() {
			next += 100
			list := fixture.People(source, next, 100)
			for i := range list {
				list[i].Jobs = func(r directory.Result) []directory.Job {
					return []directory.Job{{ID: r.Record.ID, Kind: "test", Key: r.Record.ID, Payload: "{}"}}
				}
			}
			fixture.Apply(t, in, account, list...)
		}},
		{"PATCH active", 6, func() { fixture.Apply(t, in, account, fixture.Deactivate(source, toggled)) }},
		{"add a member", 6, func() {
			// Whoever was added goes again, uncounted, so that the next can be added.
			fixture.Apply(t, in, account, fixture.AddMember(source, team, member))
			before := counter.trips.Load()
			gone := fixture.AddMember(source, team, member)
			gone.Members = &directory.MemberChange{Remove: []string{member}}
			fixture.Apply(t, in, account, gone)
			counter.trips.Store(before)
		}},
		{"add a member again", 6, func() { fixture.Apply(t, in, account, fixture.AddMember(source, team, member)) }},
		{"create a group", 6, func() { next++; fixture.Apply(t, in, account, fixture.Group(source, fmt.Sprint("group ", next))) }},
		{"rename a group", 6, func() { next++; fixture.Apply(t, in, account, callGroup(source, team, fmt.Sprint("team ", next))) }},
		{"create a group of a unique name", 6, func() { next++; fixture.Apply(t, in, account, fixture.Group(*unique, fmt.Sprint("group ", next))) }},
		{"rename a group of a unique name", 9, func() { next++; fixture.Apply(t, in, account, callGroup(*unique, staff, fmt.Sprint("staff ", next))) }},
		{"GET", 1, func() {
			v, err := db.Record(ctx, account.ID, directory.RecordKey{SourceID: source.ID, Type: "User", ID: toggled}, directory.Want{Groups: true})
			if err != nil || v == nil {
				t.Fatal(v, err)
			}
		}},
		{"list", 1, list(1)},
		{"list from the middle", 1, list(100)},
		{"list past the end", 1, list(1_000_000)},
		{"filter userName eq", 2, find(`userName eq "PERSON1@example.com"`)},
		{"filter externalId eq", 2, find(`externalId eq "00u1"`)},
		{"filter emails.value eq", 2, find(`emails.value eq "person1@example.com"`)},
	} {
		for range 3 { // every connection that may take part has the statements prepared
			c.do()
		}
		before := counter.trips.Load()
		c.do()
		trips := counter.trips.Load() - before
		t.Logf("%s: %d round trips", c.what, trips)
		if trips > c.most {
			t.Errorf("%s took %d round trips, at most %d are promised", c.what, trips, c.most)
		}
	}

	cost := func(changes ...directory.Change) int64 {
		before := counter.trips.Load()
		fixture.Apply(t, in, account, changes...)
		return counter.trips.Load() - before
	}
	if one, many := cost(fixture.Person(source, 20000)), cost(fixture.People(source, 30000, 100)...); one != many {
		t.Errorf("a create takes %d round trips and a batch of 100 takes %d, want the same", one, many)
	}
}

// TestMemberCostsTheSameInAnyGroup counts round trips and rows (rule P5).
func TestMemberCostsTheSameInAnyGroup(t *testing.T) {
	url := storetest.PostgresURL(t)
	setup, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	account, source := fixture.Tenancy(t, setup)
	in := fixture.Intake(setup)
	admin := sqlx.MustOpen("postgres", url)
	defer admin.Close()

	var ids []string
	for _, r := range fixture.Apply(t, in, account, fixture.People(source, 0, 20)...) {
		ids = append(ids, r.Record.ID)
	}
	small := fixture.Apply(t, in, account, fixture.Group(source, "small", ids[:10]...))[0].Record.ID
	large := fixture.Apply(t, in, account, fixture.Group(source, "large", ids[:10]...))[0].Record.ID
	admin.MustExec(`INSERT INTO members (account_id, group_id, member_id, type, waiting)
		SELECT $1, $2, gen_random_uuid(), 'User', false FROM generate_series(1, 99990)`, account.ID, large)
	admin.MustExec(`ANALYZE`)
	admin.MustExec(`SELECT pg_stat_force_next_flush()`) // the rows inserted above are counted now, and not a second later
	setup.Close()                                       // a connection that ends reports what it has counted

	add := func(groupID, member string) (trips, rows int64) {
		counter := &tripCounter{}
		db, err := store.OpenWithDialer(url, counter)
		if err != nil {
			t.Fatal(err)
		}
		before := touched(t, admin)
		fixture.Apply(t, fixture.Intake(db), account, fixture.AddMember(source, groupID, member))
		trips = counter.trips.Load()
		db.Close()
		return trips, settled(t, admin, before)
	}
	add(small, ids[10]) // both groups' rows have been changed once
	add(large, ids[10])
	smallTrips, smallRows := add(small, ids[11])
	largeTrips, largeRows := add(large, ids[11])
	t.Logf("10 members: %d trips, %d rows; 100,000 members: %d trips, %d rows", smallTrips, smallRows, largeTrips, largeRows)
	// A row or two more are read where a row's versions lie on several pages, which is chance.
	if smallTrips != largeTrips || max(smallRows, largeRows)-min(smallRows, largeRows) > 3 {
		t.Errorf("adding a member takes %d trips and %d rows in a group of 10, and %d trips and %d rows in one of 100,000", smallTrips, smallRows, largeTrips, largeRows)
	}
}

// touched is how many rows of Usher's tables were ever read or written.
func touched(t *testing.T, admin *sqlx.DB) (rows int64) {
	t.Helper()
	if err := admin.Get(&rows, `SELECT sum(COALESCE(seq_tup_read, 0) + COALESCE(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables`); err != nil {
		t.Fatal(err)
	}
	return rows
}

// settled is how many rows were touched since, once the counters stand still.
func settled(t *testing.T, admin *sqlx.DB, before int64) int64 {
	t.Helper()
	last, same := before, 0
	for range 200 {
		now := touched(t, admin)
		if now == last && now != before {
			if same++; same == 5 {
				return now - before
			}
		} else {
			last, same = now, 0
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the counters of the database did not come to rest: " + fmt.Sprint(last-before))
	return 0
}
