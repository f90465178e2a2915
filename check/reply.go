package check

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"

	"github.com/usher-id/usher/scim/message"
)

// Message and core schema URNs of RFC 7643 and RFC 7644.
const (
	urnUser       = "urn:ietf:params:scim:schemas:core:2.0:User"
	urnGroup      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	urnEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	urnSchema     = "urn:ietf:params:scim:schemas:core:2.0:Schema"
	urnConfig     = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

	urnList         = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	urnSearch       = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	urnPatch        = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	urnBulkRequest  = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
	urnBulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
	urnError        = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// reply is the answer to one request. It is never nil; Status is 0 when there was no answer.
type reply struct {
	Asked   string // the request, as the report shows it
	Status  int
	Header  http.Header
	Body    []byte
	JSON    any   // the decoded body, nil when there is none
	BadJSON error // why the body is no JSON
	Err     error // why there was no answer
}

// at is the value at a path of the dialect file, nil when it is missing.
func (r *reply) at(path string) any {
	v, _, err := lookup(r.JSON, path)
	if err != nil {
		panic("check: " + err.Error()) // a constant of this package is malformed
	}
	return v
}

// text is the string at path, "" when it is missing or no string.
func (r *reply) text(path string) string {
	s, _ := r.at(path).(string)
	return s
}

// number is the integer at path, -1 when it is missing, no number, no integer, or larger than any
// that a JSON reader keeps exactly.
func (r *reply) number(path string) int {
	f, ok := r.at(path).(float64)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return -1
	}
	return int(f)
}

// list is the array at path, nil when it is missing or no array.
func (r *reply) list(path string) []any {
	a, _ := r.at(path).([]any)
	return a
}

// has reports whether the array at path contains the string s.
func (r *reply) has(path, s string) bool {
	for _, e := range r.list(path) {
		if e == s {
			return true
		}
	}
	return false
}

// ids are the ids of a list response's resources, in order.
func (r *reply) ids() []string {
	var ids []string
	for _, e := range r.list("$.Resources") {
		m, _ := e.(map[string]any)
		ids = append(ids, plain(m["id"]))
	}
	return ids
}

// ok reports whether the answer is a success.
func (r *reply) ok() bool { return r.Status >= 200 && r.Status < 300 }

// refused reports whether the answer is a client error, or says that it is not implemented.
func (r *reply) refused() bool {
	return r.Status >= 400 && r.Status < 500 || r.Status == http.StatusNotImplemented
}

// answer is the answer in one line for the report.
func (r *reply) answer() message.Message {
	switch {
	case r.Err != nil:
		return message.New("check.noAnswer", "why", silence(r.Err))
	case r.BadJSON != nil:
		return message.New("check.noJSON", "status", r.Status, "body", brief(string(r.Body)))
	}
	s := strconv.Itoa(r.Status)
	if t := r.text("$.scimType"); t != "" {
		s += " " + t
	}
	if d := r.text("$.detail"); d != "" {
		s += " (" + clip(strings.TrimSpace(d), 160) + ")"
	}
	answer := message.New("check.status", "status", s)
	if n := r.number("$.totalResults"); n >= 0 {
		return message.New("check.list", "answer", answer, "total", n, "n", len(r.list("$.Resources")))
	}
	return answer
}

// silence is why there was no answer, for people; what is none of the usual reasons is told as it stands.
func silence(err error) message.Message {
	var teller message.Teller
	var host *net.DNSError
	var authority *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &teller):
		return teller.Tell()
	case errors.As(err, &host) && host.IsNotFound:
		return message.New("check.silence.noHost", "host", host.Name)
	case errors.As(err, &authority):
		return message.New("check.silence.certificate")
	case errors.Is(err, syscall.ECONNREFUSED):
		return message.New("check.silence.refused")
	case errors.As(err, &network) && network.Timeout():
		return message.New("check.silence.timeout")
	case errors.Is(err, context.Canceled):
		return message.New("check.silence.interrupted")
	case hungUp(err), errors.Is(err, io.ErrUnexpectedEOF):
		return message.New("check.silence.lost")
	}
	return message.Plain(clip(err.Error(), 200))
}
