package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/store"
)

// Filters have more shapes than a server may keep statements for. Those that give way may be in
// use by somebody else at that moment.
func TestStatementsAreBounded(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		id := s.put(t, userType, user(1))
		var wg sync.WaitGroup
		for client := range 4 {
			wg.Go(func() {
				for i := range store.MaxStatements/2 + 20 {
					q := query(userType)
					// Each shape is asked for by two of the clients at about the same time.
					q.Filter = parse(t, `userName pr`+strings.Repeat(` and id pr and externalId pr`, i)+strings.Repeat(` and title eq null`, client/2))
					found, err := s.db.Search(t.Context(), s.account, s.source.ID, q)
					if err != nil || !slices.Equal(ids(found.Records), []string{id}) {
						t.Errorf("filter %d: %v", i, err)
						return
					}
				}
			})
		}
		wg.Wait()
		if n := s.db.KeptStatements(); n != store.MaxStatements {
			t.Errorf("%d statements are kept, want %d", n, store.MaxStatements)
		}
	})
}
