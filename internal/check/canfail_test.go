package check

import (
	"net/http"
	"strings"
	"testing"
)

const (
	user   = "GET /Users/[^?/]+"
	anyGet = "GET /.*"
	okList = `{"schemas":["` + urnList + `"],"totalResults":1,"itemsPerPage":1,"startIndex":1,"Resources":[{"id":"x"}]}`
	okUser = `{"schemas":["` + urnUser + `"],"id":"x","userName":"x","meta":{}}`
	noList = `{"schemas":["` + urnList + `"],"totalResults":0,"itemsPerPage":0,"startIndex":1,"Resources":[]}`
	config = "GET /ServiceProviderConfig"
)

// unfiltered is a server that ignores filters, and mute one that finds nothing.
var (
	unfiltered = ignores(anyGet, "filter")
	mute       = answers("GET /Users\\?.*filter=.*", 200, noList)
)

// without removes members from what the server answers.
func without(pattern string, names ...string) bug {
	return says(pattern, func(b obj) {
		for _, n := range names {
			delete(b, n)
		}
	})
}

// putting sets a member in what the server answers.
func putting(pattern, name string, value any) bug {
	return says(pattern, func(b obj) { b[name] = value })
}

// inMeta sets a member of meta.
func inMeta(pattern, name string, value any) bug {
	return says(pattern, func(b obj) {
		if m, ok := b["meta"].(obj); ok {
			m[name] = value
		}
	})
}

// firstResource changes the first resource of a list.
func firstResource(pattern string, f func(obj)) bug {
	return says(pattern, func(b obj) {
		if l, ok := b["Resources"].(arr); ok && len(l) > 0 {
			f(l[0].(obj))
		}
	})
}

// ailments are, for each rule or beginning of rule ids, a bug that the rule must find. The
// longest beginning counts.
var ailments = map[string]bug{
	"discovery.config":                answers(config, 200, okList),
	"discovery.config.features":       without(config, "sort"),
	"discovery.config.limits":         putting(config, "filter", obj{"supported": true, "maxResults": 1.5}),
	"discovery.config.authentication": putting(config, "authenticationSchemes", arr{obj{"type": "oauth2"}}),
	"discovery.config.public":         closed,
	"discovery.config.pagination":     putting(config, "pagination", obj{"cursor": true}),
	"discovery.truth.patch":           putting(config, "patch", obj{"supported": false}),
	"discovery.truth.filter":          putting(config, "filter", obj{"supported": false}),
	"discovery.truth.bulk":            putting(config, "bulk", obj{"supported": false}),
	"discovery.types":                 firstResource("GET /ResourceTypes", func(m obj) { delete(m, "endpoint") }),
	"discovery.types.one":             answers("GET /ResourceTypes/User", 404, "{}"),
	"discovery.types.schemas":         firstResource("GET /ResourceTypes", func(m obj) { m["schema"] = "urn:example:none" }),
	"discovery.types.endpoints":       firstResource("GET /ResourceTypes", func(m obj) { m["endpoint"] = "/None" }),
	"discovery.types.unknown":         answers("GET /ResourceTypes/.*", 200, "{}"),
	"discovery.filter":                ignores("GET /(Schemas|ResourceTypes).*", "filter"),
	"discovery.parameters":            answers("GET /ResourceTypes\\?.*", 400, "{}"),
	"discovery.readonly":              answers("POST /Schemas", 201, "{}"),

	"schemas.list":       firstResource("GET /Schemas", func(m obj) { m["id"] = "urn:example:other" }),
	"schemas.one":        answers("GET /Schemas/.*", 404, "{}"),
	"schemas.unknown":    answers("GET /Schemas/urn:example.*", 200, "{}"),
	"schemas.attributes": firstResource("GET /Schemas", func(m obj) { m["attributes"].(arr)[0].(obj)["mutability"] = "sometimes" }),
	"schemas.complex": firstResource("GET /Schemas", func(m obj) {
		m["attributes"] = arr{obj{"name": "a", "type": "complex", "multiValued": false, "subAttributes": arr{obj{"name": "b", "type": "complex", "multiValued": false}}}}
	}),
	"schemas.messages": firstResource("GET /Schemas", func(m obj) { m["id"] = urnPatch }),
	"schemas.nulls":    firstResource("GET /Schemas", func(m obj) { m["description"] = nil }),

	"user.create":                   answers("POST /Users", 200, okUser),
	"user.create.location":          alters("POST /Users", func(s int, h http.Header, _ obj) int { h.Del("Location"); return s }),
	"user.create.meta":              inMeta("POST /Users", "created", "1999-01-01T00:00:00Z"),
	"user.create.id":                returning("id"),
	"user.create.externalid":        putting("POST /Users", "externalId", "made up"),
	"user.create.schemas":           putting(user, "schemas", arr{urnUser, urnUser}),
	"user.create.extension":         without(user, urnEnterprise),
	"user.create.readonly":          putting("POST /Users", "groups", arr{obj{"value": "no-such-group"}}),
	"user.create.case":              mishears("POST /Users", func(b obj) { delete(b, "DisplayName") }),
	"user.create.null":              putting("POST /Users", "title", "x"),
	"user.create.unicode":           putting(user, "displayName", "Zo?"),
	"user.create.password":          putting(user+"\\?attributes=userName,password", "password", "x"),
	"user.create.required":          answers("POST /Users", 201, okUser),
	"user.create.duplicate":         alters("POST /Users", func(s int, _ http.Header, b obj) int { delete(b, "scimType"); return s }),
	"user.create.duplicate.case":    answersTwice(201, okUser),
	"user.create.order":             answers("POST /Users", 400, "{}"),
	"user.create.externalid.case":   says(user, func(b obj) { b["externalId"] = strings.ToLower(plain(b["externalId"])) }),
	"user.create.text":              putting("POST /Users", "locale", "en_US"),
	"user.create.duplicate.unicode": answersTwice(201, okUser),
	"group.nested":                  answers("POST /Groups", 201, okUser),
	"discovery.config.patch":        putting(config, "patch", obj{"supported": false}),
	"discovery.config.events":       putting(config, "securityEvents", obj{"asyncRequest": "perhaps"}),
	"cursor.total":                  without("GET /Users\\?.*cursor=.*", "totalResults"),
	"user.read":                     without(user, "title"),
	"user.read.unknown":             answers(user, 200, okUser),
	"user.replace":                  mishears("PUT /Users/.*", func(b obj) { b["title"] = "Old" }),
	"user.replace.times":            inMeta("PUT /Users/.*", "lastModified", "2000-01-01T00:00:00Z"),
	"user.replace.readonly":         inMeta("PUT /Users/.*", "created", "1999-01-01T00:00:00Z"),
	"user.replace.required":         answers("PUT /Users/.*", 200, okUser),
	"user.replace.unknown":          answers("PUT /Users/.*", 201, okUser),
	"user.delete":                   alters("DELETE /Users/.*", func(int, http.Header, obj) int { return 202 }),
	"user.delete.gone":              alters("GET /Users/.*", func(int, http.Header, obj) int { return 200 }),
	"user.delete.list":              answers("DELETE /Users/.*", 204, ""),
	"user.delete.recreate":          answers("DELETE /Users/.*", 204, ""),
	"user.me":                       answers("GET /Me", 200, okList),

	"group.create":            without("GET /Groups/.*", "members"),
	"group.create.empty":      answers("POST /Groups", 400, "{}"),
	"group.create.required":   answers("POST /Groups", 201, okUser),
	"group.replace":           mishears("PUT /Groups/.*", func(b obj) { delete(b, "members") }),
	"group.ref":               says("GET /Groups/.*", func(b obj) { list(b["members"])[0].(obj)["$ref"] = "/Users/nobody" }),
	"group.user":              without(user, "groups"),
	"group.user.readonly":     without("GET /Groups/.*", "members"),
	"group.integrity":         answers("DELETE /Users/.*", 204, ""),
	"group.delete":            answers("DELETE /Groups/.*", 204, ""),
	"group.unknown":           answers("GET /Groups/.*", 200, okUser),
	"group.filter.member":     answers("GET /Groups.*filter=.*", 200, noList),
	"group.exclude":           ignores("GET /Groups/.*", "excludedAttributes"),
	"group.patch":             sleeping,
	"group.patch.add.again":   twiceInGroups,
	"group.patch.remove":      mishears("PATCH /Groups/.*", func(b obj) { b["Operations"] = b["Operations"].(arr)[:1] }),
	"filter":                  unfiltered,
	"filter.sw":               mute,
	"filter.sw.inside":        unfiltered,
	"filter.pr.complex":       mute,
	"filter.root":             answers("GET \\?.*", 200, noList),
	"filter.password":         leakyPassword,
	"filter.long":             answers("POST /Users/.search", 500, "{}"),
	"badfilter":               unfiltered,
	"badfilter.deep":          answers("GET /Users.*filter=.*", 500, "{}"),
	"patch":                   sleeping,
	"patch.add.list.same":     putting(user, "emails", arr{obj{"value": "a"}, obj{"value": "a"}}),
	"patch.add.primary":       says(user, allPrimary),
	"patch.add.unchanged":     restless,
	"patch.replace.duplicate": sleeping,
	"patch.unknown":           sleeping,
	"patch.answer":            answers("PATCH /Users/.*", 200, "{}"),
	"patch.answer.attributes": sleeping,
	"patch.atomic":            halfway,

	"paging.envelope":            without("GET /Users\\?.*startIndex.*", "totalResults"),
	"paging.partial":             without("GET /Users\\?.*", "itemsPerPage"),
	"paging.count":               ignores("GET /Users.*", "count"),
	"paging.start.zero":          answers("GET /Users.*startIndex=0.*", 200, noList),
	"paging.end":                 ignores("GET /Users.*", "startIndex"),
	"paging.total":               says("GET /Users\\?.*startIndex=2.*", func(b obj) { b["totalResults"] = 1 }),
	"paging.walk":                ignores("GET /Users.*", "startIndex"),
	"paging.stable":              shuffling(),
	"paging.huge":                answers("GET /Users.*count=2147483648", 500, "{}"),
	"paging.garbage":             answers("GET /Users.*count=many", 500, "{}"),
	"cursor.walk":                without("GET /Users\\?.*cursor=.*", "nextCursor"),
	"cursor.urlsafe":             putting("GET /Users\\?.*cursor=.*", "nextCursor", "a/b c"),
	"cursor.bad":                 ignores("GET /Users.*", "cursor"),
	"cursor.count":               ignores("GET /Users.*", "count"),
	"cursor.index":               ignores("GET /Users.*", "startIndex"),
	"projection":                 ignores(anyGet, "attributes", "excludedAttributes"),
	"projection.unknown":         answers(user+"\\?.*", 500, "{}"),
	"projection.excluded.always": without(user+"\\?.*", "id"),
	"projection.post":            ignores("POST /Users.*", "attributes"),
	"projection.put":             ignores("PUT /Users.*", "attributes"),
	"projection.both":            answers(user+"\\?.*", 500, "{}"),
	"sort":                       reversed,
	"etag.header":                alters(user, func(s int, h http.Header, _ obj) int { h.Del("ETag"); return s }),
	"etag.changes":               frozen,
	"etag.read.same":             deaf("If-None-Match"),
	"etag.read.stale":            alters(user, func(int, http.Header, obj) int { return 304 }),
	"etag.write.same":            alters("PUT /Users/.*", func(int, http.Header, obj) int { return 412 }),
	"etag.put":                   deaf("If-Match"),
	"etag.patch":                 deaf("If-Match"),
	"etag.delete":                deaf("If-Match"),
	"bulk":                       answers("POST /Bulk", 200, `{"schemas":["`+urnBulkResponse+`"],"Operations":[]}`),
	"bulk.reference.unknown":     answers("POST /Bulk", 500, "{}"),
	"bulk.failonerrors":          mishears("POST /Bulk", func(b obj) { delete(b, "failOnErrors") }),
	"bulk.error":                 says("POST /Bulk", func(b obj) { delete(list(b["Operations"])[0].(obj), "response") }),
	"search":                     answers("POST /Users/.search", 200, noList),
	"search.attributes":          mishears("POST /Users/.search", func(b obj) { delete(b, "attributes") }),
	"search.excluded":            mishears("POST /Users/.search", func(b obj) { delete(b, "excludedAttributes") }),
	"search.paging":              mishears("POST /Users/.search", func(b obj) { delete(b, "count") }),
	"search.root":                answers("POST /.search", 200, noList),
	"error":                      answers("POST /Users", 201, okUser),
	"error.shape":                says(anyGet, func(b obj) { numeric(b) }),
	"error.detail":               without(user, "detail"),
	"error.scimtype":             says(user, func(b obj) { b["scimType"] = "notFound" }),
	"error.auth":                 answers("GET /Users\\?count=1", 200, okList),
	"error.auth.scheme":          alters(anyGet, func(s int, h http.Header, _ obj) int { h.Del("WWW-Authenticate"); return s }),
	"error.json.deep":            answers("POST /Users", 500, "{}"),
	"error.json.scimtype":        without("POST /Users", "scimType"),
	"error.endpoint":             answers("GET /NoSuchThings", 200, okList),
	"error.method":               answers("PUT /Users", 200, okUser),
	"media.type":                 alters(user, func(s int, h http.Header, _ obj) int { h.Set("Content-Type", "application/json"); return s }),
	"media.json":                 refusingType("application/json"),
	"media.any":                  refusingAccept("*/*"),
	"media.text":                 answers("POST /Users", 201, okUser),
	"overall.faults":             answers("GET /ServiceProviderConfig", 500, "{}"),
}

// ailment is the bug that the rule id must find.
func ailment(id string) bug {
	for p := id; ; {
		if b, ok := ailments[p]; ok {
			return b
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return nil
		}
		p = p[:i]
	}
}

// No rule is there for decoration: each one fails on a server that has a bug it is about.
func TestEveryRuleCanFail(t *testing.T) {
	for _, sec := range append(sections(), overallSection) {
		for _, ru := range sec.rules {
			t.Run(ru.id, func(t *testing.T) {
				b := ailment(ru.id)
				if b == nil {
					t.Fatal("no bug is known that this rule finds")
				}
				s, _ := newStub(t, b)
				for _, res := range run(t, Options{URL: s.url, Only: []string{ru.id}, As: []string{"google"}}).Results {
					if res.ID == ru.id && res.Status != Fail {
						t.Errorf("%s: asked %s, got %s", res.Status, res.Asked, res.Got)
					}
				}
			})
		}
	}
}

// No case is there for decoration either: each one fails on a server whose answers after the
// setup steps are faults, and is inconclusive when the setup itself fails.
func TestEveryCaseCanFail(t *testing.T) {
	for _, cs := range Dialects() {
		t.Run(cs.ID, func(t *testing.T) {
			setup := 0
			for setup < len(cs.Steps) && cs.Steps[setup].Role == "setup" {
				setup++
			}
			s, _ := newStub(t, after(setup, answers(".*", 500, "{}")))
			if out := cs.Run(t.Context(), client(t, s)); out.Status != Fail {
				t.Errorf("on a faulty server: %s, %s", out.Status, out.Got)
			}
			if setup == 0 {
				return
			}
			s, _ = newStub(t, answers(".*", 500, "{}"))
			if out := cs.Run(t.Context(), client(t, s)); out.Status != Inconclusive {
				t.Errorf("with a failing setup: %s, %s", out.Status, out.Got)
			}
		})
	}
}

func client(t *testing.T, s *stub) *Client {
	t.Helper()
	c, err := NewClient(Options{URL: s.url, Token: stubToken})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
