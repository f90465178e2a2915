package syncrun_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors/syncrun"
)

const coreUser, coreGroup = "urn:ietf:params:scim:schemas:core:2.0:User:", "urn:ietf:params:scim:schemas:core:2.0:Group:"
const enterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// Rule S3: a name that begins with its schema's URN is the name.
func TestAttackActiveByURN(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		for i := range next {
			delete(next[i].Attributes, "active")
			next[i].Attributes[coreUser+"active"] = false
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		if len(s.active()) != 40 {
			s.Errorf("all 40 suspended past the guard: %d active, %+v", len(s.active()), r.Counts)
		}
	})
}

// Rule P1: members come by the ids of the service alone; under no name are they kept as they were sent.
func TestAttackMembersByOtherNames(t *testing.T) {
	each(t, func(s *site) {
		const foreign = "01a21a91-76ad-7010-829a-73ca12ba8b5f" // of another source, or account
		all := people(3)
		for i, name := range []string{coreGroup + "members", "members.value", "MEMBERS", strings.ToUpper(coreGroup) + "members"} {
			g := group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u0")
			g.Attributes[name] = []any{map[string]any{"value": foreign}}
			if name == "members.value" {
				g.Attributes[name] = foreign
			}
			all = append(all, g)
		}
		s.begun(all)
		if n := s.count(`SELECT count(*) FROM records WHERE type = 'Group' AND body LIKE '%' || $1 || '%'`, foreign); n != 0 {
			s.Errorf("%d groups hold a member that the service has no right to name, in a second \"members\" of what readers get", n)
		}
	})
}

// Rule P1: a manager comes by the ids of the service alone.
func TestAttackManagerByOtherNames(t *testing.T) {
	each(t, func(s *site) {
		const foreign = "01a21a91-76ad-7010-829a-73ca12ba8b5f"
		all := people(4)
		all[0].Attributes[enterpriseUser+":manager"] = map[string]any{"value": foreign}
		all[1].Attributes["manager"] = map[string]any{"value": foreign}
		all[2].Attributes[enterpriseUser] = map[string]any{"manager.value": foreign}
		all[3].Attributes[enterpriseUser] = map[string]any{"manager": foreign}
		s.begun(all)
		if n := s.count(`SELECT count(*) FROM records WHERE type = 'User' AND body LIKE '%' || $1 || '%'`, foreign); n != 0 {
			s.Errorf("%d people have a manager who is another source's, or another account's", n)
		}
	})
}

// Rule S3: emails under another name.
func TestAttackEmailsByURN(t *testing.T) {
	each(t, func(s *site) {
		s.begun(plainPeople(40, ""))
		next := plainPeople(40, "")
		for i := range next {
			next[i].Attributes["emails"] = []any{map[string]any{"value": "x", "VALUE": ""}}
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		s.Logf("%+v %s", r.Counts, r.Problem)
	})
}

// Rule S3: group losing all but one of 100 members, each run: documented or not?
func TestAttackGroupNearlyEmptied(t *testing.T) {
	each(t, func(s *site) {
		var ids []string
		for i := range 39 {
			ids = append(ids, fmt.Sprint("u", i))
		}
		all, next := people(40), people(40)
		for i := range 20 {
			all = append(all, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), ids...))
			next = append(next, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u39"))
		}
		s.begun(all)
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		s.Logf("20 groups of 39 become 20 groups of another one: %d memberships, %+v", s.members(), r.Counts)
	})
}

// An id that becomes another person's: what the first one had goes to the second.
func TestAttackReusedID(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		for i := range next {
			next[i] = person(fmt.Sprint("u", i), fmt.Sprint("mallory", i))
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		s.Logf("%+v %s; users %d, emails %d", r.Counts, r.Problem, s.count(`SELECT count(*) FROM users`), s.count(`SELECT count(*) FROM records WHERE user_name LIKE 'mallory%'`))
	})
}

// An id that is taken over by somebody else's id: u1 goes, and u2 takes u1's name, not active.
func TestAttackRenameOntoMissing(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		// u0..u19 are gone; u20..u39 take their names
		for i := range 20 {
			next[20+i].Attributes = person("", fmt.Sprint("person", i)).Attributes
		}
		s.vendor.entries = next[20:]
		r := s.run(syncrun.Full)
		s.Logf("%+v %s", r.Counts, r.Problem)
		r = s.run(syncrun.Full)
		s.Logf("%+v %s %d active", r.Counts, r.Problem, len(s.active()))
	})
}
