package intake_test

import (
	"reflect"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Each question can be asked alone, and of what nobody has the answer is nothing.
func TestEachQuestionAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, _ := fixture.Tenancy(t, db)
		kinds := reflect.TypeFor[directory.Questions]()
		for i := range kinds.NumField() {
			t.Run(kinds.Field(i).Name, func(t *testing.T) {
				facts := directory.NewFacts()
				err := db.Transact(t.Context(), account.ID, false, func(tx directory.Tx) error {
					return tx.Find(t.Context(), account.ID, asking(i), facts)
				})
				if err != nil {
					t.Fatal(err)
				}
				for f, v := range reflect.ValueOf(facts).Elem().Fields() {
					if v.Kind() != reflect.Map || f.Name == "Sources" {
						continue
					}
					for entries := v.MapRange(); entries.Next(); {
						if !entries.Value().IsZero() {
							t.Errorf("%s: %v", f.Name, entries.Value())
						}
					}
				}
			})
		}
	})
}

// asking asks one kind of question, by one key whose parts are all the id of nobody.
func asking(kind int) *directory.Questions {
	q := &directory.Questions{}
	v := reflect.ValueOf(q).Elem().Field(kind)
	if v.Kind() == reflect.Bool {
		v.SetBool(true)
		return q
	}
	v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	key := v.Index(0)
	if key.Kind() == reflect.String {
		key.SetString(fixture.SomeID)
		return q
	}
	if key.Kind() == reflect.Int {
		key.SetInt(1)
		return q
	}
	for i := range key.NumField() {
		key.Field(i).SetString(fixture.SomeID)
	}
	return q
}
