package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const bulkRFC = "RFC 7644 section 3.7"

var bulkRules = []rule{
	{"bulk.create", "Bulk creates users", bulkRFC, "R-174 R-176 R-179", Must,
		`200 with the BulkResponse schema and, for each operation, its method and bulkId, status "201" as a string and a location`, bulkCreate},
	{"bulk.methods", "Bulk replaces, patches and deletes", bulkRFC, "R-174 R-179", Must,
		"200, 200 or 204, and 204 as the operations' statuses, and the changes made", bulkMethods},
	{"bulk.reference", "A bulkId stands for a resource created before it", bulkRFC, "R-177", Must,
		"a group whose member is the id of the user from the same request", bulkReference(false)},
	{"bulk.reference.forward", "A bulkId stands for a resource created after it", bulkRFC, "R-177", Must,
		"a group whose member is the id of the user from the same request", bulkReference(true)},
	{"bulk.reference.path", "A bulkId can stand in a path", bulkRFC, "R-177", Should,
		"the user created and then changed", bulkPath},
	{"bulk.reference.circular", "bulkIds can refer to each other", "RFC 7644 section 3.7.1", "R-177", Should,
		"two groups that are members of each other; 409 is allowed after an attempt", bulkCircular},
	{"bulk.reference.unknown", "An operation with an unknown bulkId fails alone", bulkRFC, "R-178", Must,
		"409 (or another 4xx) for that operation, and the other one done", bulkUnknown},
	{"bulk.continue", "Bulk goes on after a failure", bulkRFC, "R-175", Must,
		"three results: the first and the last successful, the one between refused", bulkContinue},
	{"bulk.failonerrors", "Bulk stops at failOnErrors", bulkRFC, "R-175", Must,
		"no result and no user for what stands after the first error with failOnErrors 1", bulkFail},
	{"bulk.error", "A failed operation explains itself", bulkRFC, "R-179 R-190", Must,
		`status "409" as a string and a response that is the error a single request would get`, bulkError},
	{"bulk.method", "An unknown method in Bulk is refused", bulkRFC, "R-194", Must,
		"4xx for the operation or for the request", bulkMethod},
	{"bulk.operations", "As many operations are done as are allowed", "RFC 7644 section 3.7.3", "R-181 R-180 R-065", Must,
		"200 for bulk.maxOperations, 413 for one more", bulkTooMany},
	{"bulk.payload", "A request may be as large as is allowed", "RFC 7644 section 3.7.3", "R-181 R-180 R-065", Must,
		"200 for bulk.maxPayloadSize bytes, 413 for 1,024 more", bulkTooLarge},
	{"bulk.malformed", "Operations that are no array are refused", "RFC 7644 section 3.12", "R-193", Must,
		"400", bulkMalformed},
}

// bulk sends operations; extra goes beside them.
func (p *probe) bulk(extra obj, ops ...obj) *reply {
	all := arr{}
	for _, o := range ops {
		all = append(all, o)
	}
	return p.post("/Bulk", overlay(obj{"schemas": arr{urnBulkRequest}, "Operations": all}, extra))
}

// posting is a Bulk operation that creates.
func posting(path, bulkID string, data obj) obj {
	return obj{"method": http.MethodPost, "path": path, "bulkId": bulkID, "data": data}
}

// results fails unless the answer is a BulkResponse with results of these statuses; "4" stands
// for any client error.
func results(r *reply, statuses ...string) error {
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	if !r.has("$.schemas", urnBulkResponse) {
		return wrong(r, "check.butSchemas", "answer", r.answer(), "schemas", brief(r.at("$.schemas")))
	}
	var got []string
	for i := range r.list("$.Operations") {
		got = append(got, r.text(fmt.Sprintf("$.Operations[%d].status", i)))
	}
	if !slices.EqualFunc(got, statuses, func(g, s string) bool { return len(g) == 3 && strings.HasPrefix(g, s) }) {
		return wrong(r, "check.statuses", "answer", r.answer(), "found", brief(got), "right", brief(statuses))
	}
	return nil
}

// made is the path of the resource that operation i of a Bulk answer is about.
func made(r *reply, i int) string { return tail(r.text(fmt.Sprintf("$.Operations[%d].location", i))) }

func bulkCreate(p *probe) error {
	name := p.userName()
	r := p.bulk(nil, posting("/Users", "one", p.userBody(name, nil)),
		posting("/Users", "two", p.userBody(p.userName(), nil)))
	if err := each(results(r, "201", "201"), same(r, "$.Operations[0].bulkId", "one"), same(r, "$.Operations[1].bulkId",
		"two"),
		assertion{Path: "$.Operations[0].method", Op: "ieq", Value: "POST"}.holds(r)); err != nil {
		return err
	}
	if made(r, 0) == "" {
		return wrong(r, "check.noOperationLocation", "answer", r.answer())
	}
	read := p.get(made(r, 0))
	if v := r.at("$.Operations[0].version"); v != nil && v != read.at("$.meta.version") {
		return wrong(r, "check.version", "version", brief(v), "read", brief(read.at("$.meta.version")))
	}
	return assertion{Path: "$.userName", Op: "ieq", Value: name}.holds(read)
}

func bulkMethods(p *probe) error {
	var us [3]resource
	for i := range us {
		var err error
		if us[i], err = p.newUser(nil); err != nil {
			return err
		}
	}
	ops := []obj{
		{"method": http.MethodPut, "path": us[0].path, "data": p.userBody(us[0].name, obj{"title": "Put"})},
		{"method": http.MethodDelete, "path": us[2].path},
	}
	statuses := []string{"200", "204"}
	if p.server.needsPatch().IsZero() {
		ops = append(ops, obj{"method": http.MethodPatch, "path": us[1].path,
			"data": patchBody(op("replace", "title", "Patched"))})
		statuses = append(statuses, "20")
	}
	r := p.bulk(nil, ops...)
	if err := each(results(r, statuses...), same(p.get(us[0].path), "$.title", "Put"),
		want(p.get(us[2].path), http.StatusNotFound)); err != nil {
		return err
	}
	if len(ops) == 3 {
		return same(p.get(us[1].path), "$.title", "Patched")
	}
	return nil
}

func bulkReference(forward bool) func(*probe) error {
	return func(p *probe) error {
		if reason := p.server.needsGroups(); !reason.IsZero() {
			return skipped(reason)
		}
		ops := []obj{
			posting("/Users", "user", p.userBody(p.userName(), nil)),
			posting("/Groups", "group", groupBody("group-"+p.next(), "bulkId:user")),
		}
		user, group := 0, 1
		if forward {
			slices.Reverse(ops)
			user, group = 1, 0
		}
		r := p.bulk(nil, ops...)
		if err := results(r, "201", "201"); err != nil {
			return err
		}
		return sameValues(p.get(made(r, group)), "$.members", "value", p.get(made(r, user)).text("$.id"))
	}
}

func bulkPath(p *probe) error {
	if reason := p.server.needsPatch(); !reason.IsZero() {
		return skipped(reason)
	}
	r := p.bulk(nil,
		posting("/Users", "user", p.userBody(p.userName(), nil)),
		obj{"method": http.MethodPatch, "path": "/Users/bulkId:user", "data": patchBody(op("replace", "title", "Patched"))})
	if err := results(r, "201", "20"); err != nil {
		return err
	}
	return same(p.get(made(r, 0)), "$.title", "Patched")
}

func bulkCircular(p *probe) error {
	if reason := p.server.needsGroups(); !reason.IsZero() {
		return skipped(reason)
	}
	r := p.bulk(nil,
		posting("/Groups", "a", groupBody("group-"+p.next(), "bulkId:b")),
		posting("/Groups", "b", groupBody("group-"+p.next(), "bulkId:a")))
	if r.text("$.Operations[0].status") == "409" || r.Status == http.StatusConflict {
		return nil
	}
	if err := results(r, "201", "201"); err != nil {
		return err
	}
	return sameValues(p.get(made(r, 0)), "$.members", "value", p.get(made(r, 1)).text("$.id"))
}

func bulkUnknown(p *probe) error {
	if reason := p.server.needsGroups(); !reason.IsZero() {
		return skipped(reason)
	}
	r := p.bulk(nil,
		posting("/Groups", "group", groupBody("group-"+p.next(), "bulkId:nobody")),
		posting("/Users", "user", p.userBody(p.userName(), nil)))
	return results(r, "4", "201")
}

// mixed is a Bulk request whose second of three operations must fail: its userName is taken.
func (p *probe) mixed(extra obj) (*reply, string, error) {
	u, err := p.newUser(nil)
	if err != nil {
		return nil, "", err
	}
	third := p.userName()
	return p.bulk(extra,
		posting("/Users", "one", p.userBody(p.userName(), nil)),
		posting("/Users", "two", p.userBody(u.name, nil)),
		posting("/Users", "three", p.userBody(third, nil))), third, nil
}

func bulkContinue(p *probe) error {
	r, _, err := p.mixed(nil)
	if err != nil {
		return err
	}
	return results(r, "201", "409", "201")
}

func bulkFail(p *probe) error {
	r, third, err := p.mixed(obj{"failOnErrors": 1})
	if err != nil {
		return err
	}
	if err := results(r, "201", "409"); err != nil {
		return err
	}
	// The third may be created all the same: asking for its name again tells.
	if again := p.post("/Users", p.userBody(third, nil)); again.Status != http.StatusCreated {
		return wrong(r, "check.third", "answer", r.answer(), "again", again.answer())
	}
	return nil
}

func bulkError(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.bulk(nil, posting("/Users", "one", p.userBody(u.name, nil)))
	return each(results(r, "409"), same(r, "$.Operations[0].bulkId", "one"), same(r, "$.Operations[0].response.status",
		"409"),
		same(r, "$.Operations[0].response.scimType", "uniqueness"),
		assertion{Path: "$.Operations[0].response.schemas", Op: "contains", Value: urnError}.holds(r))
}

func bulkMethod(p *probe) error {
	r := p.bulk(nil, obj{"method": "MOVE", "path": "/Users/" + randomUUID(), "data": obj{}})
	if r.Status >= 400 && r.Status < 500 {
		return nil
	}
	return results(r, "4")
}

// Limits above these are not tried: the request itself would be a burden.
const (
	triedOperations = 5000
	triedPayload    = 24 << 20
)

func bulkTooMany(p *probe) error {
	limit := p.server.config.number("$.bulk.maxOperations")
	if limit < 1 || limit > triedOperations {
		return skip("check.limitUntried", "name", "bulk.maxOperations", "limit", limit, "most", triedOperations)
	}
	// Deletions of what does not exist: nothing happens on a server that has no limit.
	ops := make([]obj, limit+1)
	for i := range ops {
		ops[i] = obj{"method": http.MethodDelete, "path": "/Users/" + randomUUID()}
	}
	if err := want(p.bulk(nil, ops[1:]...), http.StatusOK); err != nil {
		return err
	}
	return want(p.bulk(nil, ops...), http.StatusRequestEntityTooLarge)
}

func bulkTooLarge(p *probe) error {
	limit := p.server.config.number("$.bulk.maxPayloadSize")
	if limit < 1 || limit > triedPayload {
		return skip("check.limitUntried", "name", "bulk.maxPayloadSize", "limit", limit, "most", triedPayload)
	}
	ask := func(size int) *reply {
		body := compact(obj{"schemas": arr{urnBulkRequest},
			"Operations": arr{obj{"method": http.MethodDelete, "path": "/Users/" + randomUUID()}}})
		return p.post("/Bulk", body+strings.Repeat(" ", max(0, size-len(body))))
	}
	for _, try := range []struct{ size, status int }{{limit, http.StatusOK},
		{limit + 1024, http.StatusRequestEntityTooLarge}} {
		r := ask(try.size)
		r.Asked = clip(r.Asked, 160)
		if r.Err != nil {
			return unready(r) // megabytes may take longer than one answer may
		}
		if err := want(r, try.status); err != nil {
			return err
		}
	}
	return nil
}

func bulkMalformed(p *probe) error {
	r := p.post("/Bulk", obj{"schemas": arr{urnBulkRequest}, "Operations": "none"})
	return want(r, http.StatusBadRequest)
}
