package query_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// A list has each page that a slice of all records has, and says how many they are on each: R-124
// to R-126, from whichever end the page is read.
func TestListIsASlice(t *testing.T) {
	both := []*schema.ResourceType{fixture.UserType, fixture.GroupType}
	eachShelf(t, func(t *testing.T, s *shelf) {
		var all, users []string
		for n := range 10 {
			for _, list := range []struct {
				types []*schema.ResourceType
				IDs   []string
			}{{both, all}, {both[:1], users}} {
				for size := 1; size <= n+1; size += 1 + n/4 {
					for _, start := range append(numbersTo(n+2), math.MaxInt32, math.MaxInt) {
						q := fixture.Query(list.types...)
						q.Start, q.Count = start, size
						from := min(max(start-1, 0), len(list.IDs))
						want := list.IDs[from:min(from+size, len(list.IDs))]
						if found := s.Search(t, q); found.Total != len(list.IDs) || !slices.Equal(fixture.IDs(found.Records), append([]string{}, want...)) {
							t.Fatalf("%d of %d types from %d: %v of %d, want %v of %d", size, len(list.types), start, fixture.IDs(found.Records), found.Total, want, len(list.IDs))
						}
					}
				}
			}
			if n%3 == 1 {
				all = append(all, s.Put(t, fixture.GroupType, schema.Object{"displayName": fmt.Sprint("Group ", n)}))
				continue
			}
			users = append(users, s.Put(t, fixture.UserType, fixture.User(n)))
			all = append(all, users[len(users)-1])
		}
	})
}

func numbersTo(n int) []int {
	list := make([]int, n+1)
	for i := range list {
		list[i] = i
	}
	return list
}

// A filter that is true of every record is no filter: the total is known. One that is true of
// every record of one type spares that one only.
func TestWholeTypesAreNotCounted(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for text, counted := range map[string]int{``: 0, `id pr`: 0, `not (members pr)`: 1, `userName pr`: 1, `id pr and displayName sw "x"`: 2} {
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			if text != "" {
				q.Filter = fixture.Parse(t, text)
			}
			if counted > 0 && s.DB.Sifts(t, s.Account, s.Source.ID, q) {
				continue // all are counted while they are looked at
			}
			for _, sortBy := range []string{"", "displayName"} {
				if q.SortBy = nil; sortBy != "" {
					q.SortBy = path(sortBy)
				}
				_, total, err := s.DB.SearchQueries(s.Account, s.Source.ID, q)
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Count(total.Text, "count(*)"); got != counted {
					t.Errorf("%q sorted by %q: %d types are counted, want %d", text, sortBy, got, counted)
				}
			}
		}
	})
}

// A list reads its page and nothing else: at the end of 20,000 people what it reads at the
// beginning, by startIndex and by cursor, whatever the planner knows of the tables.
func TestListReadsItsPageOnly(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.Populate(t, s.many())
		t.Run("filled", s.checkLists)
		s.Exec(t, `ANALYZE`)
		t.Run("analysed", s.checkLists)
	})
}

func (s *shelf) checkLists(t *testing.T) {
	after := func(n int) func(*directory.Query) {
		return func(q *directory.Query) {
			if q.Cursor = true; n > 0 {
				q.After = fmt.Sprintf(`{"i":"%08x-0000-7000-8000-000000000001"}`, n)
			}
		}
	}
	from := func(n int) func(*directory.Query) { return func(q *directory.Query) { q.Start = n } }
	for _, c := range []struct {
		what          string
		page          func(*directory.Query)
		entries, rows int // of the index alone, to find where the page begins; and of the table
	}{
		{"the first page", from(1), 0, 100},
		{"the last page", from(19_901), 1, 100},
		{"a shorter last page", from(19_951), 1, 50},
		{"the last page but one", from(19_801), 101, 100},
		{"the second page", from(101), 101, 100},
		{"a page before the middle", from(9_901), 9_901, 100},
		{"a page after the middle", from(10_001), 9_901, 100},
		{"a page past the end", from(20_001), 0, 0},
		{"a page far past the end", from(math.MaxInt), 0, 0},
		{"the first page by cursor", after(0), 0, 101},
		{"a page by cursor", after(10_000), 0, 101},
		{"the last page by cursor", after(19_900), 0, 100},
	} {
		q := fixture.Query(fixture.UserType)
		c.page(q)
		page, _, err := s.DB.SearchQueries(s.Account, s.Source.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		if s.DB.Name() == "sqlite" {
			s.checkListPlan(t, c.what, page.Text, s.Plan(t, page.Text, page.Args))
			continue
		}
		plan := s.Explain(t, "EXPLAIN (ANALYZE, TIMING OFF)", page.Text, page.Args)
		if entries, rows := scanned(t, plan); entries != c.entries || rows != c.rows {
			t.Errorf("%s reads %d entries and %d rows, want %d and %d\n%s", c.what, entries, rows, c.entries, c.rows, plan)
		}
	}
}

var scan = regexp.MustCompile(`(Index Only Scan|Scan)[^\n]* on records\b[^\n]*\(actual rows=(\d+) loops=(\d+)\)`)

// scanned is how many entries of the index alone and how many rows of records an executed plan of
// PostgreSQL has read. None may be read in vain.
func scanned(t *testing.T, plan string) (entries, rows int) {
	t.Helper()
	if strings.Contains(plan, "Rows Removed") || strings.Contains(plan, "Bitmap") || !strings.Contains(plan, "counts_pkey") {
		t.Errorf("rows are read in vain\n%s", plan)
	}
	for _, m := range scan.FindAllStringSubmatch(plan, -1) {
		n, _ := strconv.Atoi(m[2])
		loops, _ := strconv.Atoi(m[3])
		if m[1] == "Scan" {
			rows += n * loops
		} else {
			entries += n * loops
		}
	}
	return entries, rows
}

// checkListPlan makes sure of a plan of SQLite that all that is read of records comes out of the
// primary key's index in its order, so that each LIMIT ends the reading, and that whole records are
// read one by one, by their ids: nothing is sorted.
func (s *shelf) checkListPlan(t *testing.T, what, text, plan string) {
	t.Helper()
	searches, sorts := 0, 0
	for line := range strings.Lines(plan) {
		switch line = strings.TrimSpace(line); {
		case line == "SEARCH r USING INDEX sqlite_autoindex_records_1 (account_id=? AND source_id=? AND type=? AND id=?)":
		case strings.HasPrefix(line, "SEARCH r USING INDEX sqlite_autoindex_records_1 (account_id=? AND source_id=? AND type=?"),
			strings.HasPrefix(line, "SEARCH r USING COVERING INDEX sqlite_autoindex_records_1 (account_id=? AND source_id=? AND type=?"):
			searches++
		case strings.HasPrefix(line, "SEARCH counts USING INDEX sqlite_autoindex_counts_1 (account_id=? AND source_id=? AND type=?"):
		case strings.HasPrefix(line, "SEARCH"):
			t.Errorf("%s: %s\n%s", what, line, plan)
		case strings.HasPrefix(line, "USE TEMP B-TREE"):
			sorts++
		}
	}
	if limits := strings.Count(text, "FROM records r WHERE"); searches != limits || strings.Count(text, " LIMIT ") < limits || sorts > 0 {
		t.Errorf("%s: %d searches with %d limits, and %d sorts\n%s", what, searches, limits, sorts, plan)
	}
}
