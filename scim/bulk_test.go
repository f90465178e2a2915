package scim_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
)

// statuses joins the statuses of a BulkResponse.
func (a answer) statuses() string {
	var list []string
	operations, _ := a.body["Operations"].([]any)
	for _, o := range operations {
		status, _ := walk(o, "status").(string)
		list = append(list, status)
	}
	return strings.Join(list, " ")
}

func (f *fixture) bulk(operations string, members ...string) answer {
	f.t.Helper()
	body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[` + operations + `]`
	for _, member := range members {
		body += "," + member
	}
	return f.do("POST", "/Bulk", body+"}")
}

func TestBulk(t *testing.T) {
	f := newFixture(t)
	old := f.user("old")
	gone := f.user("gone")
	before := f.backend.applied()
	a := f.bulk(`
		{"method":"POST","path":"/Users","bulkId":"ann","data":{"userName":"ann","password":"s3cret"}},
		{"method":"post","path":"/Groups","bulkId":"g","data":{"displayName":"staff","members":[{"value":"bulkId:ann"},{"value":"`+old+`"}]}},
		{"method":"PUT","path":"/Users/`+old+`","version":"W/\"1\"","data":{"userName":"old","title":"x"}},
		{"method":"PATCH","path":"/Users/bulkId:ann","data":{"Operations":[{"op":"add","path":"title","value":"Dr"}]}},
		{"method":"DELETE","path":"/Users/`+gone+`"},
		{"method":"POST","path":"/Users","bulkId":"dup","data":{"userName":"OLD"}},
		{"method":"PUT","path":"/Users/nobody","data":{"userName":"x"}},
		{"method":"PUT","path":"/Users/`+old+`","version":"W/\"1\"","data":{"userName":"old"}}`).want(t, 200)
	if e := f.lastEvent(); e.Total != 8 || !e.Applied || e.Route != "/Bulk" {
		t.Errorf("event %+v", e)
	}
	if got := a.statuses(); got != "201 201 200 200 204 409 404 412" { // strings
		t.Fatalf("statuses %s\n%s", got, a.text)
	}
	if a.get("schemas", 0) != "urn:ietf:params:scim:api:messages:2.0:BulkResponse" {
		t.Errorf("schemas %v", a.get("schemas"))
	}
	if f.backend.applied() != before+1 {
		t.Errorf("%d calls of the backend, want 1", f.backend.applied()-before)
	}
	location := a.get("Operations", 0, "location").(string)
	ann := strings.TrimPrefix(location, base+"/Users/")
	if a.get("Operations", 0, "bulkId") != "ann" || a.get("Operations", 0, "method") != "POST" || a.get("Operations", 0, "version") != `W/"1"` {
		t.Errorf("first: %v", a.get("Operations", 0))
	}
	if a.get("Operations", 2, "location") != base+"/Users/"+old || a.get("Operations", 2, "version") != `W/"2"` || a.get("Operations", 4, "location") != base+"/Users/"+gone {
		t.Errorf("answer %s", a.text)
	}
	if a.get("Operations", 5, "location") != nil || a.get("Operations", 5, "response", "scimType") != "uniqueness" || a.get("Operations", 5, "response", "status") != "409" {
		t.Errorf("duplicate: %v", a.get("Operations", 5))
	}
	got := f.do("GET", "/Users/"+ann, "").want(t, 200)
	if got.get("title") != "Dr" {
		t.Errorf("ann: %s", got.text)
	}
	group := f.do("GET", strings.TrimPrefix(a.get("Operations", 1, "location").(string), base), "").want(t, 200)
	if group.get("members", 0, "value") != ann || group.get("members", 1, "value") != old {
		t.Errorf("group: %s", group.text)
	}
	for _, op := range f.backend.calls[len(f.backend.calls)-1] {
		if strings.Contains(string(op.Asked), "s3cret") {
			t.Errorf("the secret is on record: %s", op.Asked)
		}
	}
}

func TestBulkReferences(t *testing.T) {
	user := func(name, rest string) string {
		return `{"method":"POST","path":"/Users","bulkId":"` + name + `","data":{"userName":"` + name + `"` + rest + `}}`
	}
	group := func(name, member string) string {
		return `{"method":"POST","path":"/Groups","bulkId":"` + name + `","data":{"displayName":"` + name + `","members":[{"value":"bulkId:` + member + `"}]}}`
	}
	manager := func(name string) string {
		return `,"` + enterpriseSchema + `":{"manager":{"value":"bulkId:` + name + `"}}`
	}
	for _, test := range []struct{ name, operations, statuses string }{
		{"backward", user("u", "") + "," + group("g", "u"), "201 201"},
		{"forward", group("g", "u") + "," + user("u", ""), "201 201"},
		{"circle of two", group("a", "b") + "," + group("b", "a"), "201 201"},
		{"circle of three", group("a", "b") + "," + group("b", "c") + "," + group("c", "a"), "201 201 201"},
		{"itself", user("u", manager("u")), "201"},
		{"behind a circle", group("x", "a") + "," + group("a", "b") + "," + group("b", "a"), "201 201 201"},
		{"path before its POST", `{"method":"PATCH","path":"/Users/bulkId:u","data":{"Operations":[{"op":"add","path":"title","value":"x"}]}},` + user("u", ""), "200 201"},
		{"delete what was created", user("u", "") + `,{"method":"DELETE","path":"/Users/bulkId:u"}`, "201 204"},
		{"PATCH values", user("u", "") + "," + group("g", "u") + `,{"method":"PATCH","path":"/Groups/bulkId:g","data":{"Operations":[{"op":"add","path":"members","value":["bulkId:u"]},{"op":"remove","path":"members[value eq \"bulkId:u\"]"}]}}`, "201 201 200"},
		{"nobody", group("g", "nobody") + "," + user("u", ""), "409 201"},
		{"nobody in a path", `{"method":"DELETE","path":"/Users/bulkId:nobody"},` + user("u", ""), "409 201"},
		{"nobody in a PATCH path", user("u", "") + "," + group("g", "u") + `,{"method":"PATCH","path":"/Groups/bulkId:g","data":{"Operations":[{"op":"remove","path":"members[value eq \"bulkId:x\"]"}]}}`, "201 201 409"},
		{"of another type", user("u", "") + `,{"method":"DELETE","path":"/Groups/bulkId:u"}`, "201 404"},
		{"to what is invalid", `{"method":"POST","path":"/Users","bulkId":"u","data":{"title":"no name"}},` + group("g", "u") + "," + group("h", "g"), "400 409 409"},
		{"to a duplicate", user("u", "") + `,{"method":"POST","path":"/Users","bulkId":"v","data":{"userName":"U"}},` + group("g", "v") + "," + group("h", "g"), "201 409 409 409"},
		{"circle with a duplicate", user("u", "") + "," + user("a", manager("b")) + `,{"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"u"` + manager("a") + `}}`, "201 409 409"},
		{"bulkId twice", user("u", "") + "," + user("u", "") + "," + group("g", "u"), "201 400 201"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, failOnErrors := range []string{`"x":1`, `"failOnErrors":100`} {
				f := newFixture(t)
				a := f.bulk(test.operations, failOnErrors).want(t, 200)
				if got := a.statuses(); got != test.statuses {
					t.Fatalf("statuses %s, want %s\n%s", got, test.statuses, a.text)
				}
				created := strings.Count(test.statuses, "201") - strings.Count(test.statuses, "204")
				everything := f.do("GET", "/", "").want(t, 200)
				if everything.get("totalResults") != float64(created) || strings.Contains(everything.text, "bulkId") {
					t.Errorf("%d are left: %s", created, everything.text)
				}
			}
		})
	}
}

// behind the last permitted error nothing is carried out.
func TestBulkFailOnErrors(t *testing.T) {
	good := func(name string) string {
		return `{"method":"POST","path":"/Users","bulkId":"` + name + `","data":{"userName":"` + name + `"}}`
	}
	const bad = `{"method":"DELETE","path":"/Users/nobody"}`
	const invalid = `{"method":"POST","path":"/Users","bulkId":"i","data":{}}`
	for _, test := range []struct {
		limit, operations, statuses string
		left                        float64
	}{
		{`"failOnErrors":1`, good("a") + "," + bad + "," + good("b"), "201 404", 1},
		{`"failOnErrors":"1"`, invalid + "," + good("b"), "400", 0},
		{`"failOnErrors":2`, bad + "," + good("a") + "," + invalid + "," + good("b"), "404 201 400", 1},
		{`"failOnErrors":3`, bad + "," + good("a") + "," + invalid + "," + good("b"), "404 201 400 201", 2},
		{`"failOnErrors":null`, bad + "," + bad + "," + good("b"), "404 404 201", 1},
		{`"failOnErrors":99999999999999999999`, bad + "," + bad + "," + good("b"), "404 404 201", 1},
	} {
		f := newFixture(t)
		a := f.bulk(test.operations, test.limit).want(t, 200)
		if got := a.statuses(); got != test.statuses {
			t.Errorf("%s: statuses %s, want %s", test.limit, got, test.statuses)
		}
		if left := f.do("GET", "/Users", "").get("totalResults"); left != test.left {
			t.Errorf("%s: %v users, want %v", test.limit, left, test.left)
		}
	}
	f := newFixture(t)
	for _, value := range []string{"0", "-1", "1.5", `"many"`, "true", "[]"} {
		f.bulk(good("a"), `"failOnErrors":`+value).refused(t, 400, "invalidValue", "failOnErrors")
	}
}

func TestBulkIsOneCall(t *testing.T) {
	f := newFixture(t)
	var operations []string
	for i := range 1000 {
		operations = append(operations, fmt.Sprintf(`{"method":"POST","path":"/Users","bulkId":"%d","data":{"userName":"u%d"}}`, i, i))
	}
	a := f.bulk(strings.Join(operations, ",")).want(t, 200)
	if f.backend.applied() != 1 || len(f.backend.calls[0]) != 1000 {
		t.Errorf("%d calls", f.backend.applied())
	}
	if got := a.statuses(); got != strings.Repeat("201 ", 999)+"201" {
		t.Errorf("statuses %.100s", got)
	}
	f.bulk(strings.Join(append(operations, operations[0]), ",")).refused(t, 413, "", "maxOperations", "1000")
}

// A request far beyond the limit is refused by counting, not by decoding: that would cost at least an
// allocation an operation.
func TestBulkRefusesManyCheaply(t *testing.T) {
	f := newFixture(t)
	body := `{"Operations":[` + strings.Repeat(`{"a":"b"},`, 100_000) + `{}]}`
	f.do("POST", "/Bulk", body).refused(t, 413, "", "maxOperations")
	if allocations := testing.AllocsPerRun(3, func() { f.do("POST", "/Bulk", body) }); allocations > 5000 {
		t.Errorf("%v allocations", allocations)
	}
	if f.backend.applied() != 0 {
		t.Error("the backend was asked")
	}
}

func TestBulkBadInput(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	before := f.backend.applied()
	for body, scimType := range map[string]string{
		``:                     "invalidSyntax",
		`[]`:                   "invalidSyntax",
		`{}`:                   "invalidSyntax",
		`{"Operations":{}}`:    "invalidSyntax",
		`{"Operations":"x"}`:   "invalidSyntax",
		`{"Operations":[]}`:    "invalidValue",
		`{"Operations":[{}`:    "invalidSyntax",
		`{"Operations":[{}]]}`: "invalidSyntax",
		`{"Operations":[{]}`:   "invalidSyntax",
		`{"schemas":["urn:x"],"Operations":[{}]}`:               "invalidSyntax",
		`{"Operations":[{}],"operations":[{}],"Operations":[]}`: "invalidSyntax",
		strings.Repeat(`[`, 500_000):                            "invalidSyntax",
		`{"Operations":` + strings.Repeat(`[`, 500_000):         "invalidSyntax",
	} {
		f.do("POST", "/Bulk", body, "Content-Type: application/json").refused(t, 400, scimType)
	}
	for _, test := range []struct{ operation, status, scimType string }{
		{`1`, "400", "invalidSyntax"},
		{`null`, "400", "invalidSyntax"},
		{`{}`, "400", "invalidValue"},
		{`{"method":"GET","path":"/Users"}`, "400", "invalidValue"},
		{`{"method":7,"path":"/Users"}`, "400", "invalidValue"},
		{`{"method":"POST","bulkId":{},"path":"/Users","data":{"userName":"x"}}`, "400", "invalidSyntax"},
		{`{"method":"POST","bulkId":"a","data":{"userName":"x"}}`, "400", "invalidSyntax"},
		{`{"method":"POST","bulkId":"a","path":1,"data":{"userName":"x"}}`, "400", "invalidSyntax"},
		{`{"method":"POST","bulkId":"a","path":"/Bulk","data":{"Operations":[]}}`, "400", "invalidPath"}, // nested
		{`{"method":"POST","bulkId":"a","path":"/Users/.search","data":{}}`, "400", "invalidPath"},
		{`{"method":"POST","bulkId":"a","path":"/Me","data":{}}`, "400", "invalidPath"},
		{`{"method":"POST","bulkId":"a","path":"/","data":{}}`, "400", "invalidPath"},
		{`{"method":"POST","bulkId":"a","path":"/Users/a/b","data":{}}`, "400", "invalidPath"},
		{`{"method":"POST","bulkId":"a","path":"/Users/` + id + `","data":{"userName":"x"}}`, "400", "invalidPath"},
		{`{"method":"DELETE","path":"/Users"}`, "400", "invalidPath"},
		{`{"method":"DELETE","path":"/Printers/1"}`, "404", ""},
		{`{"method":"DELETE","path":"/Users/a%00b"}`, "404", ""},
		{`{"method":"DELETE","path":"/Users/%ff"}`, "404", ""},
		{`{"method":"DELETE","path":"/Users/` + strings.Repeat("x", 10_000) + `"}`, "404", ""},
		{`{"method":"POST","bulkId":"a","path":"/Users"}`, "400", "invalidSyntax"},
		{`{"method":"POST","bulkId":"a","path":"/Users","data":7}`, "400", "invalidSyntax"},
		{`{"method":"POST","bulkId":"a","path":"/Users","data":{}}`, "400", "invalidValue"},
		{`{"method":"PATCH","path":"/Users/` + id + `","data":{}}`, "400", ""},
		{`{"method":"PUT","path":"/Users/` + id + `","version":5,"data":{"userName":"ann"}}`, "400", "invalidSyntax"},
	} {
		a := f.bulk(test.operation).want(t, 200)
		scimType, _ := a.get("Operations", 0, "response", "scimType").(string)
		if a.statuses() != test.status || test.scimType != "" && scimType != test.scimType {
			t.Errorf("%.100s: %s", test.operation, a.text)
		}
		if a.get("Operations", 0, "response", "detail") == "" {
			t.Errorf("%.100s: no detail", test.operation)
		}
	}
	if f.backend.applied() != before {
		t.Error("the backend was asked") // nothing of it is kept
	}
	f.bulk(`{"method":"POST","bulkId":"a","path":"/Users","data":{"password":"s3cret"}}`).want(t, 200)
	if refused := f.lastEvent().Refused; len(refused) != 1 || string(refused[0].Operation.Asked) != `{"password":"[removed]"}` || refused[0].Reason.ScimType != "invalidValue" {
		t.Errorf("the event has %+v", refused) // Rule O1
	}
}

// faulty fails with what no client is to read.
type faulty struct{ scim.Backend }

func (faulty) Apply(_ context.Context, ops []scim.Operation) []scim.Result {
	results := make([]scim.Result, len(ops))
	for i := range results {
		results[i].Err = errors.New("pq: relation records does not exist")
	}
	return results
}

func TestBulkInternalError(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.backend.Backend = faulty{} })
	a := f.bulk(`{"method":"POST","bulkId":"a","path":"/Users","data":{"userName":"x"}}`).want(t, 200)
	if a.statuses() != "500" || strings.Contains(a.text, "pq:") {
		t.Errorf("answer %s", a.text)
	}
	if e := f.lastEvent(); e.Err == nil || !strings.Contains(e.Err.Error(), "pq:") {
		t.Errorf("event %+v", e)
	}
}

func FuzzBulk(f *testing.F) {
	fix := newFixture(&testing.T{})
	f.Add(`{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"x","manager":"bulkId:a"}}]}`)
	f.Add(`{"failOnErrors":1,"Operations":[{"method":"PATCH","path":"/Users/bulkId:a","data":{"Operations":[{"op":"add","path":"title[value eq \"bulkId:a","value":1}]}},{"method":"DELETE","path":"/Users/x"}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		if a := fix.do("POST", "/Bulk", body, "Content-Type: application/json"); a.StatusCode >= 500 {
			t.Errorf("%q: %s", body, a.text)
		}
	})
}
