package decide

import (
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// checkUniques refuses a value that another record has, and notes nothing.
func (b *batch) checkUniques(old, rec *directory.Record) error {
	var had map[directory.NameKey]schema.Attr
	if old != nil {
		had = old.Uniques()
	}
	has := rec.Uniques()
	byValue := func(a, b directory.NameKey) int { return strings.Compare(a.Value, b.Value) }
	for _, key := range slices.SortedFunc(maps.Keys(has), byValue) { // always the same one is named
		if _, kept := had[key]; kept {
			continue
		}
		if id := b.unique(key); id != "" && id != rec.ID {
			return directory.Refuse(directory.Conflict, "unique.value", "attribute", has[key].String(), "id", id)
		}
	}
	return nil
}

// checkUnique refuses a userName that another record of the source has, and what else the schema
// wants unique. An externalId is the client's own, and may repeat (rule P1).
func (b *batch) checkUnique(old, rec *directory.Record) error {
	if name := rec.UserNameKey(); name != "" && (old == nil || old.UserNameKey() != name) {
		if id := b.userName(directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: name}); id != "" &&
			id != rec.ID {
			return directory.Refuse(directory.Conflict, "unique.userName", "name", directory.Text(rec.Attributes,
				"userName"), "id", id)
		}
	}
	return b.checkUniques(old, rec)
}

func (b *batch) claimNames(old, rec *directory.Record) {
	if old != nil {
		b.releaseNames(old)
	}
	if name := rec.UserNameKey(); name != "" {
		b.userNames[directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: name}] = rec.ID
	}
	if ext := rec.ExternalID(); ext != "" {
		key := directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: ext}
		if len(b.externalIDs[key]) < directory.MostSameExternalID {
			b.externalIDs[key] = append(b.externalIDs[key], rec.ID)
		}
	}
	for key := range rec.Uniques() {
		b.uniqueValues[key] = rec.ID
	}
}

func (b *batch) releaseNames(old *directory.Record) {
	if name := old.UserNameKey(); name != "" {
		b.userNames[directory.NameKey{SourceID: old.SourceID, Type: old.Type, Value: name}] = ""
	}
	for key := range old.Uniques() {
		b.uniqueValues[key] = ""
	}
}
