package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/usher-id/usher/internal/text"
)

const (
	// patience is how long one request may take before it counts as a timeout.
	patience = time.Minute
	// mostKept is how much of an answer is read into memory where its content matters: a group of a million members.
	mostKept = 256 << 20
)

// client speaks HTTP/1.1 to one server, each request under way on a kept-alive connection of its own.
type client struct {
	base   string
	http   *http.Client
	header http.Header // shared by all requests; net/http only reads it
}

func newClient(base, token, language string) *client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment, // which leaves loopback alone
		MaxIdleConnsPerHost: 1 << 16,                   // the callers are the limit: one connection each
		DisableCompression:  true,
		Protocols:           new(http.Protocols),
	}
	transport.Protocols.SetHTTP1(true)
	c := &client{
		base: base,
		http: &http.Client{
			Transport:     transport,
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		header: http.Header{
			"Accept":        {"application/scim+json"},
			"Authorization": {"Bearer " + token},
			"Content-Type":  {"application/scim+json; charset=utf-8"},
			"User-Agent":    {"usher-bench"},
		},
	}
	if language != "" {
		c.header.Set("Accept-Language", language)
	}
	return c
}

// answer is what came back. Its body is there only if it was asked for.
type answer struct {
	status     int
	body       []byte
	retryAfter time.Duration
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// send makes one request and reads the answer to its end, which returns the connection for reuse.
func (c *client) send(ctx context.Context, method, path string, body []byte, keep bool) (answer, error) {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return answer{}, err
	}
	req.Header = c.header

	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()

	a := answer{status: res.StatusCode}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		a.retryAfter = time.Duration(seconds) * time.Second
	}
	if keep || !a.ok() {
		a.body, err = io.ReadAll(io.LimitReader(res.Body, mostKept))
	} else {
		_, err = io.Copy(io.Discard, res.Body)
	}
	return a, err
}

// failure names a request that got no answer, as a label beside the HTTP statuses.
func failure(err error) string {
	var network net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF):
		return "connection lost"
	}
	return "transport error"
}

// lostUpdate labels a change that the server confirmed and did not keep.
const lostUpdate = "lost update"

// labels are the keys of what stands beside the HTTP statuses, for people.
var labels = map[string]string{
	lostUpdate: "bench.lostUpdate", "connection refused": "bench.failure.refused", "timeout": "bench.failure.timeout",
	"connection lost": "bench.failure.lost", "transport error": "bench.failure.transport",
}

// refusal describes an answer that was not 2xx: its status and, if it is a SCIM error (RFC 7644 3.12), its detail.
func refusal(a answer) string {
	var document struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(a.body, &document) == nil && document.Detail != "" {
		return fmt.Sprintf("%d (%s)", a.status, document.Detail)
	}
	return fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
}

// identity reads the id of a created resource.
func identity(body []byte) (string, error) {
	var resource struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &resource); err != nil || resource.ID == "" {
		return "", text.Errorf(nil, "bench.noID")
	}
	return resource.ID, nil
}
