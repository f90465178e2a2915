package erasure

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

var rosa = Traces{
	Addresses: []string{"rosa@acme.com", "rosa.li@acme.com"},
	Names:     []string{"Rosa Li"},
	UserNames: []string{"rli"}, ExternalIDs: []string{"00u1"},
}

// Rule O3: names and addresses go wherever they stand, and what only looks like a part of one stays.
func TestTextsAreScrubbed(t *testing.T) {
	s := rosa.Scrubber()
	for in, want := range map[string]string{
		"":                                  "",
		"rosa@acme.com":                     Mark,
		"ROSA@ACME.COM":                     Mark,
		"from rosa@acme.com.":               "from " + Mark + ".",
		"<rosa.li@acme.com>, bo@acme.com":   "<" + Mark + ">, bo@acme.com",
		"b.rosa@acme.com":                   "b.rosa@acme.com",
		"prosa@acme.com":                    "prosa@acme.com",
		"rosa@acme.com.evil.example":        "rosa@acme.com.evil.example",
		"rosa@acme.community":               "rosa@acme.community",
		"Rosa Li and Rosa Lima":             Mark + " and Rosa Lima",
		"Rosa":                              "Rosa",
		"Rosa Parks":                        "Rosa Parks",
		"rli":                               "rli",
		"girlishly":                         "girlishly",
		`userName eq "rli"`:                 `userName eq "` + Mark + `"`,
		"rosa@acme.com rosa@acme.com":       Mark + " " + Mark,
		"b.rosa@acme.com and rosa@acme.com": "b.rosa@acme.com and " + Mark,
	} {
		if got := s.Text(in); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"/scim/v2/Users?filter=userName+eq+%22rosa%40acme.com%22": `/scim/v2/Users?filter=userName eq "` + Mark + `"`,
		"/scim/v2/Users/00u1": "/scim/v2/Users/" + Mark,
		"/scim/v2/Users?x=%":  "/scim/v2/Users?x=%",
	} {
		if got := s.Path(in); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

// Rule O3: of an entry of somebody else all goes that names the person, and the rest stays as it is.
func TestEntriesAreScrubbed(t *testing.T) {
	e := directory.LogEntry{
		Subject: "Staff", Operation: "PATCH /Groups", Asked: []byte(`{"Operations":[{"value":[{"value":"7","display":"Rosa Li"}]}]}`),
		Changes: []byte(`[{"path":"members","after":"b@acme.com"}]`), Detail: text.Messages{text.New("find.none", "name", "rosa@acme.com")},
	}
	if !rosa.Scrubber().Scrub(&e) {
		t.Fatal("nothing was found")
	}
	if kept := e.Detail.Keep(); strings.Contains(kept, "rosa@") || !strings.Contains(kept, Mark) {
		t.Errorf("detail: %s", kept)
	}
	if want := `{"Operations":[{"value":[{"display":"` + Mark + `","value":"7"}]}]}`; string(e.Asked) != want {
		t.Errorf("asked: %s", e.Asked)
	}
	if string(e.Changes) != `[{"path":"members","after":"b@acme.com"}]` || e.Subject != "Staff" {
		t.Errorf("what is of others: %s, %s", e.Changes, e.Subject)
	}
	if rosa.Scrubber().Scrub(&e) {
		t.Error("something was left")
	}
}

// Rule O3: what was learnt of an entry is found in any other, however it is nested and written.
func TestWhatWasLearntIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		address := rapid.StringMatching(`[a-z]{2,8}(\.[a-z]{1,5})?@[a-z]{2,8}\.(com|fr)`).Draw(t, "address")
		name := rapid.StringMatching(`[A-ZÉ][a-zé'-]{1,8} [A-Z][a-zß]{1,8}`).Draw(t, "name")
		id := rapid.StringMatching(`[0-9a-f]{6,12}`).Draw(t, "id")
		var traces Traces
		traces.LearnEntry(&directory.LogEntry{Asked: asked(t, map[string]any{
			"USERNAME": id, "emails": []any{map[string]any{"Value": address}}, "displayName": name,
		})})
		var v any = map[string]any{"a": address, "b": []any{name, "x " + address + ", y"}, "userName": id, "d": strings.ToUpper(name)}
		for range rapid.IntRange(0, 4).Draw(t, "depth") {
			v = []any{v, map[string]any{"inner": v}}
		}
		out := strings.ToLower(string(traces.Scrubber().JSON(asked(t, v))))
		for _, trace := range []string{address, name, id} {
			if written := string(asked(t, strings.ToLower(trace))); strings.Contains(out, strings.Trim(written, `"`)) {
				t.Fatalf("%s is still in %s", trace, out)
			}
		}
	})
}

func asked(t *rapid.T, v any) []byte {
	document, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// Whatever stands in a log, it is scrubbed to the end, and to something that has no trace.
func FuzzScrub(f *testing.F) {
	f.Add("rosa@acme.com", `{"a":"rosa@acme.com"}`)
	f.Add("é\xff", "\"")
	f.Fuzz(func(t *testing.T, in, document string) {
		s := rosa.Scrubber()
		if out := s.Text(in); s.Text(out) != out {
			t.Errorf("%q became %q, which is not clean", in, out)
		}
		s.Path(in)
		clean := s.JSON([]byte(document))
		if json.Valid([]byte(document)) && !json.Valid(clean) {
			t.Errorf("%q became %q", document, clean)
		}
	})
}

// BenchmarkScrub is the search of one entry of somebody else, a creation of 1 KB.
func BenchmarkScrub(b *testing.B) {
	s := rosa.Scrubber()
	e := directory.LogEntry{
		Subject: "Bo Berg <bo@acme.com>", Operation: "POST /Users",
		Asked: []byte(`{"userName":"bo@acme.com","name":{"givenName":"Bo","familyName":"Berg"},"title":"` + strings.Repeat("x", 800) + `","emails":[{"value":"bo@acme.com"}]}`),
	}
	b.SetBytes(int64(len(e.Asked)))
	for b.Loop() {
		if s.Scrub(&e) {
			b.Fatal("found something")
		}
	}
}
