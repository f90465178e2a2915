package scim

import (
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// list answers GET on an endpoint, and at the root for all of them (RFC 7644 section 3.4.2).
func (h *handler) list(c *call) error {
	p, err := parseQuery(c.r.URL.RawQuery, true)
	if err != nil {
		return err
	}
	return h.find(c, p)
}

// search answers POST .search, which keeps personal data out of URLs (RFC 7644 section 3.4.3).
func (h *handler) search(c *call) error {
	body, err := c.decode(partBody, h.Limits.Body)
	if err != nil {
		return err
	}
	p, err := parseSearch(body, c.tenant.Strict)
	if err != nil {
		return err
	}
	return h.find(c, p)
}

// find carries out a search, however it was asked for.
func (h *handler) find(c *call, p *parameters) error {
	types := c.tenant.Registry.ResourceTypes()
	if c.rt != nil {
		types = []*schema.ResourceType{c.rt}
	}
	if err := h.abilities(c).refuseUnable(p); err != nil {
		return err
	}
	q, err := h.query(c, p, types)
	if err != nil {
		return err
	}
	project, err := c.projector(types, p)
	if err != nil {
		return err
	}
	q.Projection = project
	page, err := c.tenant.Backend.Search(c.r.Context(), q)
	if err != nil {
		return err
	}
	c.event.Total = page.Total
	if err := c.sending(page.Resources, page.Bytes); err != nil {
		return err
	}
	next := ""
	if q.Cursor && q.Count > 0 && page.Next != "" {
		next = h.seal(c.tenant, position{after: page.Next, count: q.Count}, c.binding(p))
	}
	return c.writeList(q, page, next)
}

// query turns parameters into what the backend is asked, everything checked against the types.
func (h *handler) query(c *call, p *parameters, types []*schema.ResourceType) (*Query, error) {
	q := &Query{Types: types, Start: p.start, Count: h.Limits.Page}
	if p.counted {
		q.Count = min(p.count, h.Limits.MaxPage)
	}
	var err error
	if p.filtered {
		if q.Filter, err = c.filter(p.filter, types); err != nil {
			return nil, err
		}
	}
	if p.sortBy != "" {
		if q.SortBy, err = sortKey(p.sortBy, types); err != nil {
			return nil, err
		}
		switch {
		case p.sortOrder == "" || strings.EqualFold(p.sortOrder, "ascending"):
		case strings.EqualFold(p.sortOrder, "descending"):
			q.Descending = true
		default:
			return nil, wrong(InvalidValue, "query.order", "value", clip(p.sortOrder))
		}
	}
	if p.paged {
		err = h.page(c, p, q)
	}
	return q, err
}

// page sets the query's position from a cursor (RFC 9865 section 2).
func (h *handler) page(c *call, p *parameters, q *Query) error {
	if p.started {
		return wrong(InvalidValue, "query.mixed")
	}
	if p.counted && p.count > h.Limits.MaxPage {
		return wrong(InvalidCount, "query.count.most", "n", p.count, "most", h.Limits.MaxPage)
	}
	q.Cursor, q.Start = true, 0
	if p.cursor == "" {
		return nil
	}
	at, err := h.unseal(c.tenant, p.cursor, c.binding(p))
	if err != nil {
		return err
	}
	if p.counted && p.count != at.count {
		return wrong(InvalidCount, "query.count.other", "n", p.count, "pages", at.count)
	}
	q.After, q.Count = at.after, at.count
	return nil
}

// projector returns what shows of each type (RFC 7644 section 3.9).
func (c *call) projector(
	types []*schema.ResourceType, p *parameters,
) (func(*schema.ResourceType) *schema.Projection, error) {
	if !p.projected() {
		return func(*schema.ResourceType) *schema.Projection { return nil }, nil
	}
	shown := make(map[*schema.ResourceType]*schema.Projection, len(types))
	for _, rt := range types {
		projection, err := c.project(rt, p)
		if err != nil {
			return nil, err
		}
		shown[rt] = projection
	}
	return func(rt *schema.ResourceType) *schema.Projection { return shown[rt] }, nil
}

// sortKey resolves sortBy. What can't be resolved, or has no order, is invalidValue: of the keywords
// that RFC 7644 table 9 has for queries, invalidFilter is about another parameter, and invalidPath
// belongs to PATCH.
func sortKey(text string, types []*schema.ResourceType) (*filter.AttributePath, error) {
	path, err := filter.ParseAttribute(text)
	if err != nil {
		return nil, wrong(InvalidValue, "place.path", "path", paramSortBy, "says", err)
	}
	var unknown error
	for _, rt := range types {
		a, err := rt.Resolve(path)
		if err != nil || a.Parent == nil {
			if unknown == nil {
				unknown = wrong(InvalidValue, "place.path", "path", paramSortBy, "says", unresolved(a, err))
			}
			continue
		}
		if hidden(a) {
			return nil, sensitiveError("sortBy", a)
		}
		if a.Leaf().Type == schema.Complex {
			if subAttribute(a.Leaf(), "value") == nil || a.Sub != nil {
				return nil, wrong(InvalidValue, "query.complex", "path", a)
			}
			value := "value"
			path.SubAttribute = &value
		}
		return &path, nil
	}
	return nil, unknown
}
