package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

type (
	object = map[string]any
	list   = []any
)

// URNs of the papers.
const (
	userURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	usherURN      = "urn:ietf:params:scim:schemas:extension:usher:2.0:User"
	listURN       = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	searchURN     = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	patchURN      = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	bulkURN       = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
	errorURN      = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// connection is an identity provider that holds a token. It is safe for concurrent use.
type connection struct {
	base, token string
	account     string // its name, where connect made it
}

// client follows no redirect: an identity provider wouldn't either.
var client = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// as is a connection with any token.
func (n *node) as(token string) *connection { return &connection{base: n.base, token: token} }

// answer is what the server said to one request.
type answer struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	raw    []byte
	body   object
}

// do sends a request and checks what is true of every answer. A body that is a string, bytes or a
// function that gives a reader is sent as it is, anything else but nil as JSON. headers are names and values in turn; an empty value
// removes the header.
func (c *connection) do(t *testing.T, method, path string, body any, headers ...string) *answer {
	t.Helper()
	a := &answer{t: t, asked: method + " " + path}
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case []byte:
		r = bytes.NewReader(b)
	case func() io.Reader:
		r = b()
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		a.asked += " " + string(text)
		r = bytes.NewReader(text)
	}
	if len(a.asked) > 600 {
		a.asked = a.asked[:600] + "..."
	}
	req, err := http.NewRequestWithContext(t.Context(), method, c.base+path, r)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/scim+json")
	if r != nil {
		req.Header.Set("Content-Type", "application/scim+json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(headers); i += 2 {
		if req.Header.Set(headers[i], headers[i+1]); headers[i+1] == "" {
			req.Header.Del(headers[i])
		}
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s: %v", a.asked, err)
	}
	defer res.Body.Close()
	a.status, a.header = res.StatusCode, res.Header
	if a.raw, err = io.ReadAll(res.Body); err != nil {
		t.Fatalf("%s: %v", a.asked, err)
	}
	a.inspect(method)
	return a
}

func (c *connection) get(t *testing.T, path string, headers ...string) *answer {
	t.Helper()
	return c.do(t, http.MethodGet, path, nil, headers...)
}

func (c *connection) post(t *testing.T, path string, body any, headers ...string) *answer {
	t.Helper()
	return c.do(t, http.MethodPost, path, body, headers...)
}

func (c *connection) put(t *testing.T, path string, body any, headers ...string) *answer {
	t.Helper()
	return c.do(t, http.MethodPut, path, body, headers...)
}

// patch sends one PATCH request with these operations.
func (c *connection) patch(t *testing.T, path string, operations ...object) *answer {
	t.Helper()
	return c.do(t, http.MethodPatch, path, patchBody(operations...))
}

func (c *connection) delete(t *testing.T, path string, headers ...string) *answer {
	t.Helper()
	return c.do(t, http.MethodDelete, path, nil, headers...)
}

func patchBody(operations ...object) object {
	return object{"schemas": list{patchURN}, "Operations": operations}
}

// edit is one operation of a PATCH; an empty path and a nil value are left out.
func edit(op, path string, value any) object {
	o := object{"op": op}
	if path != "" {
		o["path"] = path
	}
	if value != nil {
		o["value"] = value
	}
	return o
}

// inspect checks what every answer must be: no fault of the server, JSON of SCIM's own type, and
// errors as RFC 7644 section 3.12 has them.
func (a *answer) inspect(method string) {
	a.t.Helper()
	if a.status >= 500 && a.status != http.StatusNotImplemented {
		a.t.Errorf("%s: the server blames itself: %s", a.asked, a)
	}
	if len(a.raw) > 0 {
		if err := json.Unmarshal(a.raw, &a.body); err != nil {
			a.t.Errorf("%s: answered %d with no JSON object: %v: %.200s", a.asked, a.status, err, a.raw)
		}
		if got := a.header.Get("Content-Type"); got != "application/scim+json" {
			a.t.Errorf("%s: answered as %q", a.asked, got)
		}
	}
	if a.status < 400 || method == http.MethodHead {
		return
	}
	if schemas, _ := a.at("schemas").(list); !slices.Contains(schemas, any(errorURN)) {
		a.t.Errorf("%s: an error without the schema of errors: %s", a.asked, a)
	}
	if a.text("status") != fmt.Sprint(a.status) {
		a.t.Errorf("%s: the error's status is no string of %d: %s", a.asked, a.status, a)
	}
	if a.text("detail") == "" {
		a.t.Errorf("%s: an error without detail: %s", a.asked, a)
	}
}

func (a *answer) String() string { return fmt.Sprintf("%d %.700s", a.status, a.raw) }

// want ends the test unless the status is this one.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s\nanswered %s\ninstead of %d", a.asked, a, status)
	}
	return a
}

// wantError checks a refusal: its status, its scimType ("" for none; several that are right are
// separated by |) and its detail, by a regular expression.
func (a *answer) wantError(status int, scimType, detail string) {
	a.t.Helper()
	if a.status != status || !slices.Contains(strings.Split(scimType, "|"), a.text("scimType")) {
		a.t.Errorf("%s\nanswered %s\ninstead of %d %q", a.asked, a, status, scimType)
		return
	}
	if !regexp.MustCompile(detail).MatchString(a.text("detail")) {
		a.t.Errorf("%s\nthe detail %q does not say %q", a.asked, a.text("detail"), detail)
	}
}

// at is the value at a path of member names and indexes; nil when there is none.
func (a *answer) at(path ...any) any { return at(a.body, path...) }

func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(object)
			v = o[step]
		case int:
			l, _ := v.(list)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// text is the string at a path; "" when there is none.
func (a *answer) text(path ...any) string {
	s, _ := a.at(path...).(string)
	return s
}

func (a *answer) id() string { return a.text("id") }

// total is totalResults.
func (a *answer) total() int {
	a.t.Helper()
	n, ok := a.at("totalResults").(float64)
	if !ok {
		a.t.Fatalf("%s: totalResults is no number: %s", a.asked, a)
	}
	return int(n)
}

// each are the values of one member of every element of the list at a path.
func (a *answer) each(member string, path ...any) []string {
	var all []string
	elements, _ := a.at(path...).(list)
	for _, e := range elements {
		s, _ := at(e, member).(string)
		all = append(all, s)
	}
	return all
}

// is checks the value at a path.
func (a *answer) is(want any, path ...any) {
	a.t.Helper()
	got, err := json.Marshal(a.at(path...))
	if err != nil {
		a.t.Fatal(err)
	}
	wanted, err := json.Marshal(want)
	if err != nil {
		a.t.Fatal(err)
	}
	if !bytes.Equal(got, wanted) {
		a.t.Errorf("%s\n%v is %s instead of %s in %s", a.asked, path, got, wanted, a)
	}
}
