package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

func TestDefinitions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		add := func(kind definitions.Kind, name, document string) error {
			return db.AddDefinition(ctx, account.ID, kind, name, []byte(document))
		}
		if err := add(definitions.Schema, "urn:example:Badge", `{"id": "urn:example:Badge"}`); err != nil {
			t.Fatal(err)
		}
		if err := add(definitions.ResourceType, "Badge", `{"name": "Badge"}`); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "the same name in another case", add(definitions.Schema, "URN:example:badge", `{}`), directory.Conflict)

		got, err := db.Definitions(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := []definitions.Definition{
			{Kind: definitions.ResourceType, Name: "badge", Document: []byte(`{"name": "Badge"}`), Created: noon},
			{Kind: definitions.Schema, Name: "urn:example:badge", Document: []byte(`{"id": "urn:example:Badge"}`), Created: noon},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Definitions (-want +got):\n%s", diff)
		}
		if got, err := db.Definitions(ctx, other.ID); err != nil || len(got) != 0 {
			t.Errorf("the other account's Definitions = %v, %v; want none", got, err)
		}
	}, store.WithClock(stopped))
}
