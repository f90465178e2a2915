package check

import (
	"context"
	"fmt"
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
		return fmt.Errorf("%s does not answer: %w", c.base, r.Err)
	case r.Status == http.StatusUnauthorized:
		return fmt.Errorf("%s answered 401: the token is missing, wrong or expired", c.base)
	case r.Status == http.StatusForbidden:
		return fmt.Errorf("%s answered 403: the token may not read users", c.base)
	case r.Status == http.StatusNotFound:
		return fmt.Errorf("%s has no /Users (404): the URL must be the SCIM base address, which often ends in /scim/v2", c.base)
	case r.Status >= 300 && r.Status < 400:
		return fmt.Errorf("%s redirects to %s: use the final SCIM base address", c.base, r.Header.Get("Location"))
	case r.Status != http.StatusOK:
		return fmt.Errorf("%s answered the first request, %s, with %s", c.base, r.Asked, r)
	case typeName(r.JSON) != "object":
		return fmt.Errorf("%s answered /Users with something that is not a SCIM document: is it the SCIM base address?", c.base)
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
		return fmt.Errorf("the token may read users but not create them (%s): the check makes users and groups of its own "+
			"and deletes them again, so it needs a token that may write, not a reader's, at a server that lets people of example.com in", r)
	}
	path := location("/Users", r)
	if !r.ok() || path == "" {
		return ctx.Err() // what is wrong with creations is for the checks to say
	}
	if r := c.send(ctx, request{Method: http.MethodDelete, Path: path}); forbidden(r) {
		return fmt.Errorf("the token may create users but not delete them (%s): the check would leave everything behind that it makes", r)
	}
	return ctx.Err()
}

// forbidden reports whether the answer says that the token does not suffice.
func forbidden(r *reply) bool {
	return r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
}
