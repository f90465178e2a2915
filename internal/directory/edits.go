package directory

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/usher-id/usher/scim/schema"
)

// Manual is the source of what an administrator says of a person in the place of all sources, where the
// origin of a value is told (rule M1). It is no source of the account, and has no records.
const Manual = "manual"

// SourceName is the name of what a value comes from, among the names of sources by id; "" for none of them.
func SourceName(id string, names map[string]string) string {
	if id == Manual {
		return Manual
	}
	return names[id]
}

// MaxEdits bounds what an administrator says of one person, in bytes as it is kept.
const MaxEdits = 16 << 10

// Edits are what an administrator says of a person: it counts before what any source says (rule M1), and of
// several values takes the place of all.
type Edits struct {
	Set   schema.Object `json:"set,omitempty"`   // by attribute; those of extensions with their URN before them
	Clear []string      `json:"clear,omitempty"` // that the person has not, whatever sources say
}

// ParseEdits reads what Keep has written, as a definition of the type User has it.
func ParseEdits(kept string, user *schema.ResourceType) (Edits, error) {
	e := Edits{Set: schema.Object{}}
	if kept == "" {
		return e, nil
	}
	raw, err := schema.Decode([]byte(kept))
	if err != nil {
		return e, fmt.Errorf("edits of a person: %w", err)
	}
	doc, _ := raw.(schema.Object)
	set, _ := doc["set"].(schema.Object)
	nested := schema.Object{}
	for name, v := range set {
		putAttribute(nested, name, v)
	}
	restored, err := user.Restore(nested)
	if err != nil {
		return e, fmt.Errorf("edits of a person: %w", err)
	}
	for name, v := range EachAttribute(restored) {
		e.Set[name] = v
	}
	cleared, _ := doc["clear"].([]any)
	for _, name := range cleared {
		if name, is := name.(string); is {
			e.Clear = append(e.Clear, name)
		}
	}
	return e, nil
}

// Edited names the attributes of kept edits, in their order.
func Edited(kept string) []string {
	var e Edits
	if kept == "" || json.Unmarshal([]byte(kept), &e) != nil {
		return nil
	}
	return e.Names()
}

// Keep is how edits are kept; "" for none.
func (e Edits) Keep() string {
	if len(e.Set)+len(e.Clear) == 0 {
		return ""
	}
	slices.Sort(e.Clear)
	kept, err := json.Marshal(e) // sorts the members of objects
	if err != nil {
		panic("directory: canonical attributes are always JSON: " + err.Error())
	}
	return string(kept)
}

// Names are the attributes of which something is said, in their order.
func (e Edits) Names() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(e.Set)), e.Clear...)))
}

// Say notes what is said of an attribute; nil, that the person has none.
func (e *Edits) Say(name string, value any) {
	e.Unsay(name)
	if value == nil {
		e.Clear = append(e.Clear, name)
	} else {
		e.Set[name] = value
	}
}

// Unsay says nothing of an attribute any more, and reports whether anything was said.
func (e *Edits) Unsay(name string) bool {
	_, said := e.Set[name]
	delete(e.Set, name)
	n := len(e.Clear)
	e.Clear = slices.DeleteFunc(slices.Clone(e.Clear), func(have string) bool { return have == name })
	return said || len(e.Clear) < n
}

// Apply puts what is said in the place of a person's attributes, which it changes.
func (e Edits) Apply(attributes schema.Object) {
	for name, v := range e.Set {
		putAttribute(attributes, name, v)
	}
	for _, name := range e.Clear {
		putAttribute(attributes, name, nil)
	}
}
