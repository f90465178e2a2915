package inbound

import (
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// An account has the types of pools beside its own definitions, of which none is taken away.
func TestTypesOfPoolsGiveWay(t *testing.T) {
	for i, def := range offerTypes {
		if _, err := Base().With(offerSchemas()[i:i+1], []*schema.ResourceTypeDef{def}, nil); err != nil {
			t.Error(err)
		}
	}
	names := func(r *schema.Registry) (list string) {
		for _, rt := range r.ResourceTypes() {
			list += rt.Name + " "
			if offered(rt) {
				list += "offered "
			}
		}
		return list
	}
	if got := names(baseWithPools()); got != "User Group License offered Entitlement offered " {
		t.Errorf("with pools there are %s", got)
	}
	gadget, err := schema.ParseSchema([]byte(`{"id": "urn:example:params:scim:schemas:core:1.0:Gadget", "name": "Gadget",
		"attributes": [{"name": "serial", "type": "string", "multiValued": false, "required": false}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []schema.ResourceTypeDef{{Name: "License", Endpoint: "/Bought"}, {Name: "Bought", Endpoint: "/Licenses"}} {
		own.ID, own.Schema = own.Name, gadget.ID
		r, err := Base().With([]*schema.Schema{gadget}, []*schema.ResourceTypeDef{&own}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := names(withPools(r)), "User Group "+own.Name+" Entitlement offered "; got != want {
			t.Errorf("beside %+v there are %s", own, got)
		}
	}
}
