package check

import (
	"context"
	"net/http"
	"net/url"
	"slices"
)

// obj and arr are JSON values as the checks write them.
type (
	obj = map[string]any
	arr = []any
)

// probe is what a rule works with. Like testing.T it lives for one check, which is why it
// carries the context.
type probe struct {
	ctx context.Context
	*Client
	server *server
	last   *reply
}

func (p *probe) do(q request) *reply {
	p.last = p.send(p.ctx, q)
	return p.last
}

func (p *probe) get(path string) *reply { return p.do(request{Method: http.MethodGet, Path: path}) }
func (p *probe) post(path string, body any) *reply {
	return p.do(request{Method: http.MethodPost, Path: path, Body: body})
}
func (p *probe) put(path string, body any) *reply {
	return p.do(request{Method: http.MethodPut, Path: path, Body: body})
}
func (p *probe) delete(path string) *reply {
	return p.do(request{Method: http.MethodDelete, Path: path})
}

// patch sends one PATCH request with these operations.
func (p *probe) patch(path string, ops ...obj) *reply {
	return p.do(request{Method: http.MethodPatch, Path: path, Body: patchBody(ops...)})
}

// list asks an endpoint with a filter and further parameters (name, value, name, value ...).
func (p *probe) list(endpoint, filter string, params ...string) *reply {
	q := url.Values{}
	if filter != "" {
		q.Set("filter", filter)
	}
	for i := 0; i+1 < len(params); i += 2 {
		q.Set(params[i], params[i+1])
	}
	if len(q) > 0 {
		endpoint += "?" + q.Encode()
	}
	return p.get(endpoint)
}

// patchBody is the PatchOp message of RFC 7644 section 3.5.2.
func patchBody(ops ...obj) obj {
	all := arr{}
	for _, o := range ops {
		all = append(all, o)
	}
	return obj{"schemas": arr{urnPatch}, "Operations": all}
}

// op is one PATCH operation; an empty path or nil value is left out.
func op(verb, path string, value any) obj {
	o := obj{"op": verb}
	if path != "" {
		o["path"] = path
	}
	if value != nil {
		o["value"] = value
	}
	return o
}

// want fails unless the status is one of these.
func want(r *reply, statuses ...int) error {
	if !slices.Contains(statuses, r.Status) {
		return unfit(r)
	}
	return nil
}

// wantError fails unless the answer is this status, with this scimType unless that is empty.
func wantError(r *reply, status int, scimType string) error {
	if err := want(r, status); err != nil {
		return err
	}
	if scimType != "" && r.text("$.scimType") != scimType {
		return wrong(r, "check.scimType", "answer", r.answer(), "value", brief(r.at("$.scimType")))
	}
	return nil
}

// resource is something that a rule created to work on.
type resource struct {
	id, path, name string // name is the userName or displayName
	created        *reply
}

// userBody is a user named name with the members of extra on top; a nil in extra leaves the
// member out, and so does a server that does not have it.
func (p *probe) userBody(name string, extra obj) obj {
	b := obj{
		"schemas":     arr{urnUser},
		"userName":    name,
		"name":        obj{"givenName": "Given", "familyName": "Family"},
		"displayName": "Display " + name,
		"active":      true,
		"emails":      arr{obj{"value": name, "type": "work", "primary": true}},
	}
	return p.server.trim(overlay(b, extra))
}

// groupBody is a group named name with these members.
func groupBody(name string, members ...string) obj {
	b := obj{"schemas": arr{urnGroup}, "displayName": name}
	if len(members) > 0 {
		all := arr{}
		for _, id := range members {
			all = append(all, obj{"value": id})
		}
		b["members"] = all
	}
	return b
}

// overlay puts the members of extra on b; nil removes.
func overlay(b, extra obj) obj {
	for k, v := range extra {
		if v == nil {
			delete(b, k)
		} else {
			b[k] = v
		}
	}
	return b
}

// userName returns a userName that nobody else uses.
func (p *probe) userName() string { return p.next() + "@example.com" }

// newUser creates a user with the members of extra, as the preparation of a rule.
func (p *probe) newUser(extra obj) (resource, error) {
	name := p.userName()
	if s, ok := extra["userName"].(string); ok {
		name = s
	}
	return p.create("/Users", name, p.userBody(name, extra))
}

// newGroup creates a group with these members, as the preparation of a rule.
func (p *probe) newGroup(members ...string) (resource, error) {
	name := "group-" + p.next()
	return p.create("/Groups", name, groupBody(name, members...))
}

// create posts body, as the preparation of a rule.
func (p *probe) create(endpoint, name string, body obj) (resource, error) {
	r := p.post(endpoint, body)
	id := r.text("$.id")
	if r.Status != http.StatusCreated || id == "" {
		return resource{}, unready(r)
	}
	return resource{id: id, path: endpoint + "/" + url.PathEscape(id), name: name, created: r}, nil
}

// patched sends PATCH operations that must succeed and returns the resource as it is after.
func (p *probe) patched(u resource, ops ...obj) (*reply, error) {
	r := p.patch(u.path, ops...)
	if err := want(r, http.StatusOK, http.StatusNoContent); err != nil {
		return nil, err
	}
	return p.after(r, u)
}

// after reads u again. What is wrong with it is the fault of the request behind r, so the
// finding names that.
func (p *probe) after(r *reply, u resource) (*reply, error) {
	now := p.get(u.path)
	if now.Status != http.StatusOK {
		return nil, wrong(r, "check.readAfter", "answer", r.answer(), "now", now.answer())
	}
	now.Asked = r.Asked + " → " + now.Asked
	return now, nil
}

// same fails unless the value at path is want.
func same(r *reply, path string, want any) error {
	a := assertion{Path: path, Op: "eq", Value: want}
	if w := a.check(r); !w.IsZero() {
		return wrong(r, "check.instead", "found", w, "right", brief(want))
	}
	return nil
}

// absent fails unless the value at path is missing, null or empty: RFC 7643 section 2.5 makes
// them one state.
func absent(r *reply, path string) error {
	if v := r.at(path); !empty(v) {
		return wrong(r, "check.still", "name", path, "value", brief(v))
	}
	return nil
}

// values are the sub-attributes named sub of the multi-valued attribute at path, sorted.
func values(r *reply, path, sub string) []string {
	var out []string
	for _, e := range r.list(path) {
		if m, ok := e.(obj); ok && m[sub] != nil {
			out = append(out, plain(m[sub]))
		}
	}
	slices.Sort(out)
	return out
}

// sameValues fails unless the sub-attributes are exactly want, in any order.
func sameValues(r *reply, path, sub string, want ...string) error {
	slices.Sort(want)
	if got := values(r, path, sub); !slices.Equal(got, want) {
		return wrong(r, "check.values", "name", path, "found", brief(got), "right", brief(want))
	}
	return nil
}

// each runs the functions until one fails.
func each(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
