package deviceapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/devices"
)

type openAPI struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		Responses map[string]struct {
			Description string
			Content     map[string]struct {
				Schema struct {
					Ref string `json:"$ref"`
				}
			}
		}
	}
	Components struct {
		Schemas map[string]struct {
			Properties map[string]struct {
				MaxLength int
				Enum      []string
			}
			Required []string
		}
	}
}

// The document is what the handlers do: the same routes, members, statuses and codes.
func TestDocument(t *testing.T) {
	var doc openAPI
	if err := json.Unmarshal(document, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %q", doc.OpenAPI)
	}
	want := []string{Prefix + "openapi.json", Prefix + asking}
	if doc.Paths[Prefix+asking]["post"].Responses["202"].Content["application/json"].Schema.Ref == "" {
		t.Error("codes has no answer")
	}
	for code, status := range mailedStatuses {
		if refused := doc.Paths[Prefix+activating]["post"].Responses[strconv.Itoa(status)]; !strings.Contains(refused.Description, string(code)) {
			t.Errorf("activate: %d says %q, and not %s", status, refused.Description, code)
		}
	}
	for _, route := range routes {
		want = append(want, Prefix+route.name)
		success := doc.Paths[Prefix+route.name]["post"].Responses[strconv.Itoa(route.status)]
		if success.Content["application/json"].Schema.Ref == "" {
			t.Errorf("%s has no answer with status %d", route.name, route.status)
		}
		for code, status := range statuses {
			if refused := doc.Paths[Prefix+route.name]["post"].Responses[strconv.Itoa(status)]; !strings.Contains(refused.Description, string(code)) {
				t.Errorf("%s: %d says %q, and not %s", route.name, status, refused.Description, code)
			}
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(doc.Paths))); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	for name, of := range map[string]any{
		"Request": Request{}, "Grant": Grant{}, "Freed": Freed{}, "Status": Status{}, "Device": Device{}, "Problem": problem{},
		"CodeRequest": CodeRequest{}, "Mailed": Mailed{},
	} {
		members, required := membersOf(of)
		if diff := cmp.Diff(members, slices.Sorted(maps.Keys(doc.Components.Schemas[name].Properties))); diff != "" {
			t.Errorf("members of %s (-want +got):\n%s", name, diff)
		}
		if got := slices.Sorted(slices.Values(doc.Components.Schemas[name].Required)); !strings.HasSuffix(name, "Request") && !slices.Equal(got, required) {
			t.Errorf("%s requires %v, want %v", name, got, required)
		}
	}
	properties := doc.Components.Schemas["Request"].Properties
	for member, most := range map[string]int{
		"fingerprint": devices.MaxFingerprint, "hardware": devices.MaxFingerprint, "name": devices.MaxText, "platform": devices.MaxText,
		"version": devices.MaxText,
	} {
		if properties[member].MaxLength != most {
			t.Errorf("%s has %d bytes, want %d", member, properties[member].MaxLength, most)
		}
	}
	for code := range allStatuses() {
		if !slices.Contains(doc.Components.Schemas["Problem"].Properties["code"].Enum, string(code)) {
			t.Errorf("the code %s is not in the document", code)
		}
	}
}

// membersOf are the JSON members of a struct, and those that are always there.
func membersOf(of any) (members, always []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeOf(of)) {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		members = append(members, name)
		if rest != "omitempty" {
			always = append(always, name)
		}
	}
	slices.Sort(members)
	slices.Sort(always)
	return members, always
}

// allStatuses are those of all codes.
func allStatuses() map[devices.Code]int {
	all := maps.Clone(statuses)
	maps.Copy(all, mailedStatuses)
	return all
}
