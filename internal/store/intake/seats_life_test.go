package intake_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

const day = 24 * time.Hour

// Rule L7: who is suspended keeps the seat for 7 days, and the license with it; then it is free, as it is at once when somebody
// is deleted, and who is first in line has it in the same transaction (rule L5).
func TestSeatOfWhoIsSuspended(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		pool, rule := c.pool(t, "shield", 1, licensing.Settings{Seats: 1}, licensing.Conditions{})
		results := fixture.Apply(t, c.in, c.acct, somebody(c.okta, "ann@example.com"), somebody(c.okta, "bob@example.com"))
		ann, bob := results[0].Record, results[1].Record
		if ann.Verdict.Code != directory.Active || bob.Shown().Code != directory.WaitingLicense {
			t.Fatalf("shown as %+v and %+v", ann.Shown(), bob.Shown())
		}
		first := c.has(t, ann.ID, map[string]string{"shield": "active"})["shield"]
		if first.Rule != rule {
			t.Errorf("the license is by rule %q, want %s", first.Rule, rule)
		}
		c.has(t, bob.ID, map[string]string{"shield": "waiting"})
		c.counts(t, pool, 1, 1)

		suspended := time.Now().Add(c.ahead)
		c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
		grace := c.has(t, ann.ID, map[string]string{"shield": "grace"})["shield"]
		if until := time.UnixMicro(grace.Until); grace.ID != first.ID || grace.Why != "suspended" || until.Sub(suspended).Round(time.Minute) != 7*day {
			t.Errorf("suspended, the license is %+v, kept until %s", grace, until)
		}
		c.counts(t, pool, 1, 1)
		c.shown(t, bob.ID, directory.WaitingLicense)

		c.ahead += 6 * day
		c.settle(t, c.okta, ann.ID) // too early
		c.has(t, ann.ID, map[string]string{"shield": "grace"})
		c.one(t, "", fixture.Deactivate(c.okta, ann.ID)) // is active again
		if back := c.has(t, ann.ID, map[string]string{"shield": "active"})["shield"]; back.ID != first.ID || back.Until != 0 || back.Why != "" {
			t.Errorf("back within the grace, the license is %+v, and was %+v", back, first)
		}
		c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
		c.ahead += 6 * day // the seven days begin again
		c.settle(t, c.okta, ann.ID)
		c.has(t, ann.ID, map[string]string{"shield": "grace"})
		c.ahead += day + time.Second
		c.settle(t, c.okta, ann.ID)
		c.has(t, ann.ID, map[string]string{})
		c.has(t, bob.ID, map[string]string{"shield": "active"})
		c.shown(t, bob.ID, directory.Active)
		c.counts(t, pool, 1, 0)

		// Too late: the seat is another's.
		if r := c.one(t, "", fixture.Deactivate(c.okta, ann.ID)); r.Shown().Code != directory.WaitingLicense {
			t.Errorf("back without a seat, the record is shown as %+v", r.Shown())
		}
		c.counts(t, pool, 1, 1)
		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, bob.ID))
		c.has(t, bob.ID, map[string]string{})
		c.has(t, ann.ID, map[string]string{"shield": "active"})
		c.shown(t, ann.ID, directory.Active)
		c.counts(t, pool, 1, 0)
	})
}

// Rule L3: a strict pool without a seat refuses who is active again as it refuses who is new, and nothing of the refused change stays;
// within the grace the seat is still the person's own.
func TestStrictSeatOfWhoComesBack(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		pool, _ := c.pool(t, "shield", 1, licensing.Settings{Seats: 1, Strict: true}, licensing.Conditions{})
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
		c.refused(t, somebody(c.okta, "bob@example.com"))
		c.one(t, directory.Active, fixture.Deactivate(c.okta, ann.ID))
		c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
		c.ahead += 8 * day
		c.settle(t, c.okta, ann.ID)
		c.counts(t, pool, 0, 0)
		c.one(t, directory.Active, somebody(c.okta, "bob@example.com"))
		c.refused(t, fixture.Deactivate(c.okta, ann.ID))
		c.shown(t, ann.ID, directory.Suspended)
		c.has(t, ann.ID, map[string]string{})
		c.counts(t, pool, 1, 0)
	})
}

// refused sends a change for which there must be no seat.
func (c *office) refused(t *testing.T, change directory.Change) {
	t.Helper()
	results, err := c.in.Apply(t.Context(), c.acct, []directory.Change{change})
	if err != nil {
		t.Fatal(err)
	}
	if directory.KindOf(results[0].Err) != directory.Refused {
		t.Fatalf("want that it is refused: %+v", results[0])
	}
}

// Rules L6 and L7: who joins a group with a rule has the license in the same transaction; who leaves keeps it for 7 days, and
// who is back by then has it still.
func TestSeatByGroup(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		bob := c.one(t, directory.Active, somebody(c.okta, "bob@example.com"))
		sales := fixture.Apply(t, c.in, c.acct, team(fixture.Group(c.okta, "sales")))[0].Record.ID
		pool, rule := c.pool(t, "shield", 1, licensing.Settings{Seats: 1}, licensing.Conditions{GroupID: sales})
		none, active := map[string]string{}, map[string]string{"shield": "active"}
		join := func(id string) { fixture.Apply(t, c.in, c.acct, team(fixture.AddMember(c.okta, sales, id))) }
		leave := func(id string) {
			change := team(fixture.AddMember(c.okta, sales, id))
			change.Members = &directory.MemberChange{Remove: []string{id}}
			fixture.Apply(t, c.in, c.acct, change)
		}
		c.one(t, "", fixture.Rename(c.okta, ann.ID, "anna@example.com"))
		c.has(t, ann.ID, none)
		join(ann.ID)
		first := c.has(t, ann.ID, active)["shield"]
		if first.Rule != rule {
			t.Errorf("the license is by rule %q, want %s", first.Rule, rule)
		}
		c.one(t, "", fixture.Rename(c.okta, ann.ID, "ann@example.com")) // changes nothing about it
		c.has(t, ann.ID, active)
		join(bob.ID) // there is no seat
		c.has(t, bob.ID, map[string]string{"shield": "waiting"})
		c.shown(t, bob.ID, directory.WaitingLicense)
		leave(bob.ID)
		c.has(t, bob.ID, none)
		c.shown(t, bob.ID, directory.Active)

		leave(ann.ID)
		if x := c.has(t, ann.ID, map[string]string{"shield": "grace"})["shield"]; x.ID != first.ID || x.Why != "left" {
			t.Errorf("out of the group, the license is %+v", x)
		}
		c.counts(t, pool, 1, 0)
		c.ahead += 6 * day
		join(ann.ID)
		if x := c.has(t, ann.ID, active)["shield"]; x.ID != first.ID || x.Until != 0 {
			t.Errorf("back in the group, the license is %+v, and was %+v", x, first)
		}
		leave(ann.ID)
		c.ahead += 7*day + time.Second
		c.settle(t, c.okta, ann.ID)
		c.has(t, ann.ID, none)
		c.counts(t, pool, 0, 0)

		// All members at once, and the group itself.
		replace := team(fixture.AddMember(c.okta, sales, ann.ID))
		replace.Members.Clear = true
		fixture.Apply(t, c.in, c.acct, replace)
		c.has(t, ann.ID, active)
		replace = team(fixture.AddMember(c.okta, sales, bob.ID))
		replace.Members.Clear = true
		fixture.Apply(t, c.in, c.acct, replace)
		c.has(t, ann.ID, map[string]string{"shield": "grace"})
		c.has(t, bob.ID, map[string]string{"shield": "waiting"})
		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, ann.ID))
		c.has(t, bob.ID, active)
		gone := team(fixture.Remove(c.okta, sales))
		gone.Type = fixture.GroupType
		fixture.Apply(t, c.in, c.acct, gone)
		c.has(t, bob.ID, map[string]string{"shield": "grace"})
	})
}

// Rule L6: the group of any of a person's records counts, also while another source changes the person; of nested groups
// the first level counts. Somebody who comes back to a group gets its license in the creation.
func TestSeatByGroupOfAnotherRecord(t *testing.T) {
	eachOffice(t, func(t *testing.T, c *office) {
		ann := c.one(t, directory.Active, somebody(c.okta, "ann@example.com"))
		two := c.one(t, directory.Active, somebody(c.entra, "ann@example.com"))
		bob := c.one(t, directory.Active, somebody(c.okta, "bob@example.com"))
		if two.UserID != ann.ID {
			t.Fatal("not linked")
		}
		inner := fixture.Apply(t, c.in, c.acct, team(fixture.Group(c.okta, "inner", bob.ID)))[0].Record.ID
		outer := team(fixture.Group(c.okta, "outer"))
		outer.Members.Add = []directory.Member{{ID: inner, Type: directory.TypeGroup}}
		fixture.Apply(t, c.in, c.acct, outer)
		sales := team(fixture.Group(c.entra, "sales"))
		fixture.Apply(t, c.in, c.acct, sales)
		c.pool(t, "shield", 1, licensing.Settings{Seats: 10}, licensing.Conditions{GroupID: sales.ID})
		c.pool(t, "vault", 2, licensing.Settings{Seats: 10}, licensing.Conditions{GroupID: outer.ID})

		active := map[string]string{"shield": "active"}
		fixture.Apply(t, c.in, c.acct, team(fixture.AddMember(c.entra, sales.ID, two.ID)))
		first := c.has(t, ann.ID, active)["shield"]
		c.one(t, "", titled(c.okta, ann.ID, "Boss"))
		c.has(t, ann.ID, active)
		c.one(t, "", titled(c.entra, two.ID, "Chief"))
		c.has(t, ann.ID, active)
		c.settle(t, c.okta, ann.ID)
		if x := c.has(t, ann.ID, active)["shield"]; x != first {
			t.Errorf("the license was %+v, and is %+v", first, x)
		}
		c.settle(t, c.okta, bob.ID)
		c.has(t, bob.ID, map[string]string{})

		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.entra, two.ID))
		c.has(t, ann.ID, map[string]string{"shield": "grace"})
		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, ann.ID))
		c.has(t, ann.ID, map[string]string{})
		fixture.Apply(t, c.in, c.acct, team(fixture.AddMember(c.entra, sales.ID, two.ID))) // waits for the return
		back := c.one(t, directory.Active, somebody(c.entra, "ann@example.com"))
		c.has(t, back.UserID, active)
	})
}

// titled gives somebody a title.
func titled(source directory.Source, id, title string) directory.Change {
	return saying(source, id, "title", title)
}
