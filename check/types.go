package check

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var typeRules = []rule{
	{"discovery.types", "The resource types are listed", "RFC 7644 section 4", "R-200 R-066", Must,
		"GET /ResourceTypes gives a list whose entries have name, endpoint and schema, among them User", typesListed},
	{"discovery.types.one", "A resource type can be read by its name", "RFC 7644 section 4", "R-200", Must,
		"GET /ResourceTypes/User gives 200 and the core User schema", typesOne},
	{"discovery.types.same", "A resource type is the same alone and in the list", "RFC 7644 section 4", "R-200", Must,
		"GET /ResourceTypes/ID gives what the list gives for each id",
		func(p *probe) error { return p.sameAlone("/ResourceTypes") }},
	{"discovery.types.extensions", "A resource type names the extensions that its resources have", "RFC 7643 section 6",
		"R-068 R-024 R-043", Must,
		"each URN in the schemas of a user is the schema of the resource type User or in its schemaExtensions",
		typesExtensions},
	{"discovery.types.schemas", "Every schema that a resource type names is published", "RFC 7643 section 6",
		"R-067 R-068", Must,
		"schema and every schemaExtensions.schema is the id of an entry of /Schemas", typesSchemas},
	{"discovery.types.endpoints", "Every endpoint of a resource type answers", "RFC 7643 section 6", "R-065", Must,
		"GET on the endpoint of each resource type gives resources of that type, never 404", typesEndpoints},
	{"discovery.types.unknown", "An unknown resource type is not found", "RFC 7644 section 3.12", "R-096 R-194", Must,
		"404", func(p *probe) error { return want(p.get("/ResourceTypes/"+p.next()), http.StatusNotFound) }},
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
				return wrong(r, "check.typeLacks", "name", k, "value", brief(e))
			}
		}
		user = user || m["schema"] == urnUser
	}
	if err := wholeList(r); err != nil {
		return err
	}
	if !user {
		return wrong(r, "check.noneWith", "answer", r.answer(), "schema", urnUser)
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
				return wrong(r, "check.extensionLacks", "name", plain(m["name"]), "value", brief(x))
			}
			named = append(named, xm["schema"])
		}
		for _, n := range named {
			if _, ok := p.server.schema(plain(n)); !ok {
				return wrong(r, "check.unlistedSchema", "name", plain(m["name"]), "schema", brief(n))
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
			return unfit(r)
		}
		if of := r.at("$.Resources[0].meta.resourceType"); of != nil && of != m["name"] {
			return wrong(r, "check.endpointType", "answer", r.answer(), "type", brief(of), "right", plain(m["name"]))
		}
	}
	return nil
}

func typesExtensions(p *probe) error {
	types := p.get("/ResourceTypes")
	if err := wantList(types); err != nil {
		return err
	}
	var named []string
	for _, e := range types.list("$.Resources") {
		if m, _ := e.(obj); m["schema"] == urnUser {
			named = append(named, strings.ToLower(plain(m["schema"])))
			for _, x := range elements(m["schemaExtensions"]) {
				xm, _ := x.(obj)
				named = append(named, strings.ToLower(plain(xm["schema"])))
			}
		}
	}
	extra := obj{}
	if p.needsEnterprise() == nil {
		extra = obj{"schemas": arr{urnUser, urnEnterprise}, urnEnterprise: obj{"department": "Tours"}}
	}
	u, err := p.newUser(extra)
	if err != nil {
		return err
	}
	r := p.get(u.path)
	for _, urn := range r.list("$.schemas") {
		if !slices.Contains(named, strings.ToLower(plain(urn))) {
			return wrong(types, "check.unnamedExtension", "schema", brief(urn))
		}
	}
	return want(r, http.StatusOK)
}

func discoveryMeta(p *probe) error {
	for _, d := range []struct{ path, kind string }{
		{"/ServiceProviderConfig", "ServiceProviderConfig"}, {"/ResourceTypes", "ResourceType"}, {"/Schemas", "Schema"},
	} {
		r := p.get(d.path)
		documents := r.list("$.Resources")
		if documents == nil {
			documents = arr{r.JSON}
		}
		for _, e := range documents {
			m, _ := e.(obj)
			if urns, _ := m["schemas"].(arr); urns != nil &&
				!slices.Contains(urns, any("urn:ietf:params:scim:schemas:core:2.0:"+d.kind)) {
				return wrong(r, "check.schemasWithout", "schemas", brief(urns), "kind", d.kind)
			}
			meta, _ := m["meta"].(obj)
			if meta == nil {
				continue // the RFC shows it and does not ask for it
			}
			if meta["resourceType"] != d.kind {
				return wrong(r, "check.resourceType", "found", brief(meta["resourceType"]), "right", d.kind)
			}
			at := p.resolve(plain(meta["location"]))
			path, below := strings.CutPrefix(at, p.base)
			if meta["location"] == nil || !below {
				return wrong(r, "check.is", "name", "meta.location", "value", brief(meta["location"]))
			}
			one := p.get(path)
			if one.Status != http.StatusOK || one.at("$.id") != m["id"] {
				return wrong(one, "check.locationOf", "answer", one.answer(), "id", brief(m["id"]))
			}
			for _, k := range []string{"schemas", "meta"} {
				if d := difference(m[k], one.at("$."+k), "$."+k); !d.IsZero() {
					return wrong(one, "check.comparedList", "found", d)
				}
			}
		}
	}
	return nil
}
