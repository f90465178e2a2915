package scim

import (
	"net/http"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// groupSchema is the URN of the core Group, whose PATCH is answered without the resource: a group may
// have more members than anybody wants to read after adding one.
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

// create answers POST on an endpoint (RFC 7644 section 3.3).
func (h *handler) create(c *call) error {
	_, projection, err := c.projection()
	if err != nil {
		return err
	}
	resource, note, err := h.resource(c)
	if err != nil {
		return err
	}
	result := c.apply(Operation{
		Kind: Create, Type: c.rt, ID: h.NewID(), Resource: resource, Asked: Redact(c.rt, *c.body),
		Notes: c.notes.Messages(), Aside: c.notes.Aside(), LeftOut: note,
	})
	if result.Err != nil {
		return result.Err
	}
	c.event.ID = result.Resource.ID
	return c.writeResult(http.StatusCreated, result.Resource, projection)
}

// get answers GET on a resource (RFC 7644 section 3.4.1).
func (h *handler) get(c *call) error {
	_, projection, err := c.projection()
	if err != nil {
		return err
	}
	resource, err := c.tenant.Backend.Get(c.r.Context(), c.rt, c.id, projection)
	if err != nil {
		return err
	}
	same, err := c.unmodified(resource.Meta.Version)
	if err != nil {
		return err
	}
	if same {
		c.out.w.Header()["Etag"] = []string{etag(resource.Meta.Version)}
		c.out.status = http.StatusNotModified
		return nil
	}
	return c.writeResource(http.StatusOK, resource, projection)
}

// replace answers PUT (RFC 7644 section 3.5.1). What is immutable, and what becomes of attributes
// that the body leaves out, only the backend can tell: it has the stored resource.
func (h *handler) replace(c *call) error {
	_, projection, err := c.projection()
	if err != nil {
		return err
	}
	resource, note, err := h.resource(c)
	if err != nil {
		return err
	}
	if err := c.forbidNoneMatch(); err != nil {
		return err
	}
	result := c.apply(Operation{
		Kind: Replace, Type: c.rt, ID: c.id, Resource: resource,
		IfMatch: versions(c.r.Header, "If-Match"), Asked: Redact(c.rt, *c.body),
		Notes: c.notes.Messages(), Aside: c.notes.Aside(), LeftOut: note,
	})
	if result.Err != nil {
		return result.Err
	}
	return c.writeResult(http.StatusOK, result.Resource, projection)
}

// patch answers PATCH (RFC 7644 section 3.5.2): 200 with the resource, or 204 for a group unless the
// client asked for attributes.
func (h *handler) patch(c *call) error {
	if err := missing(h.abilities(c).Patch, "request.unable.patch"); err != nil {
		return err
	}
	parameters, projection, err := c.projection()
	if err != nil {
		return err
	}
	body, note, err := h.decodeResource(c)
	if err != nil {
		return err
	}
	request, err := CompilePatch(c.rt, body, c.mode(&c.notes))
	if err != nil {
		return err
	}
	if err := c.forbidNoneMatch(); err != nil {
		return err
	}
	result := c.apply(Operation{
		Kind: Patch, Type: c.rt, ID: c.id, Patch: request,
		IfMatch: versions(c.r.Header, "If-Match"), Asked: Redact(c.rt, *c.body),
		Notes: c.notes.Messages(), Aside: c.notes.Aside(), LeftOut: note,
	})
	if result.Err != nil {
		return result.Err
	}
	if c.rt.Core.ID == groupSchema && !parameters.projected() {
		if result.Version != "" {
			c.out.w.Header()["Etag"] = []string{etag(result.Version)}
		}
		c.out.status = http.StatusNoContent
		return nil
	}
	return c.writeResult(http.StatusOK, result.Resource, projection)
}

// writeResult answers a change with the resource that came of it. It is read anew if the backend did
// not have it at hand, or has it only in the form of the default projection.
func (c *call) writeResult(status int, r *Resource, p *schema.Projection) error {
	if r == nil || r.Attributes == nil && !p.Default() {
		id := c.id
		if r != nil {
			id = r.ID
		}
		var err error
		if r, err = c.tenant.Backend.Get(c.r.Context(), c.rt, id, p); err != nil {
			return err
		}
	}
	return c.writeResource(status, r, p)
}

// delete answers DELETE (RFC 7644 section 3.6).
func (h *handler) delete(c *call) error {
	if err := c.forbidNoneMatch(); err != nil {
		return err
	}
	result := c.apply(Operation{Kind: Delete, Type: c.rt, ID: c.id, IfMatch: versions(c.r.Header, "If-Match")})
	if result.Err == nil {
		c.out.status = http.StatusNoContent
	}
	return result.Err
}

// projection reads attributes and excludedAttributes, which go with everything that returns a
// resource. The other parameters mean nothing there.
func (c *call) projection() (*parameters, *schema.Projection, error) {
	if c.r.URL.RawQuery == "" {
		return &noParameters, nil, nil
	}
	p, err := parseQuery(c.r.URL.RawQuery, false)
	if err != nil {
		return nil, nil, err
	}
	projection, err := c.project(c.rt, p)
	return p, projection, err
}

// project resolves both parameters for a type. RFC 7644 section 3.9 knows them only as alternatives:
// together, liberal mode narrows by the first and takes the second away.
func (c *call) project(rt *schema.ResourceType, p *parameters) (*schema.Projection, error) {
	if c.tenant.Strict && len(p.attributes) > 0 && len(p.excluded) > 0 {
		return nil, wrong(InvalidValue, "query.alternatives")
	}
	return rt.Project(p.attributes, p.excluded)
}

var noParameters parameters

// resource decodes and checks the body of POST or PUT.
func (h *handler) resource(c *call) (o schema.Object, note message.Message, err error) {
	body, note, err := h.decodeResource(c)
	if err != nil {
		return nil, note, err
	}
	o, err = canonical(c.rt, body, c.mode(&c.notes))
	return o, note, err
}

// canonical turns a decoded body into the resource that it means.
func canonical(rt *schema.ResourceType, body any, m schema.Mode) (schema.Object, error) {
	object, err := rt.Canonical(body, m)
	if err != nil {
		return nil, err
	}
	return object, rt.CheckRequired(object)
}

// apply hands one operation to the backend.
func (c *call) apply(op Operation) Result {
	c.event.Applied = true
	return c.tenant.Backend.Apply(c.r.Context(), []Operation{op})[0]
}
