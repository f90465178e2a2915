package check

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var discoveryRules = []rule{
	{"discovery.config", "The configuration is one document", "RFC 7644 section 4", "R-198", Must,
		"GET /ServiceProviderConfig gives 200 and one object that names the ServiceProviderConfig schema, not a list",
		configIsOne},
	{"discovery.config.features", "The configuration states every feature", "RFC 7643 section 5", "R-062", Must,
		"patch, bulk, filter, changePassword, sort and etag each with supported as true or false", configFeatures},
	{"discovery.config.limits", "The configuration states the limits as integers", "RFC 7643 section 5", "R-063", Must,
		"integers in bulk.maxOperations, bulk.maxPayloadSize and filter.maxResults", configLimits},
	{"discovery.config.authentication", "The configuration names the authentication schemes", "RFC 7643 section 5",
		"R-062", Must,
		"authenticationSchemes has one element at least, and each has type, name and description", configAuthentication},
	{"discovery.config.authentication.type", "The authentication schemes are known ones", "RFC 7643 section 5", "R-062",
		Should, "type is oauth, oauth2, oauthbearertoken, httpbasic or httpdigest", configSchemeTypes},
	{"discovery.config.public", "The configuration can be read without a token", "RFC 7643 section 5", "R-064", Should,
		"200 for GET /ServiceProviderConfig without credentials", configPublic},
	{"discovery.config.pagination", "What is said about cursors is complete", "RFC 9865 section 4", "R-211", Must,
		"a pagination member with cursor and index as true or false", configPagination},
	{"discovery.config.patch", "PATCH is supported", "RFC 7644 section 3.5", "R-133", Should,
		"patch.supported is true", func(p *probe) error {
			return same(p.get("/ServiceProviderConfig"), "$.patch.supported",
				true)
		}},
	{"discovery.config.events", "What is said about asynchronous requests is in the words of the RFC",
		"RFC 9967 section 2", "R-220", Must,
		"securityEvents.asyncRequest is none, long or request", configEvents},
	{"discovery.truth.patch", "PATCH that is not advertised is not there", "RFC 7643 section 5", "R-065", Must,
		"PATCH answers 501 or another refusal when patch.supported is false", truthPatch},
	{"discovery.truth.filter", "Filters that are not advertised are refused", "RFC 7643 section 5", "R-065", Must,
		"a filter is refused when filter.supported is false, never ignored", truthFilter},
	{"discovery.truth.bulk", "Bulk that is not advertised is not there", "RFC 7644 section 3.7", "R-065 R-182", Must,
		"POST /Bulk answers 501, 404 or another refusal when bulk.supported is false", truthBulk},
	{"discovery.truth.results", "A list is not longer than the configuration says", "RFC 7643 section 5", "R-063 R-065",
		Must, "no more resources in an answer than filter.maxResults, which is not 0", truthResults},
	{"discovery.filter", "Discovery refuses filters", "RFC 7644 section 4", "R-202", Should,
		"403 for a filter at /Schemas and /ResourceTypes", discoveryFilter},
	{"discovery.meta", "Discovery documents say what they are, and where", "RFC 7643 section 3.1", "R-038 R-040", Should,
		"the URN in schemas, where they are there; in meta, where it is there: resourceType ServiceProviderConfig, ResourceType or Schema, and a location that leads to the document", discoveryMeta},
	{"discovery.nulls", "The configuration and the resource types contain no nulls", "RFC 7643 section 2.5", "R-022",
		Should, "unassigned members are left out", discoveryNulls},
	{"discovery.parameters", "Discovery ignores other query parameters", "RFC 7644 section 4", "R-201", Must,
		"GET /ResourceTypes with sortBy and attributes gives 200 and complete entries", discoveryParameters},
	{"discovery.readonly", "Discovery documents cannot be written", "RFC 7644 section 3.2", "R-203", Must,
		"POST and DELETE at the discovery endpoints are refused", discoveryReadOnly},
}

func configIsOne(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	if !r.has("$.schemas", urnConfig) || r.at("$.Resources") != nil {
		return wrong(r, "check.withSchemas", "answer", r.answer(), "schemas", brief(r.at("$.schemas")))
	}
	return nil
}

func configFeatures(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	for _, f := range []string{"patch", "bulk", "filter", "changePassword", "sort", "etag"} {
		if _, ok := r.at("$." + f + ".supported").(bool); !ok {
			return wrong(r, "check.is", "name", f+".supported", "value", brief(r.at("$."+f+".supported")))
		}
	}
	return nil
}

func configLimits(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	for _, path := range []string{"$.bulk.maxOperations", "$.bulk.maxPayloadSize", "$.filter.maxResults"} {
		if r.number(path) < 0 {
			return wrong(r, "check.is", "name", path, "value", brief(r.at(path)))
		}
	}
	return nil
}

func configAuthentication(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if len(r.list("$.authenticationSchemes")) == 0 {
		return wrong(r, "check.is", "name", "authenticationSchemes", "value", brief(r.at("$.authenticationSchemes")))
	}
	for _, e := range r.list("$.authenticationSchemes") {
		m, _ := e.(obj)
		for _, k := range []string{"type", "name", "description"} {
			if s, _ := m[k].(string); s == "" {
				return wrong(r, "check.schemeLacks", "name", k, "value", brief(e))
			}
		}
	}
	return nil
}

func configSchemeTypes(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	for _, e := range r.list("$.authenticationSchemes") {
		m, _ := e.(obj)
		if !slices.Contains([]string{"oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"},
			strings.ToLower(plain(m["type"]))) {
			return wrong(r, "check.schemeType", "type", brief(m["type"]))
		}
	}
	return nil
}

func configPublic(p *probe) error {
	return want(p.do(request{Method: http.MethodGet, Path: "/ServiceProviderConfig", Auth: "none"}), http.StatusOK)
}

func configPagination(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if r.at("$.pagination") == nil {
		return skip("check.nothingAbout", "name", "pagination")
	}
	for _, path := range []string{"$.pagination.cursor", "$.pagination.index"} {
		if _, ok := r.at(path).(bool); !ok {
			return wrong(r, "check.is", "name", path, "value", brief(r.at(path)))
		}
	}
	return nil
}

func configEvents(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if r.at("$.securityEvents") == nil {
		return skip("check.nothingAbout", "name", "securityEvents")
	}
	switch strings.ToLower(r.text("$.securityEvents.asyncRequest")) {
	case "none", "long", "request":
		return nil
	}
	return wrong(r, "check.is",
		"name", "securityEvents.asyncRequest", "value", brief(r.at("$.securityEvents.asyncRequest")))
}

// claimsNo is a finding unless the configuration says that a feature is not supported.
func (p *probe) claimsNo(feature string) error {
	if yes, stated := p.server.says(feature); !stated || yes {
		return skip("check.notUnsupported", "feature", feature)
	}
	return nil
}

func truthPatch(p *probe) error {
	if err := p.claimsNo("patch"); err != nil {
		return err
	}
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	if r := p.patch(u.path, op("replace", "displayName", "New")); !r.refused() {
		return wrong(r, "check.thoughFalse", "answer", r.answer(), "name", "patch.supported")
	}
	return nil
}

func truthFilter(p *probe) error {
	if err := p.claimsNo("filter"); err != nil {
		return err
	}
	if r := p.list("/Users", p.fill(`userName eq "{run}-nobody"`)); !r.refused() {
		return wrong(r, "check.thoughFalse", "answer", r.answer(), "name", "filter.supported")
	}
	return nil
}

func truthBulk(p *probe) error {
	if err := p.claimsNo("bulk"); err != nil {
		return err
	}
	r := p.bulk(nil, obj{"method": "DELETE", "path": "/Users/" + randomUUID()})
	if !r.refused() {
		return wrong(r, "check.thoughFalse", "answer", r.answer(), "name", "bulk.supported")
	}
	return nil
}

// sameAlone fails unless each entry of a discovery list is the same when it is asked for alone.
func (p *probe) sameAlone(endpoint string) error {
	list := p.get(endpoint)
	if err := wantList(list); err != nil {
		return err
	}
	for _, e := range list.list("$.Resources") {
		m, _ := e.(obj)
		id := m["id"]
		if id == nil {
			id = m["name"] // RFC 7643 section 6 lets a resource type be without an id
		}
		r := p.get(endpoint + "/" + url.PathEscape(plain(id)))
		if err := want(r, http.StatusOK); err != nil {
			return err
		}
		alone, _ := r.JSON.(obj)
		if d := difference(withoutFrame(m), withoutFrame(alone), "$"); !d.IsZero() {
			return wrong(r, "check.comparedList", "found", d)
		}
	}
	return nil
}

// withoutFrame is a discovery document without what may depend on where it is shown.
func withoutFrame(m obj) obj {
	m = maps.Clone(m)
	delete(m, "schemas")
	delete(m, "meta")
	return m
}

func discoveryNulls(p *probe) error {
	for _, path := range []string{"/ServiceProviderConfig", "/ResourceTypes"} {
		r := p.get(path)
		if where := nullIn(r.JSON, "$"); r.ok() && where != "" {
			return wrong(r, "check.null", "name", where)
		}
	}
	return nil
}

func truthResults(p *probe) error {
	most := p.server.config.number("$.filter.maxResults")
	if reason := p.server.needsFilter(); !reason.IsZero() || most < 0 {
		return skip("check.noMost")
	}
	if _, err := p.people(); err != nil {
		return err
	}
	if r := p.list("/Users", p.fill(`userName sw "cast-{run}-"`)); len(r.list("$.Resources")) > most {
		return wrong(r, "check.thoughMost", "answer", r.answer(), "most", most)
	}
	r := p.list("/Users", "", "count", strconv.Itoa(min(most, manyUsers)+1))
	if len(r.list("$.Resources")) > most {
		return wrong(r, "check.thoughMost", "answer", r.answer(), "most", most)
	}
	return nil
}

func discoveryFilter(p *probe) error {
	for _, path := range []string{"/Schemas", "/ResourceTypes"} {
		if err := want(p.list(path, `name eq "User"`), http.StatusForbidden); err != nil {
			return err
		}
	}
	return nil
}

func discoveryParameters(p *probe) error {
	r := p.get("/ResourceTypes?sortBy=name&attributes=name")
	if err := wantList(r); err != nil {
		return err
	}
	if empty(r.at("$.Resources[0].endpoint")) {
		return wrong(r, "check.noEndpoint", "answer", r.answer())
	}
	return nil
}

func discoveryReadOnly(p *probe) error {
	for _, r := range []*reply{
		p.post("/ResourceTypes", obj{}),
		p.post("/Schemas", obj{}),
		p.delete("/Schemas/urn:example:" + p.next()),
	} {
		if !r.refused() {
			return unfit(r)
		}
	}
	return nil
}
