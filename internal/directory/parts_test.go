package directory

import (
	"errors"
	"slices"
	"testing"
)

// What is required of changes of an earlier part is decided; what requires each other stays together.
func TestPartsKeepWhatIsRequired(t *testing.T) {
	changes := make([]Change, 600)
	changes[255].Requires = []int{256} // with the next
	changes[300].Requires = []int{3, 4, 299, Impossible}
	results := []Result{}
	first := nextPart(Said(changes...), results)
	if len(first) != 257 {
		t.Fatalf("%d go first", len(first))
	}
	results = make([]Result, 257)
	results[4].Err = errors.New("refused")
	second := nextPart(Said(changes...), results)
	if got := second[300-257].Requires(); len(second) != 256 || !slices.Equal(got, []int{Impossible, 299 - 257, Impossible}) {
		t.Errorf("%d go then, requiring %v", len(second), got)
	}
}
