package scim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/filter"
)

// A filter of a megabyte of parentheses is a 400 that costs no more than one that is just too long:
// nothing decodes, copies, records or quotes it. A body has to be read and decoded before
// there is a filter; no other work grows with it.
func TestLongFiltersCostNothing(t *testing.T) {
	const (
		short, long = 4 * filter.MaxLength, 1 << 20
		slack       = 16 << 10 // bytes of buffers that a garbage collection takes out of their pools
	)
	for _, test := range []struct {
		name, method, target string // target and body hold the filter at a *
		body                 string
		paren                string
		copies               uint64 // of the body
	}{
		{name: "plain", method: "GET", target: "/Users?filter=*", paren: "("},
		{name: "encoded", method: "GET", target: "/Users?filter=*", paren: "%28"},
		{name: "root", method: "GET", target: "/?count=1&filter=*&startIndex=1", paren: "("},
		{name: "search", method: "POST", target: "/Users/.search", body: `{"filter":"*"}`, paren: "(", copies: 3}, // as bytes, in a buffer that is a little larger, and as a string
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, func(f *fixture) { f.server.Limits = scim.Limits{Body: 2 << 20} })
			cost := func(n int) (allocations float64, bytes uint64) {
				text := strings.Repeat(test.paren, n-100)
				target, body := strings.Replace(test.target, "*", text, 1), strings.Replace(test.body, "*", text, 1)
				f.do(test.method, target, body).refused(t, 400, "invalidFilter", "8192")
				if query := f.lastEvent().Query; len(query) > filter.MaxLength {
					t.Errorf("the event has %d bytes of it", len(query))
				}
				return spent(f.handler, request(test.method, target), body)
			}
			fewAllocations, fewBytes := cost(short)
			allocations, bytes := cost(long)
			if allocations > fewAllocations+10 { // for the same reason
				t.Errorf("%v allocations, %v for a short one", allocations, fewAllocations)
			}
			if most := fewBytes + test.copies*long + slack; bytes > most {
				t.Errorf("%d bytes, want %d at most", bytes, most)
			}
		})
	}
}

func request(method, target string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Content-Type", "application/scim+json")
	return r
}

// spent is what it costs to answer a request: how many allocations, and how many bytes.
func spent(h http.Handler, r *http.Request, body string) (allocations float64, bytes uint64) {
	const runs = 20
	reader := strings.NewReader(body)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	allocations = testing.AllocsPerRun(runs, func() {
		reader.Reset(body)
		r.Body, r.ContentLength = io.NopCloser(reader), int64(len(body))
		h.ServeHTTP(&discard{header: make(http.Header)}, r)
	})
	runtime.ReadMemStats(&after)
	return allocations, (after.TotalAlloc - before.TotalAlloc) / (runs + 1)
}
