package check

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
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
