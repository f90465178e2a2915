package decide

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule P4: of users alone, a missing active keeps what was; a source that leaves false out can be set
// to mean it by a PUT, and by nothing else.
func TestKeepActive(t *testing.T) {
	user, group := schema.Core().Type(directory.TypeUser), schema.Core().Type(directory.TypeGroup)
	omits := directory.Source{Settings: directory.Settings{OmissionDeactivates: true}}
	for _, tt := range []struct {
		source    directory.Source
		rt        *schema.ResourceType
		old, next schema.Object
		put, edit any // active afterwards
	}{
		{directory.Source{}, user, schema.Object{"active": false}, schema.Object{}, false, false},
		{directory.Source{}, user, schema.Object{"active": true}, schema.Object{}, true, true},
		{directory.Source{}, user, schema.Object{}, schema.Object{}, nil, nil},
		{directory.Source{}, user, schema.Object{"active": false}, schema.Object{"active": true}, true, true},
		{directory.Source{}, group, schema.Object{"active": false}, schema.Object{}, nil, nil},
		{omits, user, schema.Object{"active": true}, schema.Object{}, false, true},
		{omits, user, schema.Object{}, schema.Object{}, false, nil},
		{omits, user, schema.Object{"active": false}, schema.Object{"active": true}, true, true},
		{omits, group, schema.Object{"active": true}, schema.Object{}, nil, nil},
	} {
		c := directory.Change{Source: tt.source, Type: tt.rt, Attributes: tt.next}
		if got := replaced(&c, tt.old)["active"]; got != tt.put {
			t.Errorf("%v: PUT of %v to %v leaves %v, want %v", tt.source.Settings, tt.next, tt.old, got, tt.put)
		}
		said := len(tt.next)
		if got := keepActive(tt.rt, tt.old, tt.next)["active"]; got != tt.edit {
			t.Errorf("PATCH from %v to %v leaves %v, want %v", tt.old, tt.next, got, tt.edit)
		}
		if len(tt.next) != said {
			t.Errorf("what was asked for has changed: %v", tt.next)
		}
	}
}
