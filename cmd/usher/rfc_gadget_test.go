package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema/schematest"
)

// gadgets gives the account the resource type that has everything a schema can say.
func (n *node) gadgets(t *testing.T, account string) {
	t.Helper()
	dir := t.TempDir()
	for _, document := range [][2]string{{"schema", "gadget.json"}, {"schema", "warranty.json"}, {"schema", "location.json"}, {"resource-type", "gadget-type.json"}} {
		file := filepath.Join(dir, document[1])
		if err := os.WriteFile(file, schematest.File(document[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		n.usher(t, document[0], "add", file, "--account", account)
	}
}

// gadget has a value of every attribute, with the members of more on top.
func gadget(t *testing.T, more object) object {
	t.Helper()
	const text = `{
		"schemas": ["` + schematest.Gadget + `", "` + schematest.Warranty + `"],
		"label": "Lamp", "serial": "S1", "note": "N", "enabled": true, "weight": 1.50, "count": 3,
		"bought": "2026-01-02T03:04:05Z", "key": "AAEC", "manual": "https://example.com/m",
		"owner": {"value": "o", "since": "2026-01-01T00:00:00Z"},
		"size": {"width": 2.5, "unit": "cm", "origin": "x", "scale": 7, "marks": ["m1", "m2"]},
		"tags": ["Red", "blue"], "exactTags": ["Red"], "flags": [true], "readings": [1.5], "ports": [80, 443],
		"services": ["2026-01-02T03:04:05Z"], "blobs": ["AAEC"], "links": ["urn:x"],
		"parts": [{"value": "p1", "code": "c0de", "price": 9.99, "primary": true}, {"value": "p2", "price": 20}],
		"status": "mine", "stamp": "st", "history": "h", "pin": "1234", "hidden": "no", "model": "M", "plain": "p",
		"` + schematest.Warranty + `": {"contract": "C1", "secret": "shh", "audit": "a", "claims": [{"value": "1", "amount": 2.5}]}}`
	var o object
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	for name, value := range more {
		if o[name] = value; value == nil {
			delete(o, name)
		}
	}
	return o
}

// A resource type that is nothing but data, added by the command line, is served from both databases
// as its schema says.
func TestGadgets(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		n.gadgets(t, "acme")
		eventually(t, "the account's own resource type", func() bool { return c.get(t, "/Gadgets").status == 200 })
		id := c.post(t, "/Gadgets", gadget(t, nil)).want(201).id()
		path := "/Gadgets/" + id
		//
		t.Run("shown", func(t *testing.T) { gadgetsShown(t, c, path) })
		//
		t.Run("refused", func(t *testing.T) { gadgetsRefused(t, c, path) })
		//
		t.Run("found", func(t *testing.T) { gadgetsFound(t, c) })
		//
		t.Run("changed", func(t *testing.T) { gadgetsChanged(t, c, path) })
	})
}

// gadgetsShown: what is returned always, by default, on request and never.
func gadgetsShown(t *testing.T, c *connection, path string) {
	shown := c.get(t, path).want(200)
	for _, hidden := range []string{"1234", "c0de", "shh", `"hidden"`, `"history"`, `"model"`, "mine", `"audit"`, `"origin"`} {
		if strings.Contains(string(shown.raw), hidden) {
			t.Errorf("%s is shown: %s", hidden, shown)
		}
	}
	for name, value := range map[string]any{"weight": 1.5, "count": 3, "enabled": true, "bought": "2026-01-02T03:04:05Z", "key": "AAEC", "tags": list{"Red", "blue"}, "flags": list{true}} {
		shown.is(value, name)
	}
	asked := c.get(t, path+"?attributes=history,size.origin,model,pin,"+schematest.Warranty+":audit").want(200)
	asked.is("h", "history")
	asked.is("x", "size", "origin")
	asked.is("a", schematest.Warranty, "audit")
	asked.is("st", "stamp") // always
	asked.is(nil, "pin")    // never
	asked.is(nil, "label")
	c.get(t, path+"?excludedAttributes=stamp,label,id").want(200).is("st", "stamp")
	kind := c.get(t, "/ResourceTypes/Gadget").want(200)
	kind.is(schematest.Gadget, "schema")
	for i, urn := range kind.each("schema", "schemaExtensions") {
		c.get(t, "/Schemas/"+urn).want(200).is(urn, "id")
		kind.is(urn == schematest.Warranty, "schemaExtensions", i, "required")
	}
}

// gadgetsRefused: values of a wrong type, values that are missing, taken, fixed or the server's own.
func gadgetsRefused(t *testing.T, c *connection, path string) {
	before := c.all(t, "/Gadgets")
	for _, more := range []object{
		{"label": nil}, {schematest.Warranty: nil}, {schematest.Warranty: object{"audit": "a"}}, {"count": 3.5}, {"key": "?"}, {"bought": "2026-01-02"},
		{"size": object{"unit": "cm"}}, {"enabled": "maybe"}, {"ports": list{"http"}}, {"weight": "heavy"},
	} {
		other := object{"serial": "S9", "label": "Other"}
		for name, value := range more {
			other[name] = value
		}
		c.post(t, "/Gadgets", gadget(t, other)).wantError(400, "invalidValue", ".")
	}
	unlike := object{"contract": "C9"} // one value alone shall be taken
	c.post(t, "/Gadgets", gadget(t, object{"label": "LAMP", "serial": "S9", schematest.Warranty: unlike})).wantError(409, "uniqueness", "label")
	c.post(t, "/Gadgets", gadget(t, object{"label": "Other", schematest.Warranty: unlike})).wantError(409, "uniqueness", "serial")
	c.post(t, "/Gadgets", gadget(t, object{"label": "Other", "serial": "S9"})).wantError(409, "uniqueness", "contract")
	c.put(t, path, gadget(t, object{"serial": "S2"})).wantError(400, "mutability", "serial")
	for _, operation := range []object{edit("replace", "serial", "S2"), edit("replace", "status", "on"), edit("remove", "label", nil)} {
		c.patch(t, path, edit("replace", "note", "spoiled"), operation).wantError(400, "mutability", ".")
	}
	if after := c.all(t, "/Gadgets"); after != before {
		t.Errorf("what was refused changed\n%s\nto\n%s", before, after)
	}
}

// gadgetsFound: filters and sorting by every type.
func gadgetsFound(t *testing.T, c *connection) {
	for filter, want := range map[string]int{
		`weight eq 1.5`: 1, `weight gt 1.49`: 1, `weight lt 1.5`: 0, `count ge 3`: 1, `count gt 3`: 0, `count eq 3.0`: 1,
		`bought gt "2026-01-02T03:04:04Z"`: 1, `bought eq "2026-01-02T04:04:05+01:00"`: 1, `bought lt "2025-01-01T00:00:00Z"`: 0,
		`key eq "AAEC"`: 1, `key eq "aaec"`: 0, `enabled eq true`: 1, `enabled ne true`: 0, `note eq "n"`: 0, `label eq "LAMP"`: 1,
		`tags eq "RED"`: 1, `exactTags eq "RED"`: 0, `ports eq 443`: 1, `ports gt 443`: 0, `flags eq true`: 1,
		`parts.price gt 9.9`: 1, `parts[primary eq true and price lt 10]`: 1, `parts[primary eq true and price gt 10]`: 0, `parts eq "p1"`: 1, `owner eq "o"`: 1,
		`size.marks eq "M2"`: 1, `size pr`: 1, `plain pr`: 1, `history eq "H"`: 1, `manual sw "https://"`: 1,
		schematest.Warranty + `:contract eq "C1"`: 1, schematest.Warranty + `:claims.amount ge 2.5`: 1,
		schematest.Location + `:room pr`: 0, `not (` + schematest.Location + `:floor eq 3)`: 1,
	} {
		if found := c.search(t, "/Gadgets", filter).want(200); found.total() != want {
			t.Errorf("%s finds %d, want %d", filter, found.total(), want)
		}
	}
	for _, filter := range []string{`key gt "A"`, `enabled lt true`, `weight co "1"`, `count eq "x"`, `size eq 1`, `weight gt "heavy"`, `nosuch pr`} {
		c.search(t, "/Gadgets", filter).wantError(400, "invalidFilter", ".")
	}
	for _, filter := range []string{`pin eq "1234"`, `hidden pr`, `parts.code sw "c"`, `parts[code eq "c0de"]`, schematest.Warranty + `:secret eq "shh"`} {
		c.search(t, "/Gadgets", filter).wantError(403, "sensitive", ".")
	}
	for _, more := range []object{
		{"label": "b", "serial": "S3", "weight": 10, "count": 20, schematest.Warranty: object{"contract": "C3"}},
		{"label": "C", "serial": "S4", "weight": 9.5, "count": 100, schematest.Warranty: object{"contract": "C4"}},
	} {
		c.post(t, "/Gadgets", gadget(t, more)).want(201)
	}
	for query, want := range map[string]string{
		"sortBy=weight": "Lamp C b", "sortBy=count&sortOrder=descending": "C b Lamp", "sortBy=label": "b C Lamp", "sortBy=" + schematest.Warranty + ":contract": "Lamp b C",
	} {
		if got := strings.Join(c.get(t, "/Gadgets?"+query).want(200).each("label", "Resources"), " "); got != want {
			t.Errorf("%s gives %s, want %s", query, got, want)
		}
	}
	if n := c.search(t, "/", `count ge 20 or userName pr`).want(200).total(); n != 2 {
		t.Errorf("the root finds %d gadgets, want 2", n)
	}
}

// gadgetsChanged: what is immutable stays, though PUT omits it; the rest is as PUT and PATCH say.
func gadgetsChanged(t *testing.T, c *connection, path string) {
	a := c.put(t, path, gadget(t, object{"serial": nil, "note": nil, "weight": 2, "tags": list{}})).want(200)
	a.is("S1", "serial")
	a.is(nil, "note")
	a.is(nil, "tags")
	a.is(2, "weight")
	a = c.patch(t, path, edit("add", "ports", list{8080, 80}), edit("replace", `parts[value eq "p2"].price`, 21), edit("remove", "size.marks", nil)).want(200)
	a.is(list{80, 443, 8080}, "ports")
	a.is(21, "parts", 1, "price")
	a.is(nil, "size", "marks")
	if n := c.search(t, "/Gadgets", `ports eq 8080 and parts[value eq "p2" and price eq 21]`).want(200).total(); n != 1 {
		t.Errorf("the change is found %d times", n)
	}
	c.delete(t, path).want(204)
	c.get(t, path).wantError(404, "", ".")
}
