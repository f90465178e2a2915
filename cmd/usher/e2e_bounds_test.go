package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// phoneList is so many phone numbers.
func phoneList(n int) list {
	values := make(list, n)
	for i := range values {
		values[i] = object{"value": fmt.Sprint("+1 555 ", i)}
	}
	return values
}

// Rule P10: a record that is as large as one may be, and a Bulk request that changes it hundreds of times: all is
// answered, one by one; the log keeps what differs; growth is 413 with a sentence, and whoever is at the limit can be
// made smaller, suspended and deleted.
func TestLargeRecords(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		id := c.post(t, "/Users", person("large", object{"phoneNumbers": phoneList(1000), "nickName": strings.Repeat("x", 150<<10)})).want(201).id()
		path := "/Users/" + id
		c.post(t, "/Users", person("larger", object{"phoneNumbers": phoneList(1001)})).wantError(413, "", "1000")
		c.patch(t, path, edit("add", "phoneNumbers", object{"value": "one more"})).wantError(413, "", "phoneNumbers")
		c.patch(t, path, edit("add", "title", strings.Repeat("x", 100<<10))).wantError(413, "", "262144")

		var operations []object
		for i := range 300 {
			operations = append(operations, object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "title", fmt.Sprint("title ", i)))})
		}
		answer := c.post(t, "/Bulk", bulkBody(operations...)).want(200)
		for i, status := range answer.each("Operations", "status") {
			if status != "200" {
				t.Fatalf("operation %d: %s", i, status)
			}
		}
		c.get(t, path).want(200).is("title 299", "title")
		for i := range operations {
			operations[i] = object{"method": "PATCH", "path": path, "data": patchBody(edit("add", "phoneNumbers", object{"value": fmt.Sprint("new ", i)}))}
		}
		answer = c.post(t, "/Bulk", bulkBody(operations...)).want(200)
		for i, status := range answer.each("Operations", "status") {
			if status != "413" {
				t.Fatalf("operation %d: %s", i, status)
			}
		}
		kept := 0
		for _, list := range n.entries(t, "acme", 6) {
			for _, e := range list {
				text, _ := json.Marshal(e)
				if e["operation"] == "PATCH /Users" {
					kept += len(text)
				}
			}
		}
		if kept > 1<<20 {
			t.Errorf("the log keeps %d bytes of 600 small changes", kept)
		}
		c.patch(t, path, edit("remove", `phoneNumbers[value eq "+1 555 7"]`, nil)).want(200)
		c.patch(t, path, edit("replace", "active", false)).want(200).is(false, "active")
		c.delete(t, path).want(204)
	})
}
