// Package fakescim is a SCIM 2.0 server for tests, on loopback, that behaves as RFC 7644 and RFC 9865 say until it is
// told to behave as some servers do. It serves what it is given and changes nothing of it.
package fakescim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Object is a resource.
type Object = map[string]any

// The schemas of what is served.
const (
	userSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
	listSchema  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// Behaviour is how a server differs from a good one.
type Behaviour struct {
	Cursors      bool // pages come by cursor to who asks so
	Announced    bool // /ServiceProviderConfig says that they do
	Ignored      bool // cursors are given and not honoured
	Same         bool // from the second page on the page is the same, and its cursor, too
	Circle       int  // after so many pages the first one comes again
	Endless      bool // there is always one more page, of new people
	Empty        bool // every second page by cursor is empty
	Stale        bool // cursors are forgotten
	Strict       bool // parameters that it does not know are 400
	Max          int  // resources of a page at most; 1000 when 0
	NoStart      bool // startIndex is ignored
	NoCount      bool // count is ignored, and all come
	Cut          int  // resources after which nothing more comes, whatever totalResults says
	Total        func(total int) any
	NoGroups     int  // status of /Groups
	HideMembers  bool // lists show no members
	NoMembers    bool // members are shown nowhere
	NoEmails     bool // emails are null
	NoActive     bool // nobody shows active
	NoFilter     bool // filters are ignored
	Upper        bool // names of attributes in another case
	LargestBytes int  // an answer that would be larger is 413
}

// Server serves Users and Groups below /scim/v2.
type Server struct {
	*httptest.Server
	Token string

	mu        sync.Mutex
	users     []Object
	groups    []Object
	behaviour Behaviour
	requests  int
	before    func(w http.ResponseWriter, r *http.Request, n int) bool
	seen      []string
}

// Start starts a server that ends with the test.
func Start(t testing.TB, users, groups []Object, b Behaviour) *Server {
	t.Helper()
	s := &Server{Token: "fake-secret-3f9a1c", users: users, groups: groups, behaviour: b}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// Base is the address below which /Users stands.
func (s *Server) Base() string { return s.URL + "/scim/v2" }

// Behave changes how the server behaves.
func (s *Server) Behave(change func(b *Behaviour)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.behaviour)
}

// Serve changes what it serves.
func (s *Server) Serve(users, groups []Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users, s.groups = users, groups
}

// Before has every request answered by f, which is given its number from 1 on, when f says true.
func (s *Server) Before(f func(w http.ResponseWriter, r *http.Request, n int) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before, s.requests = f, 0
}

// Requests are the URLs that were asked for, without the host.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.seen...)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.seen = append(s.seen, r.URL.String())
	n, before, b, users, groups := s.requests, s.before, s.behaviour, s.users, s.groups
	token := s.Token
	s.mu.Unlock()
	if before != nil && before(w, r, n) {
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/scim/v2/")
	kind, id, _ := strings.Cut(path, "/")
	switch {
	case !ok:
		http.NotFound(w, r)
	case kind == "ServiceProviderConfig":
		answer(w, http.StatusOK, Object{"pagination": Object{"cursor": b.Announced, "index": true}})
	case r.Header.Get("Authorization") != "Bearer "+token:
		Refuse(w, http.StatusUnauthorized, "", "the token is not known")
	case kind == "Users":
		serve(w, r, b, "User", users, id)
	case kind == "Groups" && b.NoGroups != 0:
		Refuse(w, b.NoGroups, "", "no groups")
	case kind == "Groups":
		serve(w, r, b, "Group", groups, id)
	default:
		Refuse(w, http.StatusNotFound, "", "there is no such endpoint")
	}
}

// Refuse answers as RFC 7644 section 3.12 says.
func Refuse(w http.ResponseWriter, status int, scimType, detail string) {
	e := Object{"schemas": []string{errorSchema}, "status": strconv.Itoa(status), "detail": detail}
	if scimType != "" {
		e["scimType"] = scimType
	}
	answer(w, status, e)
}

func answer(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // a test's own object
	}
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func serve(w http.ResponseWriter, r *http.Request, b Behaviour, kind string, all []Object, id string) {
	if id == "" {
		serveList(w, r, b, kind, all)
		return
	}
	for _, o := range all {
		if o["id"] == id {
			answer(w, http.StatusOK, b.shown(kind, o, r, false))
			return
		}
	}
	Refuse(w, http.StatusNotFound, "", fmt.Sprintf("there is no %s %s", kind, id))
}
