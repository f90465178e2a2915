package decide

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// poolOf is a pool of a few seats, which a rule gives to everybody.
func (r *fakeRows) poolOf(seats int, settings licensing.Settings) {
	settings.Product, settings.Seats = cmp.Or(settings.Product, "shield"), seats
	id := fakeID(9_000_000 + len(r.pools))
	r.pools[id] = licensing.Pool{ID: id, Name: settings.Product, Settings: settings}
	r.rules = append(slices.Clone(r.rules), licensing.Rule{ID: fakeID(9_100_000 + len(r.rules)), Number: 1 + len(r.rules), PoolID: id})
}

func (r fakeRows) findLicenses(q *directory.Questions, f *directory.Facts) {
	of := func(keep func(x licensing.License) bool) (list []licensing.License) {
		for _, id := range slices.Sorted(maps.Keys(r.licenses)) {
			if keep(r.licenses[id]) {
				list = append(list, r.licenses[id])
			}
		}
		return list
	}
	for id := range f.Users {
		if list := of(func(x licensing.License) bool { return x.UserID == id }); len(list) > 0 {
			f.Licenses[id] = list
		}
	}
	for key := range f.Records { // what was given to a record that is nobody's yet
		if list := of(func(x licensing.License) bool { return x.UserID == key.ID }); len(list) > 0 {
			f.Licenses[key.ID] = list
		}
	}
	for _, id := range q.Working { // there are no devices here
		f.Working[id] = false
	}
	for _, id := range q.Away {
		f.Away[id] = of(func(x licensing.License) bool { return x.Home() == id })
	}
	if !q.Licensing {
		return
	}
	f.Licensing = &licensing.Facts{Rules: r.rules, Heads: slices.Max(append(slices.Clone(q.Heads), 0)), Queues: map[string][]licensing.License{}}
	for _, id := range slices.Sorted(maps.Keys(r.pools)) {
		f.Licensing.Pools = append(f.Licensing.Pools, r.pools[id])
		queue := r.queue(id)
		f.Licensing.Queues[id] = queue[:min(len(queue), f.Licensing.Heads)]
	}
}

// queue is a pool's waiting list in its order (rule L5).
func (r fakeRows) queue(poolID string) (queue []licensing.License) {
	for _, x := range r.licenses {
		if x.Wants == poolID {
			queue = append(queue, x)
		}
	}
	slices.SortFunc(queue, func(x, y licensing.License) int {
		return cmp.Or(cmp.Compare(y.Priority, x.Priority), x.Requested.Compare(y.Requested), cmp.Compare(x.ID, y.ID))
	})
	return queue
}

func (r fakeRows) writeLicenses(c *directory.Changes) (wrong []string) {
	for _, id := range c.Licensed {
		u := r.users[id]
		u.Unlicensed, u.Modified = false, fakeNow
		r.users[id] = u
		for key, rec := range r.records {
			if rec.UserID == id {
				rec.Unlicensed = false
				rec.Version, rec.Modified = rec.Version+1, directory.Later(fakeNow, rec.Modified)
				r.records[key] = rec
			}
		}
	}
	if c.Licensing == nil {
		return nil
	}
	for _, id := range c.Licensing.Remove {
		if _, there := r.licenses[id]; !there {
			wrong = append(wrong, fmt.Sprintf("license %s is removed, and is not there", id))
		}
		delete(r.licenses, id)
	}
	for _, x := range c.Licensing.Set {
		r.licenses[x.ID] = x
	}
	for _, change := range c.Licensing.Pools {
		p := r.pools[change.ID]
		p.Used, p.Waiting, p.Last = p.Used+change.Used, p.Waiting+change.Waiting, cmp.Or(change.Last, p.Last)
		r.pools[change.ID] = p
	}
	return append(wrong, r.checkLicenses()...)
}

// checkLicenses holds the tables to what is promised of them at any moment: the counts are those of the licenses (rule L2),
// nobody waits beside a free seat (rule L5), each active user has one license of a product and who has none shows it (rule L3).
func (r fakeRows) checkLicenses() (wrong []string) {
	for id, p := range r.pools {
		used, waiting := 0, 0
		for _, x := range r.licenses {
			if x.PoolID == id && x.Seated() {
				used += p.Takes(x.Devices)
			}
			if x.Wants == id {
				waiting++
			}
		}
		if used != p.Used || waiting != p.Waiting || used > p.Capacity() {
			wrong = append(wrong, fmt.Sprintf("pool %s: %d used and %d waiting by its count, %d and %d by its licenses", id, p.Used, p.Waiting, used, waiting))
		}
		if queue := r.queue(id); len(queue) > 0 && p.Free() >= p.Takes(queue[0].Wanted()) {
			wrong = append(wrong, fmt.Sprintf("pool %s: %s waits beside a free seat", id, queue[0].UserID))
		}
	}
	for id, u := range r.users {
		has, waits := 0, 0
		for _, x := range r.licenses {
			if x.UserID == id && x.State != licensing.Merged {
				if has++; !x.Seated() {
					waits++
				}
			}
		}
		switch {
		case u.State == directory.Active && len(r.rules) > 0 && has == 0:
			wrong = append(wrong, fmt.Sprintf("user %s is active, and has no license, nor waits for one", id))
		case (u.State == directory.Deleted || u.State == directory.Absorbed) && has > 0:
			wrong = append(wrong, fmt.Sprintf("user %s is %s, and has %d licenses", id, u.State, has))
		case u.Unlicensed != (u.State == directory.Active && has > 0 && waits == has):
			wrong = append(wrong, fmt.Sprintf("user %s, %s: unlicensed is %v, with %d licenses of which %d wait", id, u.State, u.Unlicensed, has, waits))
		}
	}
	for key, rec := range r.records {
		if rec.UserID != "" && rec.Unlicensed != r.users[rec.UserID].Unlicensed {
			wrong = append(wrong, fmt.Sprintf("record %v: unlicensed is %v, and of its user %v", key, rec.Unlicensed, r.users[rec.UserID].Unlicensed))
		}
	}
	return wrong
}
