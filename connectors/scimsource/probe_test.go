package scimsource_test

import (
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

// A probe says what can't be read, what a server says of itself and does not do, and how it is read.
func TestProbe(t *testing.T) {
	users := fakescim.Users("p", 25)
	groups := fakescim.Groups("p", 5, users)
	for name, tt := range map[string]struct {
		b     fakescim.Behaviour
		lacks string
		notes string // parts, with | between
	}{
		"all":                        {notes: "pages come by startIndex"},
		"cursors":                    {b: fakescim.Behaviour{Cursors: true}, notes: "pages come by cursor"},
		"cursors announced":          {b: fakescim.Behaviour{Announced: true}, notes: "says that it pages by cursor, and does not|pages come by startIndex"},
		"cursors not honoured":       {b: fakescim.Behaviour{Cursors: true, Ignored: true}, notes: "pages come by startIndex"},
		"no addresses":               {b: fakescim.Behaviour{NoEmails: true}, lacks: "emails", notes: "pages come by startIndex"},
		"no state":                   {b: fakescim.Behaviour{NoActive: true}, lacks: "active", notes: "pages come by startIndex"},
		"no members":                 {b: fakescim.Behaviour{NoMembers: true}, lacks: "members", notes: "pages come by startIndex"},
		"members of one at a time":   {b: fakescim.Behaviour{HideMembers: true}, notes: "groups are read one by one|pages come by startIndex"},
		"no groups":                  {b: fakescim.Behaviour{NoGroups: 404}, lacks: "groups", notes: "/Groups: 404|pages come by startIndex"},
		"groups are not implemented": {b: fakescim.Behaviour{NoGroups: 501}, lacks: "groups", notes: "/Groups: 501|pages come by startIndex"},
		"no filter":                  {b: fakescim.Behaviour{NoFilter: true}, notes: "everything is read every time|pages come by startIndex"},
		"startIndex ignored":         {b: fakescim.Behaviour{NoStart: true}, notes: "the same page comes|pages come by startIndex"},
		"all at once":                {b: fakescim.Behaviour{NoStart: true, NoCount: true}, notes: "pages come by startIndex"},
	} {
		t.Run(name, func(t *testing.T) {
			server := fakescim.Start(t, users, groups, tt.b)
			f, err := source(t, server, nil).Probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var lacks []string
			for _, l := range f.Lacks {
				lacks = append(lacks, l.What)
			}
			if got := strings.Join(lacks, " "); got != tt.lacks || f.Users != 25 {
				t.Errorf("lacks %q, want %q; %d users", got, tt.lacks, f.Users)
			}
			parts := strings.Split(tt.notes, "|")
			if len(f.Notes) != len(parts) {
				t.Fatalf("notes %q, want %q", f.Notes, parts)
			}
			for i, part := range parts {
				if !strings.Contains(f.Notes[i], part) {
					t.Errorf("notes %q, want %q", f.Notes, parts)
				}
			}
		})
	}
}

// A right is named where the vendor's is known.
func TestProbeNamesTheRight(t *testing.T) {
	server := fakescim.Start(t, fakescim.Users("p", 5), nil, fakescim.Behaviour{NoEmails: true, NoGroups: 403})
	f, err := source(t, server, func(o *scimsource.Options) { o.Preset = scimsource.Slack }).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Lacks, []connectors.Lack{
		{What: "emails", Right: "the scope admin, given by an owner of the organization"},
		{What: "groups", Right: "the scope admin, given by an owner of the organization"},
	}) {
		t.Errorf("lacks %+v", f.Lacks)
	}
	server = fakescim.Start(t, fakescim.Users("p", 5), nil, fakescim.Behaviour{NoGroups: 404})
	s := source(t, server, func(o *scimsource.Options) { o.Preset = scimsource.GitHubOrg })
	if got := readAll(t, func() connectors.Connector { return s }); got.cut != "" || len(got.ids) != 5 {
		t.Errorf("GitHub's organizations have no groups: %d entries, cut %q", len(got.ids), got.cut)
	}
}

// A userName is an address where nobody says otherwise, but not at Salesforce.
func TestLoginsThatLookLikeAddresses(t *testing.T) {
	users := fakescim.Users("p", 5)
	for _, u := range users {
		u["userName"] = u["userName"].(string) + "@example.com.sandbox"
	}
	server := fakescim.Start(t, users, nil, fakescim.Behaviour{NoEmails: true})
	for preset, want := range map[string]int{scimsource.Generic: 0, scimsource.Salesforce: 1} {
		f, err := source(t, server, func(o *scimsource.Options) { o.Preset = preset }).Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Lacks) != want {
			t.Errorf("%s lacks %v", preset, f.Lacks)
		}
	}
}

// Addresses that were shown and are not any more are not said to be gone, also in the middle (rule S3).
func TestRightsWithdrawnInTheMiddle(t *testing.T) {
	server := fakescim.Start(t, fakescim.Users("p", 40), nil, fakescim.Behaviour{})
	s := source(t, server, nil)
	page, err := s.Read(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	server.Behave(func(b *fakescim.Behaviour) { b.NoEmails = true })
	server.Behave(func(b *fakescim.Behaviour) { b.Max = 11 })
	page, err = source(t, server, func(o *scimsource.Options) { o.PageSize = 11 }).Read(t.Context(), strings.Replace(page.Next, `"s":10`, `"s":11`, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Entries {
		if !slices.Contains(e.Unread, "emails") || slices.Contains(e.Unread, "active") {
			t.Errorf("%s comes without an address, unread %v", e.ID, e.Unread)
		}
	}
}

// A group of 100,000 is read whole, and holds little more memory than its members do.
func TestGroupOfManyThousands(t *testing.T) {
	members := make([]any, 100_000)
	for i := range members {
		id := "member-with-an-id-as-long-as-a-uuid-" + strings.Repeat("0", 5) + time.Duration(i).String()
		members[i] = fakescim.Object{"value": id, "display": "Person of this name", "$ref": "https://scim.example.com/scim/v2/Users/" + id}
	}
	server := fakescim.Start(t, nil, []fakescim.Object{{"id": "g", "displayName": "All", "members": members}}, fakescim.Behaviour{})
	s := source(t, server, nil)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	got := readAll(t, func() connectors.Connector { return s })
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n := len(got.entries["Groupg"].Members); n != len(members) || got.cut != "" {
		t.Errorf("%d members, cut %q", n, got.cut)
	}
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 64<<20 {
		t.Errorf("%d MiB are held", held>>20)
	}
	runtime.KeepAlive(got)
}

// A group that is larger than an answer may be is said to be, and all others are read.
func TestGroupThatIsTooLarge(t *testing.T) {
	users := fakescim.Users("p", 30)
	groups := fakescim.Groups("p", 6, users)
	groups[3]["members"] = []any{fakescim.Object{"value": "x", "display": strings.Repeat("x", 60_000)}}
	for _, b := range []fakescim.Behaviour{{}, {Cursors: true}} {
		server := fakescim.Start(t, users, groups, b)
		got := readAll(t, func() connectors.Connector {
			return source(t, server, func(o *scimsource.Options) { o.MaxBody = 20_000 })
		})
		if got.cut != "" || len(got.ids) != 36 {
			t.Errorf("%d entries, cut %q", len(got.ids), got.cut)
		}
		for id, e := range got.entries {
			if (e.Fault != "") != (e.ID == "p-g0003") {
				t.Errorf("%s has the fault %q", id, e.Fault)
			}
		}
	}
}

// What the groups of users would take is not asked for where the server can leave it out.
func TestLeavesOutGroupsOfUsers(t *testing.T) {
	server := fakescim.Start(t, fakescim.Users("p", 35), nil, fakescim.Behaviour{})
	readAll(t, func() connectors.Connector { return source(t, server, nil) })
	if asked := server.Requests(); !strings.Contains(asked[2], "excludedAttributes=groups") || strings.Contains(asked[0], "excluded") {
		t.Errorf("asked %q", asked)
	}
	server.Before(nil)
	readAll(t, func() connectors.Connector {
		return source(t, server, func(o *scimsource.Options) { o.Preset = scimsource.Usher })
	})
	if asked := strings.Join(server.Requests(), " "); !strings.Contains(asked, "excludedAttributes=groups%2Curn%3Aietf%3Aparams%3Ascim%3A") {
		t.Errorf("of another Usher: asked %q", asked)
	}
	server.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if r.URL.Query().Has("excludedAttributes") {
			fakescim.Refuse(w, http.StatusBadRequest, "", "there is no such parameter")
			return true
		}
		return false
	})
	if got := readAll(t, func() connectors.Connector { return source(t, server, nil) }); len(got.ids) != 35 || got.cut != "" {
		t.Errorf("%d people, cut %q", len(got.ids), got.cut)
	}
}

// Few requests that are left are spread until there are more.
func TestPace(t *testing.T) {
	server := fakescim.Start(t, fakescim.Users("p", 35), nil, fakescim.Behaviour{})
	s := source(t, server, nil)
	if s.Pace() != 0 {
		t.Errorf("before anything was asked: %s", s.Pace())
	}
	for left, want := range map[string]time.Duration{"0": 20 * time.Second, "9": 2 * time.Second, "100": 0, "many": 0} {
		server.Before(func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.Header().Set("X-Rate-Limit-Remaining", left)
			w.Header().Set("X-Rate-Limit-Reset", "20")
			return false
		})
		if _, err := s.Read(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		if s.Pace() != want {
			t.Errorf("with %s left: %s, want %s", left, s.Pace(), want)
		}
	}
	if s := source(t, server, func(o *scimsource.Options) { o.Preset = scimsource.Slack }); s.Pace() != 60*time.Millisecond {
		t.Errorf("Slack's: %s", s.Pace())
	}
}
