package check

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// stub is a SCIM server in memory that does everything right, and more than the RFCs ask
// for where clients need it. The bugs of bugs_test.go spoil it.
type stub struct {
	order   []*entry
	reserve map[string]bool // ids that a Bulk request will create
	serial  int
	url     string
}

// entry is a stored resource.
type entry struct {
	kind *kind
	r    obj
}

const stubToken = "right"

// newStub starts a stub behind a bug, which may be nil.
func newStub(t testing.TB, spoil func(http.Handler) http.Handler) (*stub, *httptest.Server) {
	t.Helper()
	s := &stub{reserve: map[string]bool{}}
	var h http.Handler = s
	if spoil != nil {
		h = spoil(h)
	}
	// One request at a time: a checker that gave up on an answer may send the next one early.
	var mu sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		h.ServeHTTP(w, q)
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL + "/scim/v2"
	return s, srv
}

func (s *stub) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	path := strings.TrimSuffix(strings.TrimPrefix(q.URL.Path, "/scim/v2"), "/")
	if q.Header.Get("Authorization") != "Bearer "+stubToken && path != "/ServiceProviderConfig" {
		w.Header().Set("WWW-Authenticate", "Bearer")
		s.fail(w, &fault{401, "", "the token is missing or wrong"})
		return
	}
	var body any
	if q.Method != http.MethodGet && q.Method != http.MethodDelete {
		if ct := q.Header.Get("Content-Type"); !strings.Contains(ct, "json") {
			s.fail(w, &fault{415, "", "the body must be JSON"})
			return
		}
		raw, _ := io.ReadAll(q.Body)
		if path == "/Bulk" && len(raw) > stubPayload {
			s.fail(w, &fault{413, "", "maxPayloadSize"})
			return
		}
		if err := json.Unmarshal(raw, &body); err != nil {
			s.fail(w, bad("invalidSyntax", "%v", err))
			return
		}
		if _, ok := body.(obj); !ok {
			s.fail(w, bad("invalidSyntax", "the body must be an object"))
			return
		}
	}
	m, _ := body.(obj)
	status, answer, head, f := s.route(q, path, m)
	if f != nil {
		s.fail(w, f)
		return
	}
	for k, v := range head {
		w.Header().Set(k, v)
	}
	send(w, status, answer)
}

func send(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	if answer != nil && status != http.StatusNoContent {
		json.NewEncoder(w).Encode(answer)
	}
}

func (s *stub) fail(w http.ResponseWriter, f *fault) { send(w, f.status, f.body()) }

func (f *fault) body() obj {
	b := obj{"schemas": arr{urnError}, "status": fmt.Sprint(f.status), "detail": f.detail}
	if f.scimType != "" {
		b["scimType"] = f.scimType
	}
	return b
}

// route answers a request.
func (s *stub) route(q *http.Request, path string, body obj) (int, any, map[string]string, *fault) {
	params := map[string]string{}
	for k, v := range q.URL.Query() {
		params[k] = v[0]
	}
	if status, answer, f, ok := discovery(q.Method, path, params); ok {
		return status, answer, nil, f
	}
	switch path {
	case "/Me":
		return 0, nil, nil, &fault{501, "", "not here"}
	case "/Bulk":
		answer, f := s.bulk(body)
		return 200, answer, nil, f
	}
	if base, ok := strings.CutSuffix(path, "/.search"); ok {
		for _, k := range []string{"filter", "startIndex", "count", "sortBy", "sortOrder", "cursor"} {
			if v, ok := body[k]; ok {
				params[k] = plain(v)
			}
		}
		for _, k := range []string{"attributes", "excludedAttributes"} {
			if l := list(body[k]); l != nil {
				var names []string
				for _, n := range l {
					names = append(names, plain(n))
				}
				params[k] = strings.Join(names, ",")
			}
		}
		q.Method, path = http.MethodGet, base
	}
	endpoint, id, one := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	var k *kind
	for _, c := range kinds {
		if c.endpoint == "/"+endpoint {
			k = c
		}
	}
	switch {
	case path == "" && q.Method == http.MethodGet:
		answer, f := s.page(kinds, params)
		return 200, answer, nil, f
	case k == nil:
		return 0, nil, nil, &fault{404, "", "no such endpoint"}
	case one:
		return s.resource(q, k, id, params, body)
	case q.Method == http.MethodGet:
		answer, f := s.page([]*kind{k}, params)
		return 200, answer, nil, f
	case q.Method == http.MethodPost:
		e, f := s.create(k, body, "")
		if f != nil {
			return 0, nil, nil, f
		}
		r := s.show(e, params)
		return 201, r, map[string]string{"Location": s.location(e)}, nil
	}
	return 0, nil, nil, &fault{405, "", "not this method"}
}

// resource answers a request for one resource.
func (s *stub) resource(q *http.Request, k *kind, id string, params map[string]string, body obj) (int, any, map[string]string, *fault) {
	e := s.lookup(k, id)
	if e == nil {
		return 0, nil, nil, &fault{404, "", "no such resource"}
	}
	version := meta(e)["version"].(string)
	if t := q.Header.Get("If-None-Match"); t == version && q.Method == http.MethodGet {
		return 304, nil, nil, nil
	}
	if t := q.Header.Get("If-Match"); t != "" && t != version && q.Method != http.MethodGet {
		return 0, nil, nil, &fault{412, "", "another version"}
	}
	var f *fault
	switch q.Method {
	case http.MethodGet:
	case http.MethodPut:
		f = s.replace(e, body)
	case http.MethodPatch:
		var r obj
		if r, f = k.patch(e.r, body); f == nil {
			f = s.store(e, r)
		}
	case http.MethodDelete:
		s.remove(e)
		return 204, nil, nil, nil
	default:
		f = &fault{405, "", "not this method"}
	}
	if f != nil {
		return 0, nil, nil, f
	}
	return 200, s.show(e, params), map[string]string{"ETag": meta(e)["version"].(string)}, nil
}

func meta(e *entry) obj { return e.r["meta"].(obj) }

func (s *stub) lookup(k *kind, id string) *entry {
	for _, e := range s.order {
		if e.kind == k && e.r["id"] == id {
			return e
		}
	}
	return nil
}

func (s *stub) location(e *entry) string { return s.url + e.kind.endpoint + "/" + e.r["id"].(string) }

// create stores a new resource under id, or under a new one.
func (s *stub) create(k *kind, body obj, id string) (*entry, *fault) {
	r, f := k.read(body)
	if f != nil {
		return nil, f
	}
	if f := s.unique(nil, k, r); f != nil {
		return nil, f
	}
	if id == "" {
		id = randomUUID()
	}
	now := stamp()
	e := &entry{k, r}
	r["id"] = id
	r["meta"] = obj{"resourceType": k.name, "created": now, "lastModified": now, "location": s.location(e), "version": s.version()}
	if f := s.members(r); f != nil {
		return nil, f
	}
	s.order = append(s.order, e)
	return e, nil
}

func (s *stub) version() string {
	s.serial++
	return fmt.Sprintf(`W/"%d"`, s.serial)
}

func (s *stub) replace(e *entry, body obj) *fault {
	r, f := e.kind.read(body)
	if f != nil {
		return f
	}
	r["id"], r["meta"] = e.r["id"], e.r["meta"]
	if e.r["password"] != nil && r["password"] == nil {
		r["password"] = e.r["password"]
	}
	return s.store(e, r)
}

// store puts a changed resource in the place of e's.
func (s *stub) store(e *entry, r obj) *fault {
	if f := s.unique(e, e.kind, r); f != nil {
		return f
	}
	if f := s.members(r); f != nil {
		return f
	}
	if compact(r) == compact(e.r) {
		return nil
	}
	r["meta"] = maps.Clone(r["meta"].(obj))
	r["meta"].(obj)["lastModified"], r["meta"].(obj)["version"] = stamp(), s.version()
	e.r = r
	return nil
}

// composed writes the one letter that the checks use in two forms in one.
func composed(v any) string { return strings.ReplaceAll(plain(v), "e\u0308", "\u00eb") }

func (s *stub) unique(self *entry, k *kind, r obj) *fault {
	for _, e := range s.order {
		if k == userKind && e != self && e.kind == k && strings.EqualFold(composed(e.r["userName"]), composed(r["userName"])) {
			return &fault{409, "uniqueness", "userName is taken"}
		}
	}
	return nil
}

// members checks that each member exists and completes it.
func (s *stub) members(r obj) *fault {
	for _, m := range list(r["members"]) {
		m := m.(obj)
		id := plain(m["value"])
		var found *kind
		for _, e := range s.order {
			if e.r["id"] == id {
				found = e.kind
			}
		}
		if found == nil && !s.reserve[id] {
			return bad("invalidValue", "there is no member %q", id)
		}
		if found != nil {
			m["type"], m["$ref"] = found.name, s.url+found.endpoint+"/"+id
		}
	}
	return nil
}

func (s *stub) remove(e *entry) {
	s.order = slices.DeleteFunc(s.order, func(o *entry) bool { return o == e })
	for _, g := range s.order {
		if l := list(g.r["members"]); l != nil {
			g.r["members"] = slices.DeleteFunc(slices.Clone(l), func(m any) bool { return m.(obj)["value"] == e.r["id"] })
		}
	}
}

// page answers a list request on resources of these types.
func (s *stub) page(of []*kind, params map[string]string) (any, *fault) {
	var hits []*entry
	var refused *fault
	for _, k := range of {
		match := func(obj) bool { return true }
		if filter, ok := params["filter"]; ok {
			if strings.TrimSpace(filter) == "" {
				return nil, bad("invalidFilter", "the filter is empty")
			}
			if strings.Contains(strings.ToLower(filter), "password") {
				return nil, &fault{403, "sensitive", "not by password"}
			}
			var f *fault
			if match, f = parseFilter(k, nil, filter); f != nil {
				refused = f
				continue
			}
		}
		for _, e := range s.order {
			if e.kind == k && match(e.r) {
				hits = append(hits, e)
			}
		}
	}
	if refused != nil && len(of) == 1 {
		return nil, refused
	}
	if by := params["sortBy"]; by != "" {
		sortEntries(hits, by, strings.EqualFold(params["sortOrder"], "descending"))
	}
	total, start, count := len(hits), 1, 100
	number := func(name string, to *int, least int) *fault {
		if v, ok := params[name]; ok {
			n, err := strconv.Atoi(v)
			if err != nil {
				return bad("invalidValue", "%s must be a number", name)
			}
			*to = max(n, least)
		}
		return nil
	}
	if f := number("startIndex", &start, 1); f != nil {
		return nil, f
	}
	if f := number("count", &count, 0); f != nil {
		return nil, f
	}
	cursor, byCursor := params["cursor"]
	if byCursor && cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "at-"))
		if err != nil || n < 1 {
			return nil, bad("invalidCursor", "no such cursor")
		}
		start = n
	}
	from := min(start-1, total)
	to := min(from+count, total)
	out := arr{}
	for _, e := range hits[from:to] {
		out = append(out, s.show(e, params))
	}
	answer := obj{"schemas": arr{urnList}, "totalResults": total, "itemsPerPage": len(out), "startIndex": start, "Resources": out}
	if byCursor && to < total && count > 0 {
		answer["nextCursor"] = fmt.Sprintf("at-%d", to+1)
	}
	return answer, nil
}

func sortEntries(hits []*entry, by string, down bool) {
	key := func(e *entry) string {
		a, sub, urn := e.kind.resolve(by)
		if a == nil {
			return ""
		}
		r := e.r
		if primary := slices.IndexFunc(list(r[a.name]), func(v any) bool { return v.(obj)["primary"] == true }); primary >= 0 {
			r = obj{a.name: list(r[a.name])[primary : primary+1]}
		}
		for _, v := range reach(r, a, sub, urn) {
			return strings.ToLower(plain(v))
		}
		return ""
	}
	slices.SortStableFunc(hits, func(a, b *entry) int {
		x, y := key(a), key(b)
		c := strings.Compare(x, y)
		if (x == "") != (y == "") {
			c = -c
		}
		if down {
			return -c
		}
		return c
	})
}
