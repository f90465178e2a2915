package intake_test

import (
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// TestGroupsOfSiblings checks that records that are read along with somebody's own don't show what
// was not read of them: their groups come when they are asked for by name, be it in the same batch.
func TestGroupsOfSiblings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, okta, entra := twoSources(t, db)
		in := fixture.Intake(db)
		first := fixture.Person(okta, 1)
		team := fixture.Group(okta, "Team", first.ID)
		fixture.Apply(t, in, account, first, team)
		want := []directory.GroupRef{{ID: team.ID, Display: "Team"}}
		key := directory.RecordKey{SourceID: okta.ID, Type: directory.TypeUser, ID: first.ID}

		facts := directory.NewFacts()
		err := db.Transact(t.Context(), account.ID, false, func(tx directory.Tx) error {
			owner := directory.AddressKey{Kind: directory.ByEmail, Value: "person1@example.com"}
			if err := tx.Find(t.Context(), account.ID, &directory.Questions{Owners: []directory.AddressKey{owner}}, facts); err != nil {
				return err
			}
			if r := facts.Records[key]; facts.Owners[owner].UserID != first.ID || r == nil || !r.Partial || r.Groups != nil {
				t.Errorf("the owner of an address is %+v, with the record %+v", facts.Owners[owner], r)
			}
			return tx.Find(t.Context(), account.ID, &directory.Questions{Records: []directory.RecordKey{key}}, facts)
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := facts.Records[key]; r == nil || r.Partial || !slices.Equal(r.Groups, want) {
			t.Errorf("asked for by name, the record is %+v", r)
		}
		if u := facts.Users[first.ID]; u == nil || !slices.Equal(u.Records, []directory.RecordKey{key}) {
			t.Errorf("the user is %+v", u)
		}

		second := fixture.Person(entra, 1)
		results := fixture.Apply(t, in, account, second, fixture.Deactivate(okta, first.ID), fixture.Deactivate(entra, second.ID))
		if merged := results[0].Record; merged.UserID != first.ID {
			t.Fatalf("not linked: %+v", merged)
		}
		if got := results[1].Record.Groups; !slices.Equal(got, want) {
			t.Errorf("changed in the batch that links somebody to it, the record shows the groups %v", got)
		}
		if got := results[2].Record.Groups; got != nil {
			t.Errorf("the other source's record shows the groups %v", got)
		}

		// Both are asked for at once, each as the other's sibling.
		other := fixture.Group(entra, "Other", second.ID)
		fixture.Apply(t, in, account, other)
		results = fixture.Apply(t, in, account, fixture.Deactivate(okta, first.ID), fixture.Deactivate(entra, second.ID))
		for i, want := range []directory.GroupRef{{ID: team.ID, Display: "Team"}, {ID: other.ID, Display: "Other"}} {
			if got := results[i].Record.Groups; !slices.Equal(got, []directory.GroupRef{want}) {
				t.Errorf("changed together with its sibling, record %d shows the groups %v, want %v", i, got, want)
			}
		}
		facts = directory.NewFacts()
		siblings := []directory.RecordKey{key, {SourceID: entra.ID, Type: directory.TypeUser, ID: second.ID}}
		err = db.Transact(t.Context(), account.ID, false, func(tx directory.Tx) error {
			return tx.Find(t.Context(), account.ID, &directory.Questions{Records: siblings, Users: []string{first.ID}}, facts)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range siblings {
			if r := facts.Records[key]; r == nil || r.Partial {
				t.Errorf("asked for by name together with its sibling, the record is %+v", r)
			}
		}
		mask := facts.Records[directory.RecordKey{SourceID: account.ID, Type: directory.TypeUser, ID: first.ID}]
		if u := facts.Users[first.ID]; u == nil || len(u.Records) != 2 || mask == nil || u.Merged != mask {
			t.Errorf("the user is %+v, the merged row %+v", u, mask)
		}
	})
}
