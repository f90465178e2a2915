// Package inbound is the SCIM channel: it puts the protocol (package scim) in front of the intake
// and the reader (package directory). Every write becomes a directory.Change, every request
// leaves its entry in the provisioning log. A token that only reads sees the account's directory
// view through the same channel.
package inbound

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
)

// Prefix is the path of the SCIM base.
const Prefix = "/scim/v2"

// Config is what the channel needs of the rest.
type Config struct {
	Intake      *directory.Intake
	Reader      directory.Reader
	Definitions Definitions
	Sources     SourceNames // nil where nobody but the connection itself is named
	Tokens      *auth.Tokens
	Log         *Log
	Clock       clock.Clock // nil for the machine's
	BaseURL     string      // of the server, such as "https://usher.example.com"; "" to derive it from requests
	Logger      *slog.Logger

	// MaxRecord and MaxBody bound the bodies of requests about people and other resources, and of those about groups and
	// of Bulk requests, in bytes; 0 for the defaults of scim.Limits.
	MaxRecord, MaxBody int64
}

// channel serves SCIM for all accounts.
type channel struct {
	Config
	registries *registries
	names      sourceNames
	attempts   attempts
}

// stamp is the time for log entries.
func (d *channel) stamp() time.Time { return d.Clock.OrSystem().Stamp() }

// New returns the handler of everything below Prefix.
func New(cfg Config) http.Handler {
	d := &channel{Config: cfg, registries: newRegistries(cfg.Definitions)}
	server := &scim.Server{
		Authenticate: d.authenticate,
		Observe:      d.observe,
		Limits:       scim.Limits{Body: cfg.MaxRecord, GroupBody: cfg.MaxBody, BulkPayload: cfg.MaxBody},
	}
	if cfg.BaseURL != "" {
		server.BaseURL = strings.TrimSuffix(cfg.BaseURL, "/") + Prefix
	}
	return named(server.Handler())
}

// authenticate finds whose connection a request belongs to.
func (d *channel) authenticate(r *http.Request) (*scim.Tenant, error) {
	identity, err := d.Tokens.Authenticate(r.Context(), r.Header.Get("Authorization"))
	if err != nil {
		var refused *auth.Error
		if !errors.As(err, &refused) {
			return nil, refusal(err, reader(r))
		}
		// The account's log shows the attempt.
		callerOf(r.Context()).identity, callerOf(r.Context()).refused = refused.Identity, true
		return nil, &scim.Error{
			Status: http.StatusUnauthorized,
			Detail: reader(r).Say(auth.Refusal()),
			Header: http.Header{"Www-Authenticate": {`Bearer realm="Usher SCIM"`}},
		}
	}
	callerOf(r.Context()).identity = identity
	if identity.Reads() && writes(r) {
		return nil, readsOnly(reader(r))
	}
	registry, err := d.registries.seenBy(r.Context(), identity)
	if err != nil {
		return nil, refusal(err, reader(r))
	}
	return &scim.Tenant{
		Backend: &backend{
			channel: d, identity: identity, request: r, registry: registry,
			dry: dryRun(r),
		},
		Registry:  registry,
		Strict:    identity.Source.Strict,
		CursorKey: cursorKey(identity.Account.Secret),
		Scope:     identity.Account.ID + "/" + identity.Source.ID,
	}, nil
}

// DryRunHeader asks, with the value "true", that a write be decided and answered as usual but
// kept nowhere (rule I4).
const DryRunHeader = "Usher-Dry-Run"

// DryRunParameter is the query parameter that asks the same, for clients that can't set headers.
const DryRunParameter = "dryRun"

// dryRun reports whether a request asks for a dry run. Like all parameters this one is understood
// in any case; one that contradicts another keeps the write from being kept.
func dryRun(r *http.Request) bool {
	if strings.EqualFold(r.Header.Get(DryRunHeader), "true") {
		return true
	}
	if r.URL.RawQuery == "" {
		return false
	}
	for name, values := range r.URL.Query() {
		if !strings.EqualFold(name, DryRunParameter) {
			continue
		}
		for _, v := range values {
			if strings.EqualFold(v, "true") {
				return true
			}
		}
	}
	return false
}

// caller is what is found out about a request on its way.
type caller struct {
	identity *auth.Identity // also of a token that has expired or was revoked,
	refused  bool           // which this says then
	header   http.Header    // of the answer; it names the request
}

type callerKey struct{}

func callerOf(ctx context.Context) *caller { return ctx.Value(callerKey{}).(*caller) }

// named strips the prefix and gives every request a caller to be filled in. Slashes too many in its
// path are gone from here on, for the log and for what a token may do as well (rule P3).
func named(next http.Handler) http.Handler {
	stripped := http.StripPrefix(Prefix, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), callerKey{}, &caller{header: w.Header()}))
		if strings.Contains(r.URL.Path, "//") {
			r.URL = collapsed(r.URL)
		}
		stripped.ServeHTTP(w, r)
	})
}

// collapsed is a URL without slashes too many. Those that are escaped belong to a name.
func collapsed(u *url.URL) *url.URL {
	clean := *u
	clean.RawPath = scim.CollapseSlashes(u.EscapedPath())
	path, err := url.PathUnescape(clean.RawPath)
	if err != nil {
		return u // not reached: the path was unescaped before
	}
	clean.Path = path
	return &clean
}

// cursorKey is derived from the account's secret, so that every node can open every node's
// cursors.
func cursorKey(secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("scim cursors"))
	return mac.Sum(nil)
}

// observe writes the access event, and the provisioning log entries of what the intake has not
// seen: reads, and what was refused before it.
func (d *channel) observe(ctx context.Context, e scim.Exchange) {
	level := slog.LevelInfo
	switch {
	case fault(e.Status):
		level = slog.LevelError
	case e.Status < http.StatusBadRequest && e.Method == http.MethodGet:
		level = slog.LevelDebug // most of the traffic, and least of the news
	}
	if d.Logger.Enabled(ctx, level) {
		d.Logger.LogAttrs(ctx, level, "request", attributes(e, callerOf(ctx).identity)...)
	}
	identity := callerOf(ctx).identity
	if identity != nil && (!callerOf(ctx).refused || d.attempts.log(identity.TokenID, d.stamp())) {
		for _, entry := range logEntries(e, identity, d.stamp()) {
			d.Log.Append(identity.Account.ID, entry)
		}
	}
}
