package check

import (
	"net/http"
	"reflect"
)

// requires posts a resource without one of its published required attributes after the other, which
// must be refused. body makes a document with all of them.
func (p *probe) requires(endpoint string, parts []part, body func() obj) error {
	for _, a := range parts {
		without := body()
		in := without
		if a.urn != "" {
			in, _ = without[a.urn].(obj)
		}
		if empty(in[a.name]) || !a.writable() {
			continue // the checker knows no value for it, so nothing can be said
		}
		if a.required {
			delete(in, a.name)
			if r := p.post(endpoint, without); r.Status != http.StatusBadRequest {
				return wrong(r, "check.required", "answer", r.answer(), "name", a.asked())
			}
			continue
		}
		for _, s := range a.subs {
			without := body()
			if !s.required || !dropSub(without[a.name], s.name) {
				continue
			}
			// A server may also leave out the element that lacks something.
			if r := p.post(endpoint, without); r.Status != http.StatusBadRequest && !empty(r.at(a.path())) {
				return wrong(r, "check.required", "answer", r.answer(), "name", a.name+"."+s.name)
			}
		}
	}
	return nil
}

// dropSub removes a sub-attribute from every element of v that has others too.
func dropSub(v any, name string) bool {
	dropped := false
	for _, e := range elements(v) {
		if m, ok := e.(obj); ok && m[name] != nil && len(m) > 1 {
			delete(m, name)
			dropped = true
		}
	}
	return dropped
}

func truthRequired(p *probe) error {
	parts, err := p.userParts()
	if err != nil {
		return err
	}
	if err := p.requires("/Users", parts, func() obj {
		return p.document(parts, p.userName(),
			definition.writable)
	}); err != nil {
		return err
	}
	parts = p.server.parts(urnGroup)
	if !p.server.needsGroups().IsZero() || parts == nil {
		return nil
	}
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return p.requires("/Groups", parts, func() obj {
		b := groupBody("group-"+p.next(), u.id)
		b["externalId"] = "ext-" + p.next()
		b["members"] = arr{obj{"value": u.id, "display": "Member"}}
		return b
	})
}

func truthMinimal(p *probe) error {
	if _, err := p.userParts(); err != nil {
		return err
	}
	name := p.userName()
	all := p.sample(name)
	// externalId is always optional and always allowed, and makes it a user of this run that is found again.
	body := obj{"schemas": arr{urnUser}, "externalId": "ext-" + p.next()}
	for _, d := range p.server.definitions(urnUser) {
		if !d.required || !d.writable() {
			continue
		}
		if body[d.name] = trimmedValue(all[d.name], d, definition.writable); empty(body[d.name]) {
			return skip("check.noValue", "name", d.name)
		}
	}
	return want(p.post("/Users", body), http.StatusCreated)
}

func truthMinimalGroup(p *probe) error {
	defs := p.server.definitions(urnGroup)
	if !p.server.needsGroups().IsZero() || defs == nil {
		return skip("check.noGroupSchema")
	}
	body := obj{"schemas": arr{urnGroup}, "externalId": "ext-" + p.next()}
	for _, d := range defs {
		switch {
		case !d.required:
		case d.name == "displayName":
			body["displayName"] = "group-" + p.next()
		default:
			return skip("check.noValue", "name", d.name)
		}
	}
	return want(p.post("/Groups", body), http.StatusCreated)
}

func truthReadOnly(p *probe) error {
	parts, err := p.userParts()
	if err != nil {
		return err
	}
	readOnly := func(d definition) bool { return d.mutability == "readonly" }
	name := p.userName()
	all := trimmed(p.sample(name), parts, func(definition) bool { return true })
	body := p.document(parts, name, definition.writable)
	// The sub-attributes that are published as readOnly go with the rest of their attribute.
	for _, a := range parts {
		if a.urn == "" && all[a.name] != nil && (readOnly(a.definition) || body[a.name] != nil) {
			body[a.name] = all[a.name]
		}
	}
	if reflect.DeepEqual(body, p.document(parts, name, definition.writable)) {
		return nil // nothing that a client could want to set is readOnly
	}
	r := p.post("/Users", body)
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	for _, a := range parts {
		if a.urn != "" {
			continue
		}
		v := r.at(a.path())
		if readOnly(a.definition) && v != nil && reflect.DeepEqual(v, all[a.name]) {
			return wrong(r, "check.readOnly", "name", a.name, "value", brief(v))
		}
		for _, s := range a.subs {
			for _, e := range elements(v) {
				m, _ := e.(obj)
				sent := firstOf(all[a.name])
				if readOnly(s) && m[s.name] != nil && reflect.DeepEqual(m[s.name], sent[s.name]) {
					return wrong(r, "check.readOnly", "name", a.name+"."+s.name, "value", brief(m[s.name]))
				}
			}
		}
	}
	return nil
}
