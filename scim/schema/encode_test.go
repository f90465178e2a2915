package schema_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

//
func TestAppendJSON(t *testing.T) {
	tests := []struct {
		name, rt string
		o        object
		want     string
	}{
		{"R-023 nothing", "User", object{}, `{"schemas":["` + userURN + `"]}`},
		{"in the order of the schema", "User", object{
			enterpriseURN: object{"manager": object{"displayName": "B", "value": "1"}, "department": "D"},
			"emails":      values{object{"primary": true, "value": "a"}}, "active": false, "userName": "u", "id": "7", "externalId": "x",
			"meta": object{"version": `W/"1"`, "resourceType": "User"}, "name": object{"givenName": "G", "familyName": "F"},
		}, `{"schemas":["` + userURN + `","` + enterpriseURN + `"],"id":"7","externalId":"x","meta":{"resourceType":"User","version":"W/\"1\""},"userName":"u",` +
			`"name":{"familyName":"F","givenName":"G"},"active":false,"emails":[{"value":"a","primary":true}],"` + enterpriseURN + `":{"department":"D","manager":{"value":"1","displayName":"B"}}}`},
		{"R-047 password", "User", object{"userName": "u", "password": "secret"}, `{"schemas":["` + userURN + `"],"userName":"u"}`},
		{"R-043 extension without a value", "User", object{"userName": "u", enterpriseURN: object{}}, `{"schemas":["` + userURN + `"],"userName":"u"}`},
		{"R-043 extension of which nothing is shown", "Gadget", object{"label": "l", schematest.Warranty: object{"secret": "s", "audit": "a"}}, `{"schemas":["` + schematest.Gadget + `"],"label":"l"}`},
		{"R-022 nothing of a complex value is shown", "Gadget", object{"label": "l", "size": object{"origin": "o"}, "parts": values{object{"code": "c"}}}, `{"schemas":["` + schematest.Gadget + `"],"label":"l"}`},
		{"nothing of one element is shown", "Gadget", object{"parts": values{object{"code": "c"}, object{"value": "1", "code": "d"}}}, `{"schemas":["` + schematest.Gadget + `"],"parts":[{"value":"1"}]}`},
		{"R-077 request and never", "Gadget", object{"history": "h", "hidden": "x", "pin": "1", "stamp": "s"}, `{"schemas":["` + schematest.Gadget + `"],"stamp":"s"}`},
		{"text", "User", object{"userName": "<a&b>\"\\\n\u2028é\xff"}, `{"schemas":["` + userURN + `"],"userName":"<a&b>\"\\\n` + "\u2028é\ufffd" + `"}`},
		{"numbers", "Gadget", object{"weight": json.Number("1.50"), "count": int64(-7), "readings": values{json.Number("1e2"), 2.5, 3}}, `{"schemas":["` + schematest.Gadget + `"],"weight":1.50,"count":-7,"readings":[1e2,2.5,3]}`},
		{"unknown members and what no object holds", "Gadget", object{"nope": 1, "weight": json.Number("x"), "count": math.NaN(), "note": nil, "size": "no"}, `{"schemas":["` + schematest.Gadget + `"],"weight":null,"count":null,"size":"no"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rt := typeOf(t, tt.rt)
			got := string(rt.AppendJSON([]byte("x"), tt.o, nil))
			if diff := cmp.Diff("x"+tt.want, got); diff != "" {
				t.Error(diff)
			}
			if !json.Valid([]byte(got[1:])) {
				t.Error("not JSON")
			}
		})
	}
}

// A stored body, put between braces, is the answer without schemas, id and meta; Restore reads it back.
func TestAppendBody(t *testing.T) {
	o := object{
		"id": "7", "meta": object{"resourceType": "User"}, "externalId": "x", "userName": `"` + enterpriseURN + `":`, "password": "p",
		"groups": values{object{"value": "g"}}, enterpriseURN: object{"manager": object{"value": "1", "displayName": "B"}},
	}
	body := user(t).AppendBody([]byte("["), o, nil)
	want := `["externalId":"x","userName":"\"` + enterpriseURN + `\":","groups":[{"value":"g"}],"` + enterpriseURN + `":{"manager":{"value":"1","displayName":"B"}}`
	if diff := cmp.Diff(want, string(body)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(user(t).SchemasOf(o), user(t).SchemasOfBody(body)); diff != "" {
		t.Error(diff)
	}
	delete(o, enterpriseURN)
	body = user(t).AppendBody(nil, o, nil)
	if diff := cmp.Diff([]string{userURN}, user(t).SchemasOfBody(body)); diff != "" {
		t.Errorf("the text of a value was taken for a member: %s", diff)
	}
	if got := user(t).AppendBody(nil, object{"id": "7"}, nil); len(got) != 0 {
		t.Errorf("got %s, want nothing", got)
	}
	raw, err := schema.Decode([]byte("{" + string(body) + "}"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := user(t).Restore(raw)
	delete(o, "id")
	delete(o, "meta")
	delete(o, "password")
	if diff := cmp.Diff(o, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

//
func TestProjection(t *testing.T) {
	o := object{
		"id": "7", "meta": object{"resourceType": "Gadget"}, "externalId": "x", "label": "l", "stamp": "s", "history": "h", "model": "m", "pin": "1", "hidden": "x",
		"size":              object{"width": json.Number("1"), "scale": int64(2), "origin": "o"},
		"parts":             values{object{"value": "1", "type": "screw", "code": "c"}},
		schematest.Warranty: object{"contract": "c", "audit": "a", "secret": "s"},
		schematest.Location: object{"room": "r"},
	}
	size := func(o object) object { return o["size"].(object) }
	tests := []struct {
		name             string
		attributes, excl []string
		want             func(full object) // changes the default answer to the wanted one
	}{
		{"R-186 the minimum", []string{"label"}, nil, func(f object) { leave(f, "id", "stamp", "label") }},
		{"R-129 any case, URN", []string{"LABEL", schematest.Gadget + ":Size.Width", schematest.Location + ":ROOM"}, nil, func(f object) {
			leave(f, "id", "stamp", "label", "size", schematest.Location)
		}},
		{"a complex attribute", []string{"size"}, nil, func(f object) { leave(f, "id", "stamp", "size") }},
		{"a sub-attribute on request", []string{"size.origin"}, nil, func(f object) {
			leave(f, "id", "stamp", "size")
			f["size"] = object{"scale": json.Number("2"), "origin": "o"}
		}},
		{"a complex attribute and its sub-attribute on request", []string{"size", "size.origin"}, nil, func(f object) {
			leave(f, "id", "stamp", "size")
			size(f)["origin"] = "o"
		}},
		{"R-077 on request", []string{"history", "model"}, nil, func(f object) {
			leave(f, "id", "stamp")
			f["history"], f["model"] = "h", "m"
		}},
		{"R-077 never", []string{"pin", "hidden", "parts.code", schematest.Warranty + ":secret"}, nil, func(f object) { leave(f, "id", "stamp") }},
		{"an extension", []string{schematest.Warranty}, nil, func(f object) { leave(f, "id", "stamp", schematest.Warranty) }},
		{"an extension's attribute on request", []string{schematest.Warranty + ":audit"}, nil, func(f object) {
			leave(f, "id", "stamp")
			f[schematest.Warranty] = object{"audit": "a"}
		}},
		{"the core schema", []string{schematest.Gadget}, nil, func(f object) { leave(f, "id", "stamp", "label", "size", "parts") }},
		{"common attributes", []string{"meta.resourceType", "externalId", "schemas"}, nil, func(f object) { leave(f, "id", "stamp", "meta", "externalId") }},
		{"unknown names", []string{"nope", "label.nope"}, nil, func(f object) { leave(f, "id", "stamp") }},
		{"R-187 excluded", nil, []string{"label", "size.width", "meta"}, func(f object) {
			delete(f, "label")
			delete(f, "meta")
			delete(size(f), "width")
		}},
		{"R-128 always", nil, []string{"id", "schemas", "stamp", "size.scale"}, func(object) {}},
		{"excluded extension", nil, []string{schematest.Warranty}, func(f object) { delete(f, schematest.Warranty) }},
		{"excluded attribute of an extension", nil, []string{schematest.Location + ":room"}, func(f object) { delete(f, schematest.Location) }},
		{"R-187 both", []string{"label", "size"}, []string{"label", "size.width"}, func(f object) {
			leave(f, "id", "stamp", "size")
			delete(size(f), "width")
		}},
		{"excluded unknown", nil, []string{"nope"}, func(object) {}},
		{"nothing asked", nil, nil, func(object) {}},
	}
	rt := gadget(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := answer(t, rt, o, nil)
			tt.want(want)
			want["schemas"] = values{schematest.Gadget}
			for _, x := range []string{schematest.Warranty, schematest.Location} {
				if want[x] != nil {
					want["schemas"] = append(want["schemas"].(values), x)
				}
			}
			p, err := rt.Project(tt.attributes, tt.excl)
			if err != nil {
				t.Fatal(err)
			}
			if p.Default() != (tt.attributes == nil && tt.excl == nil) {
				t.Error("Default is wrong")
			}
			got := answer(t, rt, o, p)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			for _, a := range rt.Core.Attributes {
				if o[a.Name] != nil && p.Shows(schema.Attr{Parent: a}) != (got[a.Name] != nil) {
					t.Errorf("Shows is wrong about %s", a.Name)
				}
			}
		})
	}
}

func leave(o object, names ...string) {
	kept := make(object)
	for _, n := range names {
		kept[n] = o[n]
	}
	clear(o)
	for n, v := range kept {
		o[n] = v
	}
}

func answer(t *testing.T, rt *schema.ResourceType, o object, p *schema.Projection) object {
	t.Helper()
	raw, err := schema.Decode(rt.AppendJSON(nil, o, p))
	if err != nil {
		t.Fatal(err)
	}
	return raw.(object)
}

func TestShows(t *testing.T) {
	project := func(attributes, excluded []string) *schema.Projection {
		p, err := group(t).Project(attributes, excluded)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	without := project(nil, []string{"members"}) // as Entra reads groups
	var none *schema.Projection
	if without.ShowsTop("", "members") || !without.ShowsTop("", "displayName") || !none.ShowsTop("", "members") || without.ShowsTop("urn:example:none", "x") {
		t.Error("ShowsTop is wrong")
	}
	if p := project([]string{"members.value"}, nil); !p.ShowsTop("", "MEMBERS") || !p.Shows(attr(t, group(t), "members.value")) || p.Shows(attr(t, group(t), "members.display")) {
		t.Error("Shows is wrong about sub-attributes")
	}
	if _, err := group(t).Project(make([]string, schema.MaxProjection), []string{"members"}); err == nil {
		t.Error("accepted more names than MaxProjection")
	}
	if none.Shows(attr(t, user(t), "password")) || !none.Shows(attr(t, user(t), "userName")) || without.Shows(attr(t, user(t), "userName")) {
		t.Error("Shows is wrong about never, the default or a foreign attribute")
	}
}
