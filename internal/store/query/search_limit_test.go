package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// Rule P10, R-102: a search that takes too long is ended, in the database, too, and refused with tooMany. The
// others don't notice: what is asked for by key has connections of its own.
func TestSearchTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := fixture.NewAccount(t, db, "acme")
		s := &shelf{&fixture.Shelf{DB: db, Account: account.ID, Source: *source, Raw: db.WritePool}}
		s.Populate(t, 500)
		for _, filter := range []string{`title co "x"`, strings.Repeat(`title co "x" or `, 20) + `title co "y"`} {
			for _, sortBy := range []string{"", "displayName"} {
				q := fixture.Query(fixture.UserType)
				if q.Filter = fixture.Parse(t, filter); sortBy != "" {
					q.SortBy = path(sortBy)
				}
				_, err := db.Search(t.Context(), s.Account, s.Source.ID, q)
				var refused *schema.Error
				if directory.KindOf(err) != directory.Invalid || !errors.As(err, &refused) || refused.ScimType != "tooMany" {
					t.Errorf("%.20s sorted by %q: %v, want tooMany", filter, sortBy, err)
				}
			}
		}
		if running := db.SearchPool.Stats().InUse; running != 0 {
			t.Errorf("%d connections still search", running)
		}
		if v, err := db.Record(t.Context(), s.Account, s.key("User", memberID(7)), directory.Want{}); err != nil || v == nil {
			t.Errorf("a record: %v, %v", v, err)
		}
	}, store.WithSearchTime(time.Nanosecond))
}

// PostgreSQL has the limits itself, for what a node can't end any more.
func TestPostgresHasTheLimits(t *testing.T) {
	db := storetest.Postgres(t, store.WithSearchTime(3*time.Second))
	for _, c := range []struct{ pool, setting, want string }{
		{"search", "statement_timeout", "4s"},
		{"read", "statement_timeout", "0"},
		{"write", "idle_in_transaction_session_timeout", "5s"},
		{"write", "statement_timeout", "0"},
		{"write", "idle_session_timeout", "0"},
	} {
		pool := map[string]interface {
			Get(any, string, ...any) error
		}{"search": db.SearchPool, "read": db.ReadPool, "write": db.WritePool}[c.pool]
		var got string
		if err := pool.Get(&got, `SHOW `+c.setting); err != nil || got != c.want {
			t.Errorf("%s: %s is %s, %v, want %s", c.pool, c.setting, got, err, c.want)
		}
	}
}

// Searches of many records never take the connections of look-ups, tokens and changes.
func TestSearchesHaveTheirOwnConnections(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.Put(t, fixture.UserType, fixture.User(1))
		for filter, heavy := range map[string]bool{
			``: false, `userName eq "a"`: false, `emails.value eq "a@example.com" and active eq true`: false, `id pr`: false,
			`active eq true`: true, `userName sw "a"`: true, `groups.display co "a"`: true,
			`displayName eq "a" and (` + strings.Repeat(`title co "x" or `, 20) + `title co "y")`: true,
		} {
			q := fixture.Query(fixture.UserType)
			if filter != "" {
				q.Filter = fixture.Parse(t, filter)
			}
			if got := s.DB.IsHeavy(t, s.Account, s.Source.ID, q); got != heavy {
				t.Errorf("%q waits for its turn: %v, want %v", filter, got, heavy)
			}
			q.SortBy = path("title")
			if !s.DB.IsHeavy(t, s.Account, s.Source.ID, q) {
				t.Errorf("%q sorted doesn't wait for its turn", filter)
			}
		}
	})
}

// What a long filter costs is one pass over the records: as many rows as there are records, however
// many terms it has, and statements that depend on the attributes that it names alone.
func TestSieveReadsEachRecordOnce(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.Populate(t, 300)
		group := s.crowd(t, 100)
		for _, what := range []string{`emails.value co "0z%d"`, `not (emails[type eq "work" and value co "%d"])`, `groups[display co "z%d"]`, `groups.display co "z%d"`, `userName co "%d"`, `members.display co "%d"`} {
			for _, op := range []string{" or ", " and "} {
				var rows, statements [2]int
				for i, n := range []int{6, 130} {
					terms := make([]string, n)
					for k := range terms {
						terms[k] = fmt.Sprintf(what, k)
					}
					q := fixture.Query(fixture.UserType, fixture.GroupType)
					q.Filter = fixture.Parse(t, strings.Join(terms, op))
					before := s.DB.KeptStatements()
					rows[i] = s.DB.Looked(t, s.Account, s.Source.ID, q)
					statements[i] = s.DB.KeptStatements() - before
				}
				if rows[0] != rows[1] || statements[1] != 0 || rows[0] > 301+101+2 {
					t.Errorf("%s%s: 6 terms look at %d rows, 130 at %d, with %d new statements; group %s", what, op, rows[0], rows[1], statements[1], group)
				}
			}
		}
	})
}

// Rule P10: of the large pages of a list two of a source are read at once, so that hundreds that are asked for keep nobody's
// look-ups waiting for a connection; small pages, look-ups and the lists of others go on.
func TestLargePagesTakeTurns(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.Put(t, fixture.UserType, fixture.User(1))
		asks := func(source, filter string, count int) error {
			q := fixture.Query(fixture.UserType)
			if q.Count = count; filter != "" {
				q.Filter = fixture.Parse(t, filter)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := s.DB.Search(ctx, s.Account, source, q)
			return err
		}
		for range 2 {
			end, err := s.DB.PageTurns().Wait(t.Context(), s.Account, s.Source.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer end()
		}
		for _, filter := range []string{``, `id pr`} {
			if err := asks(s.Source.ID, filter, 101); err == nil {
				t.Errorf("a third large page of %q waits for nobody", filter)
			}
		}
		for _, c := range []struct {
			source, filter string
			count          int
		}{
			{s.Source.ID, ``, 100}, {s.Source.ID, `userName eq "a"`, 1000}, {s.Source.ID, `active eq true`, 1000}, {s.Account, ``, 1000},
		} {
			if err := asks(c.source, c.filter, c.count); err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}
