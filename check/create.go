package check

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func createUser(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		r := p.last
		return unfit(r)
	}
	r := u.created
	return each(
		assertion{Path: "$.schemas", Op: "contains", Value: urnUser}.holds(r),
		assertion{Path: "$.id", Op: "type", Value: "string"}.holds(r),
		same(r, "$.meta.resourceType", "User"),
		assertion{Path: "$.userName", Op: "ieq", Value: u.name}.holds(r),
		same(r, "$.name.familyName", "Family"),
		same(r, "$.active", true),
	)
}

// holds is a finding unless r satisfies a.
func (a assertion) holds(r *reply) error {
	if w := a.check(r); !w.IsZero() {
		return wrong(r, "check.but", "answer", r.answer(), "found", w)
	}
	return nil
}

func createLocation(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	header, meta := u.created.Header.Get("Location"), u.created.text("$.meta.location")
	if header == "" || p.resolve(header) != p.resolve(meta) {
		return wrong(u.created, "check.locations", "header", header, "location", meta)
	}
	path, ok := strings.CutPrefix(p.resolve(header), p.base)
	if !ok {
		return wrong(u.created, "check.locationOutside", "header", header, "base", p.base)
	}
	r := p.get(path)
	return each(want(r, http.StatusOK), same(r, "$.id", u.id))
}

// resolve makes a reference absolute against the base URL: RFC 7643 section 2.3.7. A
// reference that begins with / may mean the host or, as many servers do it, the base.
func (c *Client) resolve(ref string) string {
	base, err := url.Parse(c.base + "/")
	if err != nil || ref == "" {
		return ref
	}
	u, err := base.Parse(ref)
	if err != nil {
		return ref
	}
	if strings.HasPrefix(ref, "/") && !strings.HasPrefix(u.String(), c.base) {
		return c.base + ref
	}
	return u.String()
}

func createMeta(p *probe) error {
	name := p.userName()
	r := p.post("/Users", p.userBody(name, obj{"meta": obj{
		"created": "1999-01-01T00:00:00Z", "lastModified": "1999-01-01T00:00:00Z", "resourceType": "Group",
	}}))
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	for _, path := range []string{"$.meta.created", "$.meta.lastModified"} {
		t, err := time.Parse(time.RFC3339, r.text(path))
		if err != nil {
			return wrong(r, "check.is", "name", path, "value", brief(r.at(path)))
		}
		if t.Year() == 1999 {
			return wrong(r, "check.sent", "name", path)
		}
	}
	return same(r, "$.meta.resourceType", "User")
}

func createTimes(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.get(u.path)
	created, err1 := time.Parse(time.RFC3339, r.text("$.meta.created"))
	changed, err2 := time.Parse(time.RFC3339, r.text("$.meta.lastModified"))
	if err1 != nil || err2 != nil || !created.Equal(changed) {
		return wrong(r, "check.times", "created", brief(r.at("$.meta.created")),
			"modified", brief(r.at("$.meta.lastModified")))
	}
	return nil
}

func createID(p *probe) error {
	mine := "mine-" + p.next()
	u, err := p.newUser(obj{"id": mine})
	if err != nil {
		return err
	}
	if u.id == mine || strings.Contains(u.id, "bulkId") {
		return wrong(u.created, "check.idIs", "answer", u.created.answer(), "id", u.id)
	}
	return nil
}

func createNoExternalID(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return absent(u.created, "$.externalId")
}

func createSchemas(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.get(u.path)
	seen := map[string]bool{}
	for _, s := range r.list("$.schemas") {
		urn, low := plain(s), strings.ToLower(plain(s))
		if seen[low] {
			return wrong(r, "check.schemaTwice", "schema", urn)
		}
		seen[low] = true
		if m, _ := r.JSON.(obj); low != strings.ToLower(urnUser) && empty(m[urn]) {
			return wrong(r, "check.schemaUnused", "schema", urn)
		}
	}
	if !seen[strings.ToLower(urnUser)] {
		return wrong(r, "check.is", "name", "schemas", "value", brief(r.at("$.schemas")))
	}
	return nil
}

func createExtension(p *probe) error {
	if err := p.needsEnterprise(); err != nil {
		return err
	}
	u, err := p.newUser(obj{
		"schemas":     arr{urnUser, urnEnterprise},
		urnEnterprise: obj{"employeeNumber": "701984", "department": "Tours"},
	})
	if err != nil {
		return err
	}
	r := p.get(u.path)
	return each(
		same(r, `$["`+urnEnterprise+`"].employeeNumber`, "701984"),
		same(r, `$["`+urnEnterprise+`"].department`, "Tours"),
		assertion{Path: "$.schemas", Op: "contains", Value: urnEnterprise}.holds(r),
	)
}

func createReadOnly(p *probe) error {
	r := p.post("/Users", p.userBody(p.userName(), obj{"groups": arr{obj{"value": "no-such-group", "display": "No"}}}))
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	return absent(r, "$.groups")
}

func createCase(p *probe) error {
	name := p.userName()
	r := p.post("/Users", obj{
		"Schemas": arr{urnUser}, "USERNAME": name, "DisplayName": "In other case", "active": true,
		"name":   obj{"GIVENNAME": "Given", "familyname": "Family"},
		"emails": arr{obj{"Value": name, "TYPE": "work"}},
	})
	return each(want(r, http.StatusCreated), same(r, "$.displayName", "In other case"),
		same(r, "$.name.givenName", "Given"))
}

func createNull(p *probe) error {
	body := p.userBody(p.userName(), nil)
	body["title"], body["roles"] = nil, arr{}
	r := p.post("/Users", body)
	return each(want(r, http.StatusCreated), absent(r, "$.title"), absent(r, "$.roles"))
}

// createOrder sends a text, because the order of a Go map's members is not for us to choose.
func createOrder(p *probe) error {
	name, schemas, more := p.userName(), fmt.Sprintf("%q", urnUser), ""
	if p.needsEnterprise() == nil {
		schemas = fmt.Sprintf("%q,%q", urnEnterprise, urnUser)
		more = fmt.Sprintf(`%q:{"department":"Tours"},`, urnEnterprise)
	}
	r := p.post("/Users", fmt.Sprintf(`{%s"emails":[{"type":"work","value":%q}],"userName":%q,"schemas":[%s]}`, more, name,
		name, schemas))
	return each(want(r, http.StatusCreated), assertion{Path: "$.userName", Op: "ieq", Value: name}.holds(r))
}

func createExternalID(p *probe) error {
	id := "Ext-" + p.next() + "-MiXeD"
	u, err := p.newUser(obj{"externalId": id})
	if err != nil {
		return err
	}
	return same(p.get(u.path), "$.externalId", id)
}

func createText(p *probe) error {
	sent := obj{"locale": "en-US", "preferredLanguage": "fr-CA", "timezone": "America/Los_Angeles",
		"phoneNumbers": arr{obj{"value": "(555) 010-1234 x7", "type": "work"}}}
	for k := range sent {
		if p.server.attribute(urnUser, k) == nil && len(p.server.schemas) > 0 {
			delete(sent, k)
		}
	}
	r := p.post("/Users", p.userBody(p.userName(), sent))
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	for _, k := range []string{"locale", "preferredLanguage", "timezone"} {
		if sent[k] != nil {
			if err := same(r, "$."+k, sent[k]); err != nil {
				return err
			}
		}
	}
	if sent["phoneNumbers"] != nil {
		return same(r, "$.phoneNumbers[0].value", "(555) 010-1234 x7")
	}
	return nil
}

func createDuplicateUnicode(p *probe) error {
	name := p.next()
	composed, decomposed := "zo\u00eb-"+name+"@example.com", "zoe\u0308-"+name+"@example.com"
	emails := arr{obj{"value": name + "@example.com", "type": "work"}}
	if _, err := p.newUser(obj{"userName": composed, "emails": emails}); err != nil {
		return err
	}
	return want(p.post("/Users", p.userBody(decomposed, obj{"emails": emails})), http.StatusConflict)
}

func createUnicode(p *probe) error {
	const text = `Zoë Łódź 山田 "quoted" \ <b>&amp;`
	u, err := p.newUser(obj{"displayName": text})
	if err != nil {
		return err
	}
	return same(p.get(u.path), "$.displayName", text)
}

// secret is a password that satisfies common rules; it is for users who live for seconds.
const secret = "Pw-7!check-Zebra-41"

func createPassword(p *probe) error {
	u, err := p.newUser(obj{"password": secret})
	if err != nil {
		return err
	}
	replies := []*reply{
		u.created, p.get(u.path), p.get(u.path + "?attributes=password"), p.get(u.path + "?attributes=userName,password"),
		p.list("/Users", fmt.Sprintf("userName eq %q", u.name)),
		p.put(u.path, p.userBody(u.name, obj{"password": secret})),
		p.patch(u.path, op("replace", "title", "New")),
	}
	for _, r := range replies {
		if strings.Contains(string(r.Body), secret) || r.at("$.password") != nil || r.at("$.Resources[0].password") != nil {
			return wrong(r, "check.password", "answer", r.answer())
		}
	}
	return nil
}

func createRequired(p *probe) error {
	body := p.userBody("", obj{"userName": nil, "displayName": "No name " + p.next()})
	return want(p.post("/Users", body), http.StatusBadRequest)
}

func createDuplicate(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return wantError(p.post("/Users", p.userBody(u.name, nil)), http.StatusConflict, "uniqueness")
}

func createDuplicateCase(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return want(p.post("/Users", p.userBody(strings.ToUpper(u.name), nil)), http.StatusConflict)
}
