package scimsource

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors"
)

func decoded(t testing.TB, kind, text string) (resource, error) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	return decodeResource(dec, kind)
}

// A manager is named by id, in whichever form.
func TestManagers(t *testing.T) {
	for text, want := range map[string]string{
		`{"value":"m"}`:                     `{"manager":{"value":"m"}}`,
		`{"value":"m","displayName":"Max"}`: `{"manager":{"value":"m"}}`,
		`"m"`:                               `{"manager":{"value":"m"}}`,
		`[{"value":"m"}]`:                   `{"manager":{"value":"m"}}`,
		`{"managerId":"m"}`:                 `{"manager":{"value":"m"}}`,
		`{"$ref":"https://x.example/v2/Users/m"}`: `{"manager":{"value":"m"}}`,
		`{"$ref":"../Users/a%2Fb/"}`:              `{"manager":{"value":"a/b"}}`,
		`{"VALUE":"m"}`:                           `{"manager":{"value":"m"}}`,
		`null`:                                    `{}`,
		`""`:                                      `{}`,
		`{}`:                                      `{}`,
		`[]`:                                      `{}`,
		`{"value":""}`:                            `{}`,
		`{"displayName":"Max"}`:                   `unread`,
		`{"value":null,"displayName":"Max"}`:      `unread`,
		`{"value":7}`:                             `unread`,
		`12`:                                      `unread`,
		`[{"value":"a"},{"value":"b"}]`:           `unread`,
		`"` + strings.Repeat("m", 600) + `"`:      `unread`,
		`{"$ref":"https://x.example/v2/Users/%ZZ"}`: `unread`,
	} {
		r, err := decoded(t, connectors.User, `{"id":"u","URN:ietf:params:scim:schemas:extension:Enterprise:2.0:user":{"Manager":`+text+`}}`)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := json.Marshal(r.Attributes[enterprise])
		if reflect.DeepEqual(r.Unread, []string{manager}) {
			got = []byte("unread")
		}
		if string(got) != want {
			t.Errorf("%s: got %s (unread %v), want %s", text, got, r.Unread, want)
		}
	}
}

// Members have many forms. Where one says nobody's id, nothing is said of who else there is.
func TestMembers(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:   `[] shown`,
		`null`: `[]`,
		`[{"value":"a","type":"user"},{"value":"b","type":"Group"},{"value":"c","type":"direct"}]`: `[{a User} {b Group} {c }] shown`,
		`["a","b","a"]`: `[{a } {b }] shown`,
		`{"value":"a"}`: `[{a }] shown`,
		`"a"`:           `[{a }] shown`,
		`[{"$ref":"https://x.example/scim/v2/Groups/g"}]`: `[{g Group}] shown`,
		`[{"Value":"a","$Ref":"../users/b"}]`:             `[{a User}] shown`,
		`[{"value":"a"},{"value":null}]`:                  `unread`,
		`[{"value":"a"},null]`:                            `unread`,
		`[{"display":"Ann"}]`:                             `unread`,
		`[7]`:                                             `unread`,
		`7`:                                               `unread`,
		`{"display":"Ann"}`:                               `unread`,
		`[{"value":7}]`:                                   `unread`,
	} {
		r, err := decoded(t, connectors.Group, `{"id":"g","MEMBERS":`+text+`,"displayName":"G"}`)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(r.Members)
		if r.shown {
			got += " shown"
		}
		if len(r.Unread) > 0 {
			got = "unread"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// What can't be kept is there nevertheless, and says why.
func TestFaults(t *testing.T) {
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for text, want := range map[string]string{
		`{"userName":"ann"}`:            `it has no id (userName "ann")`,
		`{"id":null,"displayName":"G"}`: `it has no id (displayName "G")`,
		`{"id":""}`:                     `it has no id`,
		`{"id":17}`:                     `its id is no text`,
		`{"id":["a"]}`:                  `its id is no text`,
		`{"id":"` + strings.Repeat("x", 513) + `"}`: `its id is longer than 512 bytes`,
		`{"id":"a\u0000"}`:                          `its id holds U+0000, or is not UTF-8`,
		"{\"id\":\"a\xff\"}":                        `its id holds U+0000, or is not UTF-8`,
		`null`:                                      `it is no object`,
		`[{"id":"a"}]`:                              `it is no object`,
		`"a"`:                                       `it is no object`,
		`{"id":"a","title":"x\u0000"}`:              `"title" holds U+0000, or is nested more than 60 deep`,
		`{"id":"a","emails":[{"value":"\u0000"}]}`:                                      `"emails" holds U+0000, or is nested more than 60 deep`,
		`{"id":"a","roles":` + deep + `}`:                                               `"roles" holds U+0000, or is nested more than 60 deep`,
		`{"id":"a","title":"` + strings.Repeat("<", connectors.MaxEntry/5) + `"}`:       `its attributes are larger than 1048576 bytes`,
		`{"id":"a","x":"` + strings.Repeat("x", connectors.MaxEntry) + `","title":"t"}`: `its attributes are larger than 1048576 bytes`,
	} {
		r, err := decoded(t, connectors.User, text)
		if err != nil {
			t.Fatalf("%.60s: %v", text, err)
		}
		if r.Fault != want || r.Attributes != nil || (r.ID == "") == strings.HasPrefix(text, `{"id":"a","`) {
			t.Errorf("%.60s: id %q, fault %q, want %q", text, r.ID, r.Fault, want)
		}
	}
}

// What is too large to be kept is never decoded: in memory it would take many times its room.
func TestValuesWithoutNumber(t *testing.T) {
	many := "[" + strings.Repeat("[],", 4<<20) + "[]]"
	var before, after runtime.MemStats
	for text, kind := range map[string]string{
		`{"id":"a","roles":` + many + `,"userName":"ann"}`:                            connectors.User,
		`{"id":"a","roles":` + many + `,"displayName":"G","members":[{"value":"b"}]}`: connectors.Group,
		`{"id":"a","members":[{"value":"b","x":` + many + `}]}`:                       connectors.Group,
	} {
		runtime.ReadMemStats(&before)
		r, err := decoded(t, kind, text)
		runtime.ReadMemStats(&after)
		if err != nil || r.ID != "a" || r.Fault == "" && len(r.Unread) == 0 {
			t.Errorf("id %q, fault %q, unread %v, %v", r.ID, r.Fault, r.Unread, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 200<<20 {
			t.Errorf("%d MiB were taken for a text of %d", took>>20, len(text)>>20)
		}
	}
}

// Names have no case, null is nothing, and numbers stay as they are.
func TestAttributes(t *testing.T) {
	r, err := decoded(t, connectors.User, `{"ID":"u","USERNAME":"ann","username":"bob","Meta":{},"Groups":[],"Members":[1],"Password":"x",
		"schemas":["a"],"urn:ietf:params:scim:schemas:extension:Usher:2.0:User":{"state":"active"},"nickName":null,"urn:x:y":{"big":123456789012345678901},"Active":"True"}`)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(r.Attributes)
	if want := `{"active":"True","urn:x:y":{"big":123456789012345678901},"userName":"ann"}`; string(text) != want || r.ID != "u" || r.Fault != "" {
		t.Errorf("got %s of %q (%s), want %s", text, r.ID, r.Fault, want)
	}
}

// Whatever a resource is, it becomes an entry within bounds, or the answer isn't JSON.
func FuzzResource(f *testing.F) {
	f.Add(`{"id":"a","members":[{"value":"b"},"c",null],"userName":"ann"}`, true)
	f.Add(`{"id":"u","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":[{"$ref":"a/b"}]}}`, false)
	f.Add(`[[[]]]`, false)
	f.Add(`{"id":{"members":{`, true)
	f.Fuzz(func(t *testing.T, text string, group bool) {
		kind := connectors.User
		if group {
			kind = connectors.Group
		}
		r, err := decoded(t, kind, text)
		if err != nil {
			return
		}
		if r.ID == "" && r.Fault == "" || len(r.ID) > connectors.MaxID || r.Fault != "" && (r.Attributes != nil || r.Members != nil) {
			t.Errorf("id %q, fault %q, %d attributes", r.ID, r.Fault, len(r.Attributes))
		}
		for _, key := range []string{"id", "meta", "schemas", "members", "groups", "password"} {
			if _, there := r.Attributes[key]; there {
				t.Errorf("the attribute %s is left", key)
			}
		}
		known := map[string]bool{}
		for _, m := range r.Members {
			if known[m.ID] || !validID(m.ID) {
				t.Errorf("member %q", m.ID)
			}
			known[m.ID] = true
		}
		if body, err := json.Marshal(r.Attributes); err != nil || len(body) > connectors.MaxEntry {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
}

// Whatever an answer is, reading it ends.
func FuzzList(f *testing.F) {
	f.Add(`{"totalResults":2,"Resources":[{"id":"a"},{"id":"b"}],"nextCursor":"x"}`)
	f.Add(`{"resources":null,"TOTALRESULTS":"7"}`)
	f.Add(`{"Resources":[{"id":`)
	f.Add(`<html>`)
	f.Fuzz(func(t *testing.T, text string) {
		n := 0
		l, err := decodeList(strings.NewReader(text), func(dec *json.Decoder) error {
			n++
			_, err := decodeResource(dec, connectors.User)
			return err
		})
		if l.items != n || l.total < 0 || err == nil && !json.Valid([]byte(text)) && json.NewDecoder(strings.NewReader(text)).Decode(new(any)) != nil {
			t.Errorf("%d items, %d read, total %d, %v", l.items, n, l.total, err)
		}
	})
}

// A position comes back as it was, and one of another service or version is none.
func TestPositions(t *testing.T) {
	s := &Source{base: "https://a.example/scim", size: 10}
	p := s.start("")
	p.Way, p.Cursor, p.Start, p.Read, p.Total, p.First = byCursor, `c"1`, 11, 10, 20, impression("x")
	p.Tail, p.Lacks = tail([]uint64{impression("x"), impression("y")}), []string{"emails"}
	text, err := p.text()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.parse(text, "")
	if err != nil || !reflect.DeepEqual(p, again) {
		t.Errorf("%+v became %+v, %v", p, again, err)
	}
	if !before(p.Tail)[impression("y")] || p.last() != impression("y") || len(before(p.Tail)) != 2 {
		t.Errorf("the tail is %v, its last %x", before(p.Tail), p.last())
	}
	known := (*connectors.Error)(nil)
	for _, of := range []struct {
		s     *Source
		text  string
		since string
	}{
		{&Source{base: "https://b.example/scim", size: 10}, text, ""},
		{s, strings.Replace(text, `"v":1`, `"v":2`, 1), ""},
		{s, text, "2026-01-01T00:00:00Z"},
		{s, text + "}", ""},
		{s, strings.Repeat(" ", connectors.MaxPosition) + text, ""},
	} {
		if _, err := of.s.parse(of.text, of.since); !errors.As(err, &known) || known.Kind != connectors.Expired {
			t.Errorf("%.40s: %v", of.text, err)
		}
	}
	p.Cursor = strings.Repeat("c", connectors.MaxPosition)
	if _, err := p.text(); !errors.As(err, &known) || known.Kind != connectors.Malformed {
		t.Errorf("a cursor that is too long: %v", err)
	}
}
