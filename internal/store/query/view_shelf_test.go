package query_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// view is the shelf as readers of the account see it.
func (s *shelf) view() *shelf {
	v := *s.Shelf
	v.Source = directory.Source{ID: s.Account, AccountID: s.Account, Kind: directory.KindReader}
	return &shelf{&v}
}

// golden makes a record the only one of a user, and hence the user's golden one.
func (s *shelf) golden(t testing.TB, id, user string) {
	t.Helper()
	s.own(t, user, id)
	s.Exec(t, `UPDATE records SET golden = true WHERE account_id = $1 AND id = $2`, s.Account, id)
	s.shown(t, directory.TypeUser)
}

// own makes records those of a user.
func (s *shelf) own(t testing.TB, user string, records ...string) {
	t.Helper()
	for _, id := range records {
		s.Exec(t, `UPDATE records SET user_id = $3, home_id = $3 WHERE account_id = $1 AND id = $2`, s.Account, id, user)
		s.Exec(t, `UPDATE identifiers SET user_id = $3 WHERE account_id = $1 AND record_id = $2`, s.Account, id, user)
	}
}

// shown counts one more resource of the view.
func (s *shelf) shown(t testing.TB, typ string) {
	t.Helper()
	s.Exec(t, `INSERT INTO counts (account_id, source_id, type, n) VALUES ($1, $1, $2, 1)
		ON CONFLICT (account_id, source_id, type) DO UPDATE SET n = counts.n + 1`, s.Account, typ)
}

// merge makes one user of records, by source. What they say together is o, and each attribute
// comes from the first source.
func (s *shelf) merge(t testing.TB, user string, o schema.Object, records map[string][]string) {
	t.Helper()
	sources := slices.Sorted(maps.Keys(records))
	s.Reach(t, records[sources[0]][0], o)
	for _, source := range sources {
		s.own(t, user, records[source]...)
	}
	v := s.view()
	v.PutAs(t, user, fixture.UserType, o)
	provenance := []directory.Provenance{}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		provenance = append(provenance, directory.Provenance{Attribute: name, Source: sources[0]})
	}
	s.Exec(t, `UPDATE records SET golden = true, user_id = id, user_name = NULL, external_id = NULL, golden_name = $3, golden_external = $4, provenance = $5
		WHERE account_id = $1 AND source_id = $1 AND id = $2`,
		s.Account, user, fixture.OrNull(filter.Fold(fixture.Str(o, "userName"))), fixture.OrNull(fixture.Str(o, "externalId")), asText(t, provenance))
	for _, id := range append(slices.Concat(slices.Collect(maps.Values(records))...), user) {
		s.Exec(t, `UPDATE records SET sources = $3 WHERE account_id = $1 AND id = $2`, s.Account, id, asText(t, sources))
	}
}

// crew keeps a group, which the view shows.
func (s *shelf) crew(t testing.TB, o schema.Object) string {
	t.Helper()
	id := s.Put(t, fixture.GroupType, o)
	s.shown(t, directory.TypeGroup)
	return id
}

// hire keeps somebody who has no other record.
func (s *shelf) hire(t testing.TB, o schema.Object) string {
	t.Helper()
	id := s.Put(t, fixture.UserType, o)
	s.golden(t, id, id)
	return id
}

func asText(t testing.TB, v any) string {
	t.Helper()
	doc, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}
