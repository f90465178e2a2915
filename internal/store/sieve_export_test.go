package store

import (
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

// SieveQuery is a query that a sieve runs, and the indexes that it should use, parted by |.
type SieveQuery struct {
	Query
	Indexes string
}

// SieveQueries are all queries of a search that sieves decide: what they read, and then the page.
func (db *DB) SieveQueries(t testing.TB, accountID, sourceID string, q *directory.Query) (list []SieveQuery) {
	t.Helper()
	syntax := db.syntaxOf(accountID, sourceID)
	s, err := newSearch(syntax, accountID, sourceID, q)
	if err != nil || s.sifted() == 0 {
		t.Fatalf("no sieve decides it: %v", err)
	}
	scope := syntax.parameters(accountID, sourceID)
	some := map[string]string{"postgres": "{" + uuid.NewString() + "}", "sqlite": `["` + uuid.NewString() + `"]`}[db.Name()] // for EXPLAIN
	for i := range s.branches {
		b := &s.branches[i]
		index := "records_pkey"
		if accountID == sourceID {
			index = map[string]string{directory.TypeUser: "records_user", directory.TypeGroup: "records_groups"}[b.sieve.rt.Name]
		}
		list = append(list, SieveQuery{Query{b.sieve.query(), *b.sieve.args}, index})
		if len(b.sieve.ties[membersOfGroup]) > 0 {
			list = append(list, SieveQuery{Query{syntax.membersOf(b.sieve.from), *b.sieve.args}, index + "|members_pkey"})
		}
		if len(b.sieve.ties[groupsOfUser]) > 0 {
			groups := "records" // by either index
			if accountID == sourceID {
				groups = "records_groups"
			}
			list = append(list, SieveQuery{Query{syntax.groupsThere(), scope}, groups}, SieveQuery{Query{syntax.inGroups("$2"), arguments{accountID, some}}, "members_pkey"})
		}
		if query := syntax.people(); query != "" {
			list = append(list, SieveQuery{Query{query, scope}, "records_user"})
		}
		b.typ, _ = syntax.typ(b.sieve.rt.Name, &s.args)
		b.from = syntax.among(b.typ, s.args.add(some)) + " WHERE TRUE"
		b.sieve = nil
	}
	s.begun = true
	page, err := s.pageQuery()
	if err != nil {
		t.Fatal(err)
	}
	return append(list, SieveQuery{Query{page, s.args}, "records_pkey"})
}
