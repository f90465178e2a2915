package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// shelf is a database that tests of the reading side put rows on directly, as the intake would.
type shelf struct {
	db      *store.DB
	raw     *sqlx.DB
	account string
	source  directory.Source
	made    int // records so far, for their times
}

// eachShelf runs fn on an empty shelf of each database.
func eachShelf(t *testing.T, fn func(t *testing.T, s *shelf)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, newShelf(t, "sqlite", storetest.SQLiteURL(t))) })
	t.Run("postgres", func(t *testing.T) { fn(t, newShelf(t, "postgres", storetest.PostgresURL(t))) })
}

func newShelf(t testing.TB, kind, url string) *shelf {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	raw, err := sqlx.Open(kind, strings.TrimPrefix(url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	raw.SetMaxOpenConns(1)
	account, source := newAccount(t, db, "acme")
	return &shelf{db: db, raw: raw, account: account.ID, source: *source}
}

// elsewhere is the same shelf as another source of the account, or another account's, sees it.
func (s *shelf) elsewhere(t *testing.T, account string) *shelf {
	t.Helper()
	other := *s
	if account != "" {
		a, source := newAccount(t, s.db, account)
		other.account, other.source = a.ID, *source
		return &other
	}
	source, err := s.db.CreateSource(t.Context(), directory.Source{AccountID: s.account, Name: "entra", Kind: "scim", Rank: 200, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	other.source = *source
	return &other
}

func (s *shelf) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := s.raw.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// start is when the first record was made; each is a second younger than the one before.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// put keeps a resource and returns its id.
func (s *shelf) put(t testing.TB, rt *schema.ResourceType, o schema.Object) string {
	t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	s.putAs(t, id, rt, o)
	if rt.Name == directory.TypeUser {
		s.reach(t, id, o)
	}
	return id
}

// reach notes the addresses of a record.
func (s *shelf) reach(t testing.TB, id string, o schema.Object) {
	t.Helper()
	for _, a := range directory.Addresses(o) {
		s.exec(t, `INSERT INTO identifiers (account_id, kind, value, record_id, owner) VALUES ($1, 'email', $2, $3, false) ON CONFLICT DO NOTHING`, s.account, a.String(), id)
	}
}

// putAs keeps a resource under an id.
func (s *shelf) putAs(t testing.TB, id string, rt *schema.ResourceType, o schema.Object) {
	t.Helper()
	body := string(rt.AppendAll(nil, o))
	at := start.Add(time.Duration(s.made) * time.Second).UnixMicro()
	s.made++
	s.exec(t, `INSERT INTO records (account_id, source_id, type, id, user_name, external_id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $11, 'active', 'D7', $4, $8, $9, 1, $10, $10)`,
		s.account, s.source.ID, rt.Name, id,
		orNull(map[bool]string{true: filter.Fold(str(o, "userName"))}[rt.Name == directory.TypeUser]), orNull(str(o, "externalId")), orNull(filter.Fold(str(o, "displayName"))),
		body[1:len(body)-1], string(rt.AppendAll(nil, rt.SearchDoc(o, directory.SearchKey))), at, (&directory.Record{Attributes: o}).Active())
	s.exec(t, `INSERT INTO counts (account_id, source_id, type, n) VALUES ($1, $2, $3, 1)
		ON CONFLICT (account_id, source_id, type) DO UPDATE SET n = counts.n + 1`, s.account, s.source.ID, rt.Name)
}

// join puts somebody into a group.
func (s *shelf) join(t *testing.T, group string, m directory.Member) {
	t.Helper()
	s.exec(t, `INSERT INTO members (account_id, group_id, member_id, type, display, waiting) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.account, group, m.ID, m.Type, orNull(m.Display), m.Waiting)
}

// search asks for a page and reads all of it.
func (s *shelf) search(t testing.TB, q *directory.Query) *directory.Found {
	t.Helper()
	found, err := s.db.Search(t.Context(), s.account, s.source.ID, q)
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return found
}

func str(o schema.Object, name string) string {
	s, _ := o[name].(string)
	return s
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

var (
	userType  = inbound.Base().Type("User")
	groupType = inbound.Base().Type("Group")
)

// user is a person with the attributes that indexes know.
func user(n int) schema.Object {
	return schema.Object{
		"userName": fmt.Sprintf("Person%d@Example.com", n), "externalId": fmt.Sprintf("00u%d", n), "displayName": fmt.Sprintf("Person %d", n), "active": n%2 == 0,
		"name":   schema.Object{"givenName": "Given", "familyName": fmt.Sprintf("Family %d", n%10)},
		"emails": []any{schema.Object{"value": fmt.Sprintf("person%d@example.com", n), "type": "work", "primary": true}},
	}
}

// query is a search of some types for everything, a page of 100.
func query(types ...*schema.ResourceType) *directory.Query {
	return &directory.Query{Types: types, Start: 1, Count: 100}
}

func parse(t testing.TB, text string) filter.Expression {
	t.Helper()
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ids(views []*directory.View) []string {
	list := []string{}
	for _, v := range views {
		list = append(list, v.ID)
	}
	return list
}
