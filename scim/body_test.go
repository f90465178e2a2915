package scim_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/message"
)

// Rule P7: a client that sends all before it reads, as most do, sees that a body is too large, whether it says its
// length or not, and whatever of it is drained; the connection ends.
func TestOversizedBodyIsAnswered(t *testing.T) {
	f := newFixture(t)
	server := httptest.NewServer(f.handler)
	defer server.Close()
	for _, path := range []string{"/Users", "/Groups", "/Bulk"} {
		for _, chunked := range []bool{false, true} {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			const size = 20 << 20
			length := fmt.Sprintf("Content-Length: %d", size)
			if chunked {
				length = "Transfer-Encoding: chunked"
			}
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nContent-Type: application/json\r\n%s\r\n\r\n", path, length)
			piece := bytes.Repeat([]byte(" "), 1<<20)
			for range size / len(piece) {
				if chunked {
					fmt.Fprintf(conn, "%x\r\n", len(piece))
				}
				if _, err := conn.Write(piece); err != nil {
					t.Fatalf("%s: the server does not take the body: %v", path, err)
				}
				if chunked {
					fmt.Fprint(conn, "\r\n")
				}
			}
			if chunked {
				fmt.Fprint(conn, "0\r\n\r\n")
			}
			reader := bufio.NewReader(conn)
			response, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			read(t, response).refused(t, 413, "", "limit")
			if !response.Close {
				t.Errorf("%s: the connection stays", path)
			}
			if _, err := reader.ReadByte(); err == nil {
				t.Errorf("%s: more follows", path)
			}
			_ = conn.Close()
		}
	}
}

// A client that asks before it sends is answered at once.
func TestOversizedBodyIsNotAskedFor(t *testing.T) {
	f := newFixture(t)
	r := httptest.NewRequest("POST", "/Users", nil)
	r.Body = io.NopCloser(unread{t})
	r.ContentLength = 1 << 30
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Expect", "100-continue")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	read(t, w.Result()).refused(t, 413, "", "262144")
}

type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body is read")
	return 0, io.EOF
}

// Rule P10: a length that is only claimed takes no memory.
func TestClaimedLengthIsFree(t *testing.T) {
	f := newFixture(t)
	cost := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := request("PUT", "/Groups/x")
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{")), 16<<20
		f.handler.ServeHTTP(&discard{header: make(http.Header)}, r)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	cost()
	if bytes := cost(); bytes > 256<<10 {
		t.Errorf("%d bytes", bytes)
	}
}

// Rule P10: of a Bulk request only a part is decoded at a time, whatever the whole would take, and the backend gets it
// in the order of the request.
func TestBulkIsDecodedInPieces(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it decodes a million values")
	}
	const operations, values = 60, 15_000
	var body strings.Builder
	body.WriteString(`{"Operations":[`)
	for i := range operations {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"method":"PATCH","path":"/Users/%d","data":{"Operations":[{"op":"add","path":"phoneNumbers","value":[%s{}]}]}}`, i, strings.Repeat(`{"value":"1"},`, values))
	}
	body.WriteString(`]}`)
	counting := &pieces{}
	f := newFixture(t, func(f *fixture) {
		counting.Backend = f.backend.Backend
		f.tenant.Backend = counting
	})
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	counting.base = before.HeapAlloc
	a := f.do("POST", "/Bulk", body.String()).want(t, 200)
	if got := a.statuses(); got != strings.TrimSpace(strings.Repeat("404 ", operations)) {
		t.Errorf("statuses %s", got)
	}
	if counting.calls < 10 || strings.Join(counting.ids, " ") != numbers(operations) {
		t.Errorf("%d calls with %v", counting.calls, counting.ids)
	}
	if whole := uint64(operations * values * 300); counting.peak > whole/4 {
		t.Errorf("%d bytes are in use, the whole takes about %d", counting.peak, whole)
	}
}

func numbers(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint(i)
	}
	return strings.Join(list, " ")
}

// pieces notes how much memory is in use when it is called.
type pieces struct {
	scim.Backend
	calls      int
	ids        []string
	base, peak uint64
}

func (p *pieces) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	p.calls++
	for _, op := range ops {
		p.ids = append(p.ids, op.ID)
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > p.base {
		p.peak = max(p.peak, m.HeapAlloc-p.base)
	}
	return p.Backend.Apply(ctx, ops)
}

// Within a Bulk each operation keeps to the limit of its type; references in every spelling are still found.
func TestBulkOperationsKeepTheLimits(t *testing.T) {
	f := newFixture(t)
	long := strings.Repeat("x", 300<<10)
	a := f.bulk(`{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"a"}},
		{"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"b","title":"`+long+`"}},
		{"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"`+long+`","members":[{"value":"b\u0075lkId:a"}]}}`).want(t, 200)
	if got := a.statuses(); got != "201 413 201" {
		t.Errorf("statuses %s", got)
	}
	if group := f.do("GET", "/Groups", "").want(t, 200); strings.Contains(group.text, "ulkId:") {
		t.Errorf("a reference is left: %.200s", group.text[len(group.text)-400:])
	}
}

// Rule P10: a photo given as data beyond the limit is left out, and the record of the request says so; what else the
// request says is done, and nothing else of a large request is let through.
func TestPhotoAsData(t *testing.T) {
	f := newFixture(t)
	photo := "data:image/png;base64," + strings.Repeat("iVBORw0K", 80<<10)
	last := func() scim.Operation {
		calls := f.backend.calls
		return calls[len(calls)-1][0]
	}
	created := f.do("POST", "/Users", `{"userName":"ann","photos":[{"type":"photo","value":"`+photo+`"},{"type":"thumbnail","value":"https://x.example/a"}],"title":"x"}`).want(t, 201)
	if photos, _ := created.body["photos"].([]any); len(photos) != 1 || created.get("title") != "x" ||
		!strings.Contains(message.Say(last().LeftOut), "photo") {
		t.Errorf("%.300s %q", created.text, last().LeftOut)
	}
	path := "/Users/" + fmt.Sprint(created.get("id"))
	for _, ops := range []string{
		`{"op":"replace","path":"title","value":"y"},{"op":"replace","path":"photos[type eq \"photo\"].value","value":"` + photo + `"}`,
		`{"op":"replace","value":{"title":"y","photos":[{"type":"photo","value":"` + photo + `"}]}}`,
		`{"op":"add","path":"photos","value":[{"value":"` + photo + `"}]}`,
		`{"op":"replace","path":"photos","value":{"type":"thumbnail","value":"` + photo + `"}}`,
	} {
		a := f.do("PATCH", path, `{"Operations":[`+ops+`]}`).want(t, 200)
		if photos, _ := a.body["photos"].([]any); len(photos) != 1 ||
			!strings.Contains(message.Say(last().LeftOut), "photo") {
			t.Errorf("%.100s: %.300s %q", ops, a.text, last().LeftOut)
		}
		if strings.Contains(ops, `"y"`) && a.get("title") != "y" {
			t.Errorf("%.100s: the rest is not done", ops)
		}
	}
	a := f.bulk(`{"method":"PUT","path":"`+path+`","data":{"userName":"ann","title":"z","photos":[{"value":"`+photo+`"}]}}`).want(t, 200)
	if a.statuses() != "200" || f.do("GET", path, "").get("title") != "z" {
		t.Errorf("%s", a.text)
	}
	f.do("PUT", path, `{"userName":"ann","title":"`+strings.Repeat("x", 300<<10)+`","photos":[{"value":"`+photo+`"}]}`).refused(t, 413, "", "262144")
	f.tenant.Strict = true
	f.do("PUT", path, `{"schemas":["`+userSchema+`"],"userName":"ann","photos":[{"value":"`+photo+`"}]}`).refused(t, 413, "", "262144")
}
