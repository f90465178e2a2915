package licensing

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// deed is one thing that happens to somebody, and maybe what an administrator decides along with it.
type deed struct {
	Subject
	order *Order
	into  *Subject // with Into: that user, who is settled, too
}

// crew is a shelf with what is known of its people: whose mailbox has confirmed, and who is nobody yet.
type crew struct {
	*shelf
	confirmed map[string]bool
	asked     map[string]bool
	cases     int
}

// carry has deeds done in one ledger, asking for more of the queues until it lacks none, and returns what was refused.
func (s *shelf) carry(deeds []deed) (refused []bool) {
	for {
		l := NewLedger(s.facts(), compileWord, s.now)
		refused = nil
		for i := range deeds {
			no := false
			if d := &deeds[i]; d.order != nil {
				_, short, problem := l.Carry(&d.Subject, d.order)
				no = short != nil || problem != ""
			}
			_, short := l.Settle(&deeds[i].Subject) // a refused order changes nothing
			refused = append(refused, no || short != nil)
			if deeds[i].into != nil {
				l.Settle(deeds[i].into)
			}
			l.Promote()
		}
		if !l.Lacks() {
			s.write(l.Changes())
			return refused
		}
		s.heads = 2*s.heads + 1
	}
}

// draw draws the next deed. Users 0 to 5 are known by a source, 6 to 9 were typed, and are nobody, or unconfirmed, at first.
func (c *crew) draw(t *rapid.T) deed {
	n := rapid.IntRange(0, 9).Draw(t, "user")
	id := fmt.Sprint("user", n)
	d := deed{Subject: Subject{Person: Person{UserID: id}, Case: fmt.Sprintf("01990000-0000-7000-8000-%012d", c.cases)}}
	c.cases++
	d.Attributes = map[string]any{"title": rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "title")}
	if n > 5 && c.people[id] == nil {
		c.asked[id] = rapid.Bool().Draw(t, "asked")
	}
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		d.Standing = Gone
		delete(c.asked, id)
		delete(c.confirmed, id)
	case 1:
		d.Standing = Stopped
	case 2: // becomes somebody else's, as by a merge, or by the answer of the mailbox
		into := fmt.Sprint("user", rapid.IntRange(0, 5).Draw(t, "into"))
		if other := c.people[into]; into != id && other != nil && other.Standing == Present && other.Into == "" {
			d.Standing, d.Into, d.into = Gone, into, other
			delete(c.asked, id)
		}
	case 3:
		c.confirmed[id] = true
		delete(c.asked, id)
	}
	if c.asked[id] && d.Standing != Gone {
		d.Standing = Asked
	}
	d.Unconfirmed = n > 5 && !c.confirmed[id]
	if d.Standing == Gone {
		return d
	}
	pool := fmt.Sprint("pool", rapid.IntRange(0, len(c.pools)-1).Draw(t, "pool of the order"))
	o := &Order{PoolID: pool, Product: c.pools[pool].Product}
	switch rapid.IntRange(0, 7).Draw(t, "order") {
	case 0, 1, 2:
		o.Do, o.Devices, o.Queue = Assign, rapid.IntRange(0, 4).Draw(t, "licenses"), rapid.Bool().Draw(t, "queue")
		o.Spare, o.Mail = rapid.Bool().Draw(t, "spare"), d.Standing == Asked || rapid.Bool().Draw(t, "send")
	case 3:
		o.Do = Revoke
	case 4:
		o.Do, o.Priority = Place, rapid.IntRange(-1, 2).Draw(t, "to")
	case 5:
		o.Do = Use
	default:
		return d
	}
	if d.Standing != Asked || o.Do == Assign {
		d.order = o
	}
	return d
}

// Rules L2, L4, L5, L6 and M8: whatever is assigned, held, confirmed, merged, taken apart and let expire, in pools of both modes with
// and without overage, the counts are those of the licenses, no more seats are held than there are, nobody waits beside a free
// seat, a held seat is only for who has not confirmed, and a batch of n is n batches of one.
func TestOrdersProperties(t *testing.T) {
	held, expired, given := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := &crew{drawShelf(t), map[string]bool{}, map[string]bool{}, 0}
		for _, id := range slices.Sorted(maps.Keys(c.pools)) {
			p := c.pools[id]
			p.Overage = rapid.SampledFrom([]int{0, 10, 50, Unlimited}).Draw(t, "overage")
			p.FirstUse = rapid.IntRange(0, 3).Draw(t, "first use") == 0
			c.pools[id] = p
		}
		for range rapid.IntRange(1, 12).Draw(t, "batches") {
			var batch []deed
			for range rapid.IntRange(1, 5).Draw(t, "items") {
				d := c.draw(t)
				batch = append(batch, d)
				c.people[d.UserID] = &d.Subject
			}
			single := c.clone()
			var one []bool
			for i := range batch {
				one = append(one, single.carry(batch[i:i+1])...)
			}
			before := maps.Clone(c.licenses)
			all := c.carry(batch)
			if diff := cmp.Diff(one, all) + cmp.Diff(single.licenses, c.licenses) + cmp.Diff(single.pools, c.pools); diff != "" {
				t.Fatalf("a batch comes to something else than its items one by one:\n%s", diff)
			}
			c.check(t, false)
			for id, x := range c.licenses {
				p := c.pools[x.PoolID]
				switch was := before[id]; {
				case x.State == Held && was.State != Held:
					held++
				case x.State == Active && was.State == Held:
					given++
				}
				if x.State == Held && (c.confirmed[x.UserID] || x.Until.IsZero()) && c.people[x.UserID].Standing == Present {
					t.Fatalf("%s has confirmed, and the seat is still held: %+v", x.UserID, x)
				}
				if limit := max(p.DeviceLimit(), 4); x.State != Merged && x.PoolID != "" && x.Devices > limit {
					t.Fatalf("a license is for %d devices, of which at most %d were ever given", x.Devices, limit)
				}
			}
			for id, was := range before {
				if _, there := c.licenses[id]; !there && was.State == Held && !was.Until.After(c.now) {
					expired++
				}
			}
			c.now = c.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3, 8}).Draw(t, "days")) * 24 * time.Hour)
		}
	})
	t.Logf("%d seats were held, of which %d were confirmed and %d ran out", held, given, expired)
}
