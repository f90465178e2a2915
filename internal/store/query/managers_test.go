package query_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	reading "github.com/usher-id/usher/internal/store/query"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// team puts people p0 to pn, and names the manager of each as managers says; a name that is no
// person's stands for itself.
func (s *shelf) team(t *testing.T, n int, managers map[int]string) []string {
	t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.Put(t, fixture.UserType, fixture.User(s.Made))
	}
	for i, manager := range managers {
		var boss int
		if _, err := fmt.Sscanf(manager, "p%d", &boss); err == nil {
			manager = ids[boss]
		}
		o := schema.Object{directory.EnterpriseUser: schema.Object{"manager": schema.Object{"value": manager}}}
		s.Exec(t, `UPDATE records SET search = $1 WHERE account_id = $2 AND source_id = $3 AND id = $4`,
			string(fixture.UserType.AppendAll(nil, fixture.UserType.SearchDoc(o, directory.SearchKey))), s.Account, s.Source.ID, ids[i])
	}
	return ids
}

// managers asks for the managers above the starts.
func (s *shelf) managers(t *testing.T, starts ...directory.MemberKey) map[directory.MemberKey]string {
	t.Helper()
	into, err := s.DB.Managers(t.Context(), s.Account, starts)
	if err != nil {
		t.Fatal(err)
	}
	return into
}

// A cycle of managers is found by walking up: the walk tells of everybody on it, and ends.
func TestManagers(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		stranger := uuid.Must(uuid.NewV7()).String()
		ids := s.team(t, 9, map[int]string{
			0: "p1", 1: "p2", // 0 and 3 meet at 1, 2 is the head
			3: "p1",
			4: "p5", 5: "p6", 6: "p5", // a circle of 5 and 6
			7: stranger, 8: "The Boss",
		})
		other := s.elsewhere(t, "")
		there := other.team(t, 2, map[int]string{0: "p1", 1: ids[0]}) // another source's id leads nowhere
		group := s.Put(t, fixture.GroupType, schema.Object{"displayName": "staff"})

		at := func(i int) directory.MemberKey { return directory.MemberKey{SourceID: s.Source.ID, ID: ids[i]} }
		elsewhere := func(i int) directory.MemberKey {
			return directory.MemberKey{SourceID: other.Source.ID, ID: there[i]}
		}
		alone := func(source directory.Source, id string) directory.MemberKey {
			return directory.MemberKey{SourceID: source.ID, ID: id}
		}
		type known = map[directory.MemberKey]string
		for _, tt := range []struct {
			name   string
			starts []directory.MemberKey
			want   known
		}{
			{"nobody", nil, known{}},
			{"the head", []directory.MemberKey{at(2)}, known{at(2): ""}},
			{"a chain", []directory.MemberKey{at(0)}, known{at(0): ids[1], at(1): ids[2], at(2): ""}},
			{"two that meet, one twice", []directory.MemberKey{at(0), at(3), at(0)}, known{at(0): ids[1], at(3): ids[1], at(1): ids[2], at(2): ""}},
			{"into a circle", []directory.MemberKey{at(4)}, known{at(4): ids[5], at(5): ids[6], at(6): ids[5]}},
			{"a manager whom the source doesn't have", []directory.MemberKey{at(7)}, known{at(7): stranger, alone(s.Source, stranger): ""}},
			{"a manager that is no id", []directory.MemberKey{at(8)}, known{at(8): ""}},
			{"another source", []directory.MemberKey{elsewhere(0)}, known{elsewhere(0): there[1], elsewhere(1): ids[0], alone(other.Source, ids[0]): ""}},
			{"two sources", []directory.MemberKey{elsewhere(1), at(1)}, known{elsewhere(1): ids[0], alone(other.Source, ids[0]): "", at(1): ids[2], at(2): ""}},
			{"the other source's person", []directory.MemberKey{alone(other.Source, ids[0])}, known{alone(other.Source, ids[0]): ""}},
			{"a group", []directory.MemberKey{alone(s.Source, group)}, known{alone(s.Source, group): ""}},
			{"no id", []directory.MemberKey{alone(s.Source, "x'; --"), alone(s.Source, "")}, known{alone(s.Source, "x'; --"): "", alone(s.Source, ""): ""}},
		} {
			if diff := cmp.Diff(tt.want, s.managers(t, tt.starts...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		if got := s.elsewhere(t, "other").managers(t, at(0)); got[at(0)] != "" || len(got) != 1 {
			t.Errorf("another account is told %v", got)
		}
	})
}

// A chain that is too long ends with a manager of whom nothing is said.
func TestManagersEnd(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		n := reading.MaxManagers + 3
		above := map[int]string{}
		for i := range n - 1 {
			above[i] = fmt.Sprintf("p%d", i+1)
		}
		ids := s.team(t, n, above)
		key := func(i int) directory.MemberKey { return directory.MemberKey{SourceID: s.Source.ID, ID: ids[i]} }
		want := map[directory.MemberKey]string{}
		for i := range reading.MaxManagers + 1 {
			want[key(i)] = ids[i+1]
		}
		if diff := cmp.Diff(want, s.managers(t, key(0))); diff != "" {
			t.Errorf("the whole way (-want +got):\n%s", diff)
		}
		// It goes on where it ended.
		maps.Copy(want, map[directory.MemberKey]string{key(n - 2): ids[n-1], key(n - 1): ""})
		if diff := cmp.Diff(want, s.managers(t, key(0), key(reading.MaxManagers+1))); diff != "" {
			t.Errorf("from two places (-want +got):\n%s", diff)
		}
	})
}

// Everybody on the way up is found by the primary key, however little is known of the tables.
func TestManagersUseTheIndex(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		args := []any{s.Account, `[["` + s.Source.ID + `","` + fixture.SomeID + `"]]`}
		want := "SEARCH records USING INDEX sqlite_autoindex_records_1 (account_id=? AND source_id=? AND type=? AND id=?)"
		if s.DB.Name() == "postgres" {
			args = []any{s.Account, "{" + s.Source.ID + "}", "{" + fixture.SomeID + "}"}
			want = "Index Scan using records_pkey"
		}
		check := func(t *testing.T) {
			plan := s.Plan(t, s.DB.ManagersQuery(), args)
			if strings.Count(plan, want) != 2 || strings.Contains(plan, "Seq Scan on records") || strings.Contains(plan, "SCAN records") {
				t.Errorf("the plan doesn't have %q twice:\n%s", want, plan)
			}
		}
		t.Run("fresh", check)
		s.Fill(t, s.many())
		t.Run("filled", check)
		s.Exec(t, `ANALYZE`)
		t.Run("analysed", check)
	})
}
