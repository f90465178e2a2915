// Package inbound is the SCIM channel: it puts the protocol (package scim) in front of the intake
// and the reader (package directory). Every write becomes a directory.Change and leaves its entry in
// the provisioning log, also where it is refused; all else is counted as recent traffic. A token that
// only reads sees the account's directory view through the same channel.
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
	"github.com/usher-id/usher/internal/text"
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
	Offering    Offering    // of pools; nil where none are offered
	Tokens      *auth.Tokens
	Log         *Log
	Traffic     *Traffic // nil to count nothing
	Proxies     Proxies
	Clock       clock.Clock // nil for the machine's
	BaseURL     string      // of the server, such as "https://usher.example.com"; "" to derive it from requests
	Logger      *slog.Logger

	// MaxRecord and MaxBody bound the bodies of requests about people and other resources, and of those about
	// groups and of Bulk requests, in bytes; 0 for the defaults of scim.Limits.
	MaxRecord, MaxBody int64
}

// channel serves SCIM for all accounts.
type channel struct {
	Config
	registries *registries
	names      sourceNames
}

// stamp is the time for log entries.
func (d *channel) stamp() time.Time { return d.Clock.OrSystem().Stamp() }

// New returns the handler of everything below Prefix.
func New(cfg Config) http.Handler {
	d := &channel{Config: cfg, registries: newRegistries(cfg.Definitions)}
	server := &scim.Server{
		Authenticate: d.authenticate,
		Observe:      d.observe,
		Case:         d.caseOf,
		Say:          say,
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
		var attempt *auth.Error
		if !errors.As(err, &attempt) {
			return nil, refusal(err)
		}
		// The account's recent traffic shows the attempt.
		callerOf(r.Context()).identity, callerOf(r.Context()).refused = attempt.Identity, attempt
		e := declined(http.StatusUnauthorized, "", auth.Refusal())
		e.Header = http.Header{"Www-Authenticate": {`Bearer realm="Usher SCIM"`}}
		return nil, e
	}
	callerOf(r.Context()).identity = identity
	if !identity.Source.Served() {
		return nil, declined(http.StatusForbidden, "", text.New("auth.disabled", "name", identity.Source.Name))
	}
	if identity.Reads() && writes(r) {
		return nil, readsOnly()
	}
	registry, err := d.registries.seenBy(r.Context(), identity)
	if err != nil {
		return nil, refusal(err)
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
	refused  *auth.Error    // why its token is not served; nil if it is
	header   http.Header    // of the answer; it names the request
	logged   bool           // what the backend refused has its log entries
	kind     *kind          // of a request that is refused
	prefix   string         // what was taken off its path
}

type callerKey struct{}

func withCaller(ctx context.Context, c *caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

func callerOf(ctx context.Context) *caller { return ctx.Value(callerKey{}).(*caller) }

// named strips the prefix and gives every request a caller to be filled in. Slashes too many in its
// path are gone from here on, for the log and for what a token may do as well (rule P3).
func named(next http.Handler) http.Handler {
	stripped := http.StripPrefix(Prefix, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(withCaller(r.Context(), &caller{header: w.Header(), prefix: Prefix}))
		if strings.Contains(r.URL.Path, "//") {
			r.URL = collapsed(r.URL)
		}
		w.Header()["Vary"] = varies
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
