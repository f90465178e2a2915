package syncrun

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// How many groups are gone through at once, how many members are looked up at once, and how many one change brings.
const (
	groupSlice  = 50
	memberSlice = 500
	lookUpSlice = 1000
)

// applyGroups applies what is staged of groups.
func (j *job) applyGroups(ctx context.Context) error {
	return j.each(ctx, connectors.Group, groupSlice, func(ctx context.Context, items []Item) error {
		if j.run.Mode == Preview {
			for i := range items {
				if items[i].Hash == "" {
					j.more.Created++
				} else {
					j.more.Updated++
				}
			}
			return nil
		}
		for i := range items {
			if err := j.loadGroup(ctx, &items[i]); err != nil {
				return err
			}
			if err := j.applyGroup(ctx, &items[i], true); err != nil {
				return err
			}
		}
		return nil
	})
}

// loadGroup reads what is staged of a group: one at a time, since one may have 200,000 members.
func (j *job) loadGroup(ctx context.Context, item *Item) error {
	if item.Removal == Deletes || item.Removal == Vanishes {
		return nil
	}
	loaded, err := j.Store.NextItems(ctx, j.run, item.State, connectors.Group, item.N-1, 1, true)
	if err == nil && len(loaded) == 1 && loaded[0].N == item.N {
		item.Body = loaded[0].Body
	}
	return err
}

// applyGroup makes a group what is staged of it. Many members go in slices, so that nobody waits long for the account (rule P10). One
// whose record somebody has deleted here is made again.
func (j *job) applyGroup(ctx context.Context, item *Item, again bool) error {
	if item.Body == "" {
		change := j.change(item, nil, j.group)
		change.Action, change.UserType, change.Sync.Gone, change.Request.Success = directory.Delete, j.user, true, 204
		results, err := j.bring(ctx, []directory.Change{*change})
		if err != nil || directory.KindOf(results[0].Err) != directory.NotFound {
			return err
		}
		j.more.Failed-- // it is gone, which is what was to be
		j.more.Unchanged++
		return j.save(ctx, &Step{Drop: []Item{*item}})
	}
	item.Made = item.Made || j.made[item.N]
	s, err := unstaged(item)
	if err != nil {
		return err
	}
	own, add, remove, missing, err := j.members(ctx, item, s)
	if err != nil {
		return err
	}
	facts, hash := item.NewFacts+" "+own, item.NewHash
	if missing {
		hash += unresolved
	}
	if item.Hash != "" && len(add)+len(remove) == 0 && factHash(item.Facts) == own && !item.Made {
		item.State, item.Hash, item.Facts = Settled, hash, facts
		item.Body, item.NewHash, item.NewFacts, item.Removal, item.MissingIn = "", "", "", "", ""
		j.more.Unchanged++
		return j.save(ctx, &Step{Change: []Item{*item}})
	}
	counted := item.Made && item.Hash == "" // with the change that made it
	for first := true; first || len(add)+len(remove) > 0; first = false {
		change := j.change(item, s, j.group)
		change.UserType = j.user
		if err := j.say(change, item, s); err != nil {
			step := &Step{}
			j.refuse(item, err, step)
			return j.save(ctx, step)
		}
		members := &directory.MemberChange{}
		members.Remove, remove = cut(remove, memberSlice)
		members.Add, add = cut(add, memberSlice)
		if change.Members = members; change.Action != directory.Create {
			change.Action, change.Edit, change.Steps, change.Attributes = directory.Edit, merged(change), 1, nil
		}
		change.Sync.Hash, change.Sync.Facts, change.Sync.More, change.Sync.Quiet = hash, facts, len(add)+len(remove) > 0, counted
		counted = true
		results, err := j.bring(ctx, []directory.Change{*change})
		if err != nil {
			return err
		}
		switch err := results[0].Err; {
		case directory.KindOf(err) == directory.NotFound && again:
			item.RecordID, item.Hash, item.Facts, item.Made = uuid.Must(uuid.NewV7()).String(), "", "", false
			item.State, item.Reason = Staged, nil
			j.more.Failed--
			if err := j.save(ctx, &Step{Change: []Item{*item}}); err != nil {
				return err
			}
			return j.applyGroup(ctx, item, false)
		case err != nil:
			return nil
		}
		item.Made = true
	}
	return nil
}

// unresolved marks the hash of a group that has members who were not read, or were refused: it is looked at again.
const unresolved = "~"

// members are the members that a group gets and loses, and the hash of all else that is staged of it. missing reports whether some of
// them are nobody.
func (j *job) members(ctx context.Context, item *Item, s *staged) (
	own string, add []directory.Member, remove []string, missing bool, err error,
) {
	text, err := json.Marshal(s.Attributes)
	if err != nil {
		return "", nil, nil, false, err
	}
	sum := sha256.Sum256(text)
	own = base64.RawURLEncoding.EncodeToString(sum[:9])
	if slices.Contains(s.Unread, "members") {
		return own, nil, nil, false, nil
	}
	was, resolved := map[string]bool{}, 0
	if item.Hash != "" || item.Made {
		ids, err := j.Store.GroupMembers(ctx, j.account.ID, item.RecordID)
		if err != nil {
			return "", nil, nil, false, err
		}
		for _, id := range ids {
			was[id] = true
		}
	}
	for ids := s.Members; len(ids) > 0; {
		var slice []string
		slice, ids = cut(ids, lookUpSlice)
		found := 0 // of the slice
		for _, memberType := range []string{connectors.User, connectors.Group} {
			known, err := j.Store.KnownItems(ctx, j.run, memberType, slice)
			if err != nil {
				return "", nil, nil, false, err
			}
			if memberType == connectors.Group {
				if err := j.bare(ctx, known); err != nil {
					return "", nil, nil, false, err
				}
			}
			for _, id := range slice {
				m, is := known[id]
				if !is || m.Hash == "" && !m.Made {
					continue
				}
				found++
				if was[m.RecordID] {
					delete(was, m.RecordID)
					continue
				}
				add = append(add, directory.Member{ID: m.RecordID, Type: memberType})
			}
		}
		missing, resolved = missing || found < len(slice), resolved+found
	}
	if missing && resolved == 0 && len(was) > 0 { // members who are all nobody empty no group
		return own, add, nil, true, nil
	}
	for id := range was {
		remove = append(remove, id)
	}
	slices.Sort(remove)
	return own, add, remove, missing, nil
}

// bare makes the groups among items that are members of a group and not made yet, without members of their own for now.
func (j *job) bare(ctx context.Context, known map[string]Item) error {
	for id, item := range known {
		if item.Hash != "" || item.Made || item.State != Staged {
			continue
		}
		staged, err := j.Store.NextItems(ctx, j.run, Staged, connectors.Group, item.N-1, 1, true)
		if err != nil {
			return err
		}
		if len(staged) == 0 || staged[0].N != item.N || staged[0].Body == "" {
			continue
		}
		s, err := unstaged(&staged[0])
		if err != nil {
			return err
		}
		change := j.change(&staged[0], s, j.group)
		change.UserType, change.Sync.More = j.user, true
		if err := j.say(change, &staged[0], s); err != nil {
			continue // it is refused when its own turn comes
		}
		results, err := j.bring(ctx, []directory.Change{*change})
		if err != nil {
			return err
		}
		if results[0].Err == nil {
			item.Made, j.made[item.N] = true, true
			known[id] = item
		}
	}
	return nil
}

// merged is the edit that makes a group's attributes what a change says.
func merged(change *directory.Change) func(schema.Object) (schema.Object, bool, error) {
	if change.Edit != nil {
		return change.Edit
	}
	said := change.Attributes
	return func(was schema.Object) (schema.Object, bool, error) { return said, true, nil }
}

// factHash is the hash of a group's attributes that stands in its facts.
func factHash(facts string) string {
	_, hash, _ := strings.Cut(facts, " ")
	return hash
}

// cut takes up to n values off a list.
func cut[T any](list []T, n int) (first, rest []T) {
	n = min(n, len(list))
	return list[:n:n], list[n:]
}
