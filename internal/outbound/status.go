package outbound

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/connectors"
)

// MaxWait is the longest that a server's Retry-After is believed.
const MaxWait = 24 * time.Hour

// Refusal is what an answer says by its status alone; nil for a 2xx. Detail is the status; a connector that reads more of
// the answer puts that in its place, and judges first what a status means to its vendor alone.
func Refusal(answer *http.Response) *connectors.Error {
	s := answer.StatusCode
	if s >= 200 && s < 300 {
		return nil
	}
	e := &connectors.Error{Kind: connectors.Malformed, Detail: strings.TrimSpace(strconv.Itoa(s) + " " + http.StatusText(s))}
	wait, asked := RetryAfter(answer.Header)
	switch {
	case s == http.StatusUnauthorized, s == http.StatusProxyAuthRequired:
		e.Kind = connectors.Credential
	case s == http.StatusForbidden:
		e.Kind = connectors.Permission
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable && asked:
		e.Kind, e.After = connectors.Throttled, wait
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly, s >= 500:
		e.Kind = connectors.Unavailable
	}
	return e
}

// RetryAfter is how long a server asks to wait, by its Retry-After (RFC 9110 section 10.2.3): seconds, with a fraction
// as some write it, or a moment, which is compared with the server's own clock where it tells it. It is 0 at least and
// MaxWait at most; said reports whether there was anything to understand.
func RetryAfter(h http.Header) (wait time.Duration, said bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && strings.Trim(value, "0123456789.-") == "" {
		return time.Duration(min(max(seconds, 0), MaxWait.Seconds()) * float64(time.Second)), true
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(until.Sub(now), 0), MaxWait), true
}
