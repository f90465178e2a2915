package query_test

import (
	"fmt"
	"iter"
	"testing"

	reading "github.com/usher-id/usher/internal/store/query"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// crowd is a group of n members, whose ids memberID gives, and one who waits.
func (s *shelf) crowd(t *testing.T, n int) (group string) {
	t.Helper()
	group = s.Put(t, fixture.GroupType, map[string]any{"displayName": fmt.Sprintf("%08d members", n)})
	numbers, id := s.Numbers() // at least one
	if n > 0 {
		s.Exec(t, `INSERT INTO members (account_id, group_id, member_id, type, waiting) SELECT $1, $2, `+id+`, 'User', false FROM `+numbers, s.Account, group, n)
	}
	s.Join(t, group, directory.Member{ID: uuid.NewString(), Type: "User", Waiting: true})
	return group
}

func memberID(i int) string { return fmt.Sprintf("%08x-0000-7000-8000-000000000001", i) }

// wantCrowd ranges over the members of a crowd of n. No connection may be in use then.
func (s *shelf) wantCrowd(t *testing.T, n int, of iter.Seq2[directory.Member, error]) {
	t.Helper()
	i := 0
	for m, err := range of {
		if err != nil {
			t.Fatalf("%d members, after %d: %v", n, i, err)
		}
		if i++; m.ID != memberID(i) || m.Type != "User" {
			t.Fatalf("%d members, number %d: %+v, want %s", n, i, m, memberID(i))
		}
		if used := s.DB.ReadPool.Stats().InUse; used != 0 {
			t.Fatalf("%d members, number %d: %d connections are in use while it is handed on", n, i, used)
		}
	}
	if i != n {
		t.Errorf("%d members, want %d", i, n)
	}
}

// sizes are about the places where pages end.
var sizes = []int{0, 1, reading.FirstMembers - 1, reading.FirstMembers, reading.FirstMembers + 1, reading.FirstMembers + reading.NextMembers, reading.FirstMembers + 2*reading.NextMembers + 17}

// Rule P5
func TestLargeGroups(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		groups := make([]string, len(sizes))
		for i, n := range sizes {
			groups[i] = s.crowd(t, n)
			v := s.record(t, "Group", groups[i], directory.Want{Members: true})
			s.wantCrowd(t, n, v.Members)
			for range v.Members {
				t.Fatal("the members can be ranged over twice")
			}
		}
		q := fixture.Query(fixture.GroupType)
		q.SortBy, q.Want = path("displayName"), directory.Want{Members: true}
		// All groups, each alone, and all but each. Of those that aren't read through, every
		// second time nobody is read, every other time one.
		masks := []int{0}
		for i := range groups {
			masks = append(masks, 1<<i, (1<<len(groups)-1)&^(1<<i))
		}
		for turn, left := range masks {
			found := s.Search(t, q)
			if len(found.Records) != len(groups) {
				t.Fatalf("%d records, want %d", len(found.Records), len(groups))
			}
			for i, v := range found.Records {
				if left&(1<<i) == 0 {
					s.wantCrowd(t, sizes[i], v.Members)
				} else if turn%4 < 2 {
					for range v.Members {
						break
					}
				}
			}
		}
	})
}

// However many clients are in the middle of a group, nobody else waits for a connection, and
// SQLite's journal can be emptied.
func TestSlowReadersHoldNothing(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		const n, readers = reading.FirstMembers + 1, 40 // more than there are connections
		group := s.crowd(t, n)
		q := fixture.Query(fixture.GroupType)
		q.Want = directory.Want{Members: true}
		var rest []func() (directory.Member, error, bool)
		for range readers {
			v := s.record(t, "Group", group, directory.Want{Members: true})
			found := s.Search(t, q)
			for _, of := range []iter.Seq2[directory.Member, error]{v.Members, found.Records[0].Members} {
				next, stop := iter.Pull2(of)
				defer stop()
				if m, err, ok := next(); !ok || err != nil || m.ID != memberID(1) {
					t.Fatal(m, err, ok)
				}
				rest = append(rest, next)
			}
		}
		if s.DB.Name() == "sqlite" {
			s.Exec(t, `INSERT INTO definitions (account_id, kind, name, document, created) VALUES ($1, 'schema', 'x', '{}', 1)`, s.Account)
			var busy, log, moved int
			if err := s.Raw.QueryRowContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil || busy != 0 || log != 0 {
				t.Errorf("the journal can't be emptied: busy %d, %d pages left, %v", busy, log, err)
			}
		}
		for _, next := range rest {
			for i := 2; i <= n; i++ {
				if m, err, ok := next(); !ok || err != nil || m.ID != memberID(i) {
					t.Fatalf("number %d: %+v, %v", i, m, err)
				}
			}
			if _, _, ok := next(); ok {
				t.Error("more members than there are")
			}
		}
	})
}

// A database that fails in the middle is told of, once.
func TestMembersThatCannotBeRead(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		group := s.crowd(t, reading.FirstMembers+1)
		v := s.record(t, "Group", group, directory.Want{Members: true})
		s.Exec(t, `ALTER TABLE members RENAME TO elsewhere`)
		read, failed := 0, 0
		for _, err := range v.Members {
			if err != nil {
				failed++
			} else {
				read++
			}
		}
		if read != reading.FirstMembers || failed != 1 {
			t.Errorf("%d members and %d errors, want %d and 1", read, failed, reading.FirstMembers)
		}
	})
}
