package bench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	stubToken   = "let-me-in"
	secondToken = "me-too"
)

// stub is a small SCIM server: just enough to be measured, and to tell afterwards what it was asked.
type stub struct {
	URL string

	mu     sync.Mutex
	ids    int
	users  map[string]map[string]any
	groups map[string]map[string]bool
	order  []string
	asked  map[string]int // requests by method and kind of resource
	// answer, if set, may take over a request; it reports whether it did.
	answer func(w http.ResponseWriter, r *http.Request) bool
	// forgetful drops every second member that it confirms.
	forgetful bool
}

func newStub(t *testing.T) *stub {
	s := &stub{users: map[string]map[string]any{}, groups: map[string]map[string]bool{}, asked: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL + "/scim/v2"
	return s
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/scim+json")
	source := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if source != stubToken && source != secondToken {
		refuse(w, 401, "this token is unknown")
		return
	}
	kind, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/scim/v2/"), "/")
	s.asked[r.Method+" "+kind]++
	if s.answer != nil && s.answer(w, r) {
		return
	}
	var body map[string]any
	if r.ContentLength > 0 {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			refuse(w, 400, "no JSON: "+err.Error())
			return
		}
	}
	switch kind {
	case "Users":
		if r.Method == http.MethodPost {
			body["source"] = source // each may have everybody once
		}
		s.user(w, r, id, body)
	case "Groups":
		s.group(w, r, id, body)
	default:
		refuse(w, 404, "no such endpoint")
	}
}

func (s *stub) user(w http.ResponseWriter, r *http.Request, id string, body map[string]any) {
	user, found := s.users[id]
	switch {
	case r.Method == http.MethodPost:
		for _, other := range s.users {
			if other["userName"] == body["userName"] && (other["source"] == nil || other["source"] == body["source"]) {
				refuse(w, 409, "that userName is taken")
				return
			}
		}
		s.ids++
		body["id"] = fmt.Sprintf("user-%d", s.ids)
		s.users[body["id"].(string)] = body
		s.order = append(s.order, body["id"].(string))
		send(w, 201, body)
	case r.Method == http.MethodGet && id == "":
		s.list(w, r)
	case !found:
		refuse(w, 404, "no such user")
	case r.Method == http.MethodGet:
		send(w, 200, user)
	case r.Method == http.MethodPut:
		body["id"] = id
		s.users[id] = body
		send(w, 200, body)
	case r.Method == http.MethodPatch:
		for _, operation := range body["Operations"].([]any) {
			op := operation.(map[string]any)
			if op["path"] == "active" {
				user["active"] = op["value"]
			}
		}
		send(w, 200, user)
	case r.Method == http.MethodDelete:
		delete(s.users, id)
		s.order = slices.DeleteFunc(s.order, func(other string) bool { return other == id })
		w.WriteHeader(204)
	}
}

var equality = regexp.MustCompile(`^(\w+) eq "(.*)"$`)

func (s *stub) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	var found []any
	for _, id := range s.order {
		m := equality.FindStringSubmatch(query.Get("filter"))
		if m == nil || s.users[id][m[1]] == m[2] {
			found = append(found, s.users[id])
		}
	}
	start, _ := strconv.Atoi(cmp.Or(query.Get("startIndex"), "1"))
	count, _ := strconv.Atoi(cmp.Or(query.Get("count"), "100"))
	from := min(start-1, len(found))
	send(w, 200, map[string]any{
		"schemas":      []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
		"totalResults": len(found),
		"Resources":    found[from:min(from+count, len(found))],
	})
}

var filteredMember = regexp.MustCompile(`^members\[value eq "(.*)"\]$`)

func (s *stub) group(w http.ResponseWriter, r *http.Request, id string, body map[string]any) {
	if r.Method == http.MethodPost {
		s.ids++
		id = fmt.Sprintf("group/%d", s.ids) // an id that has to be escaped in a path
		s.groups[id] = map[string]bool{}
		send(w, 201, map[string]any{"id": id})
		return
	}
	members, found := s.groups[id]
	switch {
	case !found:
		refuse(w, 404, "no such group")
	case r.Method == http.MethodGet:
		list := []any{}
		for member := range members {
			list = append(list, map[string]any{"value": member})
		}
		send(w, 200, map[string]any{"id": id, "members": list})
	case r.Method == http.MethodPatch:
		for _, operation := range body["Operations"].([]any) {
			s.change(members, operation.(map[string]any))
		}
		w.WriteHeader(204)
	case r.Method == http.MethodDelete:
		delete(s.groups, id)
		w.WriteHeader(204)
	}
}

func (s *stub) change(members map[string]bool, op map[string]any) {
	if m := filteredMember.FindStringSubmatch(op["path"].(string)); m != nil {
		delete(members, m[1])
		return
	}
	for i, value := range op["value"].([]any) {
		member := value.(map[string]any)["value"].(string)
		if strings.EqualFold(op["op"].(string), "remove") {
			delete(members, member)
		} else if s.ids++; !s.forgetful || (s.ids+i)%2 == 0 {
			members[member] = true
		}
	}
}

func send(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is the test's own doing
}

func refuse(w http.ResponseWriter, status int, detail string) {
	send(w, status, map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, "status": strconv.Itoa(status), "detail": detail})
}
