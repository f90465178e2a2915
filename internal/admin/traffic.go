package admin

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Traffic is what can be asked of recent traffic: what clients did that changed nothing, and what of theirs was not
// understood (rule O2). It is safe for concurrent use.
type Traffic struct {
	Reader  directory.TrafficReader
	Sources SourceBook
}

// TrafficPage is kinds of requests, the newest first.
type TrafficPage struct {
	Kinds   []directory.Traffic
	Sources map[string]string // names by id
	Strange int               // kinds that belong to no account
}

// List lists the kinds of an account; only those of a source, if one is named.
func (s *Traffic) List(ctx context.Context, _ Actor, account *directory.Account, source string) (*TrafficPage, error) {
	id := ""
	if source != "" {
		found, err := s.Sources.Source(ctx, account.ID, source)
		if err != nil {
			return nil, err
		}
		id = found.ID
	}
	page := &TrafficPage{}
	var err error
	if page.Sources, err = s.Sources.SourceNames(ctx, account.ID); err != nil {
		return nil, err
	}
	if page.Kinds, err = s.Reader.Traffic(ctx, account.ID, id); err != nil {
		return nil, err
	}
	strange, err := s.Reader.Traffic(ctx, "", "")
	page.Strange = len(strange)
	return page, err
}

// Unattributed lists the kinds that belong to no account: whoever sent them showed no token, or one that names none.
// They are for whoever runs Usher. What belongs to no account has no source: to ask for one is Invalid.
func (s *Traffic) Unattributed(ctx context.Context, _ Actor, source string) (*TrafficPage, error) {
	if source != "" {
		return nil, directory.Refuse(directory.Invalid, "traffic.sourceless")
	}
	kinds, err := s.Reader.Traffic(ctx, "", "")
	return &TrafficPage{Kinds: kinds}, err
}

// Did says in words what a client did.
func Did(k *directory.Traffic) text.Message {
	endpoint, id := strings.CutSuffix(k.Route, "/{id}")
	reads := k.Method == "GET" || k.Method == "HEAD"
	switch {
	case k.Reason == directory.WrongPath:
		return text.New("traffic.did.stray", "method", k.Method, "path", k.Path)
	case strings.HasSuffix(k.Route, "/.search"):
		return text.New("traffic.did.search", "route", strings.TrimSuffix(k.Route, ".search"))
	case k.Route == "/ServiceProviderConfig" && reads:
		return text.New("traffic.did.test", "route", k.Route)
	case id && reads:
		return text.New("traffic.did.read", "route", endpoint)
	case reads:
		return text.New("traffic.did.list", "route", k.Route)
	}
	return text.New("traffic.did.ask", "method", k.Method, "route", k.Route)
}

// Why says why a kind of request was refused; nothing for what was served, or has no reason but its status.
func Why(k *directory.Traffic) text.Message {
	switch k.Reason {
	case "":
		return text.Message{}
	case directory.NoToken, directory.MalformedToken, directory.UnknownToken, directory.ExpiredToken,
		directory.RevokedToken,
		directory.WrongPath, directory.WrongMethod, directory.UnreadableBody:
		return text.New("traffic.why." + string(k.Reason))
	}
	return text.Plain(string(k.Reason))
}
