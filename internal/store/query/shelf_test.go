package query_test

import (
	"testing"

	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// shelf is a database that tests put records on, and search.
type shelf struct{ *fixture.Shelf }

// eachShelf runs fn on an empty shelf of each database.
func eachShelf(t *testing.T, fn func(t *testing.T, s *shelf)) {
	t.Helper()
	fixture.EachShelf(t, func(t *testing.T, s *fixture.Shelf) { fn(t, &shelf{s}) })
}

// many is how many records a plan is asked for over. SQLite's planner knows no numbers before an ANALYZE and few after it.
func (s *shelf) many() int {
	if testing.Short() && s.DB.Name() == "sqlite" {
		return 2_000
	}
	return 20_000
}

func newShelf(t testing.TB, kind, url string) *shelf {
	t.Helper()
	return &shelf{fixture.NewShelf(t, kind, url)}
}

// elsewhere is the same shelf as another source of the account, or another account's, sees it.
func (s *shelf) elsewhere(t *testing.T, account string) *shelf {
	t.Helper()
	return &shelf{s.Elsewhere(t, account)}
}
