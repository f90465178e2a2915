package syncrun

import (
	"context"
	"encoding/json"

	"github.com/usher-id/usher/internal/directory"
)

// Seats is what a preview says of one pool: how many seats the people would take, those included who would wait for one, and how many
// are free.
type Seats struct {
	ID     string `json:"-"` // of the pool
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

// rehearse decides changes, keeps nothing of them, and counts what would come of them (rule I4). Each slice finds the seats that the
// ones before would have left; where a preview goes on in another process, those of what that did are only added up.
func (j *job) rehearse(ctx context.Context, changes []directory.Change) error {
	if len(changes) == 0 {
		return nil
	}
	if j.dry == nil {
		j.dry, j.dryBefore = &directory.Rehearsal{}, SeatsOf(j.run.Seats)
	}
	for i := range changes {
		changes[i].Sync, changes[i].Request.Brief = nil, false
	}
	results, err := j.Intake.Rehearse(ctx, *j.account, changes, j.dry)
	if err != nil {
		return err
	}
	for i := range results {
		j.more.add(results[i].Tally())
	}
	pools, err := j.Store.PoolSeats(ctx, j.account.ID)
	if err != nil {
		return err
	}
	var list []Seats
	for _, p := range pools {
		s := Seats{Pool: p.Pool, Needed: max(0, j.dry.Seats(p.ID)) + j.dry.Waiting(p.ID), Free: p.Free}
		for _, was := range j.dryBefore {
			if was.Pool == p.Pool {
				s.Needed += was.Needed
			}
		}
		if s.Needed > 0 {
			list = append(list, s)
		}
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
