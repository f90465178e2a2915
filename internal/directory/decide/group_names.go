package decide

import "github.com/usher-id/usher/internal/directory"

// Of a source that is set to unique group names, no two groups have one displayName, whatever its case
// (rule P1). Each has a row among the values that must be unique, so that the database's key decides
// races. The setting is read with the batch's other facts, and changed under the account's lock, which
// a batch runs under: so there is a row for each group, or none for any.

// groupName is the key of a group's name, if names must be unique in its source.
func (b *batch) groupName(r *directory.Record) (key directory.NameKey, unique bool) {
	if r == nil || r.Type != directory.TypeGroup || r.DisplayNameKey() == "" ||
		!b.policy().sources[r.SourceID].Settings.UniqueGroupNames {
		return directory.NameKey{}, false
	}
	return directory.NameKey{SourceID: r.SourceID, Type: r.Type, Value: directory.UniqueGroupName + r.DisplayNameKey()},
		true
}

// expectGroupName asks, together with what else a change needs to know first, whether names must be
// unique. Who only changes members has no need of it.
func (b *batch) expectGroupName(c *directory.Change) {
	if c.Type.Name == directory.TypeGroup && (c.Action != directory.Edit || c.Members == nil) {
		b.policy()
	}
}

// checkGroupName refuses a name that another group has.
func (b *batch) checkGroupName(c *directory.Change, old, rec *directory.Record) error {
	if rec.Type != directory.TypeGroup || renames(old, rec) == nil {
		return nil
	}
	key, unique := b.groupName(rec)
	if !unique {
		if b.facts.Sources == nil && c.Source.Settings.UniqueGroupNames { // most likely, and asked at once
			b.unique(directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: directory.UniqueGroupName +
				rec.DisplayNameKey()})
		}
		return nil
	}
	if id := b.unique(key); id != "" && id != rec.ID {
		return directory.Refuse(directory.Conflict, "unique.groupName", "name", directory.Text(rec.Attributes,
			"displayName"), "id", id)
	}
	return nil
}

// claimGroupName gives the name of was up, if it is not the one of is. Either may be nil.
func (b *batch) claimGroupName(was, is *directory.Record) {
	if key, unique := b.groupName(renames(is, was)); unique {
		b.uniqueValues[key] = ""
	}
	if key, unique := b.groupName(renames(was, is)); unique {
		b.uniqueValues[key] = is.ID
	}
}

// groupNames are the rows of names that change.
func groupNames(c *directory.Changes, b *batch, was, is *directory.Record) {
	if was != nil && is != nil && !is.Rewritten {
		return
	}
	if key, unique := b.groupName(renames(is, was)); unique {
		c.Free = append(c.Free, directory.Unique{NameKey: key, RecordID: was.ID})
	}
	if key, unique := b.groupName(renames(was, is)); unique {
		c.Uniques = append(c.Uniques, directory.Unique{NameKey: key, RecordID: is.ID})
	}
}

// renames gives back a group whose name is not that of the other, and nil for any other record.
func renames(other, group *directory.Record) *directory.Record {
	if group == nil || group.Type != directory.TypeGroup || other != nil &&
		other.DisplayNameKey() == group.DisplayNameKey() {
		return nil
	}
	return group
}
