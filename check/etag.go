package check

import "net/http"

const etagRFC = "RFC 7644 section 3.14"

var etagRules = []rule{
	{"etag.header", "A user's version is in the ETag header and in meta.version", etagRFC, "R-196 R-039", Must,
		"the same entity tag in both, in quotes, perhaps after W/", etagHeader},
	{"etag.changes", "A change gives a new version", etagRFC, "R-196", Must,
		"another entity tag than before", etagChanges},
	{"etag.changes.patch", "A PATCH gives a new version", etagRFC, "R-196", Must,
		"another entity tag than before", etagPatched},
	{"etag.answers", "Every answer has the same version as a read", etagRFC, "R-039 R-196", Must,
		"after a creation and after a replacement: what the answer says in ETag and meta.version is what a read and a list say", etagAnswers},
	{"etag.group", "Groups have versions too", etagRFC, "R-196 R-039", Must,
		"the same entity tag in ETag and meta.version, and another one after a change of the members", etagGroup},
	{"etag.read.same", "A read of a known version is not repeated", etagRFC, "R-197", Must,
		"304 for If-None-Match with the current tag", etagNotModified},
	{"etag.read.stale", "A read of an older version gives the new one", etagRFC, "R-197", Must,
		"200 for If-None-Match with another tag", etagModified},
	{"etag.write.same", "A change of the known version is made", etagRFC, "R-197", Must,
		"200 for If-Match with the current tag", etagMatch},
	{"etag.put.stale", "PUT on an older version is refused", etagRFC, "R-197 R-194", Must,
		"412 for If-Match with another tag", staleWrite(http.MethodPut)},
	{"etag.patch.stale", "PATCH on an older version is refused", etagRFC, "R-197 R-194", Must,
		"412 for If-Match with another tag", staleWrite(http.MethodPatch)},
	{"etag.delete.stale", "DELETE on an older version is refused", etagRFC, "R-197 R-194", Must,
		"412 for If-Match with another tag, and the user is still there", staleWrite(http.MethodDelete)},
}

// staleTag is an entity tag that no server gives.
const staleTag = `W/"no-such-version"`

// with sends a request with one more header.
func (p *probe) with(name, value, method, path string, body any) *reply {
	return p.do(request{Method: method, Path: path, Body: body, Header: map[string]string{name: value}})
}

// tagged creates a user and returns it with its entity tag.
func (p *probe) tagged() (resource, string, error) {
	u, err := p.newUser(nil)
	if err != nil {
		return u, "", err
	}
	r := p.get(u.path)
	tag := r.Header.Get("ETag")
	if tag == "" {
		tag = r.text("$.meta.version")
	}
	if tag == "" {
		return u, "", wrong(r, "check.noVersion")
	}
	return u, tag, nil
}

func etagHeader(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return hasTag(p.get(u.path))
}

// hasTag fails unless r has one well-formed entity tag, in the header and in meta.version.
func hasTag(r *reply) error {
	tag, version := r.Header.Get("ETag"), r.text("$.meta.version")
	bare := tag
	if len(bare) > 2 && bare[:2] == "W/" {
		bare = bare[2:]
	}
	if len(bare) < 3 || bare[0] != '"' || bare[len(bare)-1] != '"' || tag != version {
		return wrong(r, "check.etag", "header", tag, "version", version)
	}
	return nil
}

func etagChanges(p *probe) error {
	u, tag, err := p.tagged()
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(u.name, obj{"title": "Changed"}))
	if !r.ok() {
		return unready(r)
	}
	now := p.get(u.path)
	if v := now.text("$.meta.version"); v == tag || now.Header.Get("ETag") == tag {
		return wrong(r, "check.sameVersion", "version", tag)
	}
	return nil
}

func etagPatched(p *probe) error {
	if reason := p.server.needsPatch(); !reason.IsZero() {
		return skipped(reason)
	}
	u, tag, err := p.tagged()
	if err != nil {
		return err
	}
	now, err := p.patched(u, op("replace", "title", "Changed"))
	if err != nil {
		return err
	}
	if v := now.text("$.meta.version"); v == tag || now.Header.Get("ETag") == tag {
		return wrong(now, "check.sameVersion", "version", tag)
	}
	return nil
}

func etagAnswers(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	replaced := func() *reply { return p.put(u.path, p.userBody(u.name, obj{"title": "Changed"})) }
	for _, answer := range []func() *reply{func() *reply { return u.created }, replaced} {
		r := answer()
		if !r.ok() {
			return unready(r)
		}
		read := p.get(u.path)
		tag := read.Header.Get("ETag")
		if tag == "" {
			tag = read.text("$.meta.version")
		}
		seen := []any{r.at("$.meta.version"), read.at("$.meta.version")}
		if h := r.Header.Get("ETag"); h != "" {
			seen = append(seen, h)
		}
		if p.server.needsFilter().IsZero() {
			list := p.list("/Users", "userName eq \""+u.name+"\"")
			seen = append(seen, list.at("$.Resources[0].meta.version"))
		}
		for _, v := range seen {
			if v != nil && v != tag {
				return wrong(r, "check.version", "version", brief(v), "read", brief(tag))
			}
		}
	}
	return nil
}

func etagGroup(p *probe) error {
	if reason := p.server.needsGroups(); !reason.IsZero() {
		return skipped(reason)
	}
	_, b, g, err := p.pair()
	if err != nil {
		return err
	}
	before := p.get(g.path)
	if err := hasTag(before); err != nil {
		return err
	}
	if r := p.put(g.path, groupBody(g.name, b.id)); !r.ok() {
		return unready(r)
	}
	now := p.get(g.path)
	if now.Header.Get("ETag") == before.Header.Get("ETag") {
		return wrong(now, "check.sameVersion", "version", now.Header.Get("ETag"))
	}
	return hasTag(now)
}

func etagNotModified(p *probe) error {
	u, tag, err := p.tagged()
	if err != nil {
		return err
	}
	return want(p.with("If-None-Match", tag, http.MethodGet, u.path, nil), http.StatusNotModified)
}

func etagModified(p *probe) error {
	u, _, err := p.tagged()
	if err != nil {
		return err
	}
	return want(p.with("If-None-Match", staleTag, http.MethodGet, u.path, nil), http.StatusOK)
}

func etagMatch(p *probe) error {
	u, tag, err := p.tagged()
	if err != nil {
		return err
	}
	r := p.with("If-Match", tag, http.MethodPut, u.path, p.userBody(u.name, obj{"title": "Changed"}))
	return each(want(r, http.StatusOK), same(r, "$.title", "Changed"))
}

func staleWrite(method string) func(*probe) error {
	return func(p *probe) error {
		if reason := p.server.needsPatch(); method == http.MethodPatch && !reason.IsZero() {
			return skipped(reason)
		}
		u, _, err := p.tagged()
		if err != nil {
			return err
		}
		body := map[string]any{
			http.MethodPut:   p.userBody(u.name, obj{"title": "Changed"}),
			http.MethodPatch: patchBody(op("replace", "title", "Changed")),
		}[method]
		r := p.with("If-Match", staleTag, method, u.path, body)
		if err := want(r, http.StatusPreconditionFailed); err != nil {
			return err
		}
		now, err := p.after(r, u)
		if err != nil {
			return err
		}
		return absent(now, "$.title")
	}
}
