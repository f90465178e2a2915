package query_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule P10: a page is bounded by bytes, and whoever goes on from what it has, by index or by cursor, sees each record
// once. A record that is larger than all that is a page of its own.
func TestPagesAreBoundedByBytes(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		var all []string
		for i := range 14 {
			size := 900 << 10
			if i == 6 {
				size = 6 << 20
			}
			o := fixture.User(i)
			delete(o, "externalId")
			o["title"] = strings.Repeat("x", size)
			all = append(all, s.Put(t, fixture.UserType, o))
		}
		for _, sortBy := range []string{"", "userName"} {
			q := fixture.Query(fixture.UserType)
			q.Count = 100
			if sortBy != "" {
				q.SortBy = path(sortBy)
			}
			check := func(records int, bytes int) {
				t.Helper()
				if records == 0 || records > 6 || records > 1 && bytes > 13<<20 {
					t.Errorf("sortBy %q: a page of %d records, %d bytes", sortBy, records, bytes)
				}
			}
			var byIndex, byCursor []string
			for q.Start = 1; len(byIndex) < len(all); {
				found := s.Search(t, q)
				bytes := 0
				for _, v := range found.Records {
					bytes += len(v.Body)
				}
				if check(len(found.Records), bytes); found.Total != len(all) || len(found.Records) == 0 {
					t.Fatalf("%d of %d", len(found.Records), found.Total)
				}
				byIndex = append(byIndex, fixture.IDs(found.Records)...)
				q.Start += len(found.Records)
			}
			q.Cursor, q.Start = true, 0
			for {
				found := s.Search(t, q)
				check(len(found.Records), 0)
				if byCursor = append(byCursor, fixture.IDs(found.Records)...); found.Total != len(all) {
					t.Errorf("by cursor %d in all", found.Total)
				}
				if q.After = found.Next; q.After == "" {
					break
				}
			}
			slices.Sort(byIndex)
			slices.Sort(byCursor)
			if !slices.Equal(byIndex, all) || !slices.Equal(byCursor, all) {
				t.Errorf("sortBy %q: by index %d, by cursor %d of %d", sortBy, len(byIndex), len(byCursor), len(all))
			}
		}
	})
}
