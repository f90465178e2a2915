package query_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	reading "github.com/usher-id/usher/internal/store/query"

	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Filters have more shapes than a server may keep statements for. Those that give way may be in
// use by somebody else at that moment.
func TestStatementsAreBounded(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		id := s.Put(t, fixture.UserType, fixture.User(1))
		names := strings.Fields("nickName profileUrl title userType preferredLanguage locale timezone displayName name.familyName name.givenName")
		var wg sync.WaitGroup
		for client := range 4 {
			wg.Go(func() {
				for i := range reading.MaxStatements/2 + 20 {
					q := fixture.Query(fixture.UserType)
					// Each shape is asked for by two of the clients at about the same time.
					shape := []any{id, names[i%10], names[i/10%10], names[i/100+client/2*5]}
					q.Filter = fixture.Parse(t, fmt.Sprintf(`id eq "%s" and %s ne "x" and %s ne "x" and %s ne "x"`, shape...))
					found, err := s.DB.Search(t.Context(), s.Account, s.Source.ID, q)
					if err != nil || !slices.Equal(fixture.IDs(found.Records), []string{id}) {
						t.Errorf("filter %d: %v", i, err)
						return
					}
				}
			})
		}
		wg.Wait()
		if n := s.DB.KeptStatements(); n != reading.MaxStatements {
			t.Errorf("%d statements are kept, want %d", n, reading.MaxStatements)
		}
	})
}
