package intake_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// The numbers of records that are kept are those of the records that are there: after creations,
// deletions and returns, after batches parts of which were refused, after dry runs, and when two
// nodes do all that at the same time.
func TestCountsAreRight(t *testing.T) {
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			w := newCountWorld(t, kind, url)
			rapid.Check(t, w.check)
			for _, o := range []directory.Outcome{directory.Created, directory.Held, directory.Removed, directory.Declined, directory.Tried} {
				if w.outcomes[o] == 0 {
					t.Errorf("no change had the outcome %q", o)
				}
			}
		})
	}
}

// countWorld is two nodes at one database.
type countWorld struct {
	t        *testing.T
	dbs      [2]*store.DB
	nodes    [2]*directory.Intake
	raw      *sqlx.DB
	accounts int
	outcomes map[directory.Outcome]int // so many changes had
}

func newCountWorld(t *testing.T, kind, url string) *countWorld {
	w := &countWorld{t: t, outcomes: map[directory.Outcome]int{}}
	for i := range w.nodes {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		w.dbs[i], w.nodes[i] = db, fixture.Intake(db)
	}
	raw, err := sqlx.Open(kind, strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	w.raw = raw
	return w
}

func (w *countWorld) check(t *rapid.T) {
	w.accounts++
	account, okta := fixture.NewAccount(w.t, w.dbs[0], fmt.Sprint("acme", w.accounts))
	if _, err := w.dbs[0].ApproveDomain(w.t.Context(), account.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	entra, err := w.dbs[0].CreateSource(w.t.Context(), directory.Source{AccountID: account.ID, Name: "entra", Kind: "scim", Rank: 200, Policy: directory.Reject})
	if err != nil {
		t.Fatal(err)
	}
	sources := []directory.Source{*okta, *entra}
	var made []directory.RecordKey
	for range rapid.IntRange(1, 3).Draw(t, "rounds") {
		var batches [][]directory.Change
		for range rapid.IntRange(1, 3).Draw(t, "batches") {
			batches = append(batches, drawBatch(t, sources, &made))
		}
		dry := rapid.IntRange(0, 9).Draw(t, "dry") == 0
		var mu sync.Mutex
		var all sync.WaitGroup
		for i, batch := range batches {
			node := w.nodes[i%len(w.nodes)]
			all.Go(func() {
				apply := node.Apply
				if dry {
					apply = node.DryRun
				}
				results, err := apply(w.t.Context(), *account, batch)
				if err != nil {
					w.t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, r := range results {
					if dry {
						r.Outcome = directory.Tried
					}
					w.outcomes[r.Outcome]++
				}
			})
		}
		all.Wait()
		w.compare(t, account.ID, sources)
	}
}

// compare asks the tables, and searches.
func (w *countWorld) compare(t *rapid.T, account string, sources []directory.Source) {
	var wrong []string
	err := w.raw.Select(&wrong, `
		SELECT CAST(source_id AS text) || ' ' || type || ' ' || CAST(sum(n) AS text)
		  FROM (SELECT source_id, type, n FROM counts WHERE account_id = $1 UNION ALL
		        SELECT source_id, type, -1 FROM records WHERE account_id = $1 AND source_id <> account_id UNION ALL
		        SELECT account_id, type, -1 FROM records WHERE account_id = $1 AND (golden OR type = 'Group')) c
		 GROUP BY source_id, type HAVING sum(n) <> 0`, account)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("source, type and how many too many are counted: %v, %v", wrong, err)
	}
	for _, source := range sources {
		for _, types := range [][]*schema.ResourceType{{fixture.UserType}, {fixture.GroupType}, {fixture.UserType, fixture.GroupType}} {
			want := 0
			for _, rt := range types {
				var n int
				if err := w.raw.Get(&n, `SELECT count(*) FROM records WHERE account_id = $1 AND source_id = $2 AND type = $3`, account, source.ID, rt.Name); err != nil {
					t.Fatal(err)
				}
				want += n
			}
			q := fixture.Query(types...)
			q.Start, q.Count = rapid.IntRange(1, 12).Draw(t, "start"), rapid.IntRange(0, 3).Draw(t, "count")
			found, err := w.dbs[1].Search(w.t.Context(), account, source.ID, q)
			if err != nil {
				t.Fatal(err)
			}
			if records := min(q.Count, max(want-q.Start+1, 0)); found.Total != want || len(found.Records) != records {
				t.Fatalf("%d from %d: %d of %d, want %d of %d", q.Count, q.Start, len(found.Records), found.Total, records, want)
			}
		}
	}
}

var errEdit = errors.New("this edit is wrong")

// drawBatch draws changes that get in each other's way, some of which need others.
func drawBatch(t *rapid.T, sources []directory.Source, made *[]directory.RecordKey) []directory.Change {
	batch := make([]directory.Change, rapid.IntRange(1, 8).Draw(t, "changes"))
	for i := range batch {
		c := &batch[i]
		c.Source = rapid.SampledFrom(sources).Draw(t, "source")
		c.Action = rapid.SampledFrom([]directory.Action{directory.Create, directory.Create, directory.Create, directory.Delete, directory.Delete, directory.Edit}).Draw(t, "action")
		c.Type, c.Request = fixture.UserType, directory.Request{Channel: "scim", Operation: "POST /Bulk", Success: 200}
		if rapid.IntRange(0, 3).Draw(t, "group") == 0 {
			c.Type = fixture.GroupType
		}
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "needs") == 0 {
			c.Requires = []int{rapid.IntRange(0, i-1).Draw(t, "needed")}
		}
		if c.Action == directory.Create || len(*made) == 0 {
			c.Action, c.ID, c.Attributes = directory.Create, uuid.Must(uuid.NewV7()).String(), drawAttributes(t, c.Type)
			if c.Type == fixture.GroupType {
				c.Members = &directory.MemberChange{Clear: true}
			}
			*made = append(*made, directory.RecordKey{SourceID: c.Source.ID, Type: c.Type.Name, ID: c.ID})
			continue
		}
		key := rapid.SampledFrom(*made).Draw(t, "record")
		c.ID = key.ID
		c.Type = map[string]*schema.ResourceType{"User": fixture.UserType, "Group": fixture.GroupType}[key.Type]
		for _, s := range sources {
			if s.ID == key.SourceID && rapid.IntRange(0, 9).Draw(t, "foreign") > 0 {
				c.Source = s
			}
		}
		if c.Action == directory.Edit {
			c.Edit = func(schema.Object) (schema.Object, bool, error) { return nil, false, errEdit }
		}
	}
	return batch
}

// drawAttributes makes somebody who may be there, or may have been: few names, few externalIds.
func drawAttributes(t *rapid.T, rt *schema.ResourceType) schema.Object {
	names := map[string]string{"": "", "x1": "ann@example.com", "x2": "bob@example.com", "x3": "cy@other.example"}
	external := rapid.SampledFrom(slices.Sorted(maps.Keys(names))).Draw(t, "externalId")
	o := schema.Object{"displayName": "D"}
	if external != "" {
		o["externalId"] = external
	}
	if rt == fixture.UserType {
		o["userName"] = names[external]
		if external == "" {
			o["userName"] = rapid.StringMatching(`[a-e]@example\.com`).Draw(t, "userName")
		}
	}
	return o
}
