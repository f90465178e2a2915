package library_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

// contender is one of the libraries, served over an empty backend in memory.
type contender struct {
	name string
	open func(testing.TB) http.Handler
}

var (
	ours       = contender{"usher", openUsher}
	theirs     = contender{"elimity", openElimity}
	contenders = []contender{ours, theirs}
)

// exchange sends one request again and again. What it costs itself is little, and the same for both.
type exchange struct {
	handler http.Handler
	request *http.Request
	body    func(dst []byte, n int) []byte // of the n-th request; nil for none
	want    int                            // the status

	sent   int
	bytes  []byte
	reader bytes.Reader
	answer bytes.Buffer
}

func newExchange(h http.Handler, method, target string, want int, body func([]byte, int) []byte) *exchange {
	r := httptest.NewRequest(method, "http://example.com/v2"+target, nil)
	r.Header.Set("Accept", "application/scim+json")
	if body != nil {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	return &exchange{handler: h, request: r, want: want, body: body}
}

// send sends the request once. The answer's body is in e.answer until the next.
func (e *exchange) send(t testing.TB) {
	r := *e.request // the handlers may change it
	if e.body != nil {
		e.bytes = e.body(e.bytes[:0], e.sent)
		e.reader.Reset(e.bytes)
		r.Body, r.ContentLength = io.NopCloser(&e.reader), int64(len(e.bytes))
	}
	e.sent++
	e.answer.Reset()
	w := httptest.NewRecorder()
	w.Body = &e.answer // which has room for it after the first
	e.handler.ServeHTTP(w, &r)
	if w.Code != e.want {
		t.Fatalf("%s %s answered %d %s", r.Method, r.URL, w.Code, e.answer.Bytes())
	}
}

// document is the last answer.
func (e *exchange) document(t testing.TB) map[string]any {
	t.Helper()
	if e.answer.Len() == 0 {
		return nil
	}
	var o map[string]any
	if err := json.Unmarshal(e.answer.Bytes(), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// populate creates people and returns the id of the first.
func populate(t testing.TB, h http.Handler, people int) (id string) {
	t.Helper()
	creation := newExchange(h, http.MethodPost, "/Users", http.StatusCreated, appendUser)
	for range people {
		creation.send(t)
		if id == "" {
			id, _ = creation.document(t)["id"].(string)
		}
	}
	return id
}

// appendUser writes a user as Okta creates it, one kilobyte of JSON.
func appendUser(dst []byte, n int) []byte {
	dst = append(dst, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"`...)
	dst = appendAddress(dst, n)
	dst = append(dst, `","externalId":"00u1ab2cd3EF4gh5ij`...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	dst = append(dst, `","name":{"givenName":"Maya","middleName":"Ines","familyName":"Lindqvist"},"displayName":"Maya Lindqvist","nickName":"Maya",`+
		`"title":"Site Engineer","userType":"Employee","locale":"en-IE","preferredLanguage":"en","timezone":"Europe/Dublin",`+
		`"emails":[{"primary":true,"type":"work","value":"`...)
	dst = appendAddress(dst, n)
	return append(dst, `"}],"phoneNumbers":[{"primary":true,"type":"work","value":"+353 1 555 0100"},{"type":"mobile","value":"+353 87 555 0101"}],`+
		`"addresses":[{"primary":true,"type":"work","streetAddress":"4 Quay Street, Block C","locality":"Galway","region":"Connacht","postalCode":"H91 X285","country":"IE"}],`+
		`"active":true,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984","costCenter":"4130",`+
		`"organization":"Harbour Works","division":"Field Operations","department":"Surveys and Maps"}}`...)
}

func appendAddress(dst []byte, n int) []byte {
	dst = append(dst, "maya.lindqvist."...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, "@example.com"...)
}

// appendActive writes a PATCH as Okta deactivates and activates people.
func appendActive(dst []byte, n int) []byte {
	dst = append(dst, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":`...)
	dst = strconv.AppendBool(dst, n%2 == 1)
	return append(dst, `}}]}`...)
}
