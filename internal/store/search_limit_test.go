package store_test

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
	"github.com/usher-id/usher/scim/schema"
)

// Rule P10, R-102: a search that takes too long is ended, in the database, too, and refused with tooMany. The
// others don't notice: what is asked for by key has connections of its own.
func TestSearchTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := newAccount(t, db, "acme")
		s := &shelf{db: db, account: account.ID, source: *source, raw: db.WritePool()}
		s.populate(t, 500)
		for _, filter := range []string{`title co "x"`, strings.Repeat(`title co "x" or `, 20) + `title co "y"`} {
			for _, sortBy := range []string{"", "displayName"} {
				q := query(userType)
				if q.Filter = parse(t, filter); sortBy != "" {
					q.SortBy = path(sortBy)
				}
				_, err := db.Search(t.Context(), s.account, s.source.ID, q)
				var refused *schema.Error
				if directory.KindOf(err) != directory.Invalid || !errors.As(err, &refused) || refused.ScimType != "tooMany" {
					t.Errorf("%.20s sorted by %q: %v, want tooMany", filter, sortBy, err)
				}
			}
		}
		if running := db.SearchPool().Stats().InUse; running != 0 {
			t.Errorf("%d connections still search", running)
		}
		if v, err := db.Record(t.Context(), s.account, s.key("User", memberID(7)), directory.Want{}); err != nil || v == nil {
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
		}{"search": db.SearchPool(), "read": db.ReadPool(), "write": db.WritePool()}[c.pool]
		var got string
		if err := pool.Get(&got, `SHOW `+c.setting); err != nil || got != c.want {
			t.Errorf("%s: %s is %s, %v, want %s", c.pool, c.setting, got, err, c.want)
		}
	}
}

// Searches of many records never take the connections of look-ups, tokens and changes.
func TestSearchesHaveTheirOwnConnections(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.put(t, userType, user(1))
		for filter, heavy := range map[string]bool{
			``: false, `userName eq "a"`: false, `emails.value eq "a@example.com" and active eq true`: false, `id pr`: false,
			`active eq true`: true, `userName sw "a"`: true, `groups.display co "a"`: true,
			`displayName eq "a" and (` + strings.Repeat(`title co "x" or `, 20) + `title co "y")`: true,
		} {
			q := query(userType)
			if filter != "" {
				q.Filter = parse(t, filter)
			}
			if got := s.db.IsHeavy(t, s.account, s.source.ID, q); got != heavy {
				t.Errorf("%q waits for its turn: %v, want %v", filter, got, heavy)
			}
			q.SortBy = path("title")
			if !s.db.IsHeavy(t, s.account, s.source.ID, q) {
				t.Errorf("%q sorted doesn't wait for its turn", filter)
			}
		}
	})
}

// What a long filter costs is one pass over the records: as many rows as there are records, however
// many terms it has, and statements that depend on the attributes that it names alone.
func TestSieveReadsEachRecordOnce(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.populate(t, 300)
		group := s.crowd(t, 100)
		for _, what := range []string{`emails.value co "0z%d"`, `not (emails[type eq "work" and value co "%d"])`, `groups[display co "z%d"]`, `groups.display co "z%d"`, `userName co "%d"`, `members.display co "%d"`} {
			for _, op := range []string{" or ", " and "} {
				var rows, statements [2]int
				for i, n := range []int{6, 130} {
					terms := make([]string, n)
					for k := range terms {
						terms[k] = fmt.Sprintf(what, k)
					}
					q := query(userType, groupType)
					q.Filter = parse(t, strings.Join(terms, op))
					before := s.db.KeptStatements()
					rows[i] = s.db.Looked(t, s.account, s.source.ID, q)
					statements[i] = s.db.KeptStatements() - before
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
		s.put(t, userType, user(1))
		asks := func(source, filter string, count int) error {
			q := query(userType)
			if q.Count = count; filter != "" {
				q.Filter = parse(t, filter)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := s.db.Search(ctx, s.account, source, q)
			return err
		}
		for range 2 {
			end, err := s.db.PageTurns().Wait(t.Context(), s.account, s.source.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer end()
		}
		for _, filter := range []string{``, `id pr`} {
			if err := asks(s.source.ID, filter, 101); err == nil {
				t.Errorf("a third large page of %q waits for nobody", filter)
			}
		}
		for _, c := range []struct {
			source, filter string
			count          int
		}{
			{s.source.ID, ``, 100}, {s.source.ID, `userName eq "a"`, 1000}, {s.source.ID, `active eq true`, 1000}, {s.account, ``, 1000},
		} {
			if err := asks(c.source, c.filter, c.count); err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}
