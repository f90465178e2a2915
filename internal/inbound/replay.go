package inbound

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// ReplayChannel is the channel of requests that come from the log.
const ReplayChannel = "replay"

// Replayed is one request, decided twice.
type Replayed struct {
	// Then is the entry that was replayed; that of a dry run says what would have become of it.
	Then directory.LogEntry
	// Now is the entry that came of it. After a dry run it says what would become of it, while
	// the log says that it was one.
	Now directory.LogEntry
}

// Replay decides the request of a log entry anew, by today's rules, as the source in identity
// (rule O1). It takes the way of a SCIM request from its first check to its answer, so that what
// is decided is what would be decided if the source sent the same body today, with neither
// precondition nor query. A dry run keeps nothing but its own log entry, which cfg.Log has when
// Replay returns. The error is Invalid for an entry that can't be replayed, and says why;
// otherwise it is the server's own fault.
func Replay(
	ctx context.Context, cfg Config, identity *auth.Identity, entry directory.LogEntry, dry bool,
) (*Replayed, error) {
	d := &channel{Config: cfg, registries: newRegistries(cfg.Definitions)}
	registry, err := d.registries.of(ctx, identity.Account.ID)
	if err != nil {
		return nil, err
	}
	request, err := asked(ctx, registry, &entry)
	if err != nil {
		return nil, err
	}
	answer := unread{}
	request = request.WithContext(withCaller(request.Context(), &caller{identity: identity, header: answer.Header()}))
	r := &replay{backend: &backend{channel: d, identity: identity, request: request, registry: registry, dry: dry}}
	var exchange scim.Exchange
	server := &scim.Server{
		Authenticate: func(*http.Request) (*scim.Tenant, error) {
			return &scim.Tenant{Backend: r, Registry: registry, Strict: identity.Source.Strict}, nil
		},
		Observe: func(_ context.Context, e scim.Exchange) { exchange = e },
	}
	server.Handler().ServeHTTP(answer, request)
	if r.decided == nil {
		exchange.Applied = false // the intake wrote nothing
		r.decided = &logEntries(exchange, identity, d.stamp())[0]
		r.decided.Channel, r.decided.Asked = ReplayChannel, entry.Asked
		d.Log.Append(identity.Account.ID, *r.decided)
	}
	if exchange.Err != nil {
		return nil, fmt.Errorf("replay: %w", exchange.Err)
	}
	return &Replayed{Then: untried(entry), Now: *r.decided}, nil
}

// asked is the request of an entry, as far as the log keeps it.
func asked(ctx context.Context, registry *schema.Registry, entry *directory.LogEntry) (*http.Request, error) {
	method, path, rt, err := replayable(registry, entry)
	if err != nil {
		return nil, err
	}
	body := entry.Asked
	if method == http.MethodDelete {
		body = nil
	} else if err := whole(rt, entry); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, unplayable("replay.no.request", "cause", err)
	}
	r.Header.Set("Content-Type", "application/scim+json")
	r.Header.Set("X-Request-Id", ReplayChannel+":"+entry.ID)
	return r, nil
}

// replay is the backend of one request that is replayed.
type replay struct {
	*backend
	decided *directory.LogEntry // by the intake; nil if it wasn't asked or failed
}

// Apply implements scim.Backend. There is one operation: those of a Bulk request have an entry,
// and are replayed, each by itself.
func (r *replay) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	change, err := r.change(&ops[0])
	if err != nil {
		return []scim.Result{{Err: err}}
	}
	change.Request.Channel = ReplayChannel
	apply := r.Intake.Apply
	if r.dry {
		apply = r.Intake.DryRun
	}
	results, err := apply(ctx, r.identity.Account, []directory.Change{change})
	if err != nil {
		return []scim.Result{{Err: refusal(err)}}
	}
	r.decided = &results[0].Entry
	if r.dry {
		r.Log.Append(r.identity.Account.ID, tried(*r.decided))
	}
	return []scim.Result{r.result(&ops[0], &change, results[0])}
}

// untried undoes tried: it is the entry that would have been written, had it been no dry run.
func untried(entry directory.LogEntry) directory.LogEntry {
	if entry.Outcome != directory.Tried || len(entry.Detail) == 0 || entry.Detail[0].Key != "log.dryRun" {
		return entry
	}
	outcome, _ := entry.Detail[0].Args["outcome"].(string)
	entry.Outcome, entry.Detail = directory.Outcome(outcome), entry.Detail[1:]
	return entry
}

// unread is an answer of which only the header is of use.
type unread http.Header

// Header implements http.ResponseWriter, as do the others.
func (u unread) Header() http.Header         { return http.Header(u) }
func (u unread) Write(b []byte) (int, error) { return len(b), nil }
func (u unread) WriteHeader(int)             {}
