package scimsource

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/usher-id/usher/connectors"
)

// errTooLarge is the error of an answer that is larger than is read.
var errTooLarge = errors.New("the answer is too large")

// refusal is the cause of an error that has a status.
type refusal struct {
	status   int
	scimType string // RFC 7644 section 3.12, RFC 9865 section 4
}

func (r *refusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("status %d %s", r.status, r.scimType))
}

// statusOf is the status that an error comes from; 0 for none.
func statusOf(err error) int {
	if r := (*refusal)(nil); errors.As(err, &r) {
		return r.status
	}
	return 0
}

// get asks for path and lets read have the body of a 200, and the server's own time. Its errors are of package
// connectors, but for errTooLarge and the context's own.
func (s *Source) get(ctx context.Context, path string, query url.Values, read func(io.Reader, http.Header) error) error {
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	err := s.ask(limited, path, query, read)
	if err == nil || errors.Is(err, errTooLarge) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if known := (*connectors.Error)(nil); errors.As(err, &known) {
		return known
	}
	if limited.Err() != nil {
		return &connectors.Error{
			Kind: connectors.Unavailable, Detail: fmt.Sprintf("%s: no whole answer within %s", path, s.timeout),
		}
	}
	// What net says names the address, and nothing of the request's headers. The cause itself is left out: it holds the
	// whole URL.
	return &connectors.Error{Kind: connectors.Unavailable, Detail: s.excerpt(path+": "+innermost(err), maxDetail)}
}

// innermost is what an error says without the URL that net/http puts before it.
func innermost(err error) string {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err.Error()
	}
	return err.Error()
}

func (s *Source) ask(ctx context.Context, path string, query url.Values, read func(io.Reader, http.Header) error) error {
	request, err := s.request(ctx, path, query)
	if err != nil {
		return err
	}
	response, err := s.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	s.pace = max(s.preset.Pace, pace(response.Header, s.now()))
	if response.StatusCode != http.StatusOK {
		return s.refused(path, response)
	}
	body := &body{from: response.Body, left: s.maxBody}
	err = read(body, response.Header)
	switch {
	case err == nil:
		return nil
	case body.over:
		return errTooLarge
	case body.err != nil: // the connection, not what came over it
		return body.err
	}
	if known := (*connectors.Error)(nil); errors.As(err, &known) {
		return known
	}
	return &connectors.Error{Kind: connectors.Malformed, Detail: s.excerpt(fmt.Sprintf("%s: %v; the answer begins with: %s",
		path, err, body.head), maxDetail)}
}

func (s *Source) request(ctx context.Context, path string, query url.Values) (*http.Request, error) {
	token, err := s.credential(ctx)
	if err != nil {
		if known := (*connectors.Error)(nil); errors.As(err, &known) {
			return nil, known
		}
		return nil, &connectors.Error{Kind: connectors.Credential, Detail: "the token can't be had", Err: err}
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, &connectors.Error{
			Kind: connectors.Credential, Detail: "the token is empty, or has characters that no token has",
		}
	}
	s.secret = token
	address := s.base + path
	if len(query) > 0 {
		address += "?" + strings.ReplaceAll(query.Encode(), "+", "%20") // some servers take the plus for itself
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.Malformed, Detail: path + ": no request can be made of it"}
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/scim+json, application/json;q=0.9")
	request.Header.Set("User-Agent", "Usher")
	return request, nil
}

// body counts and keeps the beginning of what is read, and remembers how reading failed.
type body struct {
	from io.Reader
	left int64
	head []byte
	over bool
	err  error
}

func (b *body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		var one [1]byte
		if n, err := b.from.Read(one[:]); n == 0 && err != nil {
			return 0, b.failed(err)
		}
		b.over = true
		return 0, errTooLarge
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if room := 200 - len(b.head); room > 0 {
		b.head = append(b.head, p[:min(n, room)]...)
	}
	return n, b.failed(err)
}

func (b *body) failed(err error) error {
	if err != nil && err != io.EOF {
		b.err = err
	}
	return err
}

// list asks for a list and remembers that the server gave one.
func (s *Source) list(ctx context.Context, path string, query url.Values, each eachFunc) (listing, error) {
	var l listing
	err := s.get(ctx, path, query, func(r io.Reader, h http.Header) (err error) {
		l, err = decodeList(r, each)
		l.date = dateOf(h, s.now())
		return err
	})
	return l, err
}

// dateOf is the server's time, or ours when it does not say.
func dateOf(h http.Header, now time.Time) time.Time {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		return date.UTC()
	}
	return now.UTC()
}
