package check

import (
	"context"
	"net/http"
)

// greet asks for one user, so that a wrong URL or token gives one sentence instead of
// hundreds of failures.
func greet(ctx context.Context, c *Client) error {
	r := c.send(ctx, request{Method: http.MethodGet, Path: "/Users?count=1"})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case r.Err != nil:
		return failed(c.speaker, r.Err, "check.greet.silent", "url", c.base, "why", silence(r.Err))
	case r.Status == http.StatusUnauthorized:
		return failed(c.speaker, nil, "check.greet.unauthorized", "url", c.base)
	case r.Status == http.StatusForbidden:
		return failed(c.speaker, nil, "check.greet.forbidden", "url", c.base)
	case r.Status == http.StatusNotFound:
		return failed(c.speaker, nil, "check.greet.noUsers", "url", c.base)
	case r.Status >= 300 && r.Status < 400:
		return failed(c.speaker, nil, "check.greet.redirected", "url", c.base, "to", r.Header.Get("Location"))
	case r.Status != http.StatusOK:
		return failed(c.speaker, nil, "check.greet.refused", "url", c.base, "asked", r.Asked, "answer", r.answer())
	case typeName(r.JSON) != "object":
		return failed(c.speaker, nil, "check.greet.noSCIM", "url", c.base)
	}
	return nil
}

// greetWriter creates one user and deletes it, so that a token that may only read gives one
// sentence instead of dozens of failures, and one that may not delete does not fill the server.
func greetWriter(ctx context.Context, c *Client) error {
	name := c.next() + "@example.com"
	r := c.send(ctx, request{Method: http.MethodPost, Path: "/Users", Body: obj{
		"schemas": arr{urnUser}, "userName": name, "displayName": "Display " + name, "active": true,
		"name":   obj{"givenName": "Given", "familyName": "Family"},
		"emails": arr{obj{"value": name, "type": "work", "primary": true}},
	}})
	if forbidden(r) {
		return failed(c.speaker, nil, "check.greet.reader", "answer", r.answer())
	}
	path := location("/Users", r)
	if !r.ok() || path == "" {
		return ctx.Err() // what is wrong with creations is for the checks to say
	}
	if r := c.send(ctx, request{Method: http.MethodDelete, Path: path}); forbidden(r) {
		return failed(c.speaker, nil, "check.greet.noDelete", "answer", r.answer())
	}
	return ctx.Err()
}

// forbidden reports whether the answer says that the token does not suffice.
func forbidden(r *reply) bool {
	return r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
}
