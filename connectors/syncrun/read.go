package syncrun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// How often a page that a service did not give is asked for again, and how long at most a run waits for one.
const (
	readAgain    = 6
	firstWait    = 2 * time.Second
	longestWait  = 5 * time.Minute
	throttleWait = 30 * time.Second // where the service does not say how long
)

// maxEntries bounds how many entries of a service are read.
const maxEntries = 10_000_000

// read reads everything, or what has changed, into the snapshot.
func (j *job) read(ctx context.Context) error {
	if j.run.Mode == Allowed {
		return nil
	}
	if _, err := j.connected(ctx); err != nil {
		return err
	}
	if j.run.Position == "" && j.run.Read == 0 {
		if err := j.begin(ctx); err != nil {
			return err
		}
	}
	if delta, is := j.reader.(connectors.Delta); is && j.run.Mode == Delta {
		_, memberships := delta.Sees()
		j.unshown = !memberships
	}
	return j.eachPage(ctx, j.run.Position, func(page *connectors.Page) error {
		step, err := j.stage(ctx, page)
		if err != nil {
			return err
		}
		j.run.Total = page.Total
		if j.run.Position = page.Next; page.Next == "" {
			j.complete(page)
			j.run.Phase = Planning // with the page: who takes the run up after it need not read again
		}
		if err := j.save(ctx, step); err != nil {
			return err
		}
		if j.run.Read > maxEntries {
			return &connectors.Error{Kind: connectors.Malformed, Detail: fmt.Sprintf("more than %d entries", maxEntries)}
		}
		return nil
	})
}

// connected is the service's connector.
func (j *job) connected(ctx context.Context) (connectors.Connector, error) {
	if j.reader != nil {
		return j.reader, nil
	}
	reader, err := j.Connect(ctx, j.service)
	if err != nil {
		return nil, &unconnected{err}
	}
	j.reader = reader
	return reader, nil
}

// unconnected is why no connector could be made: settings, or the key of the credential.
type unconnected struct{ error }

func (e *unconnected) Unwrap() error { return e.error }

// begin asks what can be read, and where the history stands.
func (j *job) begin(ctx context.Context) error {
	if prober, is := j.reader.(connectors.Prober); is {
		found, err := again(ctx, j, func() (*connectors.Findings, error) { return prober.Probe(ctx) })
		if err != nil {
			return err
		}
		j.lacks = nil
		for _, lack := range found.Lacks {
			j.lacks = append(j.lacks, lack.What)
			j.run.Problem = append(j.run.Problem, Lacking(lack))
		}
		j.run.Lacks = strings.Join(j.lacks, " ")
		j.service.Scope = ScopeOf(j.service.Kind, j.service.Settings, found.Lacks)
		if j.run.Mode != Preview && !j.service.Previewed() {
			return errUnseen
		}
	}
	if delta, is := j.reader.(connectors.Delta); is && j.run.Mode == Full {
		mark, err := again(ctx, j, func() (string, error) { return delta.Mark(ctx) })
		if err != nil {
			return err
		}
		j.run.Mark = mark
	}
	return nil
}

// Lacking says what can't be read, and by which right it could.
func Lacking(l connectors.Lack) text.Message {
	if l.Right == "" {
		return text.New("sync.lack", "what", l.What)
	}
	return text.New("sync.lack.right", "what", l.What, "right", l.Right)
}

// page reads the page at a position.
func (j *job) page(ctx context.Context, position string) (*connectors.Page, error) {
	return again(ctx, j, func() (*connectors.Page, error) {
		if j.run.Mode != Delta {
			return j.reader.Read(ctx, position)
		}
		delta, is := j.reader.(connectors.Delta)
		if !is || j.service.Mark == "" {
			return nil, &connectors.Error{Kind: connectors.Expired, Detail: "no mark"}
		}
		return delta.Changes(ctx, j.service.Mark, position)
	})
}

// again asks a service until it answers, as often and as long as it is worth while (rule S7).
func again[T any](ctx context.Context, j *job, ask func() (T, error)) (answer T, err error) {
	wait := firstWait
	for try := 1; ; try++ {
		if answer, err = ask(); err == nil {
			return answer, nil
		}
		var e *connectors.Error
		if !errors.As(err, &e) {
			if ctx.Err() == nil { // a fault of the connector: nothing is known of it
				err = &connectors.Error{Kind: connectors.Malformed, Detail: clip(err.Error()), Err: err}
			}
			return answer, err
		}
		switch {
		case try >= readAgain:
			return answer, err
		case e.Kind == connectors.Throttled:
			rest := e.After
			if rest <= 0 {
				rest = throttleWait
			}
			if rest > longestWait {
				return answer, err
			}
			err = j.wait(ctx, rest)
		case e.Kind == connectors.Unavailable:
			err = j.wait(ctx, wait)
			wait *= 2
		default:
			return answer, err
		}
		if err != nil {
			return answer, err
		}
	}
}

// clip bounds what a service or a fault says.
func clip(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// wait sleeps.
func (j *job) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	if j.Wait != nil {
		return j.Wait(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// stage is what a page changes of the snapshot.
func (j *job) stage(ctx context.Context, page *connectors.Page) (*Step, error) {
	step := &Step{}
	if len(page.Entries) > connectors.MaxPage {
		return nil, &connectors.Error{Kind: connectors.Malformed, Detail: fmt.Sprintf("a page of %d entries", len(page.Entries))}
	}
	if n := nameless(page.Entries); n > 0 {
		j.run.Read += n
		j.more.Failed += n
		j.note("sync.nameless", n)
	}
	for _, entryType := range []string{connectors.User, connectors.Group} {
		entries, ids, differing := latest(page.Entries, entryType)
		j.note("sync.twice", differing)
		if len(ids) == 0 {
			continue
		}
		known, err := j.Store.KnownItems(ctx, j.run, entryType, ids)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if err := j.entry(e, known, step); err != nil {
				return nil, err
			}
		}
	}
	step.Chunks = j.seen.take()
	return step, nil
}

// latest are the entries of a type that can be told apart, each once as it was said last, and their ids. differing is how many were said
// differently before.
func latest(all []connectors.Entry, entryType string) (entries []*connectors.Entry, ids []string, differing int) {
	at := map[string]int{}
	for i := range all {
		e := &all[i]
		if e.Type != entryType || !usable(e.ID) {
			continue
		}
		if n, twice := at[e.ID]; twice {
			if !same(entries[n], e) {
				differing++
			}
			entries[n] = e
			continue
		}
		at[e.ID] = len(entries)
		entries, ids = append(entries, e), append(ids, e.ID)
	}
	return entries, ids, differing
}

// same reports whether two entries say the same.
func same(a, b *connectors.Entry) bool {
	_, one, _, err := read(a)
	_, two, _, other := read(b)
	return a.Gone == b.Gone && a.Fault == b.Fault && one == two && err == nil && other == nil
}

// usable reports whether an id tells an entry apart, and can be kept.
func usable(id string) bool {
	return id != "" && len(id) <= connectors.MaxID && utf8.ValidString(id) && !strings.ContainsRune(id, 0)
}

// nameless is how many entries have no usable id.
func nameless(all []connectors.Entry) (n int) {
	for i := range all {
		if !usable(all[i].ID) {
			n++
		}
	}
	return n
}

// note notes that some more entries can't be told apart: one of them may be anybody, so that nobody counts as missing.
func (j *job) note(key string, n int) {
	if n == 0 {
		return
	}
	for i, m := range j.run.Problem {
		if m.Key == key {
			before, _ := m.Args["count"].(int64)
			j.run.Problem[i] = text.New(key, "count", int(before)+n)
			return
		}
	}
	j.run.Problem = append(j.run.Problem, text.New(key, "count", n))
}

// entry stages one entry. What is as it was applied changes nothing.
func (j *job) entry(e *connectors.Entry, known map[string]Item, step *Step) error {
	item, is := known[e.ID]
	if !is && e.Gone {
		j.run.Read++
		j.more.Unchanged++
		return nil
	}
	if !is {
		item = Item{N: j.service.NextN, Type: e.Type, NativeID: e.ID, RecordID: uuid.Must(uuid.NewV7()).String(), At: j.Clock()}
		j.service.NextN++
	}
	before := is && j.seen.has(item.N)
	if before {
		j.takeBack(&item)
	} else {
		j.run.Read++
		j.seen.set(item.N)
	}
	switch {
	case e.Gone:
		return j.gone(&item, step)
	case e.Fault != "" && (item.State == Parked || item.State == Kept): // it is still to be decided, or was
		j.more.Failed++
		return nil
	case e.Fault != "":
		item.State, item.Reason = Refused, problem("sync.fault", "why", clip(e.Fault))
		item.Body, item.Removal = "", ""
		j.more.Failed++
		j.put(is, &item, step)
		return nil
	}
	e.Unread = append(slices.Clone(e.Unread), j.unread(e)...)
	s, body, hash, err := read(e)
	j.pageBytes += len(body)
	if err != nil || len(body) > connectors.MaxEntry+64*len(e.Members) || len(e.Members) > connectors.MaxMembers {
		item.State, item.Reason, item.Body, item.Removal = Refused, problem("sync.large"), "", ""
		j.more.Failed++
		j.put(is, &item, step)
		return nil
	}
	item.Name = called(e)
	if before && item.NewHash != hash && (item.NewHash != "" || item.Hash != hash) && j.run.Mode != Delta {
		j.note("sync.twice", 1)
	}
	switch {
	case item.Hash == hash && item.State == Settled:
		j.more.Unchanged++
		return nil
	case item.Hash == hash: // it is as it was applied again
		item.State, item.Body, item.NewHash, item.NewFacts, item.Removal, item.MissingIn = Settled, "", "", "", "", ""
		item.Reason = nil
		j.more.Unchanged++
	case item.NewHash == hash && (item.State == Kept || item.State == Parked):
		j.more.Unchanged++
		return nil
	case item.NewHash == hash && (item.State == Allowing || item.State == Staged && item.Removal != Vanishes && item.MissingIn == ""):
		return nil // of a run that was cut off or is yet to come, or a preview
	default:
		j.restage(&item, body, hash, factsOf(s, j.typeOf(e.Type)))
	}
	j.put(is, &item, step)
	return nil
}

// takeBack undoes how an entry was counted that comes once more: what is said last counts, as of a service that changes while it is
// read.
func (j *job) takeBack(item *Item) {
	switch item.State {
	case Settled, Parked, Kept:
		j.more.Unchanged--
	case Refused:
		j.more.Failed--
	}
}

// restage stages what an item is to become. What waits for an administrator goes on waiting while it would still take something from
// somebody, whatever else is said of it, and what was rejected waits again (rule S3).
func (j *job) restage(item *Item, body, hash, facts string) {
	decided := item.State == Parked || item.State == Kept
	item.State, item.Body, item.NewHash, item.NewFacts = Staged, body, hash, facts
	item.Removal, item.MissingIn, item.Reason = removal(item.Facts, facts), "", nil
	if decided && item.Removal != "" {
		item.State = Parked
		j.more.Parked++
	}
}

// gone stages that the service says that something is not there any more.
func (j *job) gone(item *Item, step *Step) error {
	switch {
	case item.Hash == "" && !item.Made: // it was never applied, and is not to be
		step.Drop = append(step.Drop, *item)
		j.more.Unchanged++
		return nil
	case item.Hash == removedHash && item.State == Settled, item.NewHash == removedHash && (item.State == Parked || item.State == Kept):
		j.more.Unchanged++
		return nil
	case item.NewHash == removedHash && item.State == Allowing:
		return nil
	}
	item.State, item.Body, item.NewHash, item.NewFacts, item.Removal = Staged, "", removedHash, "", Deletes
	j.put(true, item, step)
	return nil
}

// removedHash stands for the hash of what was removed: whatever comes back differs from it.
const removedHash = "removed"

func (j *job) put(known bool, item *Item, step *Step) {
	item.At = j.Clock()
	if known {
		step.Stage = append(step.Stage, *item)
	} else {
		step.Insert = append(step.Insert, *item)
	}
}

// unread is what the credential may not read of an entry, and what changes do not show: that a group has no members is believed of
// changes only where they show memberships.
func (j *job) unread(e *connectors.Entry) (names []string) {
	for _, what := range j.lacks {
		if (what == "members") == (e.Type == connectors.Group) && what != "groups" {
			names = append(names, what)
		}
	}
	if j.unshown && e.Type == connectors.Group && len(e.Members) == 0 && !slices.Contains(names, "members") {
		names = append(names, "members")
	}
	return names
}

// typeOf is the definition of entries of a type.
func (j *job) typeOf(entryType string) *schema.ResourceType {
	if entryType == connectors.Group {
		return j.group
	}
	return j.user
}

// called is how people call an entry.
func called(e *connectors.Entry) string {
	for _, name := range []string{"userName", "displayName"} {
		if value, _ := e.Attributes[name].(string); value != "" {
			if e.Type == connectors.Group && name == "userName" {
				continue
			}
			return clip(value)
		}
	}
	return clip(e.ID)
}

// complete judges whether what was read is all (rule S2).
func (j *job) complete(page *connectors.Page) {
	switch {
	case j.run.Mode == Delta && page.Cut == "":
		j.run.Mark = page.Mark
	case page.Cut != "":
		j.run.Problem = append(j.run.Problem, text.New("sync.cut", "why", clip(page.Cut)))
	case page.Total > 0 && j.run.Read < page.Total:
		j.run.Problem = append(j.run.Problem, text.New("sync.short", "read", j.run.Read, "total", page.Total))
	}
}

// incomplete reports whether one of the problems is that not all was read.
func incomplete(problems text.Messages) bool {
	return slices.ContainsFunc(problems, func(m text.Message) bool {
		return m.Key == "sync.cut" || m.Key == "sync.short" || m.Key == "sync.empty" || m.Key == "sync.nameless" ||
			m.Key == "sync.twice"
	})
}
