package directory

import "github.com/usher-id/usher/scim/schema"

// maxManagers is how long a chain of managers may be.
const maxManagers = 64

// managerID is the id of the record that a record names as its manager, "" where it names none of
// this server's. Clients also send other text, which is kept as it is.
func (r *Record) managerID() string {
	enterprise, _ := r.Attributes[enterpriseUser].(schema.Object)
	manager, _ := enterprise["manager"].(schema.Object)
	if id := text(manager, "value"); isID(id) {
		return id
	}
	return ""
}

// checkManager refuses a manager who answers, directly or not, to the person.
func (b *batch) checkManager(old, rec *Record) error {
	id := rec.managerID()
	if id == "" || old != nil && old.managerID() == id {
		return nil
	}
	for range maxManagers {
		switch id {
		case "":
			return nil
		case rec.ID:
			return refuse(Invalid, "%s:manager.value: %s would be a manager of themselves, directly or through others: name somebody who does not answer to them, or clear that person's manager first", enterpriseUser, rec.ID)
		}
		id = b.managerOf(MemberKey{rec.SourceID, id})
	}
	return nil
}

// managerOf is the manager of a record by now.
func (b *batch) managerOf(key MemberKey) string {
	if r, touched := b.records[RecordKey{key.SourceID, TypeUser, key.ID}]; touched {
		if r == nil || r.Attributes == nil {
			return ""
		}
		return r.managerID()
	}
	return lookup(b.known, b.facts.Managers, key, &b.asked.Managers)
}
