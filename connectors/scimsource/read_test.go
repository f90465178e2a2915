package scimsource_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

func source(t *testing.T, server *fakescim.Server, change func(o *scimsource.Options)) *scimsource.Source {
	t.Helper()
	o := scimsource.Options{
		BaseURL: server.Base(), HTTP: server.Client(), PageSize: 10, MaxEntries: 2000,
		Credential: func(context.Context) (string, error) { return server.Token, nil },
	}
	if change != nil {
		change(&o)
	}
	s, err := scimsource.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reading is what came of a whole reading.
type reading struct {
	ids     []string // each once, in the order in which they came
	entries map[string]connectors.Entry
	pages   int
	cut     string
	total   int
}

// readAll reads to the end, every page with a new connector.
func readAll(t *testing.T, make func() connectors.Connector) reading {
	t.Helper()
	r := reading{entries: map[string]connectors.Entry{}}
	position := ""
	for {
		page, err := make().Read(t.Context(), position)
		if err != nil {
			t.Fatalf("page %d: %v", r.pages+1, err)
		}
		r.pages++
		if r.pages > 5000 {
			t.Fatal("the reading does not end")
		}
		if len(page.Entries) > connectors.MaxPage || len(page.Next) > connectors.MaxPosition {
			t.Fatalf("a page of %d entries with a position of %d bytes", len(page.Entries), len(page.Next))
		}
		for _, e := range page.Entries {
			if _, twice := r.entries[e.Type+e.ID]; !twice {
				r.ids = append(r.ids, e.ID)
			}
			r.entries[e.Type+e.ID] = e
		}
		r.cut, r.total = page.Cut, page.Total
		if position = page.Next; position == "" {
			return r
		}
	}
}

func ids(lists ...[]fakescim.Object) []string {
	var out []string
	for _, list := range lists {
		for _, o := range list {
			out = append(out, o["id"].(string))
		}
	}
	slices.Sort(out)
	return out
}

// However a server pages, all come, users first, and who could not be all is called so (rule S2).
func TestReadsEveryWayOfPaging(t *testing.T) {
	users := fakescim.Users("p", 95)
	groups := fakescim.Groups("p", 23, users)
	for name, tt := range map[string]struct {
		b    fakescim.Behaviour
		cut  string // a part of it
		some bool   // not all are expected
	}{
		"startIndex":                          {},
		"startIndex, cursor refused":          {b: fakescim.Behaviour{Strict: true}},
		"cursors":                             {b: fakescim.Behaviour{Cursors: true, Announced: true}},
		"cursors that nobody announced":       {b: fakescim.Behaviour{Cursors: true}},
		"cursors announced and not there":     {b: fakescim.Behaviour{Announced: true}},
		"cursors given and not honoured":      {b: fakescim.Behaviour{Cursors: true, Ignored: true}},
		"short pages":                         {b: fakescim.Behaviour{Max: 3}},
		"short pages by cursor":               {b: fakescim.Behaviour{Max: 3, Cursors: true}},
		"empty pages by cursor":               {b: fakescim.Behaviour{Cursors: true, Empty: true}},
		"count ignored":                       {b: fakescim.Behaviour{NoCount: true}},
		"no paging at all":                    {b: fakescim.Behaviour{NoCount: true, NoStart: true}},
		"startIndex ignored":                  {b: fakescim.Behaviour{NoStart: true}, some: true, cut: "the same page comes"},
		"the same cursor again":               {b: fakescim.Behaviour{Cursors: true, Same: true}, some: true, cut: "same page"},
		"a circle of cursors":                 {b: fakescim.Behaviour{Cursors: true, Circle: 4}, some: true, cut: "same page"},
		"without end":                         {b: fakescim.Behaviour{Endless: true}, some: true, cut: "does not end"},
		"without end by cursor":               {b: fakescim.Behaviour{Endless: true, Cursors: true}, some: true, cut: "does not end"},
		"fewer than said":                     {b: fakescim.Behaviour{Cut: 40}, some: true, cut: "there are 95 entries, and 40 came"},
		"fewer than said by cursor":           {b: fakescim.Behaviour{Cut: 40, Cursors: true}, some: true, cut: "there are 95 entries, and 40 came"},
		"totalResults as text":                {b: fakescim.Behaviour{Total: func(n int) any { return fmt.Sprint(n) }}},
		"no totalResults":                     {b: fakescim.Behaviour{Total: func(int) any { return nil }}},
		"no totalResults by cursor":           {b: fakescim.Behaviour{Cursors: true, Total: func(int) any { return nil }}},
		"totalResults is that of the page":    {b: fakescim.Behaviour{Total: func(int) any { return 10 }}},
		"groups are not implemented":          {b: fakescim.Behaviour{NoGroups: 501}, some: true, cut: "the groups can't be read"},
		"groups are forbidden":                {b: fakescim.Behaviour{NoGroups: 403}, some: true, cut: "the groups can't be read"},
		"members are shown by the group only": {b: fakescim.Behaviour{HideMembers: true}},
		"names in another case":               {b: fakescim.Behaviour{Upper: true}},
		"small answers only":                  {b: fakescim.Behaviour{LargestBytes: 2000}},
		"small answers only, by cursor":       {b: fakescim.Behaviour{LargestBytes: 2000, Cursors: true}},
	} {
		t.Run(name, func(t *testing.T) {
			server := fakescim.Start(t, users, groups, tt.b)
			got := readAll(t, func() connectors.Connector { return source(t, server, nil) })
			if !strings.Contains(got.cut, tt.cut) || got.cut != "" && tt.cut == "" {
				t.Errorf("cut is %q, want %q", got.cut, tt.cut)
			}
			if tt.some {
				return
			}
			read := slices.Clone(got.ids)
			slices.Sort(read)
			if diff := cmp.Diff(ids(users, groups), read); diff != "" {
				t.Errorf("(-there +read):\n%s", diff)
			}
			if !slices.IsSortedFunc(got.ids, func(a, b string) int { return strings.Count(a, "-g") - strings.Count(b, "-g") }) {
				t.Error("groups come before users")
			}
			for i := range groups {
				e := got.entries["Group"+groups[i]["id"].(string)]
				if len(e.Members) != i || len(e.Unread) > 0 {
					t.Errorf("group %d has %d members, unread %v", i, len(e.Members), e.Unread)
				}
			}
		})
	}
}

// An entry is what the server says, without what the contract leaves out.
func TestEntryHasWhatTheServerSays(t *testing.T) {
	users := fakescim.Users("p", 2)
	server := fakescim.Start(t, users, nil, fakescim.Behaviour{})
	got := readAll(t, func() connectors.Connector { return source(t, server, nil) }).entries["Userp-00001"]
	want := `{"active":true,"displayName":"Person 1","emails":[{"primary":true,"type":"work","value":"p00001@example.com"}],"externalId":"x-1",` +
		`"name":{"familyName":"1","givenName":"Person"},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Sales",` +
		`"manager":{"value":"p-00000"}},"userName":"p00001"}`
	text, _ := json.Marshal(got.Attributes)
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}
