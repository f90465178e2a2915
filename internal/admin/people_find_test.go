package admin_test

import (
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// People are found by the beginnings of words, whatever the case and the accents, by state and by source, those who wait
// included, and nobody of another account.
func TestFind(t *testing.T) {
	eachOffice(t, func(o *office) {
		other := newOffice(t, o.db, "other")
		other.push(other.okta, "rosa@example.com")
		rosa := o.hire(o.okta, schema.Object{
			"userName": "rli", "emails": []any{schema.Object{"value": "rosa.li@example.com"}},
			"name": schema.Object{"givenName": "Désirée Rosa", "familyName": "Łi-Müller"},
		})
		jean := o.hire(o.okta, schema.Object{"userName": "jl@example.com", "displayName": "Jean-Luc Picard", "title": "Boss"})
		kim := o.hire(o.entra, schema.Object{"userName": "kim@partner.example", "name": schema.Object{"familyName": "Rosenberg"}})
		off := o.hire(o.entra, schema.Object{"userName": "off@example.com", "active": false})
		for _, tt := range []struct {
			what string
			ask  admin.PeopleRequest
			want []string
		}{
			{"everybody", admin.PeopleRequest{}, []string{rosa, jean, kim, off}},
			{"a word of a name", admin.PeopleRequest{Search: "ROS"}, []string{rosa, kim}},
			{"two words", admin.PeopleRequest{Search: "desire muller"}, []string{rosa}},
			{"words of two people", admin.PeopleRequest{Search: "desire picard"}, nil},
			{"a userName", admin.PeopleRequest{Search: "rli"}, []string{rosa}},
			{"an address", admin.PeopleRequest{Search: "Rosa.Li@"}, []string{rosa}},
			{"a word after a hyphen", admin.PeopleRequest{Search: "luc"}, []string{jean}},
			{"the middle of a word", admin.PeopleRequest{Search: "icard"}, nil},
			{"what no text has", admin.PeopleRequest{Search: "%"}, nil},
			{"a word and a state", admin.PeopleRequest{Search: "ros", State: "pendingDomain"}, []string{kim}},
			{"a word and a source", admin.PeopleRequest{Search: "ros", Source: "okta"}, []string{rosa}},
			{"who waits", admin.PeopleRequest{State: "pendingDomain"}, []string{kim}},
			{"who is suspended", admin.PeopleRequest{State: "suspended"}, []string{off}},
			{"a source", admin.PeopleRequest{Source: "entra"}, []string{kim, off}},
			{"a source and a state", admin.PeopleRequest{Source: "entra", State: "active"}, nil},
			{"after somebody of a source", admin.PeopleRequest{Source: "entra", After: kim}, []string{off}},
			{"a filter", admin.PeopleRequest{Filter: `title eq "boss"`}, []string{jean}},
			{"a filter over a source", admin.PeopleRequest{Filter: `userName co "partner"`, Source: "entra"}, []string{kim}},
			{"a filter and a state", admin.PeopleRequest{Filter: `userName pr`, State: "suspended"}, []string{off}},
		} {
			page, err := o.people.List(t.Context(), ann, o.account, tt.ask)
			if err != nil {
				t.Errorf("%s: %v", tt.what, err)
				continue
			}
			var got []string
			for _, p := range page.People {
				got = append(got, admin.Ident(p))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.what, got, tt.want)
			}
		}
		for what, ask := range map[string]admin.PeopleRequest{
			"asleep": {State: "asleep"}, "is no id": {After: "x"}, "too many to search": {Search: "a b c d e f"}, "can't be combined": {Search: "a", Filter: "title pr"},
			"at character": {Filter: "title eq"}, "no text": {Search: "a\x00"}, "--limit": {Limit: -1},
		} {
			_, err := o.people.List(t.Context(), ann, o.account, ask)
			wantKind(t, what, err, directory.Invalid, what)
		}
		// Whose name changes is found by the new one alone.
		o.apply(directory.Change{Source: o.okta, Action: directory.Replace, ID: jean, Attributes: schema.Object{"userName": "jl@example.com", "displayName": "Locutus"}, Request: directory.Request{Operation: "PUT /Users"}})
		for search, want := range map[string]int{"locu": 1, "picard": 0} {
			if page, err := o.people.List(t.Context(), ann, o.account, admin.PeopleRequest{Search: search}); err != nil || len(page.People) != want {
				t.Errorf("%s: %d people, %v; want %d", search, len(page.People), err, want)
			}
		}
	})
}

// Rules O1 and M7: what happened to somebody is found by the address after the deletion, with who did it and why.
func TestLogOfSomebodyWhoIsGone(t *testing.T) {
	eachOffice(t, func(o *office) {
		log := &admin.Log{Reader: o.db, Follower: o.db, Directory: o.db, Sources: o.db}
		rosa := o.hire(o.okta, schema.Object{"userName": "rosa@example.com", "name": schema.Object{"givenName": "Rosa", "familyName": "Li"}})
		o.apply(directory.Change{Source: o.okta, Action: directory.Replace, ID: rosa, Attributes: schema.Object{
			"userName": "rosa@example.com", "name": schema.Object{"givenName": "Rosa", "familyName": "Li"}, "active": false,
		}, Request: directory.Request{Operation: "PUT /Users"}})
		o.apply(directory.Change{Source: o.okta, Action: directory.Delete, ID: rosa, Request: directory.Request{Operation: "DELETE /Users"}})
		o.push(o.okta, "somebody@example.com")
		for _, ref := range []string{"Rosa@Example.com", rosa} {
			page, err := log.List(t.Context(), ann, o.account, admin.LogRequest{User: ref, Last: 10})
			if err != nil || len(page.Entries) != 3 {
				t.Fatalf("%s: %+v, %v", ref, page, err)
			}
			for i, want := range []directory.Outcome{directory.Created, directory.Suspending, directory.Removed} {
				if page.Entries[i].Outcome != want || page.Entries[i].Subject != "Rosa Li <rosa@example.com>" {
					t.Errorf("%s: entry %d is %+v, want %s", ref, i, page.Entries[i], want)
				}
			}
		}
		page, err := log.List(t.Context(), ann, o.account, admin.LogRequest{Outcome: "suspended", Last: 10})
		if err != nil || len(page.Entries) != 1 {
			t.Fatalf("suspended: %+v, %v", page, err)
		}
		_, err = log.List(t.Context(), ann, o.account, admin.LogRequest{User: "nobody@example.com", Last: 10})
		wantKind(t, "nobody", err, directory.NotFound, "nobody@example.com")
		_, err = log.List(t.Context(), ann, o.account, admin.LogRequest{Outcome: "vanished", Last: 10})
		wantKind(t, "an outcome", err, directory.Invalid, "vanished")
		_, err = log.Show(t.Context(), ann, newOffice(t, o.db, "other").account, page.Entries[0].ID)
		wantKind(t, "another account's case", err, directory.NotFound, page.Entries[0].ID)
	})
}
