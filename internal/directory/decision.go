package directory

import (
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// Decision is what an administrator decides of a person, who is named by one of the person's records. It is nobody's
// word but the administrator's: it has no source, and no policy of one bears on it (rule O4).
type Decision struct {
	Record RecordKey
	Type   *schema.ResourceType // the account's definition of Record.Type
	Action Action               // Delete, or one of those from Link on

	Into    string // with Link, KeepApart and NeverLink: a user's id
	Case    string // with Link, KeepApart and NeverLink: the case that is decided by it; "" for none
	Address string // with Confirm
	Role    Role   // with SetRole
	Seen    *Seen  // with Link, Unmerge and SetRole: from what it was decided; nil where that makes no difference

	License *licensing.Order // with License: what is decided of a license; nil for what the rules say now

	// Edit, with Override, computes what the person's attributes are to be from those of the person as merged; nil
	// for no change. It must be pure, as that of a Change.
	Edit func(schema.Object) (next schema.Object, changed bool, err error)

	// Steps is how many single changes Edit makes, each of which may look at every value.
	Steps int

	// Say names attributes, with Override, of which the administrator says what Edit leaves of them, be it what they are
	// already.
	Say []string

	// Unsay names attributes, with Override, of which an administrator says nothing any more: what
	// sources say of them counts again. Those of extensions have their URN before them.
	Unsay []string

	// AcceptRisk says that the administrator has seen the risks of a decision about who is whom;
	// without it a decision that has any is refused with their names.
	AcceptRisk bool

	Request Request // with the administrator as its Actor; "" where a mailbox has answered for itself (Confirm)
}

// Seen is what an administrator saw who decided: another one may have decided meanwhile.
type Seen struct {
	UserID string // whose the record was; "" for nobody's
	Role   Role   // that user's
}

// Item is one thing that a batch decides: what a source says, or what an administrator has decided. One of both is set.
type Item struct {
	Said    *Change
	Decided *Decision
}

// Said are changes as items of a batch.
func Said(changes ...Change) []Item {
	items := make([]Item, len(changes))
	for i := range changes {
		items[i].Said = &changes[i]
	}
	return items
}

// Decided are decisions as items of a batch.
func Decided(decisions ...Decision) []Item {
	items := make([]Item, len(decisions))
	for i := range decisions {
		items[i].Decided = &decisions[i]
	}
	return items
}

// Record is the key of the record that the item is about, or that it makes.
func (i Item) Record() RecordKey {
	if i.Decided != nil {
		return i.Decided.Record
	}
	return RecordKey{SourceID: i.Said.Source.ID, Type: i.Said.Type.Name, ID: i.Said.ID}
}

// Type is the definition of the record's type.
func (i Item) Type() *schema.ResourceType {
	if i.Decided != nil {
		return i.Decided.Type
	}
	return i.Said.Type
}

// UserType is the account's definition of users, as far as the item brings it; or nil.
func (i Item) UserType() *schema.ResourceType {
	switch t := i.Type(); {
	case t.Name == TypeUser:
		return t
	case i.Said != nil:
		return i.Said.UserType
	}
	return nil
}

// Action is what the item does.
func (i Item) Action() Action {
	if i.Decided != nil {
		return i.Decided.Action
	}
	return i.Said.Action
}

// Request is what is kept of the question.
func (i Item) Request() *Request {
	if i.Decided != nil {
		return &i.Decided.Request
	}
	return &i.Said.Request
}

// Requires are the items without which this one can't stand. A decision stands alone.
func (i Item) Requires() []int {
	if i.Said == nil {
		return nil
	}
	return i.Said.Requires
}

// sourceID is that of the source that says it; "" for a decision, which no source has part in.
func (i Item) sourceID() string {
	if i.Said == nil {
		return ""
	}
	return i.Said.Source.ID
}

// requiring is the item with other requirements.
func (i Item) requiring(needs []int) Item {
	if i.Said == nil {
		return i
	}
	c := *i.Said
	c.Requires = needs
	return Item{Said: &c}
}

// jobs are those that a result makes necessary.
func (i Item) jobs(r Result) []Job {
	if i.Said == nil || i.Said.Jobs == nil || r.Err != nil {
		return nil
	}
	return i.Said.Jobs(r)
}

// imported is what an import keeps of a result.
func (i Item) imported(r Result) []ImportedRow {
	if i.Said == nil || i.Said.Imported == nil {
		return nil
	}
	return i.Said.Imported(r)
}

// Cost is the work of an item: see Result.Work.
func (i Item) Cost(was, is *Record) int {
	n, steps := changeWork+len(i.Request().Asked), 0
	if i.Said != nil {
		steps = i.Said.Steps
	} else {
		steps = i.Decided.Steps
	}
	for _, r := range []*Record{was, is} {
		if r == nil {
			continue
		}
		size := max(len(r.Body), len(r.Admitted))
		if r.Body == nil {
			size = roughSize(r.Attributes)
		}
		n += size * (1 + steps/16)
	}
	if i.Said != nil && i.Said.Members != nil {
		n += 64 * (len(i.Said.Members.Add) + len(i.Said.Members.Remove))
	}
	return n
}
