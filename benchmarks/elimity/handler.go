package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/google/uuid"
	"github.com/scim2/filter-parser/v2"
)

// handler is what the library asks of one resource type.
type handler struct {
	rows    *collection
	patcher patcher
	// answers says whether PATCH answers with the resource. For groups it is 204: nobody wants all members back.
	answers bool
}

var _ scim.ResourceHandler = (*handler)(nil)

func (h *handler) Create(r *http.Request, attributes scim.ResourceAttributes) (scim.Resource, error) {
	doc, err := json.Marshal(attributes)
	if err != nil {
		return scim.Resource{}, err
	}
	made := row{id: uuid.NewString(), doc: attributes, created: time.Now().UTC()}
	made.modified = made.created
	if _, err := h.rows.insert.ExecContext(r.Context(), made.id, string(doc), made.created); err != nil {
		return scim.Resource{}, asConflict(err)
	}
	return made.resource(), nil
}

func (h *handler) Get(r *http.Request, id string) (scim.Resource, error) {
	statement := h.rows.get
	if withoutMembers(r) {
		statement = h.rows.slim
	}
	found, err := h.rows.one(r.Context(), statement, id)
	return found.resource(), err
}

// GetAll answers an equality on an indexed attribute from that index, no filter from the primary key, and any other
// filter by reading all.
func (h *handler) GetAll(r *http.Request, params scim.ListRequestParams) (scim.Page, error) {
	if params.FilterValidator == nil {
		return h.everybody(r, params)
	}
	if statement, value, ok := h.indexed(params.FilterValidator.GetFilter()); ok {
		found, err := h.rows.query(r.Context(), statement, value)
		return pageOf(found, params), err
	}
	all, err := h.rows.query(r.Context(), h.rows.all)
	if err != nil {
		return scim.Page{}, err
	}
	var found []row
	for _, candidate := range all {
		if params.FilterValidator.PassesFilter(candidate.doc) == nil {
			found = append(found, candidate)
		}
	}
	return pageOf(found, params), nil
}

func (h *handler) everybody(r *http.Request, params scim.ListRequestParams) (scim.Page, error) {
	page := scim.Page{Resources: []scim.Resource{}}
	if err := h.rows.count.QueryRowContext(r.Context()).Scan(&page.TotalResults); err != nil {
		return scim.Page{}, err
	}
	statement := h.rows.page
	if withoutMembers(r) {
		statement = h.rows.slimPage
	}
	found, err := h.rows.query(r.Context(), statement, params.StartIndex-1, params.Count)
	for _, one := range found {
		page.Resources = append(page.Resources, one.resource())
	}
	return page, err
}

func (h *handler) Replace(r *http.Request, id string, attributes scim.ResourceAttributes) (scim.Resource, error) {
	if _, err := uuid.Parse(id); err != nil {
		return scim.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	replaced, err := store(r.Context(), h.rows.update, id, attributes)
	return replaced.resource(), err
}

func (h *handler) Delete(r *http.Request, id string) error {
	if _, err := uuid.Parse(id); err != nil {
		return scimerrors.ScimErrorResourceNotFound(id)
	}
	result, err := h.rows.remove.ExecContext(r.Context(), id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return scimerrors.ScimErrorResourceNotFound(id)
}

func (h *handler) Patch(r *http.Request, id string, operations []scim.PatchOperation) (scim.Resource, error) {
	changed, err := h.rows.change(r.Context(), id, func(doc map[string]any) error {
		return h.patcher.apply(doc, operations)
	})
	if err != nil || !h.answers {
		return scim.Resource{}, err
	}
	return changed.resource(), nil
}

// indexed recognises `attribute eq "value"` where the attribute has an index.
func (h *handler) indexed(expression filter.Expression) (statement *sql.Stmt, value string, ok bool) {
	e, ok := expression.(*filter.AttributeExpression)
	if !ok || e.Operator != filter.EQ || e.AttributePath.SubAttribute != nil || e.AttributePath.URIPrefix != nil {
		return nil, "", false
	}
	if value, ok = e.CompareValue.(string); !ok {
		return nil, "", false
	}
	for attribute, statement := range h.rows.equal {
		if strings.EqualFold(attribute, e.AttributePath.AttributeName) {
			return statement, value, true
		}
	}
	return nil, "", false
}

// resource is the row as the library wants it. The document holds externalId among the attributes.
func (r row) resource() scim.Resource {
	return scim.Resource{ID: r.id, Attributes: r.doc, Meta: scim.Meta{Created: &r.created, LastModified: &r.modified}}
}

// pageOf cuts the page that was asked for out of all that was found.
func pageOf(found []row, params scim.ListRequestParams) scim.Page {
	page := scim.Page{TotalResults: len(found), Resources: []scim.Resource{}}
	from := min(params.StartIndex-1, len(found))
	for _, one := range found[from:min(from+params.Count, len(found))] {
		page.Resources = append(page.Resources, one.resource())
	}
	return page
}

// withoutMembers reads the one projection that identity providers depend on; the library has none.
func withoutMembers(r *http.Request) bool {
	for name := range strings.SplitSeq(r.URL.Query().Get("excludedAttributes"), ",") {
		if strings.EqualFold(strings.TrimSpace(name), "members") {
			return true
		}
	}
	return false
}
