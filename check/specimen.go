package check

import (
	"maps"
	"slices"
	"strings"
)

// specimen is a resource, a user or a group, that has a value in every attribute that its published schemas have and
// the checker knows a value for.
type specimen struct {
	resource
	sent  obj
	parts []part // of its schemas
}

// sample is a value for every attribute of RFC 7643 that a client sets and any server can keep.
// Texts have letters in both cases.
func (p *probe) sample(name string) obj {
	word := "Some-" + strings.TrimSuffix(name, "@example.com")
	return obj{
		"userName": name, "displayName": "Display " + name, "nickName": "Nick-" + word,
		"profileUrl": "https://example.com/" + word, "title": "Title-" + word, "userType": "Type-" + word,
		"preferredLanguage": "en-US", "locale": "en-US", "timezone": "America/Los_Angeles", "active": true,
		"password": secret,
		"name": obj{
			"formatted": "Dr. Given M. Family III", "familyName": "Family-" + word, "givenName": "Given-" + word,
			"middleName": "Middle-" + word, "honorificPrefix": "Dr.", "honorificSuffix": "Jr.",
		},
		"emails":       arr{obj{"value": name, "type": "work", "primary": true}},
		"phoneNumbers": arr{obj{"value": "+1-555-010-1234", "type": "work"}},
		"addresses": arr{obj{"streetAddress": "1 Main Street", "locality": "Springfield", "region": "IL",
			"postalCode": "62701", "country": "US", "type": "work"}},
		"entitlements": arr{obj{"value": "Entitlement-" + word}},
		"roles":        arr{obj{"value": "Role-" + word}},
		urnEnterprise: obj{
			"employeeNumber": "Number-" + word, "costCenter": "Cost-" + word, "organization": "Org-" + word,
			"division": "Division-" + word, "department": "Dept-" + word,
		},
	}
}

// trimmed leaves of a body what the schemas define: attributes for which keep holds, and in them
// the sub-attributes for which it holds.
func trimmed(body obj, parts []part, keep func(definition) bool) obj {
	out := obj{}
	for _, a := range parts {
		from, to := body, out
		if a.urn != "" {
			from, _ = body[a.urn].(obj)
			if to, _ = out[a.urn].(obj); to == nil {
				to = obj{}
			}
		}
		v, ok := from[a.name]
		if !ok || !keep(a.definition) {
			continue
		}
		if v = trimmedValue(v, a.definition, keep); !empty(v) {
			if to[a.name] = v; a.urn != "" {
				out[a.urn] = to
			}
		}
	}
	return out
}

func trimmedValue(v any, d definition, keep func(definition) bool) any {
	switch v := v.(type) {
	case arr:
		var out arr
		for _, e := range v {
			if e = trimmedValue(e, d, keep); !empty(e) {
				out = append(out, e)
			}
		}
		return out
	case obj:
		out := obj{}
		for k, e := range v {
			if s := named(d.subs, k); s != nil && keep(*s) {
				out[k] = e
			}
		}
		return out
	}
	return v
}

// userParts are the published attributes of users, with those of the enterprise extension if the
// server has it.
func (p *probe) userParts() ([]part, error) {
	parts := p.server.parts(urnUser, urnEnterprise)
	if named(p.server.definitions(urnUser), "userName") == nil {
		return nil, skip("check.noUserSchema")
	}
	return parts, nil
}

// document is a user of sample values with the published attributes for which keep holds.
func (p *probe) document(parts []part, name string, keep func(definition) bool) obj {
	body := trimmed(p.sample(name), parts, keep)
	body["userName"], body["schemas"] = name, arr{urnUser}
	body["externalId"] = "Ext-" + strings.TrimSuffix(name, "@example.com") // every resource may have one
	if body[urnEnterprise] != nil {
		body["schemas"] = arr{urnUser, urnEnterprise}
	}
	return body
}

// usual are the attributes that every server has a use for.
var usual = []string{"schemas", "externalId", "userName", "displayName", "title", "nickName", "userType", "active",
	"name", "emails"}

// specimen returns a user with all that is published, creating it at the first call. A server that
// refuses one of the values gets a user with the usual ones.
func (p *probe) specimen() (*specimen, error) {
	if p.server.specimen != nil {
		return p.server.specimen, nil
	}
	parts, err := p.userParts()
	if err != nil {
		return nil, err
	}
	name := p.userName()
	body := p.document(parts, name, definition.writable)
	u, err := p.create("/Users", name, body)
	if err != nil {
		name = p.userName()
		body = p.document(parts, name, definition.writable)
		maps.DeleteFunc(body, func(k string, _ any) bool { return !slices.Contains(usual, k) })
		body["schemas"] = arr{urnUser}
		if u, err = p.create("/Users", name, body); err != nil {
			return nil, err
		}
	}
	p.server.specimen = &specimen{u, body, parts}
	return p.server.specimen, nil
}

// specimens are that user and a group that it is a member of, where groups are published.
func (p *probe) specimens() ([]*specimen, error) {
	u, err := p.specimen()
	if err != nil {
		return nil, err
	}
	parts := p.server.parts(urnGroup)
	if !p.server.needsGroups().IsZero() || parts == nil {
		return []*specimen{u}, nil
	}
	name := "Group-" + p.next()
	body := groupBody(name, u.id)
	body["externalId"] = "Ext-" + name
	g, err := p.create("/Groups", name, body)
	if err != nil {
		return nil, err
	}
	return []*specimen{u, {g, body, parts}}, nil
}
