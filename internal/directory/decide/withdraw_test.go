package decide

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
)

// Rules I2 and M10: what is refused in a batch because it would leave no owner has happened for nothing that comes after it:
// of two owners one may go, although the other was to go first.
func TestWhoIsRefusedToGoIsThereForTheOthers(t *testing.T) {
	ann, bob := apartCreate(0, 1, "ann@verified.example"), apartCreate(0, 2, "bob@verified.example")
	role := func(c step, is directory.Role) step {
		c.Action, c.Attributes, c.Role = directory.SetRole, nil, is
		return c
	}
	steps := []step{
		ann, bob, role(ann, directory.Owner),
		role(ann, directory.NoRole), role(bob, directory.Owner), role(bob, directory.NoRole),
	}
	var want map[string]directory.User
	for _, sizes := range [][]int{{1, 1, 1, 1, 1, 1}, {3, 3}, {6}} {
		rows := crowdRows()
		results, err := rows.apply(modelAccount, steps, modelCases(len(steps)), sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if refused := directory.KindOf(r.Err) == directory.Refused; refused != (i == 3) {
				t.Errorf("in batches of %v: change %d is refused: %v (%v)", sizes, i, refused, r.Err)
			}
		}
		if want == nil {
			want = rows.users
		} else if diff := cmp.Diff(want, rows.users); diff != "" {
			t.Errorf("in batches of %v (-one by one +so):\n%s", sizes, diff)
		}
	}
}
