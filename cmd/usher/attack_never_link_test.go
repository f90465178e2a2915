package main

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// split is one way for an administrator to say that two records are two people.
type split struct {
	name string
	do   func(t *testing.T, s *company, name string) (okta, entra string)
}

var splits = []split{
	{"unmerged", func(t *testing.T, s *company, name string) (string, string) {
		okta, entra := s.okta.hire(t, name), s.entra.hire(t, name)
		s.cli(t, "user", "unmerge", entra)
		return okta, entra
	}},
	{"unmerged, the other first", func(t *testing.T, s *company, name string) (string, string) {
		entra, okta := s.entra.hire(t, name), s.okta.hire(t, name)
		s.cli(t, "user", "unmerge", okta)
		return okta, entra
	}},
	{"never to be linked", func(t *testing.T, s *company, name string) (string, string) {
		okta := s.okta.hire(t, name)
		entra := s.entra.hire(t, "own-"+name)
		s.cli(t, "user", "never-link", entra, okta)
		renamesBack(t, s.entra, &entra, name)
		return okta, entra
	}},
	{"decided in review", func(t *testing.T, s *company, name string) (string, string) {
		s.cli(t, "source", "set", "entra", "--not-trusted-for", "example.com")
		okta, entra := s.okta.hire(t, name), s.entra.hire(t, name)
		id, _ := s.cases(t, entra)[0]["id"].(string)
		s.cli(t, "review", "decide", id, "never")
		s.cli(t, "source", "set", "entra", "--trusted-for", "example.com")
		return okta, entra
	}},
}

// flee is one request of a flight, or one Bulk.
type flee func(t *testing.T, c *connection, id *string, name string)

// flights are how a source tries to make forget who its record was; at the end it has the address again.
type flight struct {
	name  string
	moves []flee
}

var flights = []flight{
	{"renamed, deleted, new with the address", []flee{renames, deletes, returnsAs("")}},
	{"renamed, deleted, new under another externalId", []flee{renames, deletes, returnsAs("another-")}},
	{"renamed with the externalId, deleted, the old one new", []flee{renamesAll, deletes, returnsAs("")}},
	{"renamed with the externalId, deleted, new under another", []flee{renamesAll, deletes, returnsAs("another-")}},
	{"deleted, new as another, then renamed", []flee{deletes, returnsElse, renamesBack}},
	{"all in one Bulk", []flee{func(t *testing.T, c *connection, id *string, name string) {
		path := "/Users/" + *id
		*id = bulk(t, c, []object{
			{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "", throwaway(c, name)))},
			{"method": "DELETE", "path": path},
			bulkPost("/Users", "x", person(name, object{"externalId": "bulk-" + name})),
		})[2]
	}}},
	{"twice", []flee{renames, deletes, returnsElse, deletes, returnsAs("another-")}},
}

// throwaway is a login that nobody knows, another for each source.
func throwaway(c *connection, name string) object {
	login := fmt.Sprintf("throw-%s-%.6s@example.com", name, hex.EncodeToString([]byte(c.token[len(c.token)-3:])))
	return with(mails(login), object{"userName": login})
}

func renames(t *testing.T, c *connection, id *string, name string) {
	c.patch(t, "/Users/"+*id, edit("replace", "", throwaway(c, name))).want(200)
}

func renamesAll(t *testing.T, c *connection, id *string, name string) {
	c.put(t, "/Users/"+*id, person(name, with(throwaway(c, name), object{"externalId": "throw-" + name + c.token[len(c.token)-3:], "name": object{"familyName": "Else"}}))).want(200)
}

func renamesBack(t *testing.T, c *connection, id *string, name string) {
	c.patch(t, "/Users/"+*id, edit("replace", "", with(mails(name+"@example.com"), object{"userName": name + "@example.com"}))).want(200)
}

func deletes(t *testing.T, c *connection, id *string, name string) {
	c.delete(t, "/Users/"+*id).want(204)
}

func returnsAs(prefix string) flee {
	return func(t *testing.T, c *connection, id *string, name string) {
		*id = c.post(t, "/Users", person(name, object{"externalId": prefix + "ext-" + name})).want(201).id()
	}
}

func returnsElse(t *testing.T, c *connection, id *string, name string) {
	*id = c.post(t, "/Users", person(name, with(throwaway(c, name), object{"externalId": "else-" + name + c.token[len(c.token)-3:]}))).want(201).id()
}

// Rule M8: never is never, whatever either side is called, deleted and created as, in whatever order. Both
// sources are trusted and would be linked if nobody had said so.
func TestAttackOnNeverLink(t *testing.T) {
	long(t, "TestNeverLinkHolds goes a few of the ways")
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		type pair struct{ what, okta, entra string }
		var pairs []*pair
		sides := append([]flight{{"stays", nil}}, flights...)
		count := 0
		for k, sp := range splits {
			for a, mine := range sides {
				for b, other := range sides {
					orders := interleavings(make([]bool, len(mine.moves)), trues(len(other.moves)))
					for o, order := range orders {
						// Where both flee there are too many orders: some of them.
						if count++; a+b == 0 || (a > 0 && b > 0 && count%101 != 0) || (a == 0 || b == 0) && (a+b+k)%2 != 0 {
							continue
						}
						name := fmt.Sprintf("n%d%d%d%03dx", k, a, b, o)
						p := &pair{what: fmt.Sprintf("%s; entra: %s; okta: %s; okta's are true: %v", sp.name, mine.name, other.name, order)}
						p.okta, p.entra = sp.do(t, s, name)
						na, nb := 0, 0
						for _, oktas := range order {
							if oktas {
								other.moves[nb](t, s.okta, &p.okta, name)
								nb++
							} else {
								mine.moves[na](t, s.entra, &p.entra, name)
								na++
							}
						}
						pairs = append(pairs, p)
					}
				}
			}
		}
		i := s.inventory(t)
		for _, p := range pairs {
			i.strangers(t, p.what, p.okta, p.entra)
		}
		// Nor when the server judges everybody again.
		s.cli(t, "source", "set", "entra", "--authoritative-for", "example.com")
		s.cli(t, "domain", "verify", "example.com", "--dns-resolver", s.dns.Addr)
		i = s.inventory(t)
		for _, p := range pairs {
			i.strangers(t, "judged again: "+p.what, p.okta, p.entra)
		}
	})
}

func trues(n int) []bool {
	l := make([]bool, n)
	for i := range l {
		l[i] = true
	}
	return l
}

// Rule M8: never is never by the key, too, in either direction.
func TestAttackOnNeverLinkByKey(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		s.keys(t)
		for i, side := range []*connection{s.entra, s.okta} {
			other := map[*connection]*connection{s.entra: s.okta, s.okta: s.entra}[side]
			for j, back := range []object{
				{"externalId": "another"}, {}, {"externalId": "another", "userName": "else%s@example.com", "emails": list{object{"value": "else%s@example.com"}}},
				{"userName": "else%s@example.com", "emails": list{object{"value": "else%s@example.com"}}},
			} {
				for k, way := range []string{"key lost, then deleted", "deleted", "key comes back by PATCH", "key only ever hashed"} {
					name := fmt.Sprintf("k%d%d%dx", i, j, k)
					what := fmt.Sprintf("side %d, %v, %s", i, back, way)
					stays := other.post(t, "/Users", keyed("stays"+name, "key"+name)).want(201).id()
					flees := side.post(t, "/Users", keyed("flees"+name, "key"+name)).want(201).id()
					s.one(t, stays, flees)
					s.cli(t, "user", "unmerge", flees)
					path := "/Users/" + flees
					said := keyed("flees"+name, "key"+name)
					for attribute, v := range back {
						switch v := v.(type) {
						case string:
							said[attribute] = expand(v, name)
						case list:
							said[attribute] = mails(expand("else%s@example.com", name))["emails"]
						}
					}
					switch way {
					case "key lost, then deleted":
						side.patch(t, path, edit("replace", keyPath, "lost"+name)).want(200)
						side.delete(t, path).want(204)
						flees = side.post(t, "/Users", said).want(201).id()
					case "deleted":
						side.delete(t, path).want(204)
						flees = side.post(t, "/Users", said).want(201).id()
					case "key comes back by PATCH":
						side.patch(t, path, edit("replace", keyPath, "lost"+name)).want(200)
						side.delete(t, path).want(204)
						flees = side.post(t, "/Users", with(said, object{enterpriseURN: nil})).want(201).id()
						side.patch(t, "/Users/"+flees, edit("add", keyPath, "key"+name)).want(200)
					case "key only ever hashed":
						side.patch(t, path, edit("remove", keyPath, nil), edit("replace", "", throwaway(side, name)), edit("replace", "externalId", "throw"+name)).want(200)
						side.delete(t, path).want(204)
						flees = side.post(t, "/Users", said).want(201).id()
					}
					s.inventory(t).strangers(t, what, stays, flees)
				}
			}
		}
	})
}

func expand(format, name string) string { return strings.ReplaceAll(format, "%s", name) }
