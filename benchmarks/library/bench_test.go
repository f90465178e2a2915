package library_test

import (
	"net/http"
	"testing"

	oracle "github.com/scim2/filter-parser/v2"

	"github.com/usher-id/usher/scim/filter"
)

// operation is what is measured: a request to a server with people in it.
type operation struct {
	name   string
	people int
	begin  func(h http.Handler, id string) *exchange // id is that of the first of the people
	// fresh is how many requests one server answers before a new one takes its place, so that what
	// is measured does not depend on how often; 0 for any number.
	fresh int
}

var operations = []operation{
	{name: "Post", fresh: 1000, begin: func(h http.Handler, _ string) *exchange {
		return newExchange(h, http.MethodPost, "/Users", http.StatusCreated, appendUser)
	}},
	{name: "Get", people: 1, begin: func(h http.Handler, id string) *exchange {
		return newExchange(h, http.MethodGet, "/Users/"+id, http.StatusOK, nil)
	}},
	{name: "PatchActive", people: 1, begin: func(h http.Handler, id string) *exchange {
		return newExchange(h, http.MethodPatch, "/Users/"+id, http.StatusOK, appendActive)
	}},
	{name: "List100", people: 1000, begin: func(h http.Handler, _ string) *exchange {
		return newExchange(h, http.MethodGet, "/Users?count=100", http.StatusOK, nil)
	}},
}

func (o *operation) start(t testing.TB, c contender) *exchange {
	t.Helper()
	h := c.open(t)
	return o.begin(h, populate(t, h, o.people))
}

func BenchmarkServer(b *testing.B) {
	for _, o := range operations {
		for _, c := range contenders {
			b.Run(o.name+"/"+c.name, func(b *testing.B) {
				e := o.start(b, c)
				b.ReportAllocs()
				for b.Loop() {
					if o.fresh > 0 && e.sent == o.fresh {
						b.StopTimer()
						e = o.start(b, c)
						b.StartTimer()
					}
					e.send(b)
				}
			})
		}
	}
}

// filters are one as identity providers send it before every creation, and a longer one.
var filters = []struct{ name, text string }{
	{"ParseEqual", `userName eq "bjensen@example.com"`},
	{"ParseLong", `userType eq "Employee" and (emails co "example.com" or emails.value sw "bjensen") and not (title pr) and meta.lastModified gt "2026-01-01T00:00:00Z"`},
}

// parsers are those of the contenders, in their order.
var parsers = []func(text string) error{
	func(text string) error { _, err := filter.Parse(text); return err },
	func(text string) error { _, err := oracle.ParseFilter([]byte(text)); return err },
}

func BenchmarkFilter(b *testing.B) {
	for _, f := range filters {
		for i, c := range contenders {
			b.Run(f.name+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := parsers[i](f.text); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
