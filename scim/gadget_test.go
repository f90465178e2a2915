package scim_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema/schematest"
)

const gadget = `"schemas":["` + schematest.Gadget + `","` + schematest.Warranty + `"],"label":"Lamp","serial":"S1","note":"N","enabled":true,
	"weight":1.50,"count":3,"bought":"2026-01-02T03:04:05Z","key":"AAEC","manual":"https://example.com/m","owner":{"value":"o","since":"2026-01-01T00:00:00Z"},
	"size":{"width":2.5,"unit":"cm","origin":"x","scale":7,"marks":["m1","m2"]},"tags":["Red","blue"],"exactTags":["Red"],"flags":[true],"readings":[1.5],"ports":[80,443],
	"services":["2026-01-02T03:04:05Z"],"blobs":["AAEC"],"links":["urn:x"],"parts":[{"value":"p1","code":"c0de","price":9.99,"primary":true}],
	"status":"mine","stamp":"st","history":"h","pin":"1234","hidden":"no","model":"M","plain":"p",
	"` + schematest.Warranty + `":{"contract":"C1","secret":"shh","audit":"a","claims":[{"value":"1","amount":2.5}]}`

func newGadgets(t *testing.T) (*fixture, string) {
	f := newFixture(t, func(f *fixture) { f.tenant.Registry = schematest.Everything() })
	return f, f.do("POST", "/Gadgets", `{`+gadget+`}`).want(t, 201).get("id").(string)
}

// A resource type that is nothing but data is served like the core's.
func TestCustomType(t *testing.T) {
	f, id := newGadgets(t)
	a := f.do("GET", "/Gadgets/"+id, "").want(t, 200)
	for _, secret := range []string{"1234", "c0de", "shh", `"hidden"`, `"history"`, `"model"`, "mine", `"audit"`, `"origin"`} {
		if strings.Contains(a.text, secret) {
			t.Errorf("%s is shown: %s", secret, a.text)
		}
	}
	if a.get("weight") != 1.5 || !strings.Contains(a.text, `"weight":1.50`) || a.get("count") != 3.0 || a.get("size", "scale") != 7.0 {
		t.Errorf("body is %s", a.text)
	}
	if a = f.do("GET", "/Gadgets/"+id+"?attributes=history,size.origin,model,pin", "").want(t, 200); a.get("history") != "h" || a.get("size", "origin") != "x" || a.get("stamp") != "st" || a.get("pin") != nil { // R-077
		t.Errorf("body is %s", a.text)
	}
	if a = f.do("GET", "/Gadgets/"+id+"?excludedAttributes=stamp,size", "").want(t, 200); a.get("stamp") != "st" {
		t.Errorf("body is %s", a.text)
	}
	if a = f.do("GET", "/ResourceTypes/Gadget", "").want(t, 200); a.get("schemaExtensions", 0, "required") != true {
		t.Errorf("body is %s", a.text)
	}
	if a = f.do("GET", "/", "").want(t, 200); a.get("totalResults") != 1.0 {
		t.Errorf("body is %s", a.text)
	}
}

func TestCustomTypeRefusals(t *testing.T) {
	f, id := newGadgets(t)
	without := func(member string) string {
		return `{` + strings.Replace(gadget, member, `"x":`, 1) + `}`
	}
	for body, scimType := range map[string]string{
		without(`"label":`):                                     "invalidValue",
		without(`"` + schematest.Warranty + `":`):               "invalidValue",
		`{"label":"x","` + schematest.Warranty + `":{}}`:        "invalidValue",
		strings.Replace(without(`"x":`), `3,`, `3.5,`, 1):       "invalidValue",
		strings.Replace(without(`"x":`), `AAEC`, `?`, 1):        "invalidValue",
		strings.Replace(without(`"x":`), `T03:04:05Z`, ``, 1):   "invalidValue",
		strings.Replace(without(`"x":`), `"width":2.5,`, ``, 1): "invalidValue",
	} {
		f.do("POST", "/Gadgets", body).refused(t, 400, scimType)
	}
	f.do("POST", "/Gadgets", strings.Replace(`{`+gadget+`}`, "Lamp", "LAMP", 1)).refused(t, 409, "uniqueness", "label")
	other := strings.NewReplacer("Lamp", "Lamp 2", `"C1"`, `"C2"`)
	f.do("POST", "/Gadgets", other.Replace(`{`+gadget+`}`)).refused(t, 409, "uniqueness", "serial")
	f.do("PUT", "/Gadgets/"+id, strings.Replace(`{`+gadget+`}`, `"S1"`, `"S2"`, 1)).refused(t, 400, "mutability", "serial")
	f.do("PATCH", "/Gadgets/"+id, `{"Operations":[{"op":"replace","path":"serial","value":"S2"}]}`).refused(t, 400, "mutability", "serial")
	f.do("PATCH", "/Gadgets/"+id, `{"Operations":[{"op":"replace","path":"status","value":"x"}]}`).refused(t, 400, "mutability", "status")
	f.do("PATCH", "/Gadgets/"+id, `{"Operations":[{"op":"remove","path":"label"}]}`).refused(t, 400, "mutability", "label")
	if a := f.do("GET", "/Gadgets/"+id, "").want(t, 200); a.get("meta", "version") != `W/"1"` {
		t.Errorf("something changed: %s", a.text)
	}
}

// Every type compares as RFC 7644 section 3.4.2.2 has it.
func TestCustomTypeFilters(t *testing.T) {
	f, _ := newGadgets(t)
	for filter, want := range map[string]float64{
		`weight eq 1.5`: 1, `weight gt 1.49`: 1, `weight lt 1.5`: 0, `count ge 3`: 1, `count gt 3`: 0, `count eq 3.0`: 1,
		`bought gt "2026-01-02T03:04:04Z"`: 1, `bought eq "2026-01-02T04:04:05+01:00"`: 1, `bought lt "2025-01-01T00:00:00Z"`: 0,
		`key eq "AAEC"`: 1, `key eq "aaec"`: 0, `enabled eq true`: 1, `enabled ne true`: 0, `note eq "n"`: 0, `label eq "LAMP"`: 1,
		`tags eq "RED"`: 1, `exactTags eq "RED"`: 0, `ports eq 443`: 1, `ports gt 443`: 0, `flags eq true`: 1,
		`parts.price gt 9.9`: 1, `parts[primary eq true and price lt 10]`: 1, `parts eq "p1"`: 1, `owner eq "o"`: 1,
		`size.marks eq "M2"`: 1, `size pr`: 1, `plain pr`: 1, `history eq "H"`: 1, `manual sw "https://"`: 1,
		schematest.Warranty + `:contract eq "C1"`: 1, schematest.Warranty + `:claims.amount ge 2.5`: 1,
		schematest.Location + `:room pr`: 0, `not (` + schematest.Location + `:floor eq 3)`: 1,
	} {
		if a := f.do("GET", "/Gadgets?filter="+url.QueryEscape(filter), "").want(t, 200); a.get("totalResults") != want {
			t.Errorf("%s: %v, want %v", filter, a.get("totalResults"), want)
		}
	}
	for filter, scimType := range map[string]string{
		`key gt "A"`: "invalidFilter", `enabled lt true`: "invalidFilter", `weight co "1"`: "invalidFilter", `count eq "x"`: "invalidFilter",
		`size eq 1`: "invalidFilter", `weight gt "heavy"`: "invalidFilter",
		`pin eq "1234"`: "sensitive", `hidden pr`: "sensitive", `parts.code sw "c"`: "sensitive", `parts[code eq "c0de"]`: "sensitive",
		schematest.Warranty + `:secret eq "shh"`: "sensitive",
	} {
		status := 400
		if scimType == "sensitive" {
			status = 403
		}
		f.do("GET", "/Gadgets?filter="+url.QueryEscape(filter), "").refused(t, status, scimType)
	}
}
