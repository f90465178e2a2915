package scim

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// call is one request on its way through the server.
type call struct {
	r      *http.Request
	out    output
	tenant *Tenant
	rt     *schema.ResourceType // of routes with an endpoint
	id     string               // of routes with an id, decoded
	base   string               // the absolute URL of the SCIM base
	body   *[]byte              // the request's body while it is needed, pooled
	// bodies and answers are what the request holds of the memory for them
	bodies, answers holding
	// decoded tells that body is JSON
	decoded bool
	notes   schema.Notes // of the body
	event   Exchange
	caseOf  func(context.Context, Refused) (id string, says message.Message) // Server.Case
	say     func(*http.Request, message.Message) string                      // Server.Say
}

// tell is a message for the client.
func (c *call) tell(m message.Message) string {
	if c.say == nil {
		return message.Say(m)
	}
	return c.say(c.r, m)
}

// mode is how a body is to be read; what is left aside of it goes into notes.
func (c *call) mode(notes *schema.Notes) schema.Mode {
	return schema.Mode{Strict: c.tenant.Strict, Notes: notes}
}

// ServeHTTP is the one wrapper around every route: what is true for all of them stands here.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.Now()
	c := &call{r: r, caseOf: h.Case, say: h.Say, event: Exchange{Request: r, Method: r.Method, Path: r.URL.Path}}
	if schema.TellsSecret(r.URL.Path) {
		c.event.Path = removed
	}
	c.out.open(w)
	c.bodies.of, c.answers.of = h.bodies, h.answers
	c.event.RequestID = h.requestID(w, r)
	defer func() {
		if p := recover(); p != nil {
			c.refuse(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
		c.out.close()
		c.release()
		c.event.Status = c.out.status
		c.event.Duration = h.Now().Sub(start)
		if h.Observe != nil {
			h.Observe(r.Context(), c.event)
		}
		if c.out.broken {
			panic(http.ErrAbortHandler) // the client must not take half an answer for a whole one
		}
	}()
	if err := h.serve(c); err != nil {
		c.refuse(err)
	}
}

// serve finds the action, checks what every action wants checked, and runs it.
func (h *handler) serve(c *call) (err error) {
	r := c.r
	found, endpoint, id := h.match(r.URL.EscapedPath())
	if found != nil {
		c.event.Route = found.pattern
	}
	c.base = h.base(r)
	if c.tenant, err = h.Authenticate(r); err != nil {
		if found == nil || found.pattern != public || r.Header.Get("Authorization") != "" {
			return err
		}
		c.tenant = &Tenant{Registry: schema.Core()} // nobody in particular reads it
	} else {
		c.event.Tenant = c.tenant
		c.bodies.scope, c.answers.scope = c.tenant.Scope, c.tenant.Scope
	}
	if found == nil {
		return c.noEndpoint()
	}
	if found.first == "{endpoint}" {
		if c.rt = c.tenant.Registry.ByEndpoint(endpoint); c.rt == nil {
			return c.noEndpoint()
		}
		if c.event.Type, c.event.ID = c.rt.Name, id; c.event.Path == removed {
			c.event.ID = removed
		}
	}
	c.id = id
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	act, ok := found.actions[method]
	if !ok {
		e := refuse(http.StatusMethodNotAllowed, "", "request.method",
			"method", clip(r.Method), "pattern", strings.Replace(found.pattern, "/{endpoint}", "/"+endpoint, 1),
			"methods", found.allow)
		e.Header = http.Header{"Allow": {found.allow}}
		return e
	}
	if c.rt != nil && method != http.MethodGet && found.second != searching {
		if err := c.refuseReadOnly(c.rt, method); err != nil {
			return err
		}
	}
	if err := checkAccept(r.Header); err != nil {
		return err
	}
	if method != http.MethodGet && method != http.MethodDelete {
		if err := checkContentType(r.Header); err != nil {
			return err
		}
	}
	if found.second == "{id}" && c.rt != nil && !possibleID(id) {
		return NotFound(c.rt.Name, clip(strings.ToValidUTF8(id, "\uFFFD")))
	}
	return act(h, c)
}

// noEndpoint is the 404 of a path that nothing stands at.
func (c *call) noEndpoint() error {
	endpoints := make([]string, 0, 8)
	for _, rt := range c.tenant.Registry.ResourceTypes() {
		endpoints = append(endpoints, rt.Endpoint)
	}
	endpoints = append(endpoints, "/Bulk", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig")
	path := clip(strings.ToValidUTF8(c.r.URL.Path, "\uFFFD"))
	return refuse(http.StatusNotFound, "", "request.path", "path", path, "endpoints", endpoints)
}

// base is the absolute URL that locations begin with.
func (h *handler) base(r *http.Request) string {
	if h.BaseURL != "" {
		return h.BaseURL
	}
	target, _, _ := strings.Cut(r.RequestURI, "?")
	mount, below := strings.CutSuffix(CollapseSlashes(target), CollapseSlashes(r.URL.EscapedPath()))
	if !below || !strings.HasPrefix(mount, "/") { // at the root, or a request-target in absolute form
		mount = ""
	}
	if r.TLS != nil {
		return "https://" + r.Host + mount
	}
	return "http://" + r.Host + mount
}

// requestID continues the identifier that the caller or an outer handler gave to the request, or
// begins one.
func (h *handler) requestID(w http.ResponseWriter, r *http.Request) string {
	const header = "X-Request-Id"
	id := w.Header().Get(header)
	if id == "" {
		if id = r.Header.Get(header); !printable(id) {
			id = newUUID()
		}
		w.Header().Set(header, id)
	}
	return id
}

// printable reports whether a stranger's identifier may stand in a log: short ASCII, no blanks.
func printable(id string) bool {
	if id == "" || len(id) > 128 {
		return false
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] > '~' {
			return false
		}
	}
	return true
}

// clip shortens what a client sent for a sentence about it.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
