package records

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
)

// Rule M1
func TestProvenanceIsKept(t *testing.T) {
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	for want, list := range map[string][]directory.Provenance{
		"": nil,
		`[["1","","userName",["emails","a@example.com"]],["2","",["emails","b \"q\"@example.com"]],["2","` + enterprise + `","department"]]`: {
			{Attribute: "userName", Source: "1"}, {Attribute: "emails", Value: "a@example.com", Source: "1"},
			{Attribute: "emails", Value: `b "q"@example.com`, Source: "2"}, {Attribute: enterprise + ":department", Source: "2"},
		},
	} {
		if got := PackProvenance(list); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) directory.Provenance {
			return directory.Provenance{
				Attribute: rapid.SampledFrom([]string{"", enterprise + ":", "none:"}).Draw(t, "urn") + rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "name"),
				Value:     rapid.String().Draw(t, "value"),
				Source:    rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "source"),
			}
		})).Draw(t, "list")
		if got, err := UnpackProvenance(PackProvenance(list)); err != nil || !slices.Equal(got, list) {
			t.Fatalf("%v comes back as %v, %v", list, got, err)
		}
	})
}

// What was kept before is read, and what is broken is an error.
func TestProvenanceIsRead(t *testing.T) {
	before := `[{"attribute":"displayName","source":"1"},{"attribute":"emails","value":"a@example.com","source":"2"}]`
	want := []directory.Provenance{{Attribute: "displayName", Source: "1"}, {Attribute: "emails", Value: "a@example.com", Source: "2"}}
	if got, err := UnpackProvenance(before); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, broken := range []string{`{`, `[["1","x"]]`, `[["1","",["a"]]]`, `[["1","",3]]`, `[3]`, `[{]`} {
		if got, err := UnpackProvenance(broken); err == nil {
			t.Errorf("%s: %v, want an error", broken, got)
		}
	}
}
