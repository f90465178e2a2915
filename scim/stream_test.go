package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// crowd is a backend with one group that has more members than memory should hold.
type crowd struct {
	scim.Backend
	members iter.Seq2[schema.Object, error]
	body    []byte
}

func (b crowd) Get(_ context.Context, rt *schema.ResourceType, id string, p *schema.Projection) (*scim.Resource, error) {
	r := &scim.Resource{Type: rt, ID: id, Attributes: schema.Object{"displayName": "everybody"}, Body: b.body, Meta: scim.Meta{Version: "1"}}
	if p.ShowsTop("", "members") {
		r.Lists = map[string]iter.Seq2[schema.Object, error]{"members": b.members}
	}
	return r, nil
}

func members(n int, end error) iter.Seq2[schema.Object, error] {
	return func(yield func(schema.Object, error) bool) {
		o := schema.Object{"type": "User"}
		for i := range n {
			o["value"] = fmt.Sprintf("%036d", i)
			if !yield(o, nil) {
				return
			}
		}
		if end != nil {
			yield(nil, end)
		}
	}
}

// counter notes the largest piece that it is given, and how much in all.
type counter struct {
	header         http.Header
	total, largest int
	peak           uint64
}

func (c *counter) Header() http.Header { return c.header }
func (c *counter) WriteHeader(int)     {}
func (c *counter) Write(p []byte) (int, error) {
	if c.total += len(p); len(p) > c.largest {
		c.largest = len(p)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	c.peak = max(c.peak, m.HeapAlloc)
	return len(p), nil
}

// A group of 100,000 members is sent in pieces of bounded size, with memory that does not grow with it.
func TestStreaming(t *testing.T) {
	f := newFixture(t, func(f *fixture) {
		f.backend.Backend = crowd{Backend: f.backend.Backend, members: members(100_000, nil)}
	})
	r := httptest.NewRequest("GET", "/Groups/g", nil)
	r.Header.Set("Authorization", "Bearer secret")
	w := &counter{header: make(http.Header)}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	f.handler.ServeHTTP(w, r)
	if w.total < 100_000*50 {
		t.Fatalf("%d bytes were sent", w.total)
	}
	if w.largest > 128<<10 {
		t.Errorf("a piece has %d bytes", w.largest)
	}
	if grown := int64(w.peak) - int64(before.HeapAlloc); grown > int64(w.total) {
		// the garbage of a few thousand elements is there at any time; the answer never is
		t.Errorf("memory grew by %d bytes for an answer of %d", grown, w.total)
	}
	if w.header.Get("Content-Length") != "" {
		t.Error("the length can't be known")
	}
}

func TestStreamedAnswers(t *testing.T) {
	for _, body := range [][]byte{nil, []byte(`"displayName":"everybody"`)} {
		for n := range 4 {
			f := newFixture(t, func(f *fixture) {
				f.backend.Backend = crowd{Backend: f.backend.Backend, members: members(n, nil), body: body}
			})
			a := f.do("GET", "/Groups/g", "").want(t, 200)
			list, _ := a.body["members"].([]any)
			if len(list) != n || a.get("displayName") != "everybody" || a.get("meta", "version") != `W/"1"` {
				t.Errorf("%d members: %s", n, a.text)
			}
			if n == 0 && jsonText(a.body["members"]) != "[]" { // authentik adds members to a list only
				t.Errorf("no empty list is sent: %s", a.text)
			}
			if n > 0 && walk(list, n-1, "value") != fmt.Sprintf("%036d", n-1) {
				t.Errorf("%s", a.text)
			}
			if a := f.do("GET", "/Groups/g?excludedAttributes=members", "").want(t, 200); keys(a.body) == "" || a.body["members"] != nil {
				t.Errorf("%s", a.text)
			}
			a = f.do("GET", "/Groups/g?attributes=members.value", "").want(t, 200)
			if n > 0 && jsonText(a.get("members", 0)) != fmt.Sprintf(`{"value":"%036d"}`, 0) {
				t.Errorf("%s", a.text)
			}
			a = f.do("GET", "/Groups/g?attributes=members.display", "").want(t, 200)
			if n > 0 && a.body["members"] != nil { // nothing of the members is shown
				t.Errorf("%s", a.text)
			}
		}
	}
}

// An error before anything was sent is an answer; after that it cuts the connection, so that no client
// takes half a group for the whole and removes the rest of its members.
func TestStreamingFails(t *testing.T) {
	for n, cut := range map[int]bool{3: false, 50_000: true} {
		f := newFixture(t, func(f *fixture) {
			f.backend.Backend = crowd{Backend: f.backend.Backend, members: members(n, errors.New("connection lost"))}
		})
		server := httptest.NewServer(f.handler)
		defer server.Close()
		r, _ := http.NewRequest("GET", server.URL+"/Groups/g", nil)
		r.Header.Set("Authorization", "Bearer secret")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		err = json.NewDecoder(response.Body).Decode(&body)
		_ = response.Body.Close()
		if cut {
			if err == nil || response.StatusCode != 200 {
				t.Errorf("%d members: status %d, %v", n, response.StatusCode, err)
			}
		} else if err != nil || response.StatusCode != 500 {
			t.Errorf("%d members: status %d, %v", n, response.StatusCode, err)
		}
		if e := f.lastEvent(); e.Err == nil || !strings.Contains(e.Err.Error(), "connection lost") {
			t.Errorf("event %+v", e)
		}
	}
}
