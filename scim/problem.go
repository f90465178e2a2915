package scim

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// statusClientGone is for the log alone: nobody is there to read the answer.
const statusClientGone = 499

// problem turns any error into what the client is told. Errors of no known kind say nothing of
// themselves: internal is then the error for the log.
func problem(err error) (shown *Error, internal error) {
	var (
		known    *Error
		body     *schema.Error
		unknown  *schema.UnknownAttribute
		text     *filter.Error
		compare  *filter.CompareError
		tooLarge *http.MaxBytesError
	)
	switch {
	case errors.Is(err, schema.ErrTooManyValues):
		return told(http.StatusRequestEntityTooLarge, "", message.Of(schema.ErrTooManyValues)), nil
	case errors.As(err, &known):
		if known.Status >= http.StatusInternalServerError && known.Status != http.StatusNotImplemented {
			return known, err
		}
		return known, nil
	case errors.As(err, &body):
		return &Error{
			Status: statusOf(body.ScimType), ScimType: body.ScimType, Detail: body.Error(), Message: body.Message,
		}, nil
	case errors.As(err, &unknown):
		return told(http.StatusBadRequest, InvalidPath, unknown.Tell()), nil
	case errors.As(err, &text):
		return told(http.StatusBadRequest, InvalidFilter, text.Tell()), nil
	case errors.As(err, &compare):
		return told(http.StatusBadRequest, InvalidFilter, compare.Tell()), nil
	case errors.As(err, &tooLarge):
		return tooLargeError(partBody, tooLarge.Limit), nil
	case errors.Is(err, context.DeadlineExceeded):
		shown = refuse(http.StatusServiceUnavailable, "", "request.slow")
		shown.Header = http.Header{"Retry-After": {"5"}}
		return shown, err
	case errors.Is(err, context.Canceled):
		return refuse(statusClientGone, "", "request.gone"), err
	}
	return refuse(http.StatusInternalServerError, "", "request.failed"), err
}

// statusOf is the status that goes with an error keyword of RFC 7644 table 9.
func statusOf(scimType string) int {
	switch scimType {
	case Uniqueness:
		return http.StatusConflict
	case Sensitive:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

func tooLargeError(what part, limit int64) *Error {
	return refuse(http.StatusRequestEntityTooLarge, "", "request.large", "what", what.message(), "limit", limit)
}

// refuse makes err the answer, if the answer has not begun.
func (c *call) refuse(err error) {
	shown, internal := problem(err)
	// a search's filter is event.Query
	if c.decoded && c.rt != nil && !c.event.Applied && !strings.HasSuffix(c.event.Route, "/.search") {
		c.event.Asked = Redact(c.rt, *c.body)
	}
	recorded := discreet(shown, c.event.Query == removed || bytes.Contains(c.event.Asked, []byte("[removed")) ||
		c.event.Path == removed)
	c.event.Status, c.event.ScimType = shown.Status, recorded.ScimType
	c.event.Detail, c.event.Message = recorded.Detail, recorded.Tell()
	c.event.Unreadable = c.body != nil && !c.decoded && !c.event.Applied && shown.ScimType == InvalidSyntax
	if internal != nil {
		c.event.Err = errors.Join(c.event.Err, internal)
	}
	shown, c.event.Case = c.named(Refused{Exchange: &c.event, Shown: shown, Err: err})
	if !c.out.discard() {
		return
	}
	header := c.out.w.Header()
	for _, name := range []string{"ETag", "Location", "Content-Location"} {
		header.Del(name)
	}
	for name, values := range shown.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	if shown.Status == http.StatusUnauthorized && header.Get("WWW-Authenticate") == "" {
		header.Set("WWW-Authenticate", `Bearer realm="SCIM"`)
	}
	header.Set("X-Content-Type-Options", "nosniff")
	c.out.status = shown.Status
	c.out.buf = c.appendError(c.out.buf, shown)
}

// named gives a refusal its case.
func (c *call) named(r Refused) (shown *Error, id string) {
	if c.caseOf == nil {
		return r.Shown, ""
	}
	told := *r.Shown
	id, told.Message = c.caseOf(c.r.Context(), r)
	if c.say == nil {
		told.Detail = message.Say(told.Message)
	}
	return &told, id
}

// discreet is a refusal for the record. What is said of a filter or path shows a piece of it, and so
// does what is quoted of a value, which may be of the secret that was removed from the rest, or tell
// one by itself.
func discreet(e *Error, secrets bool) *Error {
	shows := e.ScimType == InvalidFilter || e.ScimType == InvalidPath || strings.Contains(e.Detail, `"`)
	if !(secrets && shows) && !schema.TellsSecret(e.Detail) {
		return e
	}
	return refuse(e.Status, e.ScimType, "request.withheld")
}

// appendError writes the error document of RFC 7644 section 3.12, in the client's language.
func (c *call) appendError(dst []byte, e *Error) []byte {
	detail := e.Detail
	if c.say != nil {
		detail = c.say(c.r, e.Tell())
	}
	dst = append(dst, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"`...)
	dst = strconv.AppendInt(dst, int64(e.Status), 10)
	dst = append(dst, '"')
	if e.ScimType != "" {
		dst = append(dst, `,"scimType":`...)
		dst = appendString(dst, e.ScimType)
	}
	dst = append(dst, `,"detail":`...)
	dst = appendString(dst, detail)
	return append(dst, '}')
}
