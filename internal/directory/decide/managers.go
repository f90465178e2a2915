package decide

import "github.com/usher-id/usher/internal/directory"

// maxManagers is how long a chain of managers may be.
const maxManagers = 64

// checkManager refuses a manager who answers, directly or not, to the person.
func (b *batch) checkManager(old, rec *directory.Record) error {
	id := rec.ManagerID()
	if id == "" || old != nil && old.ManagerID() == id {
		return nil
	}
	for range maxManagers {
		switch id {
		case "":
			return nil
		case rec.ID:
			return directory.Refuse(directory.Invalid, "%s:manager.value: %s would be a manager of themselves, directly or through others: name somebody who does not answer to them, or clear that person's manager first", directory.EnterpriseUser, rec.ID)
		}
		id = b.managerOf(directory.MemberKey{SourceID: rec.SourceID, ID: id})
	}
	return nil
}

// managerOf is the manager of a record by now.
func (b *batch) managerOf(key directory.MemberKey) string {
	if r, touched := b.records[directory.RecordKey{SourceID: key.SourceID, Type: directory.TypeUser, ID: key.ID}]; touched {
		if r == nil || r.Attributes == nil {
			return ""
		}
		return r.ManagerID()
	}
	return lookup(b.known, b.facts.Managers, key, &b.asked.Managers)
}
