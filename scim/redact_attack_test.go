package scim_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// Rule O1: secrets in places where no schema has them: JSON within strings, however deep; filters and
// paths, closed or not; names of no schema, in other letters; names beside their values.
func TestRedactFindsSecretsAnywhere(t *testing.T) {
	user := schema.Core().Type("User")
	nested := jsonText(`{"password":"s3cret"}`)
	for _, body := range []string{
		`{"Operations":[{"op":"replace","value":` + nested + `}]}`,
		`{"Operations":[{"op":"replace","path":"title","value":` + jsonText(`{"a":[{"path":"password","value":"s3cret"}]}`) + `}]}`,
		`{"title":` + jsonText(`{"x":`+jsonText(`{"apiKey":"s3cret"}`)+`}`) + `}`,
		`{"title":` + jsonText(`["password","s3cret"`) + `}`, // no JSON
		`{"title":` + jsonText(nested) + `}`,
		`{"title":` + jsonText(`{"p\u0061ssword":"s3cret"}`) + `}`,
		`{"title":"password=s3cret"}`,
		`{"title":"https://x.example/?access_token=s3cret&a=b"}`,
		`{"title":"filter%3Dpassword%20eq%20%22s3cret"}`,
		`{"Operations":[{"op":"add","path":"pass eq \"s3cret"}]}`,
		`{"Operations":[{"op":"add","path":"emails[password eq \"s3cret\"].value","value":"s3cret"}]}`,
		`{"Operations":[{"op":"add","value":{"emails[password eq \"s3cret\"].value":"x","emails[pwd eq \"s3cret\"].value":"y"}}]}`,
		`{"pa` + "\u017f" + `sword":"s3cret"}`, "{\"\uff50assword\":\"s3cret\"}", `{"clientSecret":["s3cret"]}`, `{"api_key":{"value":"s3cret"}}`, `{"token":true,"secret":"s3cret"}`,
		`{"x":{"name":"password","newValue":"s3cret"}}`, `{"x":[{"value":"s3cret","key":"apiKey"}]}`, `{"x":{"type":"token","value":"s3cret","oldValue":["s3cret"]}}`,
	} {
		if !json.Valid([]byte(body)) {
			t.Fatalf("%s is no JSON", body)
		}
		got := string(scim.Redact(user, []byte(body)))
		if strings.Contains(got, "s3cret") || !strings.Contains(got, "[removed") {
			t.Errorf("%s\nbecame %s", body, got)
		}
		if _, err := schema.Decode([]byte(got)); err != nil {
			t.Errorf("%s\nbecame %s, %v", body, got, err)
		}
	}
	for _, body := range []string{
		`{"title":"Secretary","displayName":"Password Manager","roles":[{"type":"admin","value":"x"}],"profileUrl":"https://x.example/a?b=c"}`,
		`{"title":"{\"a\":1}","nickName":"[x]"}`, `{"name":{"formatted":"Token Ring"}}`,
	} {
		if got := string(scim.Redact(user, []byte(body))); got != body {
			t.Errorf("%s\nbecame %s", body, got)
		}
	}
}

// Nothing that is kept of a refused request shows a secret, wherever the client put it.
func TestEventsTellNoSecret(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	tells := func(what string) {
		t.Helper()
		e := f.lastEvent()
		text, _ := json.Marshal([]any{e.Path, e.Query, e.Detail, string(e.Asked), e.ID, e.Type})
		for _, r := range e.Refused {
			text = append(append(text, r.Reason.Detail...), r.Operation.Asked...)
		}
		if strings.Contains(string(text), "s3cret") {
			t.Errorf("%s is recorded as %s", what, text)
		}
	}
	filters := []string{
		`pass eq "s3cret`, `password eq "s3cret`, `emails[password eq "s3cret"]`, `pa` + "\u017f" + `sword eq "s3cret"`, `apiKey eq "s3cret`, `nickName eq "x" and token co "s3cret" x`,
		`password`, `password "s3cret"`, `%70assword eq "s3cret"`, `userName eq "x" or (secret eq "s3cret"`,
	}
	for _, filter := range filters {
		f.do("GET", "/Users?filter="+url.QueryEscape(filter), "")
		tells(filter)
		f.do("POST", "/Users/.search", `{"filter":`+jsonText(filter)+`}`)
		tells(filter)
		f.do("GET", "/Users?sortBy="+url.QueryEscape(filter)+"&attributes="+url.QueryEscape(filter), "")
		tells(filter)
		f.do("GET", "/Users?count="+url.QueryEscape(filter), "")
		tells(filter)
		f.do("GET", "/Users/"+url.PathEscape("?filter="+filter), "")
		tells(filter)
		f.do("GET", "/"+url.PathEscape("Users?filter="+filter), "")
		tells(filter)
		patch := `{"Operations":[{"op":"add","path":` + jsonText(filter) + `,"value":"s3cret"}]}`
		f.do("PATCH", "/Users/"+id, patch)
		tells(patch)
		f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"add","value":{`+jsonText(filter)+`:"s3cret"}}]}`)
		tells(filter)
		f.bulk(`{"method":"PATCH","path":"/Users/` + id + `","data":` + patch + `}`)
		tells(patch)
		f.bulk(`{"method":"DELETE","path":` + jsonText("/Users?filter="+filter) + `}`)
		tells(filter)
		f.bulk(`{"method":` + jsonText(filter) + `,"path":"/Users"}`)
		tells(filter)
	}
	f.do("GET", "/Users?filter=%zz+password+eq+s3cret", "")
	tells("an encoding that is none")
	for _, body := range []string{
		`{"userName":"x","password":"s3cret","password":"s3cret"}`, `{"userName":"x","password":{"s3cret":1}}`, `{"userName":"x","password":["s3cret","s3cret"]}`, `{"userName":7,"password":"s3cret"}`,
		`{"password":"s3cret`, `{"userName":"x","active":"password=s3cret"}`, `{"userName":"x","emails":"{\"password\":\"s3cret\"}","active":"x"}`, `{"userName":"x","active":"{\"password\":\"s3cret\"}"}`,
	} {
		f.do("POST", "/Users", body)
		if e := f.lastEvent(); e.Status >= 400 {
			tells(body)
		}
		f.bulk(`{"method":"POST","path":"/Users","data":` + body + `}`)
		tells(body)
	}
}

// Rule P10: what is kept of a body costs in proportion to its size, however many values stand beside the name of a
// secret.
func TestRedactIsInProportion(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"path":"password"`)
	for i := range 10_000 {
		fmt.Fprintf(&body, `,"value%d":"s3cret"`, i)
	}
	body.WriteString(`,"title":"x"}`)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := string(scim.Redact(schema.Core().Type("User"), []byte(body.String())))
	runtime.ReadMemStats(&after)
	if strings.Contains(got, "s3cret") || strings.Count(got, "[removed]") != 10_000 || !strings.HasSuffix(got, `,"title":"x"}`) || !json.Valid([]byte(got)) {
		t.Errorf("%d bytes became %d: %.200s", body.Len(), len(got), got)
	}
	if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(20*body.Len()) {
		t.Errorf("%d bytes of memory for a body of %d", spent, body.Len())
	}
}
