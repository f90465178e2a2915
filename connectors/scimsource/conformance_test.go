package scimsource_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

// Rules S1 to S8, of a server with cursors and of one with startIndex.
func TestConformance(t *testing.T) {
	for name, way := range map[string]fakescim.Behaviour{
		"cursors":            {Cursors: true, Announced: true},
		"startIndex":         {},
		"startIndex, strict": {Strict: true},
		"names in capitals":  {Upper: true, Cursors: true},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && (way.Strict || way.Upper) {
				t.Skip("it is read as the others are")
			}
			connectortest.Run(t, subject(way))
		})
	}
}

const page = 10

func subject(way fakescim.Behaviour) connectortest.Subject {
	s := connectortest.Subject{Page: page, Start: func(t testing.TB, w connectortest.World, f connectortest.Fault) connectortest.Service {
		return started(t, w, f, way)
	}}
	if way.Cursors {
		return s
	}
	s.Cannot = map[connectortest.Fault]string{
		connectortest.Forgets: "there is nothing to forget about a startIndex",
		connectortest.Empty:   "an empty page by startIndex is the end",
	}
	return s
}

// started starts a fake server with a fault.
func started(t testing.TB, w connectortest.World, f connectortest.Fault, b fakescim.Behaviour) connectortest.Service {
	users, groups := objects(w)
	extra := func(to *[]fakescim.Object, o fakescim.Object) {
		*to = append((*to)[:2:2], append([]fakescim.Object{o}, (*to)[2:]...)...)
	}
	switch f {
	case connectortest.Short:
		b.Max = 3
	case connectortest.Empty:
		b.Empty = true
	case connectortest.Repeats:
		b.Same = true
	case connectortest.Circles:
		b.Circle = 2
	case connectortest.Endless:
		b.Endless = true
	case connectortest.Fewer:
		b.Cut = page + 3
	case connectortest.Twice:
		users = append(users[:page:page], users[page-1:]...)
	case connectortest.Nameless:
		extra(&users, fakescim.Object{"userName": "nobody", "active": true})
	case connectortest.HugeID:
		extra(&users, fakescim.Object{"id": "huge-" + strings.Repeat("x", connectors.MaxID), "userName": "huge", "active": true})
	case connectortest.HugeEntry:
		extra(&users, fakescim.Object{"id": "huge", "userName": "huge", "active": true, "title": strings.Repeat("<", connectors.MaxEntry)})
	case connectortest.Crowd:
		members := make([]any, connectors.MaxMembers+1)
		for i := range members {
			members[i] = fakescim.Object{"value": fmt.Sprint("m", i)}
		}
		extra(&groups, fakescim.Object{"id": "crowd", "displayName": "Crowd", "members": members})
	case connectortest.Withdrawn:
		b.NoEmails = true
	case connectortest.Unlisted:
		b.NoMembers = true
	case connectortest.NoGroups:
		b.NoGroups = http.StatusForbidden
	}
	server := fakescim.Start(t, users, groups, b)
	s := connectortest.Service{
		Secret: server.Token, New: func() connectors.Connector { return connector(t, server) },
		Serve: func(w connectortest.World) { server.Serve(objects(w)) },
	}
	switch f {
	case connectortest.Garbage:
		server.Before(func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<!DOCTYPE html><title>Sign in</title>%s", server.Token)
			return true
		})
	case connectortest.Cropped:
		server.Before(cropped(server))
	default:
		strikes(t, &s, server, f)
	}
	return s
}

func connector(t testing.TB, server *fakescim.Server) connectors.Connector {
	s, err := scimsource.New(scimsource.Options{
		BaseURL: server.Base(), HTTP: server.Client(), PageSize: page, MaxEntries: 2000,
		Credential: func(context.Context) (string, error) { return server.Token, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// cropped answers half of what would be answered.
func cropped(server *fakescim.Server) func(w http.ResponseWriter, r *http.Request, n int) bool {
	inside := false
	return func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if inside {
			return false
		}
		inside = true
		defer func() { inside = false }()
		whole := httptest.NewRecorder()
		server.ServeHTTP(whole, r)
		_, _ = w.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
		return true
	}
}

// strikes makes the faults that begin in the middle.
func strikes(t testing.TB, s *connectortest.Service, server *fakescim.Server, f connectortest.Fault) {
	waiting, mended := make(chan struct{}), make(chan struct{})
	var hang, mend sync.Once
	s.Waiting = waiting
	s.Strike = func() {
		server.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
			said := "no, and your token is " + server.Token
			switch f {
			case connectortest.Throttles:
				w.Header().Set("Retry-After", fmt.Sprint(connectortest.ThrottledFor.Seconds()))
				fakescim.Refuse(w, http.StatusTooManyRequests, "", said)
			case connectortest.Expires:
				fakescim.Refuse(w, http.StatusUnauthorized, "", said)
			case connectortest.Forbids:
				fakescim.Refuse(w, http.StatusForbidden, "", said)
			case connectortest.Fails:
				http.Error(w, said, http.StatusBadGateway)
			case connectortest.Away:
				http.Error(w, said, http.StatusNotFound)
			case connectortest.Drops:
				connection, _, err := w.(http.Hijacker).Hijack()
				if err == nil {
					connection.Close()
				}
			case connectortest.Forgets:
				return false
			case connectortest.Hangs:
				hang.Do(func() { close(waiting) })
				select {
				case <-r.Context().Done():
				case <-mended:
				}
			}
			return true
		})
		if f == connectortest.Forgets {
			server.Behave(func(b *fakescim.Behaviour) { b.Stale = true })
		}
	}
	s.Mend = func() {
		server.Before(nil)
		mend.Do(func() { close(mended) })
	}
	t.Cleanup(s.Mend)
}

// objects are a world as SCIM.
func objects(w connectortest.World) (users, groups []fakescim.Object) {
	meta := func(kind string, changed time.Time) fakescim.Object {
		return fakescim.Object{"resourceType": kind, "lastModified": changed.UTC().Format(time.RFC3339)}
	}
	for _, p := range w.People {
		u := fakescim.Object{
			"id": p.ID, "userName": p.Login, "displayName": p.Name, "active": p.Active, "meta": meta("User", p.Changed),
			"emails": []any{fakescim.Object{"value": p.Email, "type": "work", "primary": true}}, "groups": []any{},
		}
		if p.Manager != "" {
			u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = fakescim.Object{"manager": fakescim.Object{"value": p.Manager}}
		}
		users = append(users, u)
	}
	for _, g := range w.Groups {
		members := []any{}
		for i, id := range g.Members {
			switch i % 4 { // every form that there is
			case 0:
				members = append(members, fakescim.Object{"value": id, "type": "User", "display": id})
			case 1:
				members = append(members, fakescim.Object{"$ref": "https://example.com/scim/v2/Users/" + id})
			case 2:
				members = append(members, id)
			default:
				members = append(members, fakescim.Object{"Value": id, "$ref": "../Users/" + id}, fakescim.Object{"value": id})
			}
		}
		groups = append(groups, fakescim.Object{"id": g.ID, "displayName": g.Name, "members": members, "meta": meta("Group", g.Changed)})
	}
	return users, groups
}
