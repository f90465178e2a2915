package check

import (
	"net/http"
	"net/url"
	"strings"
)

const projectionRFC = "RFC 7644 section 3.9"

var projectionRules = []rule{
	{"projection.attributes", "attributes limits a read to what is asked for", projectionRFC, "R-127 R-186", Must,
		"id and title without displayName and emails", projects("?attributes=title", "$.title", "$.displayName", "$.emails")},
	{"projection.same", "What is asked for is what a read shows", projectionRFC, "R-127 R-186", Must,
		"the same values for attributes=... as in a read without it", projectSame},
	{"projection.minimum", "What makes it a resource is there whatever is asked for", projectionRFC, "R-186 R-023", Must,
		"id and schemas beside the attribute", projectMinimum},
	{"projection.case", "Names in attributes are understood in any case", "RFC 7644 section 3.10", "R-129", Must,
		"the same as in the schema's spelling", projects("?attributes=TITLE", "$.title", "$.displayName")},
	{"projection.urn", "Names in attributes may carry the schema's URN", "RFC 7644 section 3.10", "R-129 R-188", Must,
		"title without displayName", projects("?attributes="+urnUser+":title", "$.title", "$.displayName")},
	{"projection.sub", "A sub-attribute can be asked for alone", "RFC 7644 section 3.10", "R-129", Must,
		"name.familyName without name.givenName", projects("?attributes=name.familyName", "$.name.familyName",
			"$.name.givenName", "$.title")},
	{"projection.sub.list", "A sub-attribute of a list can be asked for alone", "RFC 7644 section 3.10", "R-129", Must,
		"emails with value and without type", projects("?attributes=emails.value", "$.emails[0].value", "$.emails[0].type",
			"$.title")},
	{"projection.several", "Several attributes can be asked for", projectionRFC, "R-127", Must,
		"title and emails without displayName", projects("?attributes=title,emails", "$.emails[0].value", "$.displayName")},
	{"projection.unknown", "Asking for an unknown attribute is no fault", projectionRFC, "R-186", Should,
		"200 with id, or 400", projectUnknown},
	{"projection.excluded", "excludedAttributes leaves out what is named", projectionRFC, "R-127 R-187", Must,
		"the user without title, with displayName", projects("?excludedAttributes=title", "$.displayName", "$.title")},
	{"projection.excluded.sub", "A sub-attribute can be left out", "RFC 7644 section 3.10", "R-129 R-187", Must,
		"name with givenName and without familyName", projects("?excludedAttributes=name.familyName", "$.name.givenName",
			"$.name.familyName")},
	{"projection.excluded.always", "What is always returned cannot be left out", projectionRFC, "R-128 R-077", Must,
		"id, whatever is excluded", projects("?excludedAttributes=id,title", "$.id", "$.title")},
	{"projection.extension", "Extension attributes are asked for by URN", "RFC 7644 section 3.10", "R-129 R-188", Must,
		"the department without title", projectExtension},
	{"projection.list", "attributes works on lists", projectionRFC, "R-127", Must,
		"users with title and without displayName", projectList},
	{"projection.list.excluded", "excludedAttributes works on lists", projectionRFC, "R-127", Must,
		"users with userName and without displayName", projectListExcluded},
	{"projection.post", "attributes works on a creation", projectionRFC, "R-127", Must,
		"201 with title and without displayName", projectPost},
	{"projection.put", "attributes works on a replacement", projectionRFC, "R-127", Must,
		"200 with title and without displayName", projectPut},
	{"projection.both", "attributes and excludedAttributes together have an answer", projectionRFC, "R-187", Should,
		"200 or 400, no fault", projectBoth},
}

// projects returns a rule that reads a user with parameters: the place present must have a
// value, the others none, and the id must be there in any case.
func projects(query, present string, gone ...string) func(*probe) error {
	return func(p *probe) error {
		_, named, _ := strings.Cut(query, "=")
		if err := each(p.needsIn(strings.ReplaceAll(named, ",", " ")),
			p.needsIn(strings.NewReplacer("$.", "", "[0]", "").Replace(present))); err != nil {
			return err
		}
		u, err := p.patient()
		if err != nil {
			return err
		}
		r := p.get(u.path + query)
		if err := each(want(r, http.StatusOK), same(r, "$.id", u.id)); err != nil {
			return err
		}
		return shown(r, "$", present, gone...)
	}
}

// shown fails unless the place present below root has a value and the others have none.
func shown(r *reply, root, present string, gone ...string) error {
	if empty(r.at(root + present[1:])) {
		return wrong(r, "check.butMissing", "answer", r.answer(), "name", present[2:])
	}
	for _, path := range gone {
		if v := r.at(root + path[1:]); v != nil {
			return wrong(r, "check.butThere", "answer", r.answer(), "name", path[2:], "value", brief(v))
		}
	}
	return nil
}

func projectUnknown(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.get(u.path + "?attributes=noSuchAttribute")
	if r.Status == http.StatusBadRequest {
		return nil
	}
	return each(want(r, http.StatusOK), same(r, "$.id", u.id))
}

func projectExtension(p *probe) error {
	if err := p.needsEnterprise(); err != nil {
		return err
	}
	c, err := p.people()
	if err != nil {
		return err
	}
	r := p.get(c.alpha.path + "?attributes=" + urnEnterprise + ":department")
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	return shown(r, "$", `$["`+urnEnterprise+`"].department`, "$.title")
}

func projectList(p *probe) error {
	r, err := p.page("attributes", "title", "count", "1")
	if err != nil {
		return err
	}
	if err := holdsCount(r, 1); err != nil {
		return err
	}
	return shown(r, "$.Resources[0]", "$.id", "$.displayName")
}

func projectListExcluded(p *probe) error {
	r, err := p.page("excludedAttributes", "displayName", "count", "1")
	if err != nil {
		return err
	}
	if err := holdsCount(r, 1); err != nil {
		return err
	}
	return shown(r, "$.Resources[0]", "$.userName", "$.displayName")
}

func projectSame(p *probe) error {
	s, err := p.specimen()
	if err != nil {
		return err
	}
	read := p.get(s.path)
	var names []string
	for _, a := range s.parts {
		if !empty(read.at(a.path())) {
			names = append(names, a.asked())
		}
	}
	r := p.get(s.path + "?attributes=" + url.QueryEscape(strings.Join(names, ",")))
	if err := each(want(read, http.StatusOK), want(r, http.StatusOK)); err != nil {
		return err
	}
	for _, a := range s.parts {
		if d := difference(read.at(a.path()), r.at(a.path()), a.asked()); !d.IsZero() {
			return wrong(r, "check.comparedAll", "found", d)
		}
	}
	return nil
}

func projectMinimum(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.get(u.path + "?attributes=displayName")
	return each(want(r, http.StatusOK), same(r, "$.id", u.id), assertion{Path: "$.schemas", Op: "contains",
		Value: urnUser}.holds(r))
}

func projectPost(p *probe) error {
	if err := p.needs("title"); err != nil {
		return err
	}
	r := p.post("/Users?attributes=title", p.userBody(p.userName(), obj{"title": "Posted"}))
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	return shown(r, "$", "$.title", "$.displayName")
}

func projectPut(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	if err := p.needs("title"); err != nil {
		return err
	}
	r := p.put(u.path+"?attributes=title", p.userBody(u.name, obj{"title": "Put"}))
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	return shown(r, "$", "$.title", "$.displayName")
}

func projectBoth(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	return want(p.get(u.path+"?attributes=title&excludedAttributes=title"), http.StatusOK, http.StatusBadRequest)
}
