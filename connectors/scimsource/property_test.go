package scimsource_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

// Whoever is there from the beginning of a reading to its end is read, or the reading says that it isn't all: whatever
// the sizes of pages are, and whoever comes and goes meanwhile wherever in the list (rule S2).
func TestNobodyIsMissed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := fakescim.Behaviour{
			Cursors: rapid.Bool().Draw(rt, "cursors"), Max: rapid.IntRange(2, 8).Draw(rt, "max"), Strict: rapid.Bool().Draw(rt, "strict"),
			NoCount: rapid.IntRange(0, 9).Draw(rt, "no count") == 0,
		}
		if rapid.IntRange(0, 9).Draw(rt, "no total") == 0 {
			b.Total = func(int) any { return nil }
		}
		all := make([]fakescim.Object, rapid.IntRange(0, 40).Draw(rt, "people"))
		for i := range all {
			all[i] = someone(uint64(i+1) << 41)
		}
		server := fakescim.Start(t, all, nil, b)
		defer server.Close()
		size := rapid.IntRange(2, 9).Draw(rt, "size")
		stay, read, more := slices.Clone(all), map[string]bool{}, 0
		position := ""
		for pages := 0; ; pages++ {
			if pages > 500 {
				rt.Fatal("the reading does not end")
			}
			s, err := scimsource.New(scimsource.Options{
				BaseURL: server.Base(), HTTP: server.Client(), PageSize: size, NoGroups: true,
				Credential: func(context.Context) (string, error) { return server.Token, nil },
			})
			if err != nil {
				rt.Fatal(err)
			}
			page, err := s.Read(t.Context(), position)
			if err != nil {
				rt.Fatal(err)
			}
			for _, e := range page.Entries {
				read[e.ID] = true
			}
			if position = page.Next; position == "" {
				for _, u := range stay {
					if id := u["id"].(string); !read[id] && page.Cut == "" {
						rt.Fatalf("%s was there all the time, is not read, and the reading is said to be all", id)
					}
				}
				return
			}
			for range rapid.IntRange(0, 2).Draw(rt, "changes") {
				all = slices.Clone(all)
				at := rapid.IntRange(0, len(all)).Draw(rt, "at")
				if at < len(all) && rapid.Bool().Draw(rt, "goes") {
					id := all[at]["id"]
					all = slices.Delete(all, at, at+1)
					stay = slices.DeleteFunc(slices.Clone(stay), func(u fakescim.Object) bool { return u["id"] == id })
				} else if more < 40 { // so often an interval can be halved
					more++
					all = slices.Insert(all, at, between(all, at))
				}
			}
			server.Serve(all, nil)
		}
	})
}

// someone is a user whose place in the list is told by the id.
func someone(key uint64) fakescim.Object {
	return fakescim.Object{"id": fmt.Sprintf("%016x", key), "userName": fmt.Sprintf("u%x@example.com", key), "active": true, "key": key}
}

// between is a user who comes before the one at a place.
func between(all []fakescim.Object, at int) fakescim.Object {
	low, high := uint64(0), uint64(1)<<62
	if at > 0 {
		low = all[at-1]["key"].(uint64)
	}
	if at < len(all) {
		high = all[at]["key"].(uint64)
	}
	return someone(low + (high-low)/2)
}

// Nothing that a caller might pass as a position makes it fail otherwise than by Expired.
func FuzzPosition(f *testing.F) {
	users := fakescim.Users("p", 35)
	server := fakescim.Start(f, users, fakescim.Groups("p", 3, users), fakescim.Behaviour{})
	make := func() *scimsource.Source {
		s, err := scimsource.New(scimsource.Options{
			BaseURL: server.Base(), HTTP: server.Client(), PageSize: 10,
			Credential: func(context.Context) (string, error) { return server.Token, nil },
		})
		if err != nil {
			f.Fatal(err)
		}
		return s
	}
	for position := ""; ; {
		page, err := make().Read(f.Context(), position)
		if err != nil {
			f.Fatal(err)
		}
		if position = page.Next; position == "" {
			break
		}
		f.Add(position)
	}
	f.Add(`{"v":1,"a":0,"i":-1}`)
	f.Add(`{"v":2}`)
	f.Add("nonsense")
	f.Fuzz(func(t *testing.T, position string) {
		page, err := make().Read(t.Context(), position)
		switch {
		case err != nil && kindOf(err) == "":
			t.Errorf("an error of no kind: %v", err)
		case err == nil && (len(page.Next) > connectors.MaxPosition || len(page.Entries) > connectors.MaxPage):
			t.Errorf("%d entries, a position of %d bytes", len(page.Entries), len(page.Next))
		}
	})
}
