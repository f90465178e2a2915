package main

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strings"
	"testing"
)

// raceRequest is one request of the mixed load and the one answer that is right for it.
type raceRequest struct {
	method, path string
	body         any
	headers      []string
	reject       bool // sent by the source that rejects people of other domains
	status       int
	says         string   // what the answer names
	keeps        []string // userNames of people whom it makes
	loses        string   // userName of a person whom it must not make
}

// raceRequests is one request of every kind. The people whom requests change are none that
// another request touches, so that each has one right answer whatever the order.
func raceRequests(round int, group string, ids []string) []raceRequest {
	mail := func(what string) string { return fmt.Sprintf("%s.%d@example.com", what, round) }
	user := func(name string, more ...any) map[string]any {
		m := map[string]any{"schemas": []string{crashUserSchema}, "userName": name}
		for i := 0; i < len(more); i += 2 {
			m[more[i].(string)] = more[i+1]
		}
		return m
	}
	const nobody = "00000000-0000-7000-8000-000000000000"
	long := raceNoise(5000)
	return []raceRequest{
		{method: "POST", path: "/Users", body: user(mail("good"), "active", true), status: 201, keeps: []string{mail("good")}},
		{method: "POST", path: "/Users", body: user(mail("liberal"), "active", "True"), status: 201, keeps: []string{mail("liberal")}},
		{method: "PATCH", path: "/Users/" + ids[0], body: crashPatch("replace", "active", false), status: 200, says: `"active":false`},
		{method: "PUT", path: "/Users/" + ids[1], body: user(mail("put")), status: 200, says: mail("put"), keeps: []string{mail("put")}},
		{method: "DELETE", path: "/Users/" + ids[2], status: 204},
		{method: "PATCH", path: "/Groups/" + group, body: crashAdd(ids[3]), status: 204},
		{method: "GET", path: "/Users/" + ids[3], status: 200},
		{method: "POST", path: "/Users", body: user("somebody@elsewhere.example", "externalId", mail("held")), reject: true, status: 403, says: "elsewhere.example", loses: "somebody@elsewhere.example"},
		{method: "POST", path: "/Users", body: user("taken0@example.com"), status: 409, says: `"uniqueness"`},
		{method: "PUT", path: "/Users/" + ids[4], body: user("TAKEN0@example.com"), status: 409, says: "userName"},
		{method: "PATCH", path: "/Users/" + ids[4], body: crashPatch("replace", "userName", "taken0@example.com"), status: 409, says: "userName"},
		{method: "POST", path: "/Users", body: `{"schemas":["` + crashUserSchema + `"],"userName":"` + mail("broken") + `"`, status: 400, says: `"invalidSyntax"`, loses: mail("broken")},
		{method: "POST", path: "/Users", body: user(mail("type"), "emails", "not a list of objects", "name", 7), status: 400, says: "name", loses: mail("type")},
		{method: "POST", path: "/Users", body: map[string]any{"schemas": []string{crashUserSchema}, "displayName": mail("nameless")}, status: 400, says: "userName"},
		{method: "POST", path: "/Users", body: user("nul\x00" + mail("nul")), status: 400, loses: "nul\x00" + mail("nul")},
		{method: "POST", path: "/Users", body: user(long), status: 400, says: "userName", loses: long},
		{method: "PATCH", path: "/Users/" + ids[4], body: crashPatch("replace", "externalId", long), status: 400, says: "externalId"},
		{method: "PATCH", path: "/Groups/" + group, body: crashPatch("replace", "displayName", long), status: 400, says: "displayName"},
		{method: "PATCH", path: "/Users/" + ids[4], body: crashPatch("replace", "emails[type eq", "x"), status: 400, says: `"invalidPath"`},
		{method: "PATCH", path: "/Users/" + ids[4], body: crashPatch("replace", "noSuchAttribute", "x"), status: 400, says: "noSuchAttribute"},
		{method: "PATCH", path: "/Users/" + ids[4], body: crashPatch("replace", "displayName", "x"), headers: []string{"If-Match", `W/"999"`}, status: 412},
		{method: "PATCH", path: "/Groups/" + group, body: crashAdd(nobody), status: 400, says: nobody},
		{method: "PATCH", path: "/Groups/" + group, body: crashAdd("nobody"), status: 400, says: "nobody"},
		{method: "PATCH", path: "/Groups/" + nobody, body: crashAdd(ids[4]), status: 404},
		{method: "PATCH", path: "/Users/" + nobody, body: crashPatch("replace", "active", false), status: 404},
		{method: "PUT", path: "/Users/nobody", body: user(mail("lost")), status: 404, loses: mail("lost")},
		{method: "DELETE", path: "/Groups/" + nobody, status: 404},
		{method: "GET", path: "/Users/" + nobody, status: 404},
		{method: "GET", path: "/Users?filter=userName+eq", status: 400, says: `"invalidFilter"`},
		{method: "POST", path: "/Bulk", status: 200, keeps: []string{mail("bulk")}, loses: mail("bulk") + mail("bulk"), says: `"409"`, body: map[string]any{
			"schemas": []string{crashBulkSchema}, "Operations": []any{
				map[string]any{"method": "POST", "path": "/Users", "bulkId": "a", "data": user(mail("bulk"))},
				map[string]any{"method": "POST", "path": "/Users", "bulkId": "b", "data": user("taken0@example.com")},
				map[string]any{"method": "PATCH", "path": "/Groups/" + group, "data": crashAdd("bulkId:b")},
				map[string]any{"method": "PATCH", "path": "/Groups/" + group, "data": crashAdd("bulkId:a")},
			}}},
	}
}

// raceNoise is text that no database can compress into an index.
func raceNoise(n int) string {
	var b strings.Builder
	h := fnv.New128a()
	for b.Len() < n {
		fmt.Fprint(h, b.Len())
		b.WriteString(hex.EncodeToString(h.Sum(nil)))
	}
	return b.String()[:n]
}

// One bad item in a batch spoils no other: requests of every kind, all at once, each get their
// own right answer (rules P7 and P9), the good ones are kept, and of the bad ones nothing is.
func TestRaceGoodAndBad(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		c := s.client(0)
		group := crashGroup(t, c, "Mixed")
		crashPeople(t, c, "taken", 1)
		const rounds, people = 4, 5
		ids := crashPeople(t, c, "changed", rounds*people)
		var requests []raceRequest
		for round := range rounds {
			requests = append(requests, raceRequests(round, group, ids[round*people:(round+1)*people])...)
		}
		replies := raceAnswers(t, len(requests), func(i int) (*crashClient, string, string, any, []string) {
			r := requests[i]
			client := s.client(i)
			if r.reject {
				client = s.reject
			}
			return client, r.method, r.path, r.body, r.headers
		})
		kept := map[string]bool{}
		for _, r := range append(c.list(t, "/Users"), s.reject.list(t, "/Users")...) {
			kept[r["userName"].(string)] = true
		}
		for i, r := range requests {
			if got := replies[i]; got.status != r.status || !strings.Contains(got.text, r.says) {
				t.Errorf("%s %s %.80v: status %d, want %d and %q; it says %.300s", r.method, r.path, r.body, got.status, r.status, r.says, got.text)
			}
			for _, name := range r.keeps {
				if !kept[name] {
					t.Errorf("%s %s: %s is not there", r.method, r.path, name)
				}
			}
			if r.loses != "" && kept[r.loses] {
				t.Errorf("%s %s: %.80s is there", r.method, r.path, r.loses)
			}
		}
		want := 1 + rounds*people + rounds*3 - rounds // taken, changed, made by POST and Bulk, deleted
		if len(kept) != want {
			t.Errorf("%d people are there, want %d", len(kept), want)
		}
		members := c.members(t, group)
		if len(members) != 2*rounds {
			t.Errorf("%d members, want %d", len(members), 2*rounds)
		}
		for round := range rounds {
			untouched := ids[round*people+4]
			if r := c.must(t, "GET", "/Users/"+untouched, nil); r.version != 1 || members[untouched] {
				t.Errorf("what was refused has left a trace: %s", r.text)
			}
		}
	})
}
