package inbound

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
)

// observe writes the access event; the provisioning log entries of changes that the intake has not seen, since they
// were refused before it (rule O1); and counts the rest as recent traffic (rule O2).
func (d *channel) observe(ctx context.Context, e scim.Exchange) {
	level := slog.LevelInfo
	switch {
	case fault(e.Status):
		level = slog.LevelError
	case e.Status < http.StatusBadRequest && e.Method == http.MethodGet:
		level = slog.LevelDebug // most of the traffic, and least of the news
	}
	if d.Logger.Enabled(ctx, level) {
		d.Logger.LogAttrs(ctx, level, "request", d.attributes(ctx, &e)...)
	}
	who := callerOf(ctx)
	if !asksChange(&e, who) {
		d.Traffic.note(d.kind(ctx, &e))
		return
	}
	if who.logged {
		e.Err = nil // the backend has its own account of that, too
	}
	for _, entry := range logEntries(e, who.identity, d.stamp()) {
		d.Log.Append(who.identity.Account.ID, entry)
	}
}

// asksChange reports whether a request was understood as one for a change, by whom it was for.
func asksChange(e *scim.Exchange, who *caller) bool {
	switch {
	case who.identity == nil || who.refused != nil || !writes(e.Request):
		return false
	case e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusNotImplemented || e.Unreadable:
		return false
	case e.Tenant == nil: // refused as a whole, before anybody looked at where it went
		return e.Route != ""
	}
	return served(e)
}

// served reports whether there is something at the path.
func served(e *scim.Exchange) bool {
	return e.Route != "" && (e.Type != "" || !strings.HasPrefix(e.Route, "/{endpoint}"))
}

// caseOf gives a refusal its case (rules I3 and P9): that of the log entry for a change, and that of the kind of
// request for whatever else. It is the one place where clients are told of it.
func (d *channel) caseOf(ctx context.Context, r scim.Refused) (id string, says text.Message) {
	var told *caseError
	says = r.Shown.Tell()
	switch {
	case errors.As(r.Err, &told):
		id = told.id
	case r.Operation != nil || asksChange(r.Exchange, callerOf(ctx)):
		id = uuid.Must(uuid.NewV7()).String()
	default:
		k := d.kind(ctx, r.Exchange)
		if id = d.Traffic.caseOf(k); k.reason == directory.WrongPath {
			says = text.New("traffic.lost", "says", says, "url", d.shownBase(r.Exchange.Request))
		}
	}
	if id == "" {
		return "", says
	}
	return id, text.New("case.of", "says", says, "case", id)
}

// caseError is a refusal that has its log entry.
type caseError struct {
	id  string // of the entry
	err error
}

func (e *caseError) Error() string { return e.err.Error() }
func (e *caseError) Unwrap() error { return e.err }

// kind is which kind of request it is; it is decided once for each.
func (d *channel) kind(ctx context.Context, e *scim.Exchange) *kind {
	who := callerOf(ctx)
	if who.kind != nil {
		return who.kind
	}
	address := d.Proxies.Client(e.Request)
	k := &kind{kindKey: kindKey{method: methodOf(e.Method), route: routeOf(e), status: e.Status}}
	k.address, k.path = shown(address), held(who.prefix+e.Request.URL.Path, heldPath)
	if e.Path == removedPath {
		k.path = elided
	}
	if len(e.Query) <= heldQuery {
		k.filter = e.Query
	}
	if e.Status >= http.StatusBadRequest {
		k.reason = reasonOf(e, who)
		if k.reason == directory.TrafficReason(e.ScimType) || k.reason == directory.UnreadableBody {
			k.detail = elide(e.Message)
		}
	}
	d.attribute(k, who, address)
	if k.reason == directory.WrongPath || who.refused != nil && e.Route == "" {
		k.says = append(k.says, text.New("traffic.base", "url", d.shownBase(e.Request)))
	}
	if e.Status >= http.StatusBadRequest {
		who.kind = k // a refusal says its case, and is then counted under it
	}
	return k
}

// removedPath is what package scim shows of a path that may hold a secret.
const removedPath = "[removed]"

// shownBase is the base URL for an advice. Without a setting it is what the client asked for.
func (d *channel) shownBase(r *http.Request) string { return cut(d.baseURL(r), 2*maxPath) }

// attribute says whose request it was, as far as that is known.
func (d *channel) attribute(k *kind, who *caller, from netip.Addr) {
	if who.identity != nil {
		k.account, k.source, k.token, k.known = who.identity.Account.ID, who.identity.Source.ID, who.identity.TokenID, true
	}
	refused := who.refused
	if refused == nil {
		return
	}
	k.called = refused.Token
	switch refused.Reason {
	case auth.Missing:
		k.says = append(k.says, text.New("traffic.noToken"))
	case auth.Malformed:
		k.says = append(k.says, text.New("traffic.malformedToken"))
	case auth.Unknown:
		k.says = append(k.says, text.New("traffic.unknownToken", "token", refused.Token))
		if d.Traffic.folds(from, refused.Mark) {
			return
		}
		k.account, k.token = refused.AccountID, refused.Mark
	case auth.Expired, auth.Revoked:
		key := "traffic.expiredToken"
		if refused.Reason == auth.Revoked {
			key = "traffic.revokedToken"
		}
		k.says = append(k.says, text.New(key, "token", refused.Token, "at",
			refused.Ended.UTC().Format("2006-01-02 15:04 MST")))
	}
}

// folds reports whether an unknown token is one too many to be told apart.
func (t *Traffic) folds(from netip.Addr, mark string) bool {
	return t == nil || t.strangers.many(from, mark, t.clock())
}

// reasons are those for which a token is refused.
var reasons = map[auth.Reason]directory.TrafficReason{
	auth.Missing: directory.NoToken, auth.Malformed: directory.MalformedToken, auth.Unknown: directory.UnknownToken,
	auth.Expired: directory.ExpiredToken, auth.Revoked: directory.RevokedToken,
}

// reasonOf is why a request was refused.
func reasonOf(e *scim.Exchange, who *caller) directory.TrafficReason {
	switch {
	case who.refused != nil && e.Status == http.StatusUnauthorized:
		return reasons[who.refused.Reason]
	case e.Status == http.StatusNotFound && !served(e):
		return directory.WrongPath
	case e.Status == http.StatusMethodNotAllowed:
		return directory.WrongMethod
	case e.Unreadable:
		return directory.UnreadableBody
	}
	return directory.TrafficReason(e.ScimType)
}

// methodOf is a method that HTTP has, or OTHER: a client can make up any.
func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return method
	}
	return "OTHER"
}

// routeOf is a path without ids.
func routeOf(e *scim.Exchange) string {
	rest, endpoint := strings.CutPrefix(e.Route, "/{endpoint}")
	switch {
	case e.Route == "":
		return unserved(e.Request.URL.Path)
	case !endpoint:
		return e.Route
	case e.Tenant != nil && e.Type != "":
		return cmp.Or(e.Tenant.Registry.Type(e.Type).Endpoint, elided) + rest
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(scim.CollapseSlashes(e.Request.URL.Path), "/"), "/")
	return "/" + cmp.Or(endpointOf(first), elided) + rest
}

// held is the beginning of what a client sent, which is let go with it.
func held(s string, most int) string {
	return strings.Clone(s[:min(len(s), most)])
}

// attributes are the one access event of a request: no query, no body, no token, nobody's name.
func (d *channel) attributes(ctx context.Context, e *scim.Exchange) []slog.Attr {
	who := callerOf(ctx)
	path := elided
	if e.Path != removedPath {
		path = shownPath(who.prefix + e.Request.URL.Path)
	}
	list := []slog.Attr{
		slog.String("method", cut(e.Method, 20)), slog.String("path", path), slog.String("route", e.Route),
		slog.Int("status", e.Status),
		slog.String("client", shown(d.Proxies.Client(e.Request))), slog.Duration("took", e.Duration),
		slog.String("request", e.RequestID),
	}
	if who.identity != nil {
		list = append(list, slog.String("account", who.identity.Account.Name),
			slog.String("source", who.identity.Source.Name))
	}
	if e.Status >= http.StatusBadRequest {
		reason := string(reasonOf(e, who))
		if who.refused != nil && who.refused.Token != "" {
			reason += " " + who.refused.Token
		}
		list = append(list, slog.String("reason", cmp.Or(reason, http.StatusText(e.Status))))
		if who.refused != nil && !who.refused.Ended.IsZero() { // when the token expired or was revoked
			list = append(list, slog.Time("ended", who.refused.Ended.UTC()))
		}
		list = append(list, slog.String("case", e.Case))
	}
	if e.Err != nil {
		list = append(list, slog.Any("error", e.Err))
	}
	return list
}
