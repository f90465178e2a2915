package inbound

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

func TestAttributesOf(t *testing.T) {
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	for _, tt := range []struct {
		body string
		want []string
	}{
		{``, nil},
		{`"userName":"x"`, []string{"userName"}},
		{`"userName":"x","emails":[{"value":"a"},{"value":"b"}],"name":{"givenName":"g"},"` + enterprise + `":{"department":"d","manager":{"value":"m"}}`,
			[]string{"userName", "emails", "name", enterprise + ":department", enterprise + ":manager"}},
	} {
		if got, err := attributesOf([]byte(tt.body)); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.body, got, err, tt.want)
		}
	}
	for _, broken := range []string{`"userName"`, `"a":1,`, `"urn:x":3`, `]`} {
		if got, err := attributesOf([]byte(broken)); err == nil {
			t.Errorf("%s: %v, want an error", broken, got)
		}
	}
}

// Rule M1
func TestProvenance(t *testing.T) {
	names := map[string]string{"1": "okta", "2": "entra"}
	merged := &directory.View{
		Body: []byte(`"userName":"x"`),
		Provenance: []directory.Provenance{
			{Attribute: "displayName", Source: "1"}, {Attribute: "emails", Value: "a@example.com", Source: "2"}, {Attribute: "title", Source: "3"},
		},
		Records: []directory.RecordKey{{SourceID: "1", ID: "r1"}, {SourceID: "2", ID: "r2"}},
	}
	got, err := provenance(merged, names)
	want := []any{
		schema.Object{"attribute": "displayName", "source": "okta"},
		schema.Object{"attribute": "emails", "value": "a@example.com", "source": "entra"},
		schema.Object{"attribute": "title"}, // of a source that nobody knows any more
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("merged: %v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]any{schema.Object{"source": "okta", "value": "r1"}, schema.Object{"source": "entra", "value": "r2"}}, recordsOf(merged, names)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	single := &directory.View{RecordKey: directory.RecordKey{SourceID: "2"}, Body: []byte(`"userName":"x","active":true`)}
	got, err = provenance(single, names)
	want = []any{schema.Object{"attribute": "userName", "source": "entra"}, schema.Object{"attribute": "active", "source": "entra"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("single: %v (-want +got):\n%s", err, diff)
	}
	if got, err := provenance(&directory.View{Body: []byte(`x`)}, names); err == nil {
		t.Errorf("a broken body: %v, want an error", got)
	}
}
