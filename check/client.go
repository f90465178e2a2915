package check

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// Bounds of one request. A server under check can be slow or hostile; the checker stays small.
const (
	defaultTimeout = 30 * time.Second
	maxResponse    = 16 << 20 // bytes of a response that are read
	maxBackoff     = 15 * time.Second
	maxRetries     = 4 // after 429
)

// Client sends requests to the server under check, one at a time, and remembers every
// resource that they create so that Cleanup can delete it. It is not safe for concurrent use.
type Client struct {
	base    string // without a slash at its end
	token   string
	http    *http.Client
	timeout time.Duration
	speaker message.Language
	accept  string // Accept-Language
	run     string // in the name of everything that this client creates
	serial  int
	made    ledger

	faults, badMedia, badErrors []exchange // answers that are wrong in themselves: see judge

	silence int // requests in a row that got no answer, or 429 to the last
}

// NewClient returns a client for the server that o names. The error says what is wrong with
// the URL (RFC 7644 section 1.3: a base URI has no query string).
func NewClient(o Options) (*Client, error) {
	speaker := speaking(o.Language)
	u, err := url.Parse(strings.TrimSpace(o.URL))
	if err != nil {
		return nil, failed(speaker, err, "check.url.unread", "url", o.URL)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, failed(speaker, nil, "check.url.form", "url", o.URL)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, failed(speaker, nil, "check.url.more")
	}
	if strings.ContainsAny(o.Token, "\r\n") {
		return nil, failed(speaker, nil, "check.token")
	}
	var hc http.Client
	if o.HTTPClient != nil {
		hc = *o.HTTPClient
	} else if t, ok := http.DefaultTransport.(*http.Transport); ok {
		hc.Transport = t.Clone() // its connections are ours to close
	}
	// A redirect is an answer to be judged, not to be followed: RFC 7644 section 3.11.
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	timeout := o.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	return &Client{
		base:    strings.TrimSuffix(u.String(), "/"),
		token:   o.Token,
		http:    &hc,
		timeout: timeout,
		speaker: speaker,
		accept:  o.AcceptLanguage,
		run:     "uc" + strings.ToLower(rand.Text()[:8]),
	}, nil
}

// next returns a lower-case alphanumeric word that is unique to this run and this call.
func (c *Client) next() string {
	c.serial++
	return c.run + "n" + strconv.FormatInt(int64(c.serial), 36)
}

// request is one request below the base URL.
type request struct {
	Method string
	Path   string // escaped, begins with /, may have a query
	Header map[string]string
	Body   any    // nil for none; a string is sent as it stands, everything else as JSON
	Auth   string // "" for the token, "none" for no Authorization header, "bad" for a wrong token
}

// String is the request as the report shows it.
func (q request) String() string {
	path, query, asked := strings.Cut(q.Path, "?")
	if asked {
		if s, err := url.QueryUnescape(query); err == nil {
			query = s
		}
		path += "?" + query
	}
	s := q.Method + " " + path
	switch q.Auth {
	case "none":
		s += " without a token"
	case "bad":
		s += " with a wrong token"
	}
	if body, ok := q.Body.(string); ok && body != "" {
		s += " " + body
	} else if q.Body != nil && !ok {
		s += " " + compact(q.Body)
	}
	return clip(s, 420)
}

// send sends q and returns the answer. A failure of the transport is in reply.Err, with Status 0.
// An answer 429 is repeated after the pause that the server asks for (RFC 6585).
func (c *Client) send(ctx context.Context, q request) *reply {
	for try := 0; ; try++ {
		r := c.once(ctx, q)
		if r.Status != http.StatusTooManyRequests || try == maxRetries {
			c.observe(q, r)
			return r
		}
		select {
		case <-time.After(backoff(r.Header.Get("Retry-After"))):
		case <-ctx.Done():
			r.Err = ctx.Err()
			return r
		}
	}
}

// backoff is the pause before a repetition: what the server asks for in seconds, within bounds.
func backoff(retryAfter string) time.Duration {
	s, err := strconv.Atoi(retryAfter)
	if err != nil || s < 0 {
		s = 1
	}
	return min(time.Duration(s)*time.Second, maxBackoff)
}

// once sends q once.
func (c *Client) once(ctx context.Context, q request) *reply {
	r := &reply{Asked: q.String(), Header: http.Header{}}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := c.build(ctx, q)
	if err != nil {
		r.Err = err
		return r
	}
	reused := false
	trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
	res, err := c.http.Do(req.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if reused && hungUp(err) {
		// The server closed the idle connection just then: that is nobody's fault. A server
		// that hangs up because of the request does so again on a new connection.
		c.http.CloseIdleConnections()
		if req, err = c.build(ctx, q); err == nil {
			res, err = c.http.Do(req)
		}
	}
	if err != nil {
		r.Err = err
		return r
	}
	defer res.Body.Close()
	r.Header = res.Header
	if r.Body, r.Err = io.ReadAll(io.LimitReader(res.Body, maxResponse+1)); r.Err != nil {
		return r
	}
	if len(r.Body) > maxResponse {
		r.Err = message.Errorf("check.silence.large", "most", maxResponse)
		return r
	}
	r.Status = res.StatusCode
	if len(bytes.TrimSpace(r.Body)) > 0 {
		r.BadJSON = json.Unmarshal(r.Body, &r.JSON)
	}
	return r
}

// hungUp reports whether err says that the server closed the connection without an answer.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// build makes the HTTP request of q.
func (c *Client) build(ctx context.Context, q request) (*http.Request, error) {
	var body io.Reader
	switch b := q.Body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, q.Method, c.base+q.Path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/scim+json")
	if body != nil {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if c.accept != "" {
		req.Header.Set("Accept-Language", c.accept)
	}
	for k, v := range q.Header {
		req.Header.Set(k, v)
	}
	switch {
	case q.Auth == "bad":
		req.Header.Set("Authorization", "Bearer wrong-"+c.run)
	case q.Auth == "" && c.token != "":
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

// observe keeps what Cleanup and the report need to know about an exchange.
func (c *Client) observe(q request, r *reply) {
	c.silence++
	if r.Err == nil && r.Status != http.StatusTooManyRequests {
		c.silence = 0
	}
	c.judge(q, r)
	c.made.observe(q, r)
}
