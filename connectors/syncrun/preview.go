package syncrun

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// Seats is what a preview says of one pool: how many people it found would take a seat of it, and how many seats are free.
type Seats struct {
	Pool   string `json:"pool"`
	Needed int    `json:"needed"`
	Free   int    `json:"free"`
}

// SeatsOf reads Run.Seats.
func SeatsOf(document string) (list []Seats) {
	if json.Unmarshal([]byte(document), &list) != nil {
		return nil
	}
	return list
}

// rehearse decides changes, keeps nothing of them, and counts what would come of them (rule I4). Each batch finds all free seats:
// how many are missing is seen from the sum of what is needed.
func (j *job) rehearse(ctx context.Context, changes []directory.Change) error {
	if len(changes) == 0 {
		return nil
	}
	for i := range changes {
		changes[i].Sync = nil
	}
	results, err := j.Intake.DryRun(ctx, *j.account, changes)
	if err != nil {
		return err
	}
	needed := map[string]int{}
	for _, s := range SeatsOf(j.run.Seats) {
		needed[s.Pool] = s.Needed
	}
	for i := range results {
		r := &results[i]
		t := r.Tally()
		j.more.add(t)
		if t == directory.TallyCreated || t == directory.TallyWaiting || t == directory.TallyLinked {
			for _, x := range r.Licenses {
				needed[x.Pool] += 1
			}
		}
	}
	free, err := j.Store.FreeSeats(ctx, j.account.ID)
	if err != nil {
		return err
	}
	var list []Seats
	for _, pool := range slices.Sorted(maps.Keys(needed)) {
		list = append(list, Seats{pool, needed[pool], free[pool]})
	}
	document, err := json.Marshal(list)
	if err != nil {
		return err
	}
	j.run.Seats = string(document)
	return nil
}

// add counts one more.
func (c *Counts) add(t directory.Tally) {
	switch t {
	case directory.TallyCreated:
		c.Created++
	case directory.TallyLinked:
		c.Linked++
	case directory.TallyUpdated:
		c.Updated++
	case directory.TallyUnchanged:
		c.Unchanged++
	case directory.TallyHeld:
		c.Held++
	case directory.TallyReview:
		c.Review++
	case directory.TallyWaiting:
		c.Waiting++
	default:
		c.Failed++
	}
}
