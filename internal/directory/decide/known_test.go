package decide

import (
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/directory"
)

// TestSubjectIsReadWhole checks that a record that was read as somebody's sibling is asked for again
// when a change is about it: it will be shown, with its groups.
func TestSubjectIsReadWhole(t *testing.T) {
	key := directory.RecordKey{SourceID: "s", Type: directory.TypeUser, ID: "r"}
	for _, partial := range []bool{true, false} {
		facts := directory.NewFacts()
		facts.Records[key] = &directory.Record{RecordKey: key, Partial: partial}
		k := newKnown(facts)
		for range 2 { // it asks once
			if k.subject(key) == nil {
				t.Fatal("the record is not there")
			}
		}
		var want []directory.RecordKey
		if partial {
			want = []directory.RecordKey{key}
		}
		if !slices.Equal(k.asked.Records, want) {
			t.Errorf("partial %v: asks for %v, want %v", partial, k.asked.Records, want)
		}
	}
}

// Rule M2: who shares an externalId is known in the same order, whether somebody got it before a batch or in it.
func TestSharingIsInOrder(t *testing.T) {
	key := directory.NameKey{SourceID: "s", Type: directory.TypeUser, Value: "E1"}
	k := newKnown(&directory.Facts{ExternalIDs: map[directory.NameKey][]string{key: {"b"}}})
	k.externalIDs[key] = []string{"c", "a"}
	if got := k.sharing(key); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%v", got)
	}
}
