package query

import (
	"encoding/json"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// position is where a page of a search by cursor ended: the sort key and the id of its last
// record. Whoever hands it out keeps it from being forged.
type position struct {
	Key *string `json:"k,omitempty"` // nil for a record without the key
	ID  string  `json:"i"`
}

func (p position) encode() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic("store: two texts are always JSON: " + err.Error())
	}
	return string(b)
}

// decode reads a position of a search in this order. One of another order, which can only come
// from before an account's definitions changed, is refused like one that is none.
func (o order) decode(s string) (position, error) {
	var p position
	valid := json.Unmarshal([]byte(s), &p) == nil && directory.IsID(p.ID)
	if valid && p.Key != nil {
		valid = o.keys != nil && !strings.ContainsRune(*p.Key, 0) && (!o.numeric || isNumber(*p.Key))
	}
	if !valid {
		return p, refuseQuery(&schema.Error{ScimType: "invalidCursor",
			Detail: "the cursor is not one of this search; begin anew with an empty cursor"})
	}
	return p, nil
}

// isNumber reports whether both databases take a text for a number.
func isNumber(s string) bool {
	return s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') && json.Valid([]byte(s))
}

// after is the condition that rows with the columns key and id come after a position.
func (o order) after(p position, args *arguments) string {
	if o.keys == nil {
		return "id > " + args.add(p.ID)
	}
	if p.Key == nil {
		if o.descending { // those without the key come first
			return "(key IS NULL AND id > " + args.add(p.ID) + " OR key IS NOT NULL)"
		}
		return "key IS NULL AND id > " + args.add(p.ID)
	}
	kind := "text"
	if o.numeric {
		kind = "numeric"
	}
	key := "CAST(" + args.add(*p.Key) + " AS " + kind + ")"
	tie := "key = " + key + " AND id > " + args.add(p.ID)
	if o.descending {
		return "(key < " + key + " OR " + tie + ")"
	}
	return "(key > " + key + " OR " + tie + " OR key IS NULL)"
}

// CursorAfter goes on after a record, in the order of ids.
func CursorAfter(id string) string { return position{ID: id}.encode() }
