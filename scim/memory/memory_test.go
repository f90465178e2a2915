package memory_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

var (
	ctx   = context.Background()
	user  = schema.Core().Type("User")
	group = schema.Core().Type("Group")
)

func create(id, userName string, requires ...int) scim.Operation {
	return scim.Operation{Kind: scim.Create, Type: user, ID: id, Resource: schema.Object{"userName": userName}, Requires: requires}
}

func statuses(results []scim.Result) (list []int) {
	for _, r := range results {
		var refused *scim.Error
		switch {
		case r.Err == nil:
			list = append(list, 0)
		case errors.As(r.Err, &refused):
			list = append(list, refused.Status)
		default:
			list = append(list, -1)
		}
	}
	return list
}

func count(t *testing.T, b *memory.Backend) int {
	t.Helper()
	page, err := b.Search(ctx, &scim.Query{Types: []*schema.ResourceType{user, group}, Start: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func TestApply(t *testing.T) {
	for _, test := range []struct {
		name string
		ops  []scim.Operation
		want string
		left int
	}{
		{"one fails alone", []scim.Operation{create("1", "a"), create("2", "A"), create("3", "c")}, "[0 409 0]", 2},
		{"needed backward", []scim.Operation{create("1", "a"), create("2", "b", 0)}, "[0 0]", 2},
		{"needed forward", []scim.Operation{create("1", "a", 1), create("2", "b")}, "[0 0]", 2},
		{"circle", []scim.Operation{create("1", "a", 1), create("2", "b", 2), create("3", "c", 0)}, "[0 0 0]", 3},
		{"broken circle", []scim.Operation{create("0", "z"), create("1", "a", 2), create("2", "Z", 1), create("3", "c")}, "[0 409 409 0]", 2},
		{"chain behind a failure", []scim.Operation{create("0", "z"), create("1", "Z"), create("2", "b", 1), create("3", "c", 2), create("4", "d")}, "[0 409 409 409 0]", 2},
		{"freed in between", []scim.Operation{create("1", "a"), {Kind: scim.Delete, Type: user, ID: "1"}, create("2", "A")}, "[0 0 0]", 1},
		{"id taken", []scim.Operation{create("1", "a"), create("1", "b")}, "[0 409]", 1},
		{"unknown", []scim.Operation{{Kind: scim.Delete, Type: user, ID: "1"}, {Kind: scim.Replace, Type: group, ID: "1"}}, "[404 404]", 0},
		{"no kind", []scim.Operation{create("1", "a"), {Type: user, ID: "1"}}, "[0 501]", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := memory.New(nil)
			if got := fmt.Sprint(statuses(b.Apply(ctx, test.ops))); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if left := count(t, b); left != test.left {
				t.Errorf("%d are left, want %d", left, test.left)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := memory.New(func() time.Time { return now })
	b.Apply(ctx, []scim.Operation{create("1", "a")})
	replace := scim.Operation{Kind: scim.Replace, Type: user, ID: "1", Resource: schema.Object{"userName": "a"}}

	now = now.Add(time.Hour)
	same := b.Apply(ctx, []scim.Operation{replace})[0]
	if same.Version != "1" || !same.Resource.Meta.LastModified.Before(now) {
		t.Errorf("what changes nothing gave %+v", same.Resource.Meta)
	}
	replace.Resource = schema.Object{"userName": "b"}
	replace.IfMatch = []string{"1"}
	next := b.Apply(ctx, []scim.Operation{replace})[0]
	if next.Version != "2" || !next.Resource.Meta.LastModified.Equal(now) || !next.Resource.Meta.Created.Before(now) {
		t.Errorf("a change gave %+v", next.Resource.Meta)
	}
	if got := statuses(b.Apply(ctx, []scim.Operation{replace})); got[0] != 412 {
		t.Errorf("status %v, want 412", got)
	}
	b.Apply(ctx, []scim.Operation{create("2", "a")}) // the old userName is free again
	if got := count(t, b); got != 2 {
		t.Errorf("%d users, want 2", got)
	}
}

// 50 simultaneous creations of one userName make one user (P1).
func TestConcurrentCreations(t *testing.T) {
	b := memory.New(nil)
	var wait sync.WaitGroup
	created := make(chan int, 50)
	for i := range 50 {
		wait.Go(func() {
			if b.Apply(ctx, []scim.Operation{create(fmt.Sprint(i), "ann")})[0].Err == nil {
				created <- i
			}
			_, _ = b.Search(ctx, &scim.Query{Types: []*schema.ResourceType{user}, Start: 1, Count: 10})
		})
	}
	wait.Wait()
	if len(created) != 1 || count(t, b) != 1 {
		t.Errorf("%d were created", len(created))
	}
}

func TestSearch(t *testing.T) {
	b := memory.New(nil)
	for i, name := range []string{"d", "b", "a", "c"} {
		b.Apply(ctx, []scim.Operation{create(fmt.Sprint(i), name)})
	}
	b.Apply(ctx, []scim.Operation{{Kind: scim.Create, Type: group, ID: "g", Resource: schema.Object{"displayName": "G"}}})
	both := []*schema.ResourceType{user, group}
	name := filter.AttributePath{AttributeName: "userName"}
	for _, test := range []struct {
		name   string
		query  scim.Query
		filter string
		want   string
	}{
		{"creation", scim.Query{Types: both[:1], Start: 1, Count: 9}, "", "0123 of 4"},
		{"page", scim.Query{Types: both[:1], Start: 2, Count: 2}, "", "12 of 4"},
		{"behind the end", scim.Query{Types: both[:1], Start: 9, Count: 2}, "", " of 4"},
		{"count 0", scim.Query{Types: both[:1], Start: 1}, "", " of 4"},
		{"root", scim.Query{Types: both, Start: 4, Count: 2}, "", "3g of 5"},
		{"sorted", scim.Query{Types: both, Start: 1, Count: 9, SortBy: &name}, "", "2130g of 5"},
		{"descending", scim.Query{Types: both, Start: 1, Count: 9, SortBy: &name, Descending: true}, "", "g0312 of 5"},
		{"filtered", scim.Query{Types: both, Start: 1, Count: 9}, `userName ge "c" or displayName eq "g"`, "03g of 3"},
		{"a type lacks it", scim.Query{Types: both, Start: 1, Count: 9}, `not (userName pr)`, "g of 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.filter != "" {
				e, err := filter.Parse(test.filter)
				if err != nil {
					t.Fatal(err)
				}
				test.query.Filter = e
			}
			page, err := b.Search(ctx, &test.query)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, r := range page.Resources {
				got += r.ID
			}
			if got += fmt.Sprintf(" of %d", page.Total); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	if _, err := b.Search(ctx, &scim.Query{Types: both, Cursor: true, After: "{", Count: 1}); err == nil {
		t.Error("a position that is none was taken")
	}
}

func TestCancelled(t *testing.T) {
	b := memory.New(nil)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := b.Apply(cancelled, []scim.Operation{create("1", "a")})[0].Err; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if count(t, b) != 0 {
		t.Error("something was kept")
	}
}
