package admin

import (
	"context"
	"slices"

	"github.com/google/uuid"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
)

// managers is whom rows mean by the names of their managers: somebody whom the source has, or somebody whom another row brings,
// before it or after it.
type managers struct {
	lines map[hash]int32  // of the file, by what a row's person may be called
	known map[hash]string // ids of records, by names that were looked up; "" for nobody's
}

func newManagers() *managers { return &managers{lines: map[hash]int32{}, known: map[hash]string{}} }

// nameHash is the same for what is one name.
func nameHash(name string) hash { return hashOf("m", directory.EmailKey(name)) }

// names notes what a row's person may be called.
func (im *importing) names(row *fileRow) {
	for _, f := range []csvfile.Field{csvfile.Email, csvfile.UserName, csvfile.ExternalID} {
		if name := row.Text(f); name != "" {
			im.managers.lines[nameHash(name)] = int32(row.Line)
		}
	}
}

// idHash is an id in few bytes.
func idHash(id string) hash { return hash(uuid.MustParse(id)) }

// managerOf is the id of the record that a row names as its manager; "" for nobody's.
func (im *importing) managerOf(row *fileRow) string {
	name := row.Text(csvfile.Manager)
	if name == "" || im.managers == nil {
		return ""
	}
	key := nameHash(name)
	if id := im.managers.known[key]; id != "" {
		return id
	}
	if line := im.managers.lines[key]; line > 0 {
		return recordID(im.out.ID, int(line), 0)
	}
	return ""
}

// findManagers finds the managers of a block whom the source has.
func (im *importing) findManagers(ctx context.Context, rows []*fileRow) error {
	if im.managers == nil || im.looking {
		return nil
	}
	var names []string
	for _, row := range rows {
		name := row.Text(csvfile.Manager)
		if _, asked := im.managers.known[nameHash(name)]; name != "" && !asked && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	keys := make([]PersonKey, len(names))
	for i, name := range names {
		keys[i] = PersonKey{ExternalID: name, UserName: name, Address: name}
	}
	found, err := im.Store.KnownPeople(ctx, im.account.ID, im.out.Source.ID, keys, KnownWants{})
	if err != nil {
		return err
	}
	for i, name := range names {
		key, id := nameHash(name), ""
		for j, p := range found[i] {
			if j > 0 && p.ID != id {
				id = "" // it may be either
				break
			}
			id = p.ID
		}
		im.managers.known[key] = id
		if id == "" && im.managers.lines[key] == 0 {
			im.strangers++
		}
	}
	return nil
}
