package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Rule P5: 5 clients that send 200 member changes each to one group lose none; so do 8 clients
// at two servers over one database, none of which may answer 5xx for meeting the other.
func TestRaceMemberChangesAreNotLost(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		workers, changes := 5, 200
		if len(s.clients) > 1 {
			workers, changes = 8, 60
		}
		c := s.client(0)
		group := crashGroup(t, c, "Everybody")
		people := crashPeople(t, c, "member", workers*changes/4)
		after := make([]map[string]bool, workers) // who is in, as each worker was answered
		versions := make([][]int64, workers)
		raceTogether(workers, func(w int) {
			after[w], versions[w] = raceMembers(t, s.client(w), group, people[w*changes/4:(w+1)*changes/4], changes)
		})
		want, seen := map[string]bool{}, map[int64]bool{}
		for w := range workers {
			for id := range after[w] {
				want[id] = true
			}
			for i, v := range versions[w] {
				if seen[v] || i > 0 && v <= versions[w][i-1] {
					t.Errorf("two changes were answered with the version %d, or one after a later one", v)
				}
				seen[v] = true
			}
		}
		r := c.must(t, "GET", "/Groups/"+group, nil)
		if diff := cmp.Diff(want, crashValues(r.body["members"])); diff != "" {
			t.Errorf("members (-answered +shown):\n%s", diff)
		}
		if !seen[r.version] || len(seen) != workers*changes {
			t.Errorf("the group is at version %d after %d versions were answered for %d changes", r.version, len(seen), workers*changes)
		}
	})
}

// raceMembers adds and removes the people at random, one a request, each time for a change.
func raceMembers(t *testing.T, c *crashClient, group string, people []string, changes int) (in map[string]bool, versions []int64) {
	in = map[string]bool{}
	random := rand.New(rand.NewPCG(uint64(len(people)), uint64(changes)))
	for range changes {
		id := people[random.IntN(len(people))]
		body := crashAdd(id)
		if in[id] {
			body = crashRemove(id)
		}
		r, err := c.do("PATCH", "/Groups/"+group, body)
		if err != nil || !r.ok() {
			t.Errorf("PATCH: %v %+v", err, r)
			return in, versions
		}
		versions = append(versions, r.version)
		if in[id] {
			delete(in, id)
		} else {
			in[id] = true
		}
	}
	return in, versions
}

// Rule P5: somebody who is deleted and added to a group at the same moment is not shown in it.
// The membership is gone, or waits for the person's return (rule P6) and then comes into force.
func TestRaceDeleteAndAdd(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		const n, together = 60, 3
		c := s.client(0)
		group := crashGroup(t, c, "Revolving door")
		people := crashPeople(t, c, "guest", n)
		for from := 0; from < n; from += together {
			replies := raceAnswers(t, 2*together, func(i int) (*crashClient, string, string, any, []string) {
				if i%2 == 0 {
					return s.client(0), "DELETE", "/Users/" + people[from+i/2], nil, nil
				}
				return s.client(1), "PATCH", "/Groups/" + group, crashAdd(people[from+i/2]), nil
			})
			raceStatuses(t, replies, map[int]int{204: 2 * together})
		}
		if members := c.members(t, group); len(members) > 0 {
			t.Errorf("the group shows %d members who were deleted", len(members))
		}
		s.whole(t)
		back := raceReturn(t, s, n)
		waited := map[string]bool{}
		for id := range c.members(t, group) {
			waited[id] = true
			if !back[id] {
				t.Errorf("the group shows %s, who is none of those that came back", id)
			}
		}
		for _, r := range c.list(t, "/Users") {
			if in := crashValues(r["groups"])[group]; in != waited[r["id"].(string)] {
				t.Errorf("%v shows the group: %v; the group shows the person: %v", r["userName"], in, !in)
			}
		}
	})
}

// raceReturn creates the deleted guests again, all at once, and returns their new ids.
func raceReturn(t *testing.T, s *raceSetting, n int) map[string]bool {
	t.Helper()
	replies := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
		name := fmt.Sprintf("guest%d@example.com", i)
		return s.client(i), "POST", "/Users", map[string]any{
			"schemas": []string{crashUserSchema}, "userName": name, "externalId": "ext-" + name,
		}, nil
	})
	raceStatuses(t, replies, map[int]int{201: n})
	back := map[string]bool{}
	for _, r := range replies {
		back[r.id()] = true
	}
	return back
}

// Rule P5: a group that is deleted while members are added leaves no membership behind.
func TestRaceGroupDeleteAndAdd(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		const n = 10
		c := s.client(0)
		people := crashPeople(t, c, "crowd", n)
		group := crashGroup(t, c, "Short-lived")
		replies := raceAnswers(t, n+1, func(i int) (*crashClient, string, string, any, []string) {
			if i == n {
				return s.client(1), "DELETE", "/Groups/" + group, nil, nil
			}
			return s.client(i), "PATCH", "/Groups/" + group, crashAdd(people[i]), nil
		})
		for i, r := range replies {
			if r.status != 204 && (i == n || r.status != 404) {
				t.Errorf("request %d: status %d: %s", i, r.status, r.text)
			}
		}
		if left := s.column(t, `SELECT CAST(member_id AS text) FROM members`); len(left) > 0 {
			t.Errorf("memberships of a group that is gone: %v", left)
		}
		for _, r := range c.list(t, "/Users") {
			if r["groups"] != nil {
				t.Errorf("%v shows groups: %v", r["userName"], r["groups"])
			}
		}
	})
}
