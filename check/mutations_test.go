package check

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// mutation is one thing that a proxy breaks, and the checks that have to say so.
type mutation struct {
	what  string
	spoil bug
	level Level
	ids   string // of the checks, in a row
}

// listsOf are the answers to list requests for users.
const (
	userLists = `GET /Users\?.*`
	types     = "GET /ResourceTypes.*"
)

var (
	oneUser  = func(f func(obj)) bug { return every("Users", f) }
	oneGroup = func(f func(obj)) bug { return every("Groups", f) }
	status   = func(pattern string, to int) bug {
		return alters(pattern, func(int, http.Header, obj) int { return to })
	}
	header = func(pattern, name, value string) bug {
		return alters(pattern, func(s int, h http.Header, _ obj) int {
			if h.Del(name); value != "" {
				h.Set(name, value)
			}
			return s
		})
	}
	operations = func(pattern string, f func(op obj)) bug {
		return mishears(pattern, func(b obj) {
			for _, o := range list(b["Operations"]) {
				f(o.(obj))
			}
		})
	}
	in = func(r obj, name string) obj {
		if m := firstOf(r[name]); m != nil {
			return m
		}
		return obj{}
	}
)

// mutations are in groups: what a server says about itself, what it keeps, what it finds, and how it
// answers.
var mutations = slices.Concat(configMutations, schemaMutations, filterMutations, listMutations, writeMutations, answerMutations)

var configMutations = []mutation{
	{"no authentication schemes", putting(config, "authenticationSchemes", arr{}), Must, "discovery.config.authentication"},
	{"authentication schemes left out", without(config, "authenticationSchemes"), Must, "discovery.config.authentication"},
	{"authentication schemes null", putting(config, "authenticationSchemes", nil), Must, "discovery.config.authentication"},
	{"maxResults too small", putting(config, "filter", obj{"supported": true, "maxResults": 2}), Must, "discovery.truth.results"},
	{"maxOperations too large", says(config, func(b obj) { in(b, "bulk")["maxOperations"] = 1200 }), Must, "bulk.operations"},
	{"maxOperations too small", says(config, func(b obj) { in(b, "bulk")["maxOperations"] = 10 }), Must, "bulk.operations"},
	{"maxPayloadSize too large", says(config, func(b obj) { in(b, "bulk")["maxPayloadSize"] = 3 << 20 }), Must, "bulk.payload"},
	{"limits that are texts", putting(config, "filter", obj{"supported": true, "maxResults": "100"}), Must, "discovery.config.limits"},
	{"supported as a text", putting(config, "sort", obj{"supported": "true"}), Must, "discovery.config.features"},
	{"a null in the configuration", putting(config, "documentationUri", nil), Should, "discovery.nulls"},
	{"a resource type without its extensions", says(types, withoutExtensions), Must, "discovery.types.extensions"},
	{"one of two answers without the extensions", without("GET /ResourceTypes/.*", "schemaExtensions"), Must, "discovery.types.same"},
	{"the endpoint of another type", says(types, func(b obj) {
		for _, e := range list(b["Resources"]) {
			e.(obj)["endpoint"] = "/Groups"
		}
	}), Must, "discovery.types.endpoints"},
	{"an extension that is not published", says("GET /Schemas", func(b obj) {
		b["Resources"] = slices.DeleteFunc(list(b["Resources"]), func(e any) bool { return e.(obj)["id"] == urnEnterprise })
	}), Must, "discovery.types.schemas"},
	{"an unknown authentication scheme", putting(config, "authenticationSchemes", arr{obj{"type": "magic", "name": "M", "description": "M"}}), Should,
		"discovery.config.authentication.type"},
	{"discovery lists that count wrongly", says("GET /(ResourceTypes|Schemas)", func(b obj) { b["totalResults"] = 99 }), Must, "discovery.types schemas.list"},
	{"another location of a resource type", says("GET /ResourceTypes", func(b obj) { in(in(b, "Resources"), "meta")["location"] = "/x" }), Should, "discovery.meta"},
	{"a filter at /Schemas", ignores("GET /(Schemas|ResourceTypes).*", "filter"), Should, "discovery.filter"},
}

var schemaMutations = []mutation{
	{"userName not required", publishes(urnUser, "userName", "required", false), Must, "truth.core"},
	{"userName caseExact", publishes(urnUser, "userName", "caseExact", true), Must, "truth.core truth.case"},
	{"userName not unique", publishes(urnUser, "userName", "uniqueness", "none"), Must, "truth.core"},
	{"title required", publishes(urnUser, "title", "required", true), Must, "truth.required"},
	{"name.givenName required", publishes(urnUser, "name.givenName", "required", true), Must, "truth.required"},
	{"emails.type required", publishes(urnUser, "emails.type", "required", true), Must, "truth.required"},
	{"department required", publishes(urnEnterprise, "department", "required", true), Must, "truth.required"},
	{"group's externalId caseExact false", publishes(urnGroup, "displayName", "caseExact", true), Must, "truth.case"},
	{"displayName required in secret", demanding("POST /Users", "displayName"), Must, "truth.minimal"},
	{"a group's displayName optional", publishes(urnGroup, "displayName", "required", false), Should, "truth.minimal.group"},
	{"title caseExact", publishes(urnUser, "title", "caseExact", true), Must, "truth.case"},
	{"name.familyName caseExact", publishes(urnUser, "name.familyName", "caseExact", true), Must, "truth.case"},
	{"emails.value caseExact", publishes(urnUser, "emails.value", "caseExact", true), Must, "truth.case"},
	{"costCenter caseExact", publishes(urnEnterprise, "costCenter", "caseExact", true), Must, "truth.case"},
	{"title returned always", publishes(urnUser, "title", "returned", "always"), Must, "truth.returned"},
	{"title returned never", publishes(urnUser, "title", "returned", "never"), Must, "truth.returned"},
	{"title returned on request", publishes(urnUser, "title", "returned", "request"), Must, "truth.returned"},
	{"name.familyName returned never", publishes(urnUser, "name.familyName", "returned", "never"), Must, "truth.returned"},
	{"emails.value returned on request", publishes(urnUser, "emails.value", "returned", "request"), Must, "truth.returned"},
	{"division returned on request", publishes(urnEnterprise, "division", "returned", "request"), Must, "truth.returned"},
	{"members returned on request", publishes(urnGroup, "members", "returned", "request"), Must, "truth.returned"},
	{"password returned", publishes(urnUser, "password", "returned", "default"), Must, "truth.core truth.returned"},
	{"password readWrite", publishes(urnUser, "password", "mutability", "readWrite"), Must, "truth.core"},
	{"title readOnly", publishes(urnUser, "title", "mutability", "readOnly"), Must, "truth.readonly"},
	{"name.givenName readOnly", publishes(urnUser, "name.givenName", "mutability", "readOnly"), Must, "truth.readonly"},
	{"title immutable", publishes(urnUser, "title", "mutability", "immutable"), Must, "truth.immutable"},
	{"title writeOnly", publishes(urnUser, "title", "mutability", "writeOnly"), Must, "truth.returned"},
	{"groups readWrite", publishes(urnUser, "groups", "mutability", "readWrite"), Must, "truth.core"},
	{"title unique", publishes(urnUser, "title", "uniqueness", "server"), Must, "truth.unique"},
	{"title a boolean", publishes(urnUser, "title", "type", "boolean"), Must, "truth.types"},
	{"emails single", publishes(urnUser, "emails", "multiValued", false), Must, "truth.types"},
	{"emails.primary a text", publishes(urnUser, "emails.primary", "type", "string"), Must, "truth.types"},
	{"title published and not kept", mishears("(POST|PUT|PATCH) /Users.*", func(b obj) { delete(b, "nickName") }), Should, "truth.kept"},
	{"one of two answers about a schema", without("GET /Schemas/.*", "attributes"), Must, "schemas.same"},
	{"an attribute that no schema has", setting("Users", "shoeSize", 43), Must, "truth.known"},
	{"one that is only in lists", says(userLists, func(b obj) { in(b, "Resources")["shoeSize"] = 43 }), Must, "truth.known user.list.same"},
	{"a sub-attribute that no schema has", oneUser(onlyIn("name", func(r obj) { in(r, "name")["nick"] = "x" })), Must, "truth.known"},
	{"an attribute in the wrong place", oneUser(func(r obj) { r["department"] = "x" }), Must, "truth.known"},
	{"an extension attribute that no schema has", oneUser(onlyIn(urnEnterprise, func(r obj) { in(r, urnEnterprise)["shoeSize"] = 43 })), Must, "truth.known"},
	{"a group's attribute that no schema has", setting("Groups", "owner", "x"), Must, "truth.known"},
	{"an extension that is not in schemas", oneUser(onlyIn(urnEnterprise, func(r obj) { r["schemas"] = arr{urnUser} })), Must, "user.create.extension"},
	{"schemas with an unknown URN", oneUser(func(r obj) { r["schemas"] = arr{urnUser, "urn:example:x"} }), Must, "user.create.schemas"},
	{"an explicit null", setting("Users", "nickName", nil), Should, "user.nulls"},
	{"an explicit null inside", oneUser(onlyIn("name", func(r obj) { in(r, "name")["middleName"] = nil })), Should, "user.nulls"},
	{"an explicit null in lists", says(userLists, func(b obj) { in(b, "Resources")["nickName"] = nil }), Should, "user.nulls"},
	{"an explicit null in groups", setting("Groups", "externalId", nil), Should, "group.nulls"},
	{"an explicit null in schemas", firstResource("GET /Schemas", func(m obj) { m["description"] = nil }), Should, "schemas.nulls"},
}

var filterMutations = []mutation{
	{"gt as ge", misreads(" gt ", " ge "), Must, "filter.gt.equal"},
	{"ge as gt", misreads(" ge ", " gt "), Must, "filter.ge"},
	{"lt as le", misreads(" lt ", " le "), Must, "filter.lt.equal"},
	{"le as lt", misreads(" le ", " lt "), Must, "filter.le"},
	{"gt as lt", misreads(" gt ", " lt "), Must, "filter.gt filter.datetime"},
	{"lt as gt", misreads(" lt ", " gt "), Must, "filter.lt filter.datetime"},
	{"ge as pr", misreads(` ge "Builder`, ` co "`), Must, "filter.ge.below"},
	{"le as eq", misreads(" le ", " eq "), Must, "filter.le.below"},
	{"ge as eq", misreads(" ge ", " eq "), Must, "filter.ge"},
	{"gt as ne", misreads(" gt ", " ne "), Must, "filter.gt"},
	{"lt as ne", misreads(" lt ", " ne "), Must, "filter.lt"},
	{"eq as co", misreads("userName eq", "userName co"), Must, "filter.eq.part"},
	{"eq as sw", misreads("userName eq", "userName sw"), Must, "filter.eq.part"},
	{"eq as ew", misreads("userName eq", "userName ew"), Must, "filter.eq.part"},
	{"ne as eq", misreads(" ne ", " eq "), Must, "filter.ne"},
	{"ne as pr", misreads(` ne "cast`, ` co "cast`), Must, "filter.ne"},
	{"co as sw", misreads(" co ", " sw "), Must, "filter.co"},
	{"co as ew", misreads(" co ", " ew "), Must, "filter.co"},
	{"co as eq", misreads(" co ", " eq "), Must, "filter.co"},
	{"sw as co", misreads(" sw ", " co "), Must, "filter.sw.inside"},
	{"sw as ew", misreads(" sw ", " ew "), Must, "filter.sw"},
	{"ew as co", misreads(" ew ", " co "), Must, "filter.ew.inside"},
	{"ew as sw", misreads(" ew ", " sw "), Must, "filter.ew"},
	{"pr always true", misreads("title pr", "id pr"), Must, "filter.pr"},
	{"not ignored", misreads("not (", "(", "not(", "("), Must, "filter.not filter.valuepath.not filter.not.precedence"},
	{"not over the rest", misreads(`not (title eq`, `not (title eq "x" and title eq`), Must, "filter.not"},
	{"and as or", misreads(" and ", " or "), Must, "filter.and"},
	{"or as and", misreads(" or ", " and "), Must, "filter.or"},
	{"brackets ignored", misreads("(title", "title", `") and userType`, `" and userType`), Must, "filter.grouping"},
	{"only the first term", truncatesFilter(" and "), Must, "filter.and filter.grouping"},
	{"filters ignored", unfiltered, Must, "filter.eq filter.none"},
	{"filters find nobody", mute, Must, "filter.eq filter.pr.complex"},
	{"case of userName", misreads("userName eq \"CAST", "userName eq \"XCAST", "userName eq \"U-", "userName eq \"x"), Must, "filter.value.case"},
	{"case of externalId", misreads(`"EXT-`, `"Ext-`, `-ALPHA"`, `-Alpha"`), Must, "filter.externalid.case"},
	{"inactive users are not found", misreads("active eq false", "id eq \"x\""), Must, "filter.valuepath.and"},
	{"value paths over all elements", misreads(`emails[type eq "work" and value eq "alpha-home`, `emails[value eq "alpha-home`), Must, "filter.valuepath.one"},
	{"times as texts", misreads("+13:00", "Z"), Must, "filter.datetime"},
	{"broken filters answered", answers(`GET /Users\?.*eqq.*`, 200, noList), Must, "badfilter.operator"},
	{"broken filters without scimType", alters(`GET /Users\?.*`, func(s int, _ http.Header, b obj) int { delete(b, "scimType"); return s }), Must, "badfilter.operator"},
	{"group names as beginnings", misreads("displayName eq", "displayName sw"), Must, "group.filter.name"},
	{"searches without a filter", mishears("POST /Users/.search", func(b obj) { delete(b, "filter") }), Must, "search.users"},
	{"searches answer something else", says("POST /Users/.search", func(b obj) { in(b, "Resources")["title"] = "x" }), Must, "search.users"},
	{"searches unsorted", mishears("POST /Users/.search", func(b obj) { delete(b, "sortBy") }), Must, "search.sort"},
}

// truncatesFilter leaves out of filters what comes after a word.
func truncatesFilter(word string) bug {
	return asks("GET /.*filter=.*", "filter", func(f string) string { f, _, _ = strings.Cut(f, word); return f })
}

// The table: each broken thing is found by the checks that are about it, at their level, decides the
// exit status accordingly, and leaves nothing behind. So does a whole run, whatever is broken.
func TestMutations(t *testing.T) {
	for i, m := range mutations {
		if testing.Short() && i%8 != 0 {
			continue // each has a server of its own
		}
		t.Run(m.what, func(t *testing.T) {
			t.Parallel()
			behind := realServer(t)
			settle(t, behind)
			var families []string
			if strings.Contains(m.ids, "overall.") {
				families = []string{"user.", "group.", "error."} // it judges what others ask
			}
			for id := range strings.FieldsSeq(m.ids) {
				family, _, _ := strings.Cut(id, ".")
				if testing.Short() && family != "etag" { // the one that is about it, without those beside it
					families = append(families, id)
					continue
				}
				families = append(families, family+".")
			}
			r := run(t, Options{URL: mutatingProxy(t, behind, m.spoil), Only: families})
			for id := range strings.FieldsSeq(m.ids) {
				i := slices.IndexFunc(r.Results, func(res Result) bool { return res.ID == id })
				if i < 0 {
					t.Fatalf("%s did not run", id)
				}
				if res := r.Results[i]; res.Status != Fail || res.Level != m.level {
					t.Errorf("%s (%s): %s\n asked %s\n got   %s", id, res.Level, res.Status, res.Asked, res.Got)
				}
			}
			if m.level.Decides() && r.Failed() == 0 {
				t.Error("the exit status would be 0")
			}
			if u, g := population(t, behind); u != 5 || g != 5 || len(r.Leftover) > 0 {
				t.Errorf("%d users and %d groups instead of 5 and 5 are there at the end; the report says %v", u, g, r.Leftover)
			}
		})
	}
}
