package syncrun

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// applySlice is how many items go to the intake together: one of its batches, between which what others bring comes.
const applySlice = 200

// applyPeople applies what is staged of users.
func (j *job) applyPeople(ctx context.Context) error {
	if j.run.Mode == Preview {
		return j.each(ctx, connectors.User, applySlice, j.rehearsed)
	}
	for _, p := range j.passes() {
		after, over := j.reached(p)
		if over {
			continue
		}
		if err := j.applyAhead(ctx, p, after); err != nil {
			return err
		}
	}
	return nil
}

// pass is one of the times that staged items are gone through.
type pass string

const (
	allowing pass = "allowed" // what an administrator has allowed
	staging  pass = "staged"
	removing pass = "gone" // who is not there any more comes last: somebody else may turn out to be the same
)

// passes are those of a run, in their order.
func (j *job) passes() []pass {
	if j.run.Mode == Allowed {
		return []pass{allowing}
	}
	return []pass{allowing, staging, removing}
}

// items are the next items of a pass, at most limit; last is the number of the last one that was looked at, -1 when there are no more.
func (j *job) items(ctx context.Context, p pass, entryType string, after int64, limit int) (items []Item, last int64, err error) {
	bodies := entryType == connectors.User || limit == 1 // those of groups may be large
	state := Staged
	if p == allowing {
		state = Allowing
	}
	items, err = j.Store.NextItems(ctx, j.run, state, entryType, after, limit, bodies)
	if err != nil || len(items) == 0 {
		return nil, -1, err
	}
	last = items[len(items)-1].N
	if p != allowing {
		items = slices.DeleteFunc(items, func(i Item) bool {
			// What a preview, or a run that did not end, has left is for the next full one.
			return (i.Removal == Vanishes) != (p == removing) || j.run.Mode == Delta && !j.seen.has(i.N)
		})
	}
	return items, last, nil
}

// reached is the number of the last item of a pass that is done, -1 for none; over reports whether all of them were done before the
// run was cut off.
func (j *job) reached(p pass) (after int64, over bool) {
	name, number, cutOff := strings.Cut(j.run.Position, " ")
	if !cutOff || pass(name) != p {
		return -1, cutOff && slices.Index(j.passes(), p) < slices.Index(j.passes(), pass(name))
	}
	after, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return -1, false
	}
	return after, false
}

// reached is the position of a run that has come to an item.
func reached(p pass, n int64) string { return fmt.Sprint(p, " ", n) }

// each has all staged items of a type applied, a slice at a time.
func (j *job) each(ctx context.Context, entryType string, slice int, apply func(context.Context, []Item) error) error {
	for _, p := range j.passes() {
		after, over := j.reached(p)
		if over {
			continue
		}
		for {
			items, last, err := j.items(ctx, p, entryType, after, slice)
			if err != nil {
				return err
			}
			if last < 0 {
				break
			}
			after = last
			if j.run.Mode == Preview {
				items = j.only(items)
			}
			if err := apply(ctx, items); err != nil {
				return err
			}
			j.run.Position = reached(p, after)
			if err := j.save(ctx, &Step{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// only are the items that a preview has read, or finds to be gone.
func (j *job) only(items []Item) (read []Item) {
	for _, item := range items {
		if j.seen.has(item.N) || item.Removal == Deletes || item.Removal == Vanishes {
			read = append(read, item)
		}
	}
	return read
}

// rehearsed decides what would become of users.
func (j *job) rehearsed(ctx context.Context, items []Item) error {
	said := make([]*staged, len(items))
	for i := range items {
		if items[i].Body != "" {
			said[i], _ = unstaged(&items[i])
		}
	}
	managers, err := j.managers(ctx, said)
	if err != nil {
		return err
	}
	var changes []directory.Change
	for i := range items {
		if said[i] == nil && items[i].Body != "" {
			j.more.Failed++
			continue
		}
		change, err := j.person(&items[i], said[i], managers)
		if err != nil {
			j.more.Failed++
			continue
		}
		changes = append(changes, *change)
	}
	return j.rehearse(ctx, changes)
}

// bring has the intake carry changes out. A fault that is nobody's bad item ends the turn.
func (j *job) bring(ctx context.Context, changes []directory.Change) ([]directory.Result, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	results, err := j.Intake.Apply(ctx, *j.account, changes)
	if err != nil {
		return nil, err
	}
	for i := range results {
		if err := results[i].Err; err != nil {
			switch directory.KindOf(err) {
			case 0, directory.Unavailable, directory.Busy:
				return nil, err
			}
		}
	}
	return results, nil
}

// refuse keeps why an item can't be brought.
func (j *job) refuse(item *Item, err error, step *Step) {
	item.State, item.Reason, item.Body, item.Removal, item.At = Refused, text.Messages{text.Told(err)}, "", "", j.Clock()
	j.more.Failed++
	step.Change = append(step.Change, *item)
}

// person is the change that makes a user what is staged of it; nil for somebody to be made inactive.
func (j *job) person(item *Item, s *staged, managers map[string]string) (*directory.Change, error) {
	change := j.change(item, s, j.user)
	if s == nil {
		change.Action, change.Edit, change.Steps = directory.Edit, inactive, 1
		return change, nil
	}
	named(s.said, managers)
	return change, j.say(change, item, s)
}

// change is a change of an item's record, without what it says; s is what is staged of it, nil for nothing.
func (j *job) change(item *Item, s *staged, rt *schema.ResourceType) *directory.Change {
	return &directory.Change{
		Source: j.service.Source, Action: directory.Replace, Type: rt, ID: item.RecordID,
		Sync: &directory.SyncMark{RunID: j.run.ID, Turn: j.run.Turn, N: item.N, Hash: item.NewHash, Facts: item.NewFacts},
		Request: directory.Request{
			ID: j.run.ID, Channel: ChannelSync, Actor: j.run.Actor, Operation: "SYNC " + rt.Name, Asked: asked(s),
			Success: 200, Brief: true,
		},
	}
}

// ChannelSync is the channel of what is read of connected services.
const ChannelSync = "sync"

// asked is what the log keeps of what was asked.
func asked(s *staged) json.RawMessage {
	if s == nil {
		return json.RawMessage(`{"active":false}`)
	}
	return s.text
}

// unstaged reads what is staged of an item.
func unstaged(item *Item) (*staged, error) {
	var body struct {
		Attributes json.RawMessage `json:"attributes"`
		Members    []string        `json:"members"`
		Unread     []string        `json:"unread"`
	}
	err := json.Unmarshal([]byte(item.Body), &body)
	s := &staged{Members: body.Members, Unread: body.Unread, text: body.Attributes}
	if err == nil && len(s.text) > 0 {
		err = json.Unmarshal(s.text, &s.Attributes)
	}
	if err != nil {
		return nil, fmt.Errorf("item %d is not readable: %w", item.N, err)
	}
	return s, nil
}

// say gives a change what the service says. What it could not be read of stays as it is.
func (j *job) say(change *directory.Change, item *Item, s *staged) error {
	if err := s.understand(change.Type); err != nil {
		return err
	}
	said := s.said
	switch {
	case item.Hash == "" && !item.Made:
		change.Action, change.Attributes, change.Request.Success = directory.Create, said, 201
	case len(s.Unread) == 0:
		change.Attributes = said
	default:
		unread := s.Unread
		change.Action, change.Steps = directory.Edit, 1
		change.Edit = func(was schema.Object) (schema.Object, bool, error) {
			next := maps.Clone(said)
			for _, name := range unread {
				if value, has := was[name]; has {
					next[name] = value
				}
			}
			return next, true, nil
		}
	}
	return nil
}

// inactive is the change by which a service says that somebody is not there any more.
func inactive(said schema.Object) (next schema.Object, changed bool, err error) {
	if active, is := said["active"].(bool); is && !active {
		return said, false, nil
	}
	next = maps.Clone(said)
	next["active"] = false
	return next, true, nil
}

// managers are the records of the managers whom users name by the service's ids.
func (j *job) managers(ctx context.Context, said []*staged) (map[string]string, error) {
	ids := map[string]string{}
	var list []string
	for _, s := range said {
		if s == nil {
			continue
		}
		if s.understand(j.user) != nil {
			continue // it is refused when its turn comes
		}
		if m := manager(s.said); m != nil {
			if id, _ := m["value"].(string); id != "" && ids[id] == "" {
				ids[id] = " "
				list = append(list, id)
			}
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	known, err := j.Store.KnownItems(ctx, j.run, connectors.User, list)
	if err != nil {
		return nil, err
	}
	clear(ids)
	for id, item := range known {
		ids[id] = item.RecordID
	}
	return ids, nil
}

// manager is what a user says of its manager; nil for nothing.
func manager(said schema.Object) schema.Object {
	enterprise, _ := said[directory.EnterpriseUser].(schema.Object)
	m, _ := enterprise["manager"].(schema.Object)
	return m
}

// named names a user's manager by the record; one who was not read is left out, but for the name.
func named(said schema.Object, managers map[string]string) {
	m := manager(said)
	if m == nil {
		return
	}
	id, _ := m["value"].(string)
	delete(m, "$ref")
	if record := managers[id]; record != "" {
		m["value"] = record
	} else {
		delete(m, "value")
	}
}

// secondTry brings those again who were refused for what can be mended: whoever has another id in the service than before, and whose
// record somebody has deleted here.
func (j *job) secondTry(ctx context.Context, items []Item, changes []directory.Change, results []directory.Result) error {
	var again []directory.Change
	step := &Step{}
	for i := range results {
		item, change := items[i], changes[i]
		switch kind := directory.KindOf(results[i].Err); {
		case results[i].Err == nil:
			continue
		case kind == directory.NotFound && item.Body == "": // it is gone, which is what was to be
			j.more.Failed--
			j.more.Unchanged++
			step.Drop = append(step.Drop, item)
			continue
		case kind == directory.NotFound && change.Action != directory.Delete:
			item.RecordID, item.Hash, item.Facts, item.Made = uuid.Must(uuid.NewV7()).String(), "", "", false
		case kind == directory.Conflict && change.Action == directory.Create:
			record, old, err := j.before(ctx, change.Attributes)
			if err != nil {
				return err
			}
			if record == "" {
				continue
			}
			if item.RecordID, item.Made = record, true; old != nil {
				step.Drop = append(step.Drop, *old)
				j.dropped[old.N] = true
				if j.parks(&item, old) {
					step.Change = append(step.Change, item)
					continue
				}
			}
		default:
			continue
		}
		item.State, item.Reason = Staged, nil
		j.more.Failed--
		step.Change = append(step.Change, item)
		s, err := unstaged(&item)
		if err != nil {
			return err
		}
		next := j.change(&item, s, change.Type)
		next.Request = change.Request
		next.Members = change.Members
		managers, err := j.managers(ctx, []*staged{s})
		if err != nil {
			return err
		}
		named(s.said, managers)
		if err := j.say(next, &item, s); err != nil {
			return err
		}
		again = append(again, *next)
	}
	if len(step.Change)+len(step.Drop) == 0 {
		return nil
	}
	if err := j.save(ctx, step); err != nil {
		return err
	}
	_, err := j.bring(ctx, again)
	return err
}

// parks has somebody whose id has changed wait for an administrator where that would take something from the person, or the person
// waits already under the id before: the guard has not seen it (rule S3).
func (j *job) parks(item, old *Item) bool {
	takes := removal(old.Facts, item.NewFacts)
	if takes == "" && old.State != Parked && old.State != Kept {
		return false
	}
	item.State, item.Reason, item.Facts, item.Hash = Parked, nil, old.Facts, old.Hash
	if item.Removal = takes; takes == "" {
		item.Removal = old.Removal
	}
	j.more.Failed--
	j.more.Parked++
	j.more.Unchanged++
	return true
}

// before is the record that has a userName, and its item, where that was not read this time: somebody whose id has changed. A record
// that no item speaks of is somebody whose item was forgotten. "" when there is none.
func (j *job) before(ctx context.Context, attributes schema.Object) (record string, old *Item, err error) {
	name, _ := attributes["userName"].(string)
	if name == "" {
		return "", nil, nil
	}
	if record, err = j.Store.RecordNamed(ctx, j.run, name); err != nil || record == "" {
		return "", nil, err
	}
	old, err = j.Store.ItemOfRecord(ctx, j.run, record)
	if err != nil || old != nil && (j.run.Mode != Full || incomplete(j.run.Problem) || j.seen.has(old.N)) {
		return "", nil, err // who was not read may be there nevertheless
	}
	return record, old, nil
}
