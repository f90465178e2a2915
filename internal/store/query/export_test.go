package query

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/usher-id/usher/internal/directory"
)

// Query is the text of a query with its arguments.
type Query struct {
	Text string
	Args []any
}

// SearchQueries are the queries of a search: for the page, and for the total. Where a sieve decides the
// filter both are what it reads of the first type.
func (rd *Reader) SearchQueries(accountID, sourceID string, q *directory.Query) (page, total Query, err error) {
	s, err := newSearch(rd.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		return page, total, err
	}
	if s.sifted() > 0 {
		sieve := s.branches[0].sieve
		page = Query{sieve.query(), *sieve.args}
		return page, page, nil
	}
	total = Query{s.countQuery(), s.args[:s.fixed:s.fixed]}
	text, err := s.pageQuery()
	return Query{text, s.args}, total, err
}

// Sifts reports whether a sieve decides a search.
func (rd *Reader) Sifts(t testing.TB, accountID, sourceID string, q *directory.Query) bool {
	s, err := newSearch(rd.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		t.Fatal(err)
	}
	return s.sifted() > 0
}

// MembersQuery reads a group of a source with its members, or of the directory view.
func (rd *Reader) MembersQuery(accountID, sourceID string) string {
	syntax := rd.syntaxOf(accountID, sourceID)
	return syntax.withMembers(viewColumns(syntax, directory.Want{}))
}

// UserQuery reads a user with all that is shown of it.
func (rd *Reader) UserQuery(accountID, sourceID string) string {
	syntax := rd.syntaxOf(accountID, sourceID)
	typ, _ := syntax.typ(directory.TypeUser, &arguments{})
	return syntax.record(viewColumns(syntax, directory.Want{Groups: true, Licenses: true}), typ)
}

// RosterQuery reads the members of the groups of a page.
func (rd *Reader) RosterQuery(accountID, sourceID string) string {
	return rd.syntaxOf(accountID, sourceID).roster()
}

// MaxStatements is how many statements of searches are kept.
const MaxStatements = maxStatements

// KeptStatements is how many statements of searches are kept now.
func (rd *Reader) KeptStatements() int { return rd.searches.Len() + rd.lookups.Len() }

// FirstMembers and NextMembers are the sizes of the pages in which members are read.
const (
	FirstMembers = firstMembers
	NextMembers  = nextMembers
)

// SieveQuery is a query that a sieve runs, and the indexes that it should use, parted by |.
type SieveQuery struct {
	Query
	Indexes string
}

// SieveQueries are all queries of a search that sieves decide: what they read, and then the page.
func (rd *Reader) SieveQueries(t testing.TB, accountID, sourceID string, q *directory.Query) (list []SieveQuery) {
	t.Helper()
	syntax := rd.syntaxOf(accountID, sourceID)
	s, err := newSearch(syntax, accountID, sourceID, q)
	if err != nil || s.sifted() == 0 {
		t.Fatalf("no sieve decides it: %v", err)
	}
	scope := syntax.parameters(accountID, sourceID)
	some := map[string]string{"postgres": "{" + uuid.NewString() + "}", "sqlite": `["` + uuid.NewString() + `"]`}[rd.Name()] // for EXPLAIN
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

// MaxManagers is how many managers above a person are looked for.
const MaxManagers = maxManagers

// ManagersQuery follows the managers of people.
func (rd *Reader) ManagersQuery() string { return rd.managersQuery() }

// Turns bounds how many searches run at once.
type Turns struct{ *turns }

// NewTurns gives turns to so many searches at once.
func NewTurns(most int, patient time.Duration) Turns { return Turns{newTurns(most, patient)} }

// Wait waits for a turn.
func (t Turns) Wait(ctx context.Context, account, source string) (end func(), err error) {
	return t.wait(ctx, account, source)
}

// Waiting is how many wait.
func (t Turns) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting)
}

// WaitingOfSource is how many searches of a source may wait.
const WaitingOfSource = waitingOfSource

// IsHeavy reports whether a search waits for its turn.
func (rd *Reader) IsHeavy(t testing.TB, accountID, sourceID string, q *directory.Query) bool {
	s, err := newSearch(rd.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		t.Fatal(err)
	}
	return s.heavy()
}

// Looked is how many rows a search looks at that sieves decide.
func (rd *Reader) Looked(t testing.TB, accountID, sourceID string, q *directory.Query) (rows int) {
	s, err := newSearch(rd.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil || s.sifted() == 0 {
		t.Fatalf("no sieve decides it: %v", err)
	}
	for _, b := range s.branches {
		r := &sifting{rd: rd, account: accountID, parameters: s.sql.parameters(accountID, sourceID)}
		if _, err := r.sift(t.Context(), b.sieve); err != nil {
			t.Fatal(err)
		}
		rows += r.looked
	}
	return rows
}

// PageTurns are the turns of large pages of lists.
func (rd *Reader) PageTurns() Turns { return Turns{rd.pages} }
