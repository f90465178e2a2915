package check

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

const (
	stubOperations = 20
	stubPayload    = 1 << 18
)

// clone is a deep copy.
func clone(r obj) obj {
	var out obj
	data, _ := json.Marshal(r)
	json.Unmarshal(data, &out)
	return out
}

// show is a resource as the client sees it.
func (s *stub) show(e *entry, params map[string]string) obj {
	r := clone(e.r)
	delete(r, "password")
	schemas := arr{e.kind.urn}
	if x := e.kind.extension; x != "" && r[x] != nil {
		schemas = append(schemas, x)
	}
	r["schemas"] = schemas
	if e.kind == userKind {
		var groups arr
		for _, g := range s.order {
			for _, m := range list(g.r["members"]) {
				if m.(obj)["value"] == r["id"] {
					groups = append(groups, obj{"value": g.r["id"], "display": g.r["displayName"], "$ref": s.location(g)})
				}
			}
		}
		if groups != nil {
			r["groups"] = groups
		}
	}
	if names := params["attributes"]; names != "" {
		only := obj{"id": r["id"], "schemas": r["schemas"]}
		for n := range strings.SplitSeq(names, ",") {
			e.kind.pick(r, only, n)
		}
		return only
	}
	for n := range strings.SplitSeq(params["excludedAttributes"], ",") {
		e.kind.drop(r, n)
	}
	return r
}

// pick copies an attribute from one resource to another.
func (k *kind) pick(from, to obj, name string) {
	a, sub, urn := k.resolve(name)
	if a == nil {
		return
	}
	if urn != "" {
		inner, _ := from[urn].(obj)
		if inner == nil {
			return
		}
		if to[urn] == nil {
			to[urn] = obj{}
		}
		from, to = inner, to[urn].(obj)
	}
	switch v := from[a.name].(type) {
	case nil:
	case obj:
		if sub != nil {
			v = obj{sub.name: v[sub.name]}
		}
		to[a.name] = v
	case arr:
		for i, e := range v {
			if sub != nil {
				v[i] = obj{sub.name: e.(obj)[sub.name]}
			}
		}
		to[a.name] = v
	default:
		to[a.name] = v
	}
}

// drop removes an attribute.
func (k *kind) drop(r obj, name string) {
	a, sub, urn := k.resolve(name)
	if a == nil || a.returned == "always" {
		return
	}
	if urn != "" {
		r, _ = r[urn].(obj)
	}
	if sub == nil {
		delete(r, a.name)
	} else if m, ok := r[a.name].(obj); ok {
		delete(m, sub.name)
	}
}

// bulk answers a Bulk request.
func (s *stub) bulk(body obj) (any, *fault) {
	ops, ok := body["Operations"].(arr)
	if !ok {
		return nil, bad("invalidSyntax", "Operations must be a list")
	}
	if len(ops) > stubOperations {
		return nil, &fault{413, "", "maxOperations"}
	}
	ids := map[string]string{}
	for _, e := range ops {
		if b, ok := e.(obj)["bulkId"].(string); ok {
			ids[b] = randomUUID()
			s.reserve[ids[b]] = true
		}
	}
	limit, _ := body["failOnErrors"].(float64)
	results, failures := arr{}, 0.0
	for _, e := range ops {
		res, f := s.operation(e.(obj), ids)
		if f != nil {
			failures++
			res["status"], res["response"] = plain(f.status), f.body()
		}
		results = append(results, res)
		if limit > 0 && failures >= limit {
			break
		}
	}
	clear(s.reserve)
	return obj{"schemas": arr{urnBulkResponse}, "Operations": results}, nil
}

// operation runs one operation of a Bulk request.
func (s *stub) operation(o obj, ids map[string]string) (obj, *fault) {
	res := obj{"method": o["method"]}
	bulkID, _ := o["bulkId"].(string)
	if bulkID != "" {
		res["bulkId"] = bulkID
	}
	raw := compact(o)
	for b, id := range ids {
		raw = strings.ReplaceAll(raw, "bulkId:"+b, id)
	}
	if strings.Contains(raw, "bulkId:") {
		return res, &fault{409, "invalidValue", "a bulkId cannot be resolved"}
	}
	json.Unmarshal([]byte(raw), &o)
	method := strings.ToUpper(plain(o["method"]))
	endpoint, id, _ := strings.Cut(strings.TrimPrefix(plain(o["path"]), "/"), "/")
	i := slices.IndexFunc(kinds, func(k *kind) bool { return k.endpoint == "/"+endpoint })
	if i < 0 {
		return res, &fault{404, "", "no such endpoint"}
	}
	data, _ := o["data"].(obj)
	if method == http.MethodPost {
		e, f := s.create(kinds[i], data, ids[bulkID])
		if f != nil {
			return res, f
		}
		res["location"], res["status"] = s.location(e), "201"
		return res, nil
	}
	q, _ := http.NewRequest(method, "/", nil)
	if q == nil || !slices.Contains([]string{"PUT", "PATCH", "DELETE"}, method) {
		return res, bad("invalidSyntax", "no such method")
	}
	status, _, _, f := s.resource(q, kinds[i], id, nil, data)
	if f != nil {
		return res, f
	}
	res["status"], res["location"] = plain(status), s.url+plain(o["path"])
	return res, nil
}

// discovery answers the discovery endpoints; ok is false for other paths.
func discovery(method, path string, params map[string]string) (status int, answer any, f *fault, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 2)
	var all arr
	switch parts[0] {
	case "ServiceProviderConfig":
		yes, no := obj{"supported": true}, obj{"supported": false}
		all = arr{obj{
			"schemas": arr{urnConfig}, "patch": yes, "sort": yes, "etag": yes, "changePassword": no,
			"filter":                obj{"supported": true, "maxResults": 100},
			"bulk":                  obj{"supported": true, "maxOperations": stubOperations, "maxPayloadSize": stubPayload},
			"pagination":            obj{"cursor": true, "index": true},
			"authenticationSchemes": arr{obj{"type": "oauthbearertoken", "name": "Bearer", "description": "A token"}},
		}}
	case "Schemas":
		for _, s := range []struct {
			id, name string
			attrs    []attr
		}{{urnUser, "User", userAttrs}, {urnGroup, "Group", groupAttrs}, {urnEnterprise, "EnterpriseUser", enterpriseAttrs}, {urnSchema, "Schema", schemaAttrs}} {
			all = append(all, obj{"id": s.id, "name": s.name, "attributes": published(s.attrs)})
		}
	case "ResourceTypes":
		for _, k := range kinds {
			t := obj{"id": k.name, "name": k.name, "endpoint": k.endpoint, "schema": k.urn}
			if k.extension != "" {
				t["schemaExtensions"] = arr{obj{"schema": k.extension, "required": false}}
			}
			all = append(all, t)
		}
	default:
		return 0, nil, nil, false
	}
	switch {
	case method != http.MethodGet:
		return 0, nil, &fault{405, "", "not this method"}, true
	case params["filter"] != "":
		return 0, nil, &fault{403, "", "no filters here"}, true
	case parts[0] == "ServiceProviderConfig":
		return 200, all[0], nil, true
	case len(parts) == 1:
		return 200, obj{"schemas": arr{urnList}, "totalResults": len(all), "itemsPerPage": len(all), "startIndex": 1, "Resources": all}, nil, true
	}
	for _, e := range all {
		if e.(obj)["id"] == parts[1] {
			return 200, e, nil, true
		}
	}
	return 0, nil, &fault{404, "", "no such document"}, true
}
