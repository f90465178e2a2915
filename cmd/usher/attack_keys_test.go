package main

import (
	"fmt"
	"testing"
)

// keyed is somebody with a key, which is a value of any JSON type.
func keyed(name string, key any) object {
	return person(name, object{"name": object{"givenName": name, "familyName": "Of " + name}, enterpriseURN: object{"employeeNumber": key}})
}

const keyPath = enterpriseURN + ":employeeNumber"

// keys makes okta and entra two authorities for example.com that know their people by employeeNumber.
func (s *company) keys(t *testing.T) {
	t.Helper()
	s.cli(t, "source", "set", "entra", "--authoritative-for", "example.com", "--key", "employeeNumber")
	s.cli(t, "source", "set", "okta", "--key", "employeeNumber")
}

// keyWays are how a source gives somebody a key.
var keyWays = []struct {
	name string
	give func(t *testing.T, c *connection, name string, key any) (record string)
}{
	{"POST", func(t *testing.T, c *connection, name string, key any) string {
		return c.post(t, "/Users", keyed(name, key)).want(201).id()
	}},
	{"PATCH", func(t *testing.T, c *connection, name string, key any) string {
		id := c.post(t, "/Users", keyed(name, "own-"+name)).want(201).id()
		c.patch(t, "/Users/"+id, edit("replace", keyPath, key)).want(200)
		return id
	}},
	{"PATCH without path", func(t *testing.T, c *connection, name string, key any) string {
		id := c.post(t, "/Users", person(name, nil)).want(201).id()
		c.patch(t, "/Users/"+id, edit("add", "", object{keyPath: key})).want(200)
		return id
	}},
	{"PUT", func(t *testing.T, c *connection, name string, key any) string {
		id := c.post(t, "/Users", keyed(name, "own-"+name)).want(201).id()
		c.put(t, "/Users/"+id, keyed(name, key)).want(200)
		return id
	}},
	{"return in a Bulk", func(t *testing.T, c *connection, name string, key any) string {
		id := c.post(t, "/Users", keyed(name, "own-"+name)).want(201).id()
		return bulk(t, c, []object{{"method": "DELETE", "path": "/Users/" + id}, bulkPost("/Users", "x", keyed(name, key))})[1]
	}},
}

// Rule M2b: a key that is blank, or that only says that there is none, links nobody, in either order and
// by whatever request.
func TestAttackBlankKeys(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	blanks := []any{
		"", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u180e", "\u034f", "\u115f", "\u200e", " \u200d ", "\u2800", "\U000e0020",
		"0", "0\u200b", " 0 ", "00", "00000", "\uff10", "0.0", "-", "--", "\u2013", "-\u200d", ".", "?", "N/A", "n/a", "NA", "n.a.", "#N/A", "none", "None", "NONE",
		"(none)", "null", "NULL", "nil",
		"undefined", "unknown", "tbd", "n / a", "N\u200b/A", "empty", "not available", "x\u200b"[1:],
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		s.keys(t)
		type pair struct{ what, one, two string }
		var pairs []pair
		for i, blank := range blanks {
			way := keyWays[i%len(keyWays)]
			order := []*connection{s.okta, s.entra}
			if i%2 == 1 {
				order = []*connection{s.entra, s.okta}
			}
			pairs = append(pairs, pair{
				fmt.Sprintf("%q by %s", blank, way.name),
				keyWays[i/2%len(keyWays)].give(t, order[0], fmt.Sprintf("one%02dx", i), blank), way.give(t, order[1], fmt.Sprintf("two%02dx", i), blank),
			})
		}
		i := s.inventory(t)
		for _, p := range pairs {
			i.strangers(t, p.what, p.one, p.two)
			for _, r := range []string{p.one, p.two} {
				if len(idsOf(i.users[r]["records"])) != 1 || i.users[r]["state"] != "active" || len(i.cases[r]) != 0 {
					t.Errorf("%s: record %s is of %v with the cases %v; want it alone and let in", p.what, r, i.users[r], i.cases[r])
				}
			}
		}
		// What is a key does link, by whatever request it comes, and whatever is around it.
		for i, way := range keyWays {
			key := fmt.Sprint("47-11-", i)
			okta := way.give(t, s.okta, fmt.Sprint("real", i), " "+key+"\u200b")
			if way.name != "PATCH" && way.name != "PUT" && way.name != "return in a Bulk" {
				s.one(t, okta, way.give(t, s.entra, fmt.Sprint("also", i), key))
			} else { // somebody else by now; whether they are one, is a question, but never lost
				s.one(t, okta, keyWays[0].give(t, s.entra, fmt.Sprint("also", i), key))
			}
		}
	})
}

// Rule M2b: a key that two people of one source hold says nothing about a third; nor does it make
// one of the two, in whatever order they come.
func TestAttackSharedKeys(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		s.keys(t)
		type trio struct {
			what     string
			records  map[string]string
			stranger bool // the third came last
		}
		var trios []trio
		for i, way := range keyWays {
			for j, order := range permutations("first", "second", "third") {
				name, tr := fmt.Sprintf("%d%dx", i, j), trio{fmt.Sprint(way.name, " in the order ", order), map[string]string{}, order[2] == "third"}
				for _, who := range order {
					by := s.okta
					if who == "third" {
						by = s.entra
					}
					tr.records[who] = way.give(t, by, who+name, "7000"+name)
				}
				trios = append(trios, tr)
			}
			// All three in one Bulk of the third's source, too.
			name := fmt.Sprint("bulk", i)
			ids := bulk(t, s.okta, []object{bulkPost("/Users", "a", keyed("first"+name, "7000"+name)), bulkPost("/Users", "b", keyed("second"+name, "7000"+name))})
			trios = append(trios, trio{way.name + " after a Bulk", map[string]string{"first": ids[0], "second": ids[1], "third": way.give(t, s.entra, "third"+name, "7000"+name)}, true})
		}
		i := s.inventory(t)
		for _, tr := range trios {
			i.strangers(t, tr.what, tr.records["first"], tr.records["second"])
			if tr.stranger {
				i.strangers(t, tr.what, tr.records["first"], tr.records["third"])
				i.strangers(t, tr.what, tr.records["second"], tr.records["third"])
			}
		}
	})
}

// Rules M2b and M6: whoever is authoritative for a domain that nobody proved, or brings no address of a proved
// one, joins nobody by a key and suspends nobody, whichever comes first.
func TestAttackByAnotherPersonsKey(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	bearers := []struct {
		name string
		more func(name string) object
	}{
		{"a domain approved by word", func(name string) object {
			return with(mails(name+"@evil.example"), object{"userName": name + "@evil.example"})
		}},
		{"the chief's domain", func(name string) object {
			return with(mails(name+"@example.com"), object{"userName": name + "@evil.example"})
		}},
		{"no address", func(name string) object { return object{"emails": nil, "userName": name} }},
		{"two addresses in one", func(name string) object {
			return with(mails(name+"@proved.example;"+name+"@evil.example"), object{"userName": name})
		}},
		{"an unknown domain beside", func(name string) object {
			return with(mails(name+"@evil.example", name+"@nowhere.example"), object{"userName": name})
		}},
	}
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.prove(t)
		s.keys(t)
		s.cli(t, "source", "set", "slack", "--authoritative-for", "evil.example", "--authoritative-for", "proved.example", "--key", "employeeNumber")
		s.dns.TXT(s.claim(t, "proved.example", "acme"))
		if status, _, log := s.asking(t, s.dns.Addr, "domain", "verify", "proved.example", "--account", "acme"); status != 0 {
			t.Fatal(log)
		}
		type pair struct{ what, chief, eve string }
		var pairs []pair
		count := 0
		for _, b := range bearers {
			for _, way := range []string{"POST", "PATCH", "PUT", "return"} {
				for _, order := range interleavings([]string{"okta"}, []string{"eve", "key", "off"}) {
					if count++; count%len(formations) != nth {
						continue
					}
					name := fmt.Sprintf("%03dx", count)
					p := pair{what: fmt.Sprintf("%s, key by %s: %v", b.name, way, order)}
					said := func(key any) object { return with(keyed("eve"+name, key), b.more("eve"+name)) }
					for _, step := range order {
						path := "/Users/" + p.eve
						switch step {
						case "okta":
							p.chief = s.okta.post(t, "/Users", keyed("chief"+name, "9"+name)).want(201).id()
						case "eve":
							key := "own" + name
							if way == "POST" {
								key = "9" + name
							}
							p.eve = s.slack.post(t, "/Users", said(key)).want(201).id()
						case "key":
							switch way {
							case "PATCH":
								s.slack.patch(t, path, edit("replace", keyPath, "9"+name)).want(200)
							case "PUT":
								s.slack.put(t, path, said("9"+name)).want(200)
							case "return":
								s.slack.delete(t, path).want(204)
								p.eve = s.slack.post(t, "/Users", said("9"+name)).want(201).id()
							}
						case "off":
							if count%2 == 0 {
								s.slack.patch(t, path, edit("replace", "active", false)).want(200)
							} else {
								s.slack.delete(t, path).want(204)
							}
						}
					}
					pairs = append(pairs, p)
				}
			}
		}
		i := s.inventory(t)
		for _, p := range pairs {
			i.strangers(t, p.what, p.chief, p.eve)
			if i.users[p.chief]["state"] != "active" {
				t.Errorf("%s: the chief is %v with the cases %v", p.what, i.users[p.chief], i.cases[p.chief])
			}
		}
	})
}
