package check

import (
	"net/http"
	"net/url"
	"strings"
)

var discoveryRules = []rule{
	{"discovery.config", "The configuration is one document", "RFC 7644 section 4", "R-198", Must,
		"GET /ServiceProviderConfig gives 200 and one object that names the ServiceProviderConfig schema, not a list", configIsOne},
	{"discovery.config.features", "The configuration states every feature", "RFC 7643 section 5", "R-062", Must,
		"patch, bulk, filter, changePassword, sort and etag each with supported as true or false", configFeatures},
	{"discovery.config.limits", "The configuration states the limits as integers", "RFC 7643 section 5", "R-063", Must,
		"integers in bulk.maxOperations, bulk.maxPayloadSize and filter.maxResults", configLimits},
	{"discovery.config.authentication", "The configuration names the authentication schemes", "RFC 7643 section 5", "R-062", Must,
		"authenticationSchemes is an array whose elements have type, name and description", configAuthentication},
	{"discovery.config.public", "The configuration can be read without a token", "RFC 7643 section 5", "R-064", Should,
		"200 for GET /ServiceProviderConfig without credentials", configPublic},
	{"discovery.config.pagination", "What is said about cursors is complete", "RFC 9865 section 4", "R-211", Must,
		"a pagination member with cursor and index as true or false", configPagination},
	{"discovery.config.patch", "PATCH is supported", "RFC 7644 section 3.5", "R-133", Should,
		"patch.supported is true", func(p *probe) error { return same(p.get("/ServiceProviderConfig"), "$.patch.supported", true) }},
	{"discovery.config.events", "What is said about asynchronous requests is in the words of the RFC", "RFC 9967 section 2", "R-220", Must,
		"securityEvents.asyncRequest is none, long or request", configEvents},
	{"discovery.truth.patch", "PATCH that is not advertised is not there", "RFC 7643 section 5", "R-065", Must,
		"PATCH answers 501 or another refusal when patch.supported is false", truthPatch},
	{"discovery.truth.filter", "Filters that are not advertised are refused", "RFC 7643 section 5", "R-065", Must,
		"a filter is refused when filter.supported is false, never ignored", truthFilter},
	{"discovery.truth.bulk", "Bulk that is not advertised is not there", "RFC 7644 section 3.7", "R-065 R-182", Must,
		"POST /Bulk answers 501, 404 or another refusal when bulk.supported is false", truthBulk},
	{"discovery.types", "The resource types are listed", "RFC 7644 section 4", "R-200 R-066", Must,
		"GET /ResourceTypes gives a list whose entries have name, endpoint and schema, among them User", typesListed},
	{"discovery.types.one", "A resource type can be read by its name", "RFC 7644 section 4", "R-200", Must,
		"GET /ResourceTypes/User gives 200 and the core User schema", typesOne},
	{"discovery.types.schemas", "Every schema that a resource type names is published", "RFC 7643 section 6", "R-067 R-068", Must,
		"schema and every schemaExtensions.schema is the id of an entry of /Schemas", typesSchemas},
	{"discovery.types.endpoints", "Every endpoint of a resource type answers", "RFC 7643 section 6", "R-065", Must,
		"GET on the endpoint of each resource type does not give 404", typesEndpoints},
	{"discovery.types.unknown", "An unknown resource type is not found", "RFC 7644 section 3.12", "R-096 R-194", Must,
		"404", func(p *probe) error { return want(p.get("/ResourceTypes/"+p.next()), http.StatusNotFound) }},
	{"discovery.filter", "Discovery refuses filters", "RFC 7644 section 4", "R-202", Must,
		"403 for a filter at /Schemas and /ResourceTypes", discoveryFilter},
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
		return wrong(r, "%s with schemas %s", r, brief(r.at("$.schemas")))
	}
	return nil
}

func configFeatures(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	for _, f := range []string{"patch", "bulk", "filter", "changePassword", "sort", "etag"} {
		if _, ok := r.at("$." + f + ".supported").(bool); !ok {
			return wrong(r, "%s.supported is %s", f, brief(r.at("$."+f+".supported")))
		}
	}
	return nil
}

func configLimits(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	for _, path := range []string{"$.bulk.maxOperations", "$.bulk.maxPayloadSize", "$.filter.maxResults"} {
		if r.number(path) < 0 {
			return wrong(r, "%s is %s", path, brief(r.at(path)))
		}
	}
	return nil
}

func configAuthentication(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if typeName(r.at("$.authenticationSchemes")) != "array" {
		return wrong(r, "authenticationSchemes is %s", brief(r.at("$.authenticationSchemes")))
	}
	for _, e := range r.list("$.authenticationSchemes") {
		m, _ := e.(obj)
		for _, k := range []string{"type", "name", "description"} {
			if s, _ := m[k].(string); s == "" {
				return wrong(r, "an authentication scheme has no %s: %s", k, brief(e))
			}
		}
	}
	return nil
}

func configPublic(p *probe) error {
	return want(p.do(Request{Method: http.MethodGet, Path: "/ServiceProviderConfig", Auth: "none"}), http.StatusOK)
}

func configPagination(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if r.at("$.pagination") == nil {
		return skip("ServiceProviderConfig says nothing about pagination")
	}
	for _, path := range []string{"$.pagination.cursor", "$.pagination.index"} {
		if _, ok := r.at(path).(bool); !ok {
			return wrong(r, "%s is %s", path, brief(r.at(path)))
		}
	}
	return nil
}

func configEvents(p *probe) error {
	r := p.get("/ServiceProviderConfig")
	if r.at("$.securityEvents") == nil {
		return skip("ServiceProviderConfig says nothing about securityEvents")
	}
	switch strings.ToLower(r.text("$.securityEvents.asyncRequest")) {
	case "none", "long", "request":
		return nil
	}
	return wrong(r, "securityEvents.asyncRequest is %s", brief(r.at("$.securityEvents.asyncRequest")))
}

// claimsNo is a finding unless the configuration says that a feature is not supported.
func (p *probe) claimsNo(feature string) error {
	if yes, stated := p.server.says(feature); !stated || yes {
		return skip("ServiceProviderConfig does not say that " + feature + " is unsupported")
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
		return wrong(r, "%s, though patch.supported is false", r)
	}
	return nil
}

func truthFilter(p *probe) error {
	if err := p.claimsNo("filter"); err != nil {
		return err
	}
	if r := p.list("/Users", p.say(`userName eq "{run}-nobody"`)); !r.refused() {
		return wrong(r, "%s, though filter.supported is false", r)
	}
	return nil
}

func truthBulk(p *probe) error {
	if err := p.claimsNo("bulk"); err != nil {
		return err
	}
	r := p.bulk(nil, obj{"method": "DELETE", "path": "/Users/" + randomUUID()})
	if !r.refused() {
		return wrong(r, "%s, though bulk.supported is false", r)
	}
	return nil
}

func typesListed(p *probe) error {
	r := p.get("/ResourceTypes")
	if err := wantList(r); err != nil {
		return err
	}
	user := false
	for _, e := range r.list("$.Resources") {
		m, _ := e.(obj)
		for _, k := range []string{"name", "endpoint", "schema"} {
			if s, _ := m[k].(string); s == "" {
				return wrong(r, "a resource type has no %s: %s", k, brief(e))
			}
		}
		user = user || m["schema"] == urnUser
	}
	if !user {
		return wrong(r, "%s, none with the schema %s", r, urnUser)
	}
	return nil
}

func typesOne(p *probe) error {
	r := p.get("/ResourceTypes/User")
	return each(want(r, http.StatusOK), same(r, "$.schema", urnUser))
}

func typesSchemas(p *probe) error {
	r := p.get("/ResourceTypes")
	if err := wantList(r); err != nil {
		return err
	}
	for _, e := range r.list("$.Resources") {
		m, _ := e.(obj)
		named := arr{m["schema"]}
		extensions, _ := m["schemaExtensions"].(arr)
		for _, x := range extensions {
			xm, _ := x.(obj)
			if _, ok := xm["required"].(bool); !ok {
				return wrong(r, "an extension of %s has no required: %s", plain(m["name"]), brief(x))
			}
			named = append(named, xm["schema"])
		}
		for _, n := range named {
			if _, ok := p.server.schema(plain(n)); !ok {
				return wrong(r, "%s names the schema %s, which /Schemas does not list", plain(m["name"]), brief(n))
			}
		}
	}
	return nil
}

func typesEndpoints(p *probe) error {
	types := p.get("/ResourceTypes")
	if err := wantList(types); err != nil {
		return err
	}
	for _, e := range types.list("$.Resources") {
		m, _ := e.(obj)
		// An endpoint is relative to the base URL, which may itself have a path.
		endpoint := plain(m["endpoint"])
		if u, err := url.Parse(endpoint); err == nil && u.IsAbs() {
			endpoint = strings.TrimPrefix(endpoint, p.base)
		}
		r := p.get("/" + strings.TrimPrefix(endpoint, "/") + "?count=1")
		if r.Status == http.StatusNotFound || r.Status >= 500 && r.Status != http.StatusNotImplemented || r.Status == 0 {
			return wrong(r, "%s", r)
		}
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
		return wrong(r, "%s, but the entries have no endpoint", r)
	}
	return nil
}

func discoveryReadOnly(p *probe) error {
	for _, r := range []*Reply{
		p.post("/ResourceTypes", obj{}),
		p.post("/Schemas", obj{}),
		p.delete("/Schemas/urn:example:" + p.next()),
	} {
		if !r.refused() {
			return wrong(r, "%s", r)
		}
	}
	return nil
}
