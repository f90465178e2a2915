package inbound

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
)

// declined is a refusal of Usher's own. Its detail is for the log of whoever has no other words; the client reads the
// message in its own language.
func declined(status int, scimType string, says text.Message) *scim.Error {
	return &scim.Error{Status: status, ScimType: scimType, Detail: asClient.Say(says), Message: says}
}

// asClient is a client that asks for no language.
var asClient = text.Reader{Language: text.English, Surface: text.SCIM}

// refusal translates the directory's refusals into the protocol's (rule P7).
func refusal(err error) error {
	if errors.Is(err, directory.ErrBusy) {
		e := declined(http.StatusTooManyRequests, "", text.New("server.busy"))
		e.Header = http.Header{"Retry-After": {"1"}}
		return e
	}
	if says, unserved := directory.Unserved(err); unserved {
		e := declined(http.StatusServiceUnavailable, "", says)
		e.Header = http.Header{"Retry-After": {directory.RetryAfter}}
		return fmt.Errorf("%w: %w", e, err)
	}
	var known *scim.Error
	var refused *directory.Error
	if errors.As(err, &known) || !errors.As(err, &refused) {
		return err
	}
	if refused.Kind == directory.Invalid && refused.Err != nil {
		return refused.Err
	}
	e := declined(refused.Kind.Status(), "", refused.Tell())
	switch refused.Kind {
	case directory.Busy:
		e.Header = http.Header{"Retry-After": {"1"}}
	case directory.Conflict:
		e.ScimType = scim.Uniqueness
	case directory.Invalid:
		e.ScimType = scim.InvalidValue
	}
	return e
}
