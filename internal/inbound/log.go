package inbound

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
)

// Appender keeps log entries.
type Appender interface {
	AppendLog(ctx context.Context, accountID string, entries []directory.LogEntry) error
}

// Log writes the log entries of changes that were asked for and never came to the intake, which refused
// them before. (The intake writes its own, in the transaction of the change.) They are gathered
// for a moment and written many at a time; a crash loses at
// most that moment. When the database can't keep up, requests wait rather than entries are dropped;
// those that the database refuses for several seconds are given up, and the server's own log says
// so. Nobody waits for longer than logPatience, nor while it takes nothing at all (it is gone, or takes no
// changes).
type Log struct {
	to     Appender
	logger *slog.Logger
	queue  chan queued
	ended  chan struct{}

	down   atomic.Bool  // the database takes nothing
	mu     sync.RWMutex // closed is written once
	closed bool
}

type queued struct {
	account string
	entry   directory.LogEntry
}

const (
	logMoment    = 100 * time.Millisecond
	logBatch     = 512
	logPatience  = 5 * time.Second // how long a request waits for the log
	maxOperation = 200             // bytes of what a client may make as long as it likes: its method and path
)

// NewLog returns a log and starts its writer; Close ends it.
func NewLog(to Appender, logger *slog.Logger) *Log {
	l := &Log{to: to, logger: logger, queue: make(chan queued, 8*logBatch), ended: make(chan struct{})}
	go l.run()
	return l
}

// Append gives the log an entry. After Close the entry is written at once.
func (l *Log) Append(accountID string, entry directory.LogEntry) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed { // a request that outlived the server's patience
		l.write(accountID, []directory.LogEntry{entry})
		return
	}
	select {
	case l.queue <- queued{accountID, entry}:
		return
	default:
	}
	if l.down.Load() {
		return // that entries are lost was said when it went down
	}
	timer := time.NewTimer(logPatience)
	defer timer.Stop()
	select {
	case l.queue <- queued{accountID, entry}:
	case <-timer.C:
		l.down.Store(true)
		l.logger.Error("the provisioning log can't be written as fast as requests come: entries of refusals are lost",
			"account", accountID)
	}
}

// Close writes what is left and ends the writer, as far as it can while ctx lasts.
func (l *Log) Close(ctx context.Context) error {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.queue)
	}
	l.mu.Unlock()
	select {
	case <-l.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the provisioning log was not written to its end: %w", ctx.Err())
	}
}

func (l *Log) run() {
	defer close(l.ended)
	for first := range l.queue {
		gathered := map[string][]directory.LogEntry{first.account: {first.entry}}
		timer := time.NewTimer(logMoment)
		open := true
		for n := 1; n < logBatch && open; n++ {
			select {
			case q, more := <-l.queue:
				if open = more; more {
					gathered[q.account] = append(gathered[q.account], q.entry)
				}
				continue
			case <-timer.C:
			}
			break
		}
		timer.Stop()
		for account, entries := range gathered {
			l.write(account, entries)
		}
	}
}

// write tries until the database takes the entries, for a while. What it refuses although it
// answers goes on in halves, so that one entry that it can't take costs no other.
func (l *Log) write(account string, entries []directory.LogEntry) {
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err := l.to.AppendLog(ctx, account, entries)
		cancel()
		if err == nil {
			l.down.Store(false)
			return
		}
		_, unserved := directory.Unserved(err)
		if unserved && l.down.Load() {
			return
		}
		if n := len(entries); n > 1 && !unserved {
			l.write(account, entries[:n/2])
			l.write(account, entries[n/2:])
			return
		}
		l.logger.Error("the provisioning log can't be written", "account", account, "operation", entries[0].Operation,
			"error", err)
		if wait > 2*time.Second {
			l.down.Store(unserved)
			return
		}
		time.Sleep(wait)
	}
}

// maxAsked bounds, in bytes, what is kept of a change that was refused before the intake.
const maxAsked = 16 << 10

// logEntries are those of a finished request for what the intake has not written one: a change that was refused
// before, and each operation of a Bulk that was.
func logEntries(e scim.Exchange, identity *auth.Identity, now time.Time) []directory.LogEntry {
	var list []directory.LogEntry
	add := func(entry directory.LogEntry, asked []byte) {
		entry.Operation = clipped(entry.Operation)
		if entry.At = now; entry.ID == "" {
			entry.ID = uuid.Must(uuid.NewV7()).String()
		}
		entry.SourceID, entry.Channel, entry.RequestID = identity.Source.ID, "scim", e.RequestID
		if len(asked) <= maxAsked {
			entry.Asked = asked
		}
		switch {
		case fault(entry.Status):
			entry.Outcome = directory.Failed
		case entry.Status >= http.StatusBadRequest:
			entry.Outcome = directory.Declined
		default:
			entry.Outcome = directory.Read
		}
		list = append(list, entry)
	}
	for _, r := range e.Refused {
		entry := directory.LogEntry{
			ID: r.Case, Operation: e.Method + " " + cmp.Or(e.Path, e.Request.URL.Path), RecordID: r.Operation.ID,
			Status: r.Reason.Status,
			Detail: messages(r.Reason.Tell()),
		}
		if method, rt := methods[r.Operation.Kind], r.Operation.Type; method != "" && rt != nil {
			entry.Operation, entry.Type = method+" "+rt.Endpoint, rt.Name
		}
		add(entry, r.Operation.Asked)
	}
	if e.Err != nil || !e.Applied && len(e.Refused) == 0 {
		entry := directory.LogEntry{
			ID: e.Case, Operation: e.Method + " " + strings.TrimSuffix(cmp.Or(e.Path, e.Request.URL.Path), "/"+e.ID),
			Type:     e.Type,
			RecordID: e.ID, Status: e.Status, Detail: messages(e.Message),
		}
		add(entry, e.Asked)
	}
	return list
}

// messages are those that say something.
func messages(m text.Message) text.Messages {
	if m.IsZero() {
		return nil
	}
	return text.Messages{m}
}

// clipped is an operation as the log keeps it: valid UTF-8, and not too long.
func clipped(operation string) string {
	const cut = "…"
	operation = strings.ToValidUTF8(operation, "\uFFFD")
	if len(operation) <= maxOperation {
		return operation
	}
	end := maxOperation - len(cut)
	for !utf8.RuneStart(operation[end]) {
		end--
	}
	return operation[:end] + cut
}

// fault reports whether a status says that Usher failed (rule P7). 501 says that something is not
// offered, as /Me.
func fault(status int) bool {
	return status >= http.StatusInternalServerError && status != http.StatusNotImplemented
}

// methods are the HTTP methods of operations.
var methods = map[scim.Kind]string{
	scim.Create: http.MethodPost, scim.Replace: http.MethodPut, scim.Patch: http.MethodPatch,
	scim.Delete: http.MethodDelete,
}
