package query_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

func (s *shelf) key(typ, id string) directory.RecordKey {
	return directory.RecordKey{SourceID: s.Source.ID, Type: typ, ID: id}
}

func (s *shelf) record(t *testing.T, typ, id string, want directory.Want) *directory.View {
	t.Helper()
	v, err := s.DB.Record(t.Context(), s.Account, s.key(typ, id), want)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRecord(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		id := s.Put(t, fixture.UserType, fixture.User(1))
		group := s.Put(t, fixture.GroupType, map[string]any{"displayName": "Sales"})
		waits := s.Put(t, fixture.GroupType, map[string]any{"displayName": "Waits"})
		s.Join(t, group, directory.Member{ID: id, Type: "User"})
		s.Join(t, waits, directory.Member{ID: id, Type: "User", Waiting: true})
		s.Exec(t, `UPDATE records SET user_id = id, version = 3, modified = created + 5, state = 'pendingDomain', held_domain = 'example.com' WHERE id = $1`, id)

		v := s.record(t, "User", id, directory.Want{Groups: true, Members: true})
		if v == nil {
			t.Fatal("the record is not found")
		}
		want := directory.Verdict{Code: directory.PendingDomain, Rule: "D7", Case: id, Domain: "example.com"}
		body := fixture.UserType.AppendAll(nil, fixture.User(1))
		if v.RecordKey != s.key("User", id) || v.UserID != id || v.Version != 3 || v.Verdict != want || string(v.Body) != string(body[1:len(body)-1]) {
			t.Errorf("view %+v, want another", v)
		}
		if !v.Created.Equal(fixture.Start) || v.Modified.Sub(v.Created).Microseconds() != 5 || v.Created.Location() != fixture.Start.Location() {
			t.Errorf("times %v, %v", v.Created, v.Modified)
		}
		if want := []directory.GroupRef{{ID: group, Display: "Sales"}}; !slices.Equal(v.Groups, want) {
			t.Errorf("groups %v, want %v", v.Groups, want) // rule P5: not the one where the user waits
		}
		if v.Members != nil {
			t.Error("a user has members")
		}
		if v := s.record(t, "User", id, directory.Want{}); v.Groups != nil || v.Members != nil {
			t.Error("groups or members without having been asked for")
		}
	})
}

// An id of another form is one that doesn't exist, and is not even looked for.
func TestRecordThatIsNot(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		id := s.Put(t, fixture.UserType, fixture.User(1))
		for _, id := range []string{"", "x", "'", "00000000-0000-0000-0000-00000000000g", "urn:uuid:" + id, "\x00", uuid.NewString()} {
			if v := s.record(t, "User", id, directory.Want{Groups: true}); v != nil {
				t.Errorf("id %q finds %s", id, v.ID)
			}
		}
		if v := s.record(t, "Group", id, directory.Want{Members: true}); v != nil {
			t.Error("a user's id finds a group")
		}
	})
}

func TestRecordStreamsMembers(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		group := s.Put(t, fixture.GroupType, map[string]any{"displayName": "Sales"})
		empty := s.Put(t, fixture.GroupType, map[string]any{"displayName": "Empty"})
		var want []directory.Member
		for i := range 7 {
			m := directory.Member{ID: uuid.Must(uuid.NewV7()).String(), Type: "User", Display: fmt.Sprint("Member ", i)}
			if i == 3 {
				m.Display, m.Type = "", "Group"
			}
			s.Join(t, group, m)
			want = append(want, m)
		}
		s.Join(t, group, directory.Member{ID: uuid.NewString(), Type: "User", Waiting: true})
		s.Join(t, empty, directory.Member{ID: uuid.NewString(), Type: "User", Waiting: true})
		for id, want := range map[string][]directory.Member{group: want, empty: nil} {
			v := s.record(t, "Group", id, directory.Want{Members: true})
			var got []directory.Member
			for m, err := range v.Members {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, m)
			}
			if !slices.Equal(got, want) || len(v.Body) == 0 || v.Version != 1 {
				t.Errorf("%s: members %v, want %v", v.Body, got, want)
			}
		}
		if v := s.record(t, "Group", group, directory.Want{}); v.Members != nil {
			t.Error("members without having been asked for")
		}
	})
}

func TestSearchStreamsMembers(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		want := map[string][]string{}
		for i := range 5 {
			group := s.Put(t, fixture.GroupType, map[string]any{"displayName": fmt.Sprint("Group ", 9-i)})
			for range i * 2 % 5 { // 0, 2, 4, 1, 3
				m := directory.Member{ID: uuid.Must(uuid.NewV7()).String(), Type: "User"}
				s.Join(t, group, m)
				want[group] = append(want[group], m.ID)
			}
			s.Join(t, group, directory.Member{ID: uuid.NewString(), Type: "User", Waiting: true})
		}
		s.Put(t, fixture.UserType, fixture.User(1))
		q := fixture.Query(fixture.UserType, fixture.GroupType)
		q.SortBy, q.Want = path("displayName"), directory.Want{Members: true}
		for _, skip := range []int{-1, 0, 1, 4} { // a group that nobody ranges over
			found := s.Search(t, q)
			if len(found.Records) != 6 {
				t.Fatalf("%d records, want 6", len(found.Records))
			}
			for i, v := range found.Records {
				if v.Type == "User" {
					if v.Members != nil {
						t.Error("a user has members")
					}
					continue
				}
				if i == skip {
					continue
				}
				var got []string
				for m, err := range v.Members {
					if err != nil {
						t.Fatal(err)
					}
					if got = append(got, m.ID); i == skip+1 {
						break // and the rest is left out
					}
				}
				if w := want[v.ID]; !slices.Equal(got, w) && !(i == skip+1 && slices.Equal(got, w[:min(len(w), 1)])) {
					t.Errorf("skip %d: group %d has %v, want %v", skip, i, got, w)
				}
			}
		}
	})
}

// A cancelled request is told so, whatever a driver makes of it.
func TestReadCancelled(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		group := s.Put(t, fixture.GroupType, map[string]any{"displayName": "Sales"})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.DB.Record(ctx, s.Account, s.key("Group", group), directory.Want{}); !errors.Is(err, context.Canceled) {
			t.Errorf("Record: %v, want %v", err, context.Canceled)
		}
		q := fixture.Query(fixture.GroupType)
		if _, err := s.DB.Search(ctx, s.Account, s.Source.ID, q); !errors.Is(err, context.Canceled) {
			t.Errorf("Search: %v, want %v", err, context.Canceled)
		}
	})
}
