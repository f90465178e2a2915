package directory

import (
	"slices"
	"testing"
)

// TestSubjectIsReadWhole checks that a record that was read as somebody's sibling is asked for again
// when a change is about it: it will be shown, with its groups.
func TestSubjectIsReadWhole(t *testing.T) {
	key := RecordKey{SourceID: "s", Type: TypeUser, ID: "r"}
	for _, partial := range []bool{true, false} {
		facts := NewFacts()
		facts.Records[key] = &Record{RecordKey: key, Partial: partial}
		k := newKnown(facts)
		for range 2 { // it asks once
			if k.subject(key) == nil {
				t.Fatal("the record is not there")
			}
		}
		var want []RecordKey
		if partial {
			want = []RecordKey{key}
		}
		if !slices.Equal(k.asked.Records, want) {
			t.Errorf("partial %v: asks for %v, want %v", partial, k.asked.Records, want)
		}
	}
}
