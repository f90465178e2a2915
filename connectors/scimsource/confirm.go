package scimsource

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/usher-id/usher/connectors"
)

// believed is for how long a server that gave a list is believed to be there: a 404 of one that has moved says nothing
// of anybody.
const believed = 30 * time.Second

// Confirm implements connectors.Confirmer. That an entry is gone is believed of a server only that still lists others
// of its type.
func (s *Source) Confirm(ctx context.Context, entryType, id string) (bool, error) {
	kind := kindOf(entryType)
	if kind == "" || !validID(id) {
		return false, errors.New("there is no entry of such a type and id")
	}
	_, there, err := s.resource(ctx, kind, id, url.Values{"attributes": {"id"}})
	if statusOf(err) == http.StatusBadRequest { // some know no attributes
		_, there, err = s.resource(ctx, kind, id, nil)
	}
	if err != nil || there {
		return there && err == nil, err
	}
	if now := s.now(); s.confirmed[kind].IsZero() || now.Sub(s.confirmed[kind]) > believed {
		l, err := s.list(ctx, "/"+kind+"s", url.Values{"startIndex": {"1"}, "count": {"1"}}, pass)
		if err != nil {
			return false, err
		}
		if l.items == 0 {
			return false, &connectors.Error{
				Kind: connectors.Malformed, Detail: "/" + kind + "s lists nobody at all, so that nothing is known of one",
			}
		}
		s.confirmed[kind] = now
	}
	return false, nil
}

// Pace implements connectors.Paced.
func (s *Source) Pace() time.Duration { return s.pace }
