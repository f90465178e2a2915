package main

import (
	"fmt"
	"testing"
)

// Rule M2c: an address that two people of a source have, by whatever attribute, proves nothing about a third,
// in whatever order they come and by whatever request; and it never makes one of the two.
func TestAttackSharedAddress(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	type people struct {
		what                  string
		carter, brown, theirs func(name string) object // theirs is entra's Brown
	}
	as := func(userName, mail string) func(string) object {
		return func(name string) object {
			o := with(mails(mail+name+"@example.com"), object{"userName": userName + name + "@example.com", "externalId": userName + mail + name})
			return with(person(userName+name, nil), o)
		}
	}
	two := func(first, second string) func(string) object {
		return func(name string) object {
			return with(as(first, first)(name), mails(first+name+"@example.com", second+name+"@example.com"))
		}
	}
	kinds := []people{
		{"a userName and a mail", as("ann", "ann.c"), as("ann.b", "ann"), as("browne", "ann")},
		{"two mails", as("carter", "team"), as("brown", "team"), as("third", "team")},
		{"a mail and a second mail", as("carter", "team"), two("brown", "team"), as("team", "team")},
		{"two second mails", two("carter", "team"), two("brown", "team"), two("third", "team")},
		{"a userName and a second mail", as("team", "carter"), two("brown", "team"), as("team", "team")},
	}
	reaches := []struct {
		name  string
		bring func(t *testing.T, c *connection, name string, said object) string
	}{
		{"POST", func(t *testing.T, c *connection, name string, said object) string {
			return c.post(t, "/Users", said).want(201).id()
		}},
		{"PATCH", func(t *testing.T, c *connection, name string, said object) string {
			id := c.post(t, "/Users", person(name, nil)).want(201).id()
			c.patch(t, "/Users/"+id, edit("replace", "emails", said["emails"]), edit("replace", "userName", said["userName"])).want(200)
			return id
		}},
		{"PUT", func(t *testing.T, c *connection, name string, said object) string {
			id := c.post(t, "/Users", person(name, nil)).want(201).id()
			c.put(t, "/Users/"+id, said).want(200)
			return id
		}},
		{"return in a Bulk", func(t *testing.T, c *connection, name string, said object) string {
			id := c.post(t, "/Users", person(name, object{"externalId": said["externalId"]})).want(201).id()
			return bulk(t, c, []object{{"method": "DELETE", "path": "/Users/" + id}, bulkPost("/Users", "x", said)})[1]
		}},
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		type trio struct {
			what    string
			records map[string]string
			last    bool // entra's Brown came last
		}
		var trios []trio
		for k, kind := range kinds {
			for r, reach := range reaches {
				for o, order := range permutations("carter", "brown", "theirs") {
					name, tr := fmt.Sprintf("%d%d%dx", k, r, o), trio{fmt.Sprintf("%s by %s: %v", kind.what, reach.name, order), map[string]string{}, order[2] == "theirs"}
					for _, who := range order {
						by, said := s.okta, kind.carter
						switch who {
						case "brown":
							said = kind.brown
						case "theirs":
							by, said = s.entra, kind.theirs
						}
						tr.records[who] = reach.bring(t, by, "before-"+who+name, said(name))
					}
					trios = append(trios, tr)
				}
			}
		}
		i := s.inventory(t)
		for _, tr := range trios {
			i.strangers(t, tr.what, tr.records["carter"], tr.records["brown"])
			if tr.last {
				i.strangers(t, tr.what, tr.records["carter"], tr.records["theirs"])
				i.strangers(t, tr.what, tr.records["brown"], tr.records["theirs"])
			}
			for _, r := range []string{tr.records["carter"], tr.records["brown"]} {
				if i.users[r] == nil && tr.last {
					t.Errorf("%s: record %s of the authority waits: %v", tr.what, r, i.cases[r])
				}
			}
		}
	})
}
