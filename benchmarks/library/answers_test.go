package library_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Both give the same answers, but for what each server may choose: ids, times and versions, and
// whether schemas names extensions that a resource has nothing of.
func TestSameAnswers(t *testing.T) {
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			var documents []map[string]any
			for _, c := range contenders {
				e := o.start(t, c)
				e.send(t)
				d := e.document(t)
				if d == nil {
					t.Fatalf("%s answered nothing", c.name)
				}
				documents = append(documents, essence(d))
			}
			if diff := cmp.Diff(documents[0], documents[1]); diff != "" {
				t.Errorf("-%s +%s:\n%s", ours.name, theirs.name, diff)
			}
		})
	}
}

// essence takes away what may differ.
func essence(document map[string]any) map[string]any {
	for _, name := range []string{"id", "meta", "schemas"} {
		delete(document, name)
	}
	resources, _ := document["Resources"].([]any)
	for _, resource := range resources {
		essence(resource.(map[string]any))
	}
	return document
}

// Both keep userName unique, in any case, and both know whom they don't have.
func TestSameRefusals(t *testing.T) {
	for _, c := range contenders {
		t.Run(c.name, func(t *testing.T) {
			h := c.open(t)
			populate(t, h, 2)
			upper := func(dst []byte, n int) []byte {
				return append(dst, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"MAYA.lindqvist.1@example.com"}`...)
			}
			newExchange(h, http.MethodPost, "/Users", http.StatusConflict, upper).send(t)
			newExchange(h, http.MethodGet, "/Users/nobody", http.StatusNotFound, nil).send(t)
			newExchange(h, http.MethodPatch, "/Users/nobody", http.StatusNotFound, appendActive).send(t)
		})
	}
}

// What is measured is what the documentation says: the body has a kilobyte, a page a hundred users.
func TestSizes(t *testing.T) {
	if n := len(appendUser(nil, 100)); n < 1000 || n > 1100 {
		t.Errorf("the body has %d bytes", n)
	}
	o := operations[3]
	e := o.start(t, ours)
	e.send(t)
	d := e.document(t)
	resources, _ := d["Resources"].([]any)
	if len(resources) != 100 || d["totalResults"] != 1000.0 {
		t.Errorf("%d of %v users", len(resources), d["totalResults"])
	}
}
