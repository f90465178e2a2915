package inbound

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

var _ scim.Backend = (*backend)(nil)

// backend is the directory as one request of one connection sees it, or of one reader.
type backend struct {
	*channel
	identity *auth.Identity
	request  *http.Request
	registry *schema.Registry
	dry      bool
}

// Get implements scim.Backend.
func (b *backend) Get(
	ctx context.Context, rt *schema.ResourceType, id string, p *schema.Projection,
) (*scim.Resource, error) {
	if offered(rt) {
		return b.offer(ctx, rt, id)
	}
	key := directory.RecordKey{SourceID: b.identity.Source.ID, Type: rt.Name, ID: id}
	wants := want(rt, p)
	wants.Licenses = true // the version tells of them, whatever is shown
	view, err := b.Reader.Record(ctx, b.identity.Account.ID, key, wants)
	if err != nil {
		return nil, refusal(err)
	}
	if view == nil {
		return nil, scim.NotFound(rt.Name, id)
	}
	names, err := b.named(ctx, view)
	if err != nil {
		return nil, refusal(err)
	}
	return b.resource(rt, view, names)
}

// decoded is about how many times as much memory a resource takes as its text.
const decoded = 8

// want says what else than the record an answer shows.
func want(rt *schema.ResourceType, p *schema.Projection) directory.Want {
	return directory.Want{
		Groups:   rt.Name == directory.TypeUser && p.ShowsTop("", "groups"),
		Members:  rt.Name == directory.TypeGroup && p.ShowsTop("", "members"),
		Licenses: rt.Name == directory.TypeUser && (p.ShowsTop(UsherSchema, "licenses") || p.ShowsTop("", "meta")),
	}
}

// Search implements scim.Backend.
func (b *backend) Search(ctx context.Context, q *scim.Query) (*scim.Page, error) {
	if len(q.Types) == 1 && offered(q.Types[0]) {
		return b.offers(ctx, q)
	}
	types := slices.DeleteFunc(slices.Clone(q.Types), offered) // a search of everything is one of the source's own
	query := &directory.Query{
		Types: types, Filter: q.Filter, SortBy: q.SortBy, Descending: q.Descending,
		Start: q.Start, Count: q.Count, Cursor: q.Cursor, After: q.After,
	}
	for _, rt := range types {
		w := want(rt, q.Projection(rt))
		query.Want.Groups = query.Want.Groups || w.Groups
		query.Want.Members = query.Want.Members || w.Members
		query.Want.Licenses = query.Want.Licenses || w.Licenses
	}
	found, err := b.Reader.Search(ctx, b.identity.Account.ID, b.identity.Source.ID, query)
	if err != nil {
		return nil, refusal(err)
	}
	names, err := b.named(ctx, found.Records...)
	if err != nil {
		return nil, refusal(err)
	}
	page := &scim.Page{Total: found.Total, Next: found.Next, Resources: make([]*scim.Resource, len(found.Records))}
	for i, view := range found.Records {
		if page.Resources[i], err = b.resource(b.registry.Type(view.Type), view, names); err != nil {
			return nil, err
		}
		if body := page.Resources[i].Body; body != nil {
			page.Bytes += int64(len(body))
		} else {
			page.Bytes += decoded * int64(len(view.Body))
		}
	}
	return page, nil
}

// Apply implements scim.Backend: all operations of a call go to the intake as one submission.
func (b *backend) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	results := make([]scim.Result, len(ops))
	if b.identity.Reads() { // refused before, too, without a look at the body
		for i := range results {
			results[i].Err = readsOnly()
		}
		return results
	}
	changes := make([]directory.Change, 0, len(ops))
	place := make([]int, 0, len(ops)) // of each change among the operations
	for i := range ops {
		b.Traffic.leftAside(b.identity.Account.ID, b.identity.Source.ID, ops[i].Aside)
		change, err := b.change(&ops[i])
		if err != nil {
			results[i].Err = b.refused(&ops[i], err)
			continue
		}
		changes = append(changes, change)
		place = append(place, i)
		ops[i].Resource = nil // of a large group it is many times what the change keeps of it
	}
	renumber(changes, place, results)
	apply := b.Intake.Apply
	if b.dry {
		apply = b.Intake.DryRun
	}
	decided, err := apply(ctx, b.identity.Account, changes)
	for n, i := range place {
		if err != nil {
			results[i].Err = b.refused(&ops[i], refusal(err))
			continue
		}
		results[i] = b.result(&ops[i], &changes[n], decided[n])
		if decided[n].Case == "" && decided[n].Err != nil { // refused before it was decided
			results[i].Err = b.refused(&ops[i], results[i].Err)
			continue
		}
		if b.dry {
			b.Log.Append(b.identity.Account.ID, tried(decided[n].Entry))
		}
	}
	return results
}

// refused logs an operation of which the intake keeps nothing: it can't become a change, or was not decided (rule O1).
// The error is the refusal with its case.
func (b *backend) refused(op *scim.Operation, err error) error {
	entry := directory.LogEntry{
		ID: uuid.Must(uuid.NewV7()).String(), At: b.stamp(), SourceID: b.identity.Source.ID, Channel: "scim",
		Operation: methods[op.Kind] + " " + op.Type.Endpoint, Type: op.Type.Name, RecordID: op.ID,
		Outcome: directory.Declined,
		Status:  http.StatusBadRequest, Detail: text.Messages{message.Of(err)},
		RequestID: callerOf(b.request.Context()).header.Get("X-Request-Id"),
	}
	var shown *scim.Error
	var wrong *schema.Error
	switch {
	case errors.As(err, &shown):
		entry.Status, entry.Detail = shown.Status, text.Messages{shown.Tell()}
	case !errors.As(err, &wrong): // what went wrong on Usher's side is for its own log
		entry.Status, entry.Detail = http.StatusInternalServerError, text.Messages{text.New("server.failed")}
	}
	if fault(entry.Status) {
		entry.Outcome = directory.Failed
	}
	if len(op.Asked) <= maxAsked {
		entry.Asked = op.Asked
	}
	b.Log.Append(b.identity.Account.ID, entry)
	callerOf(b.request.Context()).logged = true
	return &caseError{entry.ID, err}
}

// tried is the log entry of a dry run: what was asked and what would have become of it.
func tried(entry directory.LogEntry) directory.LogEntry {
	would := text.New("log.dryRun", "outcome", string(entry.Outcome))
	entry.Outcome, entry.Detail = directory.Tried, append(text.Messages{would}, entry.Detail...)
	return entry
}

// renumber makes Requires, which counts operations, count changes. What requires an operation
// that became no change can't stand either; it then requires itself to fail, by an index that
// the intake knows to be doomed.
func renumber(changes []directory.Change, place []int, results []scim.Result) {
	if len(changes) == len(results) {
		return
	}
	number := make(map[int]int, len(place))
	for n, i := range place {
		number[i] = n
	}
	for n := range changes {
		for k, i := range changes[n].Requires {
			if at, ok := number[i]; ok {
				changes[n].Requires[k] = at
			} else {
				changes[n].Requires[k] = directory.Impossible
			}
		}
	}
}

// result translates what the intake decided.
func (b *backend) result(op *scim.Operation, c *directory.Change, r directory.Result) scim.Result {
	if r.Err != nil {
		err := refusal(r.Err)
		if r.Case != "" {
			err = &caseError{r.Case, err}
		}
		return scim.Result{Err: err}
	}
	if r.Record == nil {
		return scim.Result{}
	}
	version := strconv.FormatInt(r.Record.Version, 10)
	if op.Unread || op.Kind == scim.Patch && op.Type.Name == directory.TypeGroup {
		return scim.Result{Version: version}
	}
	view := &directory.View{
		RecordKey: r.Record.RecordKey, UserID: r.Record.UserID, Verdict: r.Record.Shown(), Admitted: r.Record.Admitted != nil,
		Version: r.Record.Version, Sources: r.Record.Sources,
		Created: r.Record.Created, Modified: r.Record.Modified, Groups: r.Record.Groups, Licenses: r.Licenses,
	}
	if c.Members != nil {
		view.Members = each(r.Members)
	}
	names, _ := b.named(b.request.Context(), view) // the change is made, whatever the others are called
	resource, err := b.describe(op.Type, view, r.Record.Attributes, names)
	return scim.Result{Resource: resource, Version: versionOf(view), Err: err}
}

// each ranges over members that are in memory.
func each(members []directory.Member) iter.Seq2[directory.Member, error] {
	return func(yield func(directory.Member, error) bool) {
		for _, m := range members {
			if !yield(m, nil) {
				return
			}
		}
	}
}
