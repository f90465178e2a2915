package scimsource_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
)

// Whoever has changed since a mark comes with all that there is of them, over as many pages as it takes, and the next mark is the
// server's time when that began.
func TestChanges(t *testing.T) {
	users := fakescim.Users("p", 90)
	for i, u := range users {
		if i%3 == 0 {
			u["meta"] = fakescim.Object{"lastModified": "2026-09-09T09:09:09Z"}
		}
	}
	groups := fakescim.Groups("p", 8, users)
	groups[5]["meta"] = fakescim.Object{"lastModified": "2026-09-09T09:09:09Z"}
	for name, b := range map[string]fakescim.Behaviour{"cursors": {Cursors: true}, "startIndex": {}, "members by group": {HideMembers: true}} {
		t.Run(name, func(t *testing.T) {
			server := fakescim.Start(t, users, groups, b)
			now := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
			server.Before(func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				w.Header().Set("Date", now.Format(http.TimeFormat))
				now = now.Add(time.Minute)
				return false
			})
			var read []string
			mark, position := "", ""
			for pages := 0; pages < 50; pages++ {
				page, err := source(t, server, nil).Changes(t.Context(), "2026-09-01T00:00:00Z", position)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Entries {
					if read = append(read, e.ID); e.Gone || e.ID == "p-g0005" && len(e.Members) != 5 {
						t.Errorf("%+v", e)
					}
				}
				if mark, position = page.Mark, page.Next; position == "" {
					break
				}
			}
			slices.Sort(read)
			if read = slices.Compact(read); len(read) != 31 || !slices.Contains(read, "p-g0005") {
				t.Errorf("%d have changed: %v", len(read), read)
			}
			if mark != "2026-10-01T12:00:00Z" && mark != "2026-10-01T12:01:00Z" { // one more where a cursor was tried in vain
				t.Errorf("the next mark is %s", mark)
			}
		})
	}
}

// A mark is given where the filter is proved, and by the server's clock.
func TestMark(t *testing.T) {
	for name, tt := range map[string]struct {
		users []fakescim.Object
		b     fakescim.Behaviour
		want  string
	}{
		"proved":             {fakescim.Users("p", 3), fakescim.Behaviour{}, "2026-10-01T12:00:00Z"},
		"ignored":            {fakescim.Users("p", 3), fakescim.Behaviour{NoFilter: true}, ""},
		"nobody to try with": {nil, fakescim.Behaviour{}, ""},
		"no times at all":    {[]fakescim.Object{{"id": "a", "userName": "a"}}, fakescim.Behaviour{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := fakescim.Start(t, tt.users, nil, tt.b)
			server.Before(func(w http.ResponseWriter, _ *http.Request, _ int) bool {
				w.Header().Set("Date", "Thu, 01 Oct 2026 12:00:00 GMT")
				return false
			})
			got, err := source(t, server, nil).Mark(t.Context())
			if err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
	server := fakescim.Start(t, fakescim.Users("p", 3), nil, fakescim.Behaviour{})
	server.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if r.URL.Query().Has("filter") {
			fakescim.Refuse(w, http.StatusNotImplemented, "invalidFilter", "there are no filters")
			return true
		}
		return false
	})
	if mark, err := source(t, server, nil).Mark(t.Context()); err != nil || mark != "" {
		t.Errorf("where filters are refused: %q, %v", mark, err)
	}
	server.Before(func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		fakescim.Refuse(w, http.StatusUnauthorized, "", "no")
		return true
	})
	if _, err := source(t, server, nil).Mark(t.Context()); kindOf(err) != connectors.Credential {
		t.Errorf("where nothing is allowed: %v", err)
	}
}
