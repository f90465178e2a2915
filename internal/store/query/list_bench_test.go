package query_test

import (
	"fmt"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// BenchmarkPages reads pages of 100 of 100,000 people.
func BenchmarkPages(b *testing.B) {
	const people = 100_000
	for _, kind := range []struct {
		name, analyse string // as it is soon after a first synchronization
		url           func(testing.TB) string
	}{{"sqlite", `ANALYZE`, storetest.SQLiteURL}, {"postgres", `VACUUM ANALYZE`, storetest.PostgresURL}} {
		b.Run(kind.name, func(b *testing.B) {
			s := newShelf(b, kind.name, kind.url(b))
			s.Populate(b, people)
			s.Exec(b, kind.analyse)
			after := func(n int) string { return fmt.Sprintf(`{"i":"%08x-0000-7000-8000-000000000001"}`, n) }
			for _, page := range []struct {
				name string
				q    directory.Query
			}{
				{"index/first", directory.Query{Start: 1}},
				{"index/middle", directory.Query{Start: people/2 + 1}},
				{"index/last", directory.Query{Start: people - 99}},
				{"index/past", directory.Query{Start: people + 1}},
				{"cursor/first", directory.Query{Cursor: true}},
				{"cursor/last", directory.Query{Cursor: true, After: after(people - 100)}},
			} {
				b.Run(page.name, func(b *testing.B) {
					q := fixture.Query(fixture.UserType)
					q.Start, q.Cursor, q.After, q.Want = page.q.Start, page.q.Cursor, page.q.After, directory.Want{Groups: true, Licenses: true}
					for b.Loop() {
						found, err := s.DB.Search(b.Context(), s.Account, s.Source.ID, q)
						if err != nil || found.Total != people {
							b.Fatalf("total %d, %v", found.Total, err)
						}
					}
				})
			}
		})
	}
}
