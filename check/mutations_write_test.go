package check

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
)

var listMutations = []mutation{
	{"sorting ignored", ignores("GET /Users.*", "sortBy"), Must, "sort.descending sort.attribute"},
	{"descending ignored", ignores("GET /Users.*", "sortOrder"), Must, "sort.descending"},
	{"ascending as descending", asks("GET /Users.*", "sortOrder", func(string) string { return "descending" }), Must, "sort.ascending"},
	{"always by userName", asks("GET /Users.*", "sortBy", func(string) string { return "userName" }), Must, "sort.attribute"},
	{"lists by their first value", says(`GET /Users\?.*sortBy=emails.value.*`, func(b obj) {
		slices.SortFunc(list(b["Resources"]), func(x, y any) int { return strings.Compare(firstAddress(y), firstAddress(x)) })
	}), Must, "sort.list"},
	{"startIndex from 0", asks("GET /Users.*", "startIndex", plus(1)), Must, "paging.partial paging.walk"},
	{"startIndex one less", asks("GET /Users.*", "startIndex", plus(-1)), Must, "paging.partial paging.walk"},
	{"startIndex ignored", ignores("GET /Users.*", "startIndex"), Must, "paging.partial paging.walk paging.end"},
	{"count one more", asks("GET /Users.*", "count", plus(1)), Must, "paging.count paging.count.zero"},
	{"count ignored", ignores("GET /Users.*", "count"), Must, "paging.count"},
	{"itemsPerPage is what was asked for", says(userLists, func(b obj) { b["itemsPerPage"] = 2 }), Must, "paging.partial"},
	{"itemsPerPage a text", says(userLists, func(b obj) { b["itemsPerPage"] = "2" }), Must, "paging.partial"},
	{"startIndex always 1", says(userLists, func(b obj) { b["startIndex"] = 1 }), Must, "paging.partial"},
	{"totalResults of the page", says(userLists, func(b obj) { b["totalResults"] = len(list(b["Resources"])) }), Must, "paging.total paging.count.zero"},
	{"totalResults one more", says(userLists, func(b obj) { n, _ := b["totalResults"].(float64); b["totalResults"] = n + 1 }), Must, "filter.eq"},
	{"totalResults a text", says(userLists, func(b obj) { b["totalResults"] = plain(b["totalResults"]) }), Must, "paging.envelope"},
	{"totalResults left out", without(userLists, "totalResults"), Must, "paging.envelope"},
	{"totalResults null", putting(userLists, "totalResults", nil), Must, "paging.envelope"},
	{"totalResults with a fraction", putting(userLists, "totalResults", 3.5), Must, "paging.envelope"},
	{"Resources left out", without(userLists, "Resources"), Must, "paging.envelope"},
	{"a list without its schema", without(userLists, "schemas"), Must, "paging.envelope filter.eq"},
	{"404 after the end", answers(`GET /Users\?.*startIndex=100000.*`, 404, "{}"), Must, "paging.end"},
	{"404 for no match", answers(`GET /Users\?.*nobody.*`, 404, "{}"), Must, "filter.none"},
	{"somebody twice", says(`GET /Users\?.*startIndex=[23].*`, func(b obj) { in(b, "Resources")["id"] = "same" }), Must, "paging.walk"},
	{"another id in lists", says(userLists, func(b obj) { in(b, "Resources")["id"] = "x" }), Must, "user.list.same filter.eq"},
	{"less in lists", says(userLists, func(b obj) { delete(in(b, "Resources"), "emails") }), Must, "user.list.same"},
	{"cursors ignored", ignores("GET /Users.*", "cursor"), Must, "cursor.walk cursor.bad"},
	{"attributes ignored", ignores(anyGet, "attributes"), Must, "projection.attributes projection.list"},
	{"excludedAttributes ignored in lists", ignores(userLists, "excludedAttributes"), Must, "projection.list.excluded"},
	{"other values with attributes", says(user+`\?attributes=.*`, onlyIn("nickName", func(b obj) { b["nickName"] = "x" })), Must, "projection.same"},
	{"no schemas with attributes", without(user+`\?attributes=.*`, "schemas"), Must, "projection.minimum"},
}

func firstAddress(user any) string { return plain(in(user.(obj), "emails")["value"]) }

// plus adds to a number in a query.
func plus(n int) func(string) string {
	return func(s string) string {
		i, _ := strconv.Atoi(s)
		return strconv.Itoa(max(0, i+n))
	}
}

// asleep answers writes as though they had been done: with what a read gives.
func asleep(method string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Method == method && !strings.HasSuffix(q.URL.Path, "/Bulk") {
				q = httptest.NewRequest(http.MethodGet, q.URL.String(), nil).WithContext(q.Context())
				q.Header.Set("Authorization", "Bearer "+stubToken)
			}
			next.ServeHTTP(w, q)
		})
	}
}

var writeMutations = []mutation{
	{"PATCH 200 without effect", asleep(http.MethodPatch), Must, "patch.add patch.replace patch.remove patch.replace.boolean group.patch.add etag.changes.patch"},
	{"PATCH 204 without effect", sleeping, Must, "patch.add patch.replace patch.remove group.patch.add"},
	{"PUT 200 without effect", asleep(http.MethodPut), Must, "user.replace user.replace.active group.replace etag.changes"},
	{"only the first operation", mishears("PATCH /.*", func(b obj) {
		b["Operations"] = append(arr{}, list(b["Operations"])...)[:min(1, len(list(b["Operations"])))]
	}), Must, "patch.order group.patch.remove"},
	{"PATCH answers the old user", putting("PATCH /Users/.*", "title", "Old"), Must, "patch.answer"},
	{"add replaces", operations("PATCH /.*", func(o obj) { o["op"] = strings.Replace(plain(o["op"]), "add", "replace", 1) }), Must, "patch.add.list group.patch.add"},
	{"replace adds", operations("PATCH /.*", func(o obj) { o["op"] = strings.Replace(plain(o["op"]), "replace", "add", 1) }), Must, "patch.replace.list group.patch.replace"},
	{"remove takes all", operations("PATCH /.*", func(o obj) {
		if path, _ := o["path"].(string); o["op"] == "remove" {
			o["path"], _, _ = strings.Cut(path, "[")
		}
	}), Must, "patch.remove.valuepath group.patch.remove"},
	{"half a PATCH", halfway, Must, "patch.atomic"},
	{"PATCH does not move lastModified", oneUser(func(r obj) { in(r, "meta")["lastModified"] = in(r, "meta")["created"] }), Must, "patch.times user.replace.times"},
	{"lastModified is always now", restless, Must, "patch.add.unchanged user.create.times"},
	{"a value twice", oneUser(onlyIn("emails", func(r obj) { r["emails"] = append(list(r["emails"]), list(r["emails"])[0]) })), Should, "patch.add.list.same"},
	{"a member twice", twiceInGroups, Should, "group.patch.add.again"},
	{"PUT keeps the old values", mishears("PUT /Users/.*", func(b obj) { b["emails"] = append(list(b["emails"]), obj{"value": "old@example.com"}) }), Must, "user.replace.list"},
	{"active ignored", mishears("(PUT|PATCH) /Users/.*", func(b obj) {
		if delete(b, "active"); len(list(b["Operations"])) == 1 && in(b, "Operations")["path"] == "active" {
			in(b, "Operations")["value"] = true
		}
	}), Must, "user.replace.active patch.replace.boolean"},
	{"title ignored", mishears("(POST|PUT) /Users.*", func(b obj) { delete(b, "title") }), Must, "user.read user.replace"},
	{"externalId ignored", mishears("(POST|PUT) /Users.*", func(b obj) { delete(b, "externalId") }), Must, "user.create.externalid.case"},
	{"DELETE 200", status("DELETE /.*", 200), Must, "user.delete group.delete"},
	{"what is deleted is found", status(user, 200), Must, "user.delete.gone user.read.unknown"},
	{"duplicates answered 201", alters("POST /Users", func(s int, _ http.Header, b obj) int {
		if s == 409 {
			b["id"] = randomUUID()
			return 201
		}
		return s
	}), Must, "user.create.duplicate"},
	{"duplicates without scimType", alters("POST /Users", func(s int, _ http.Header, b obj) int { delete(b, "scimType"); return s }), Must, "user.create.duplicate"},
	{"duplicates answered 400", alters("(POST|PUT|PATCH) /Users.*", func(s int, _ http.Header, _ obj) int {
		if s == 409 {
			return 400
		}
		return s
	}), Must, "user.create.duplicate user.replace.duplicate patch.replace.duplicate"},
	{"versions never change", frozen, Must, "etag.changes etag.changes.patch"},
	{"versions always change", func() bug {
		n := 0
		return alters(user, func(s int, h http.Header, b obj) int {
			n++
			h.Set("ETag", `W/"`+strconv.Itoa(n)+`"`)
			in(b, "meta")["version"] = h.Get("ETag")
			return s
		})
	}(), Must, "etag.read.same etag.answers"},
	{"another version in lists", says(userLists, func(b obj) { in(in(b, "Resources"), "meta")["version"] = `W/"x"` }), Must, "etag.answers"},
	{"If-Match ignored", deaf("If-Match"), Must, "etag.put.stale etag.patch.stale etag.delete.stale"},
	{"If-None-Match ignored", deaf("If-None-Match"), Must, "etag.read.same"},
	{"no ETag header", header(anyGet, "ETag", ""), Must, "etag.header"},
	{"PUT answers something else", putting("PUT /Users/.*", "nickName", "x"), Must, "user.answers.same"},
	{"changes of groups answer something else", putting("(PUT|PATCH) /Groups/.*", "displayName", "x"), Must, "group.answers.same"},
	{"groups in lists without members", says(`GET /Groups\?.*`, func(b obj) { delete(in(b, "Resources"), "members") }), Must, "group.list.same"},
	{"versions of groups never change", alters("GET /Groups/.*", func(s int, h http.Header, b obj) int {
		h.Set("ETag", `W/"1"`)
		in(b, "meta")["version"] = `W/"1"`
		return s
	}), Must, "etag.group"},
	{"failOnErrors ignored", mishears("POST /Bulk", func(b obj) { delete(b, "failOnErrors") }), Must, "bulk.failonerrors"},
	{"statuses in Bulk as numbers", says("POST /Bulk", func(b obj) {
		for _, o := range list(b["Operations"]) {
			o := o.(obj)
			o["status"], _ = strconv.Atoi(plain(o["status"]))
		}
	}), Must, "bulk.create bulk.error"},
	{"no bulkId in Bulk", says("POST /Bulk", func(b obj) { delete(in(b, "Operations"), "bulkId") }), Must, "bulk.create"},
}

var answerMutations = []mutation{
	{"no Location", header("POST /.*", "Location", ""), Must, "user.create.location"},
	{"a Location that leads nowhere", header("POST /Users", "Location", "/scim/v2/Users/nobody"), Must, "user.create.location"},
	{"no location in reads", oneUser(func(r obj) { delete(in(r, "meta"), "location") }), Must, "user.meta user.create.location"},
	{"another location in reads", inMeta(user, "location", "https://example.com/Users/1"), Must, "user.meta"},
	{"another location in lists", says(userLists, func(b obj) { in(in(b, "Resources"), "meta")["location"] = "/x" }), Must, "user.meta"},
	{"another location of groups", oneGroup(func(r obj) { in(r, "meta")["location"] = "https://example.com/Groups/1" }), Must, "group.meta"},
	{"no meta", oneUser(func(r obj) { delete(r, "meta") }), Must, "user.meta"},
	{"no meta in reads", without(user, "meta"), Must, "user.meta"},
	{"no meta in lists", says(userLists, func(b obj) { delete(in(b, "Resources"), "meta") }), Must, "user.meta user.list.same"},
	{"no meta of groups", oneGroup(func(r obj) { delete(r, "meta") }), Must, "group.meta"},
	{"another resourceType", oneUser(func(r obj) { in(r, "meta")["resourceType"] = "Person" }), Must, "user.meta user.create"},
	{"created is a date", oneUser(func(r obj) { in(r, "meta")["created"] = "2026-01-01" }), Must, "user.meta"},
	{"no schemas of users", oneUser(func(r obj) { delete(r, "schemas") }), Must, "user.create.schemas"},
	{"no schemas of groups", oneGroup(func(r obj) { delete(r, "schemas") }), Must, "group.meta"},
	{"ids as numbers", oneUser(func(r obj) { r["id"] = 42 }), Must, "user.create"},
	{"active as a text", oneUser(func(r obj) { r["active"] = "true" }), Must, "user.create truth.types"},
	{"200 for creations", status("POST /Users", 200), Must, "user.create"},
	{"creations without a body", func(next http.Handler) http.Handler { return answersEmpty("POST /Users", next) }, Must, "user.create"},
	{"creations without an id", nameless, Must, "user.create"},
	{"a creation that shows something else", putting("POST /Users", "nickName", "x"), Should, "user.create.same"},
	{"a password in answers to PUT", putting("PUT /Users/.*", "password", "x"), Must, "user.create.password"},
	{"a password in lists", says(userLists, func(b obj) { in(b, "Resources")["password"] = "x" }), Must, "user.create.password"},
	{"an invented externalId", setting("Users", "externalId", "x"), Must, "user.create.externalid"},
	{"groups at /Users", status("GET /Users/.*", 200), Must, "group.unknown.kind"},
	{"members of another type", oneGroup(onlyIn("members", func(r obj) { in(r, "members")["type"] = "Group" })), Must, "group.ref"},
	{"members' $ref leads elsewhere", oneGroup(onlyIn("members", func(r obj) { in(r, "members")["$ref"] = "/Users/nobody" })), Must, "group.ref"},
	{"another Content-Type of users", header(user, "Content-Type", "application/json"), Must, "media.type overall.media"},
	{"another Content-Type of creations", header("POST /Users", "Content-Type", "text/plain"), Must, "overall.media"},
	{"another Content-Type of groups", header("(GET|POST|PUT) /Groups.*", "Content-Type", "application/json"), Must, "overall.media"},
	{"truncated answers", replaced("POST /Groups", func(b []byte) string { return string(b[:len(b)/2]) }), Must, "overall.media group.create"},
	{"404 as 200 with the error", status(user, 200), Must, "user.read.unknown"},
	{"404 as 400", alters(user, func(s int, _ http.Header, _ obj) int { return min(s, 400) }), Must, "user.read.unknown"},
	{"errors without schemas", alters(anyGet, func(s int, _ http.Header, b obj) int {
		if s >= 400 {
			delete(b, "schemas")
		}
		return s
	}), Must, "error.shape overall.errors"},
	{"an error status that is a number", says(user, numeric), Must, "error.shape overall.errors"},
	{"refusals of creations without schemas", alters("POST /.*", func(s int, _ http.Header, b obj) int {
		if s >= 400 {
			delete(b, "schemas")
		}
		return s
	}), Must, "overall.errors"},
	{"malformed JSON without scimType", without("POST /.*", "scimType"), Should, "error.json.scimtype"},
	{"requests without a token are served", forgiving, Should, "error.auth.none"},
	{"every token is right", trusting, Should, "error.auth.wrong"},
	{"401 without WWW-Authenticate", header(anyGet, "WWW-Authenticate", ""), Must, "error.auth.scheme"},
	{"faults", status("PUT /Users/.*", 500), Should, "overall.faults"},
}

// answersEmpty lets requests be done and leaves the bodies of the answers out.
func answersEmpty(pattern string, next http.Handler) http.Handler {
	return replaced(pattern, func([]byte) string { return "" })(next)
}

// forgiving serves requests without a token, trusting those with any.
func forgiving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") == "" {
			q.Header.Set("Authorization", "Bearer "+stubToken)
		}
		next.ServeHTTP(w, q)
	})
}

func trusting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") != "" {
			q.Header.Set("Authorization", "Bearer "+stubToken)
		}
		next.ServeHTTP(w, q)
	})
}
