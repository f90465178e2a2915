package licensing

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/filter"
)

// shelf is a database of licenses: what a ledger decides is put there, and facts are taken from it.
type shelf struct {
	pools    map[string]Pool
	rules    []Rule
	licenses map[string]License
	people   map[string]*Subject
	now      time.Time
	heads    int
}

func (s *shelf) facts() *Facts {
	f := &Facts{Rules: s.rules, Queues: map[string][]License{}, Heads: s.heads, Licenses: map[string][]License{}}
	for _, id := range slices.Sorted(maps.Keys(s.pools)) {
		f.Pools = append(f.Pools, s.pools[id])
		queue := s.queue(id)
		f.Queues[id] = queue[:min(s.heads, len(queue))]
	}
	for _, id := range slices.Sorted(maps.Keys(s.licenses)) {
		x := s.licenses[id]
		f.Licenses[x.UserID] = append(f.Licenses[x.UserID], x)
		if home := x.Home(); home != "" {
			f.Licenses[home] = append(f.Licenses[home], x)
		}
	}
	return f
}

func (s *shelf) queue(poolID string) (queue []License) {
	for _, x := range s.licenses {
		if x.Wants == poolID {
			queue = append(queue, x)
		}
	}
	slices.SortFunc(queue, func(x, y License) int {
		if x.before(&y) {
			return -1
		}
		return 1
	})
	return queue
}

func (s *shelf) write(c *Changes) {
	for _, id := range c.Remove {
		delete(s.licenses, id)
	}
	for _, x := range c.Set {
		s.licenses[x.ID] = x
	}
	for _, change := range c.Pools {
		p := s.pools[change.ID]
		p.Used += change.Used
		p.Waiting += change.Waiting
		if change.Last != 0 {
			p.Last = change.Last
		}
		s.pools[change.ID] = p
	}
}

// run settles subjects in one ledger, asking for more of the queues until it lacks none.
func (s *shelf) run(subjects []Subject) (refused []bool) {
	for {
		l := NewLedger(s.facts(), compileWord, s.now)
		refused = nil
		for i := range subjects {
			_, short := l.Settle(&subjects[i])
			refused = append(refused, short != nil)
			l.Promote()
		}
		if !l.Lacks() {
			s.write(l.Changes())
			return refused
		}
		s.heads = 2*s.heads + 1
	}
}

// compileWord compiles filters of one word, which fit who has the word for a title.
func compileWord(word string) (filter.Predicate, error) {
	return func(o map[string]any) bool { return o["title"] == word }, nil
}

func (s *shelf) clone() *shelf {
	c := *s
	c.pools, c.licenses = maps.Clone(s.pools), maps.Clone(s.licenses)
	return &c
}

func drawShelf(t *rapid.T) *shelf {
	s := &shelf{
		pools: map[string]Pool{}, licenses: map[string]License{}, people: map[string]*Subject{},
		now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: rapid.IntRange(0, 3).Draw(t, "heads"),
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "pools") {
		p := Pool{ID: fmt.Sprint("pool", i), Settings: Settings{
			Product: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "product"), Seats: rapid.IntRange(0, 6).Draw(t, "seats"),
			Mode: rapid.SampledFrom([]Mode{PerUser, PerDevice}).Draw(t, "mode"), Devices: rapid.IntRange(0, 3).Draw(t, "devices"),
			Overage: rapid.SampledFrom([]int{0, 0, 50}).Draw(t, "overage"), Strict: rapid.Bool().Draw(t, "strict"),
			Priority: rapid.IntRange(0, 1).Draw(t, "priority"),
		}}
		s.pools[p.ID] = p
	}
	for n := range rapid.IntRange(1, 4).Draw(t, "rules") {
		r := Rule{ID: fmt.Sprint("rule", n), Number: rapid.IntRange(1, 9).Draw(t, "number"), PoolID: fmt.Sprint("pool", rapid.IntRange(0, len(s.pools)-1).Draw(t, "pool"))}
		r.Filter = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "filter")
		s.rules = append(s.rules, r)
	}
	return s
}

// drawSubject makes the next thing that happens to somebody.
func drawSubject(t *rapid.T, s *shelf) Subject {
	userID := fmt.Sprintf("user%d", rapid.IntRange(0, 7).Draw(t, "user"))
	was := s.people[userID]
	next := Subject{Person: Person{UserID: userID}, Case: uuid.Must(uuid.NewV7()).String()}
	next.Attributes = map[string]any{"title": rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "title")}
	if was == nil || was.Standing == Gone {
		next.Entering = true
	} else {
		next.Standing = rapid.SampledFrom([]Standing{Present, Present, Stopped, Gone}).Draw(t, "standing")
		next.Entering = was.Standing == Stopped && next.Standing == Present
	}
	if other := fmt.Sprintf("user%d", rapid.IntRange(0, 7).Draw(t, "other")); was != nil && was.Standing == Present && was.Into == "" && other != userID &&
		s.people[other] != nil && s.people[other].Standing == Present && s.people[other].Into == "" && rapid.IntRange(0, 4).Draw(t, "merge") == 0 {
		next.Standing, next.Into, next.Entering = Gone, other, false
	}
	return next
}

// check holds the shelf to what is promised of it at any moment.
func (s *shelf) check(t *rapid.T, shrunk bool) {
	for id, p := range s.pools {
		used, waiting := 0, 0
		seen := map[[2]string]bool{}
		for _, x := range s.licenses {
			if x.PoolID == id && x.Seated() {
				used += p.Takes(x.Devices)
			}
			if x.Wants == id {
				waiting++
			}
			if key := [2]string{x.UserID, x.Product}; x.State != Merged {
				if seen[key] {
					t.Fatalf("%s has two licenses of %s", x.UserID, x.Product)
				}
				seen[key] = true
			}
		}
		if used != p.Used || waiting != p.Waiting {
			t.Fatalf("pool %s says %d used, %d waiting; it is %d and %d", id, p.Used, p.Waiting, used, waiting)
		}
		if !shrunk && p.Used > p.Capacity() {
			t.Fatalf("pool %s: %d of %d seats are held", id, p.Used, p.Capacity())
		}
		if queue := s.queue(id); len(queue) > 0 && p.Free() >= p.Takes(queue[0].Wanted()) {
			t.Fatalf("pool %s has %d seats free, and %s waits", id, p.Free(), queue[0].UserID)
		}
	}
}

// Rules L2, L3, L5: whatever happens to people, the counts are those of the licenses, no more seats are held than there
// are, nobody waits beside a free seat, and those who wait are let in in their order; and a batch of n is n batches of one.
func TestLedgerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShelf(t)
		for range rapid.IntRange(1, 12).Draw(t, "batches") {
			var batch []Subject
			for range rapid.IntRange(1, 5).Draw(t, "items") {
				x := drawSubject(t, s)
				batch = append(batch, x)
				s.people[x.UserID] = &x
			}
			single := s.clone()
			var one []bool
			for i := range batch {
				one = append(one, single.run(batch[i:i+1])...)
			}
			all := s.run(batch)
			if diff := cmp.Diff(one, all); diff != "" {
				t.Fatalf("a batch refuses others than its items do one by one:\n%s", diff)
			}
			if !maps.Equal(single.licenses, s.licenses) || !maps.Equal(single.pools, s.pools) {
				t.Fatalf("a batch comes to something else than its items one by one:\n%s\n%s",
					cmp.Diff(single.licenses, s.licenses), cmp.Diff(single.pools, s.pools))
			}
			for i, no := range all {
				if no {
					batch[i].Standing = Gone
					s.people[batch[i].UserID] = &Subject{Person: batch[i].Person, Standing: Gone}
				}
			}
			s.check(t, false)
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "days")) * 24 * time.Hour)
		}
	})
}

// Rule L5: those who wait are let in in their order, by priority and then by time.
func TestOrderOfTheWaitingListIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShelf(t)
		for i := range 12 {
			s.run([]Subject{{Person: Person{UserID: fmt.Sprint("first", i), Attributes: map[string]any{"title": "a"}}, Entering: true, Case: uuid.Must(uuid.NewV7()).String()}})
		}
		for id := range s.pools {
			before := s.queue(id)
			var holders []string
			for _, x := range s.licenses {
				if x.PoolID == id && x.Seated() {
					holders = append(holders, x.UserID)
				}
			}
			slices.Sort(holders)
			s.run([]Subject{{Person: Person{UserID: first(append(holders, "nobody"))}, Standing: Gone, Case: uuid.Must(uuid.NewV7()).String()}})
			after := s.queue(id)
			if n := len(before) - len(after); len(after) > 0 && after[0].ID != before[n].ID {
				t.Fatalf("%d left the waiting list, and first in line is %s, not %s", n, after[0].UserID, before[n].UserID)
			}
		}
	})
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
