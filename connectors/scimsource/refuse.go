package scimsource

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/usher-id/usher/connectors"
)

const (
	maxDetail = 300            // characters of an error's detail
	maxWait   = 24 * time.Hour // more is not believed
	maxPace   = time.Minute
)

// refused is the error of an answer that isn't 200.
func (s *Source) refused(path string, response *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	said, scimType := saidBy(text)
	detail := fmt.Sprintf("%s: %d %s", path, response.StatusCode, http.StatusText(response.StatusCode))
	if said != "" {
		detail += ": " + said
	}
	e := &connectors.Error{
		Kind: connectors.Malformed, Detail: s.excerpt(detail, maxDetail), Err: &refusal{response.StatusCode, scimType},
	}
	wait, told := retryAfter(response.Header, s.now())
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests,
		status == http.StatusServiceUnavailable && told,
		status == http.StatusForbidden && (told || response.Header.Get("X-RateLimit-Remaining") == "0"): // GitHub's
		e.Kind, e.After = connectors.Throttled, wait
		if e.After == 0 {
			e.After = pace(response.Header, s.now())
		}
	case status == http.StatusUnauthorized:
		e.Kind = connectors.Credential
	case status == http.StatusForbidden:
		e.Kind = connectors.Permission
	case status == http.StatusRequestEntityTooLarge:
		return errTooLarge
	case status == http.StatusRequestTimeout, status >= 500 && status != http.StatusNotImplemented:
		e.Kind = connectors.Unavailable
	}
	return e
}

// saidBy is what the body of a refusal says: RFC 7644 section 3.12, what other JSON says in its place, or its
// beginning.
func saidBy(text []byte) (said, scimType string) {
	var answer struct {
		Detail, Message, Description string
		ErrorDescription             string `json:"error_description"`
		ScimType                     string
		Errors                       []struct{ Description, Message string } // of SCIM 1.1, and of others
	}
	// What has another type than expected is passed over, and the rest is there.
	if err := json.Unmarshal(text, &answer); err != nil && !json.Valid(text) {
		return string(text[:min(len(text), 400)]), ""
	}
	for _, one := range answer.Errors {
		answer.Detail = first(answer.Detail, one.Description, one.Message)
	}
	return first(answer.Detail, answer.Message, answer.Description, answer.ErrorDescription), answer.ScimType
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// excerpt is text in one line of at most so many characters, without the secret and what a terminal would act on.
func (s *Source) excerpt(text string, most int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	for _, secret := range []string{s.secret, url.QueryEscape(s.secret), url.PathEscape(s.secret)} {
		if len(secret) >= 4 {
			text = strings.ReplaceAll(text, secret, "[token]")
		}
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			space = n > 0
			continue
		}
		if n+2 >= most {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			n, space = n+1, false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// retryAfter is the wait of the header Retry-After (RFC 9110 section 10.2.3), by the server's own clock. Fractions of a
// second, which some send, are taken, too.
func retryAfter(h http.Header, now time.Time) (wait time.Duration, told bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(seconds) {
		return between(seconds, maxWait), true
	}
	if at, err := http.ParseTime(text); err == nil {
		return between(at.Sub(dateOf(h, now)).Seconds(), maxWait), true
	}
	return 0, false
}

// pace is the wait that headers about limits ask for: until more requests are given when there are none, or what
// spreads them evenly when they are few.
func pace(h http.Header, now time.Time) time.Duration {
	for _, name := range []string{"X-RateLimit-", "X-Rate-Limit-", "RateLimit-"} {
		left, err := strconv.Atoi(strings.TrimSpace(h.Get(name + "Remaining")))
		if err != nil || left > 20 {
			continue
		}
		reset, err := strconv.ParseFloat(strings.TrimSpace(h.Get(name+"Reset")), 64)
		if err != nil || math.IsNaN(reset) {
			continue
		}
		if reset > 1e9 { // a time and not a number of seconds
			reset -= float64(dateOf(h, now).Unix())
		}
		return between(reset/float64(max(left, 0)+1), maxPace)
	}
	return 0
}

// between is a number of seconds as a wait of at most so long, rounded up to the millisecond.
func between(seconds float64, most time.Duration) time.Duration {
	if !(seconds > 0) {
		return 0
	}
	if seconds >= most.Seconds() {
		return most
	}
	return time.Duration(math.Ceil(seconds*1000)) * time.Millisecond
}
