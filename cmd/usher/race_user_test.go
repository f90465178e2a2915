package main

import (
	"fmt"
	"strings"
	"testing"
)

// Rule P1: of 50 simultaneous creations that bring one userName one succeeds and 49 are refused for
// its uniqueness; those that share an externalId all succeed.
func TestRaceOneName(t *testing.T) {
	raceEach(t, func(t *testing.T, s *raceSetting) {
		const n = 50
		for what, person := range map[string]func(i int) (userName, externalID string){
			"userName": func(i int) (string, string) {
				name := "ann@example.com" // userName compares without regard to case
				if i%2 == 1 {
					name = strings.ToUpper(name)
				}
				return name, fmt.Sprint("ann", i)
			},
			"both": func(int) (string, string) { return "cy@example.com", "00u2" },
		} {
			t.Run(what, func(t *testing.T) {
				before := len(s.column(t, `SELECT CAST(id AS text) FROM records`))
				replies := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
					userName, externalID := person(i)
					return s.client(i), "POST", "/Users", map[string]any{
						"schemas": []string{crashUserSchema}, "userName": userName, "externalId": externalID,
					}, nil
				})
				raceStatuses(t, replies, map[int]int{201: 1, 409: n - 1})
				winner := ""
				for _, r := range replies {
					if r.status == 201 {
						winner = r.id()
					} else if r.body["scimType"] != "uniqueness" {
						t.Errorf("a refusal without uniqueness: %s", r.text)
					}
				}
				for i := range s.clients {
					if got := s.client(i).must(t, "GET", "/Users/"+winner, nil); got.id() != winner {
						t.Errorf("the winner reads as %s", got.text)
					}
				}
				if after := len(s.column(t, `SELECT CAST(id AS text) FROM records`)); after != before+1 {
					t.Errorf("%d records more, want 1", after-before)
				}
			})
		}
		t.Run("externalId", func(t *testing.T) {
			raceStatuses(t, raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "POST", "/Users", map[string]any{
					"schemas": []string{crashUserSchema}, "userName": fmt.Sprintf("bob%d@example.com", i), "externalId": "00u1",
				}, nil
			}), map[int]int{201: n})
		})
	})
}

// Rule P4: simultaneous changes of different attributes of one person are all kept.
func TestRaceDifferentAttributes(t *testing.T) {
	long(t, oneRace)
	attributes := []string{
		"displayName", "nickName", "title", "userType", "profileUrl", "name.givenName", "name.familyName", "name.middleName",
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
	}
	raceEach(t, func(t *testing.T, s *raceSetting) {
		id := crashPeople(t, s.client(0), "busy", 1)[0]
		for round := range 5 {
			replies := raceAnswers(t, len(attributes), func(i int) (*crashClient, string, string, any, []string) {
				value := fmt.Sprintf("https://example.com/%d/%d", round, i)
				return s.client(i), "PATCH", "/Users/" + id, crashPatch("replace", attributes[i], value), nil
			})
			raceStatuses(t, replies, map[int]int{200: len(attributes)})
			r := s.client(round).must(t, "GET", "/Users/"+id, nil)
			versions := map[int64]bool{}
			for i := range attributes {
				versions[replies[i].version] = true
				if value := fmt.Sprintf("https://example.com/%d/%d", round, i); !strings.Contains(r.text, `"`+value+`"`) {
					t.Errorf("round %d: %s is not kept: %s", round, attributes[i], r.text)
				}
			}
			if len(versions) != len(attributes) || !versions[r.version] {
				t.Errorf("round %d: %d changes were answered with the versions %v, and the person is at %d", round, len(attributes), versions, r.version)
			}
		}
	})
}

// Rule P7: of 10 changes that name the same version, one is made and 9 are answered 412.
func TestRaceOneVersion(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		const n = 10
		id := crashPeople(t, s.client(0), "versioned", 1)[0]
		for round := range 5 {
			was := s.client(0).must(t, "GET", "/Users/"+id, nil).version
			replies := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "PATCH", "/Users/" + id, crashPatch("replace", "displayName", fmt.Sprintf("%d by %d", round, i)),
					[]string{"If-Match", fmt.Sprintf(`W/"%d"`, was)}
			})
			raceStatuses(t, replies, map[int]int{200: 1, 412: n - 1})
			r := s.client(1).must(t, "GET", "/Users/"+id, nil)
			for i, reply := range replies {
				if reply.status == 200 && (r.body["displayName"] != fmt.Sprintf("%d by %d", round, i) || r.version != reply.version) {
					t.Errorf("client %d won with %s, and the person reads %s", i, reply.text, r.text)
				}
			}
		}
	})
}

// Rules P6 and M2a: of simultaneous creations under the externalId and userName of somebody deleted,
// one revives the person; simultaneous deletions find somebody once.
func TestRaceDeleteAndReturn(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		const n = 10
		id := crashPeople(t, s.client(0), "phoenix", 1)[0]
		for range 3 {
			gone := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "DELETE", "/Users/" + id, nil, nil
			})
			raceStatuses(t, gone, map[int]int{204: 1, 404: n - 1})
			replies := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "POST", "/Users", map[string]any{
					"schemas": []string{crashUserSchema}, "userName": "phoenix0@example.com", "externalId": "ext-phoenix0@example.com",
				}, nil
			})
			raceStatuses(t, replies, map[int]int{201: 1, 409: n - 1})
			for _, r := range replies {
				if r.status == 201 {
					id = r.id()
				}
			}
		}
		if users := s.column(t, `SELECT CAST(id AS text) FROM users`); len(users) != 1 {
			t.Errorf("there are %d users, and there was one person", len(users))
		}
	})
}

// Rules P5 and P6: a Bulk request that deletes somebody and creates the person again makes
// nobody new, and a group that it tells of the old id gets the person.
func TestRaceReturnInOneBulk(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		c := s.client(0)
		id := crashPeople(t, c, "swift", 1)[0]
		group := crashGroup(t, c, "Swifts")
		r := c.must(t, "POST", "/Bulk", map[string]any{"schemas": []string{crashBulkSchema}, "Operations": []any{
			map[string]any{"method": "DELETE", "path": "/Users/" + id},
			map[string]any{"method": "PATCH", "path": "/Groups/" + group, "data": crashAdd(id)},
			map[string]any{"method": "POST", "path": "/Users", "bulkId": "again", "data": map[string]any{
				"schemas": []string{crashUserSchema}, "userName": "swift0@example.com", "externalId": "ext-swift0@example.com",
			}},
		}})
		answers := crashOperations(r)
		if len(answers) != 3 || answers[0].status != 204 || answers[1].status != 200 || answers[2].status != 201 || answers[2].id == id {
			t.Fatalf("POST /Bulk: %s", r.text)
		}
		if members := s.client(1).members(t, group); len(members) != 1 || !members[answers[2].id] {
			t.Errorf("the group shows %v, and %s has come back", members, answers[2].id)
		}
		if users := s.column(t, `SELECT state FROM users`); len(users) != 1 || users[0] != "active" {
			t.Errorf("users: %v, and there was one person", users)
		}
		if successors := s.column(t, `SELECT CAST(successor AS text) FROM tombstones`); len(successors) != 1 || successors[0] != answers[2].id {
			t.Errorf("the tombstone names %v", successors)
		}
	})
}
