package scim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// AuthenticationScheme is published at /ServiceProviderConfig (RFC 7643 section 5).
type AuthenticationScheme struct {
	Type             string `json:"type"` // oauth, oauth2, oauthbearertoken, httpbasic or httpdigest
	Name             string `json:"name"`
	Description      string `json:"description"`
	SpecURI          string `json:"specUri,omitempty"`
	DocumentationURI string `json:"documentationUri,omitempty"`
	Primary          bool   `json:"primary,omitempty"`
}

// schemes are those of the server; bearer tokens by default.
func (h *handler) schemes(c *call) []AuthenticationScheme {
	if h.AuthenticationSchemes != nil {
		return h.AuthenticationSchemes
	}
	return []AuthenticationScheme{{
		Type:        "oauthbearertoken",
		Name:        "OAuth Bearer Token",
		Description: c.tell(message.New("discovery.bearer")),
		SpecURI:     "https://www.rfc-editor.org/info/rfc6750",
		Primary:     true,
	}}
}

type supported struct {
	Supported bool `json:"supported"`
}

// serviceProviderConfig is the document of RFC 7643 section 5, with the member of RFC 9865. Its flags
// are what the backend can. That of the interoperability profile is not among them: strict mode follows the profile
// in all but one rule.
type serviceProviderConfig struct {
	Schemas          []string  `json:"schemas"`
	ID               string    `json:"id"`
	DocumentationURI string    `json:"documentationUri,omitempty"`
	Patch            supported `json:"patch"`
	Bulk             struct {
		supported
		MaxOperations  int   `json:"maxOperations"`
		MaxPayloadSize int64 `json:"maxPayloadSize"`
	} `json:"bulk"`
	Filter struct {
		supported
		MaxResults int `json:"maxResults"`
	} `json:"filter"`
	ChangePassword supported `json:"changePassword"`
	Sort           supported `json:"sort"`
	ETag           supported `json:"etag"`
	Pagination     struct {
		Cursor                  bool   `json:"cursor"`
		Index                   bool   `json:"index"`
		DefaultPaginationMethod string `json:"defaultPaginationMethod"`
		DefaultPageSize         int    `json:"defaultPageSize"`
		MaxPageSize             int    `json:"maxPageSize"`
		CursorTimeout           int    `json:"cursorTimeout,omitempty"` // seconds
	} `json:"pagination"`
	AuthenticationSchemes []AuthenticationScheme `json:"authenticationSchemes"`
	RolesAndEntitlements  *RolesAndEntitlements  `json:"RolesAndEntitlements,omitempty"`
	Meta                  documentMeta           `json:"meta"`
}

type documentMeta struct {
	ResourceType string `json:"resourceType"`
	Location     string `json:"location"`
}

type schemaDocument struct {
	Schemas []string `json:"schemas"`
	*schema.Schema
	Meta documentMeta `json:"meta"`
}

type resourceTypeDocument struct {
	Schemas []string `json:"schemas"`
	schema.ResourceTypeDef
	Meta documentMeta `json:"meta"`
}

// serviceProviderConfig tells what the server can do.
func (h *handler) serviceProviderConfig(c *call) error {
	if err := c.refuseFilter(); err != nil {
		return err
	}
	able := h.abilities(c)
	d := serviceProviderConfig{
		Schemas:               []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		ID:                    "ServiceProviderConfig",
		DocumentationURI:      h.DocumentationURI,
		Patch:                 supported{able.Patch},
		ChangePassword:        supported{able.ChangePassword},
		Sort:                  supported{able.Sort},
		ETag:                  supported{able.ETag},
		AuthenticationSchemes: h.schemes(c),
		RolesAndEntitlements:  able.RolesAndEntitlements,
		Meta:                  documentMeta{"ServiceProviderConfig", c.base + public},
	}
	if able.Bulk {
		d.Bulk.Supported, d.Bulk.MaxOperations, d.Bulk.MaxPayloadSize = true, h.Limits.BulkOperations,
			h.Limits.BulkPayload
	}
	if able.Filter {
		d.Filter.Supported, d.Filter.MaxResults = true, h.Limits.MaxPage
	}
	d.Pagination.Cursor, d.Pagination.Index, d.Pagination.DefaultPaginationMethod = able.Cursor, true, "index"
	d.Pagination.DefaultPageSize, d.Pagination.MaxPageSize = h.Limits.Page, h.Limits.MaxPage
	if able.Cursor {
		d.Pagination.CursorTimeout = int(h.Limits.CursorTimeout.Seconds())
	}
	return c.writeDocument(d, d.Meta.Location)
}

// schemas lists the schemas of this connection.
func (h *handler) schemas(c *call) error {
	if err := c.refuseFilter(); err != nil {
		return err
	}
	list := c.tenant.Registry.Schemas()
	documents := make([]schemaDocument, len(list))
	for i, s := range list {
		documents[i] = c.schemaDocument(s)
	}
	return c.writeDocuments(documents, len(documents))
}

// schema answers one schema by its URN, in any case.
func (h *handler) schema(c *call) error {
	if err := c.refuseFilter(); err != nil {
		return err
	}
	s := c.tenant.Registry.Schema(c.id)
	if s == nil {
		return refuse(http.StatusNotFound, "", "discovery.schema", "id", clip(c.id))
	}
	d := c.schemaDocument(s)
	return c.writeDocument(d, d.Meta.Location)
}

func (c *call) schemaDocument(s *schema.Schema) schemaDocument {
	return schemaDocument{
		Schemas: []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"},
		Schema:  s,
		Meta:    documentMeta{"Schema", c.base + "/Schemas/" + url.PathEscape(s.ID)},
	}
}

// resourceTypes lists the resource types of this connection.
func (h *handler) resourceTypes(c *call) error {
	if err := c.refuseFilter(); err != nil {
		return err
	}
	list := c.tenant.Registry.ResourceTypes()
	documents := make([]resourceTypeDocument, len(list))
	for i, rt := range list {
		documents[i] = c.resourceTypeDocument(rt)
	}
	return c.writeDocuments(documents, len(documents))
}

// resourceType answers one resource type by its name, in any case, or by the URN of its schema.
func (h *handler) resourceType(c *call) error {
	if err := c.refuseFilter(); err != nil {
		return err
	}
	rt := c.tenant.Registry.Type(c.id)
	for _, other := range c.tenant.Registry.ResourceTypes() {
		if rt == nil && strings.EqualFold(other.Core.ID, c.id) {
			rt = other
		}
	}
	if rt == nil {
		return refuse(http.StatusNotFound, "", "discovery.type", "id", clip(c.id))
	}
	d := c.resourceTypeDocument(rt)
	return c.writeDocument(d, d.Meta.Location)
}

// resourceTypeDocument has the name for an id.
func (c *call) resourceTypeDocument(rt *schema.ResourceType) resourceTypeDocument {
	d := resourceTypeDocument{
		Schemas:         []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"},
		ResourceTypeDef: rt.ResourceTypeDef,
		Meta:            documentMeta{"ResourceType", c.base + "/ResourceTypes/" + url.PathEscape(rt.Name)},
	}
	d.ID = rt.Name
	return d
}

// refuseFilter keeps RFC 7644 section 4: a client that filters here must not take everything for the
// filtered rest. All other parameters are ignored.
func (c *call) refuseFilter() error {
	for pair := range strings.SplitSeq(c.r.URL.RawQuery, "&") {
		if key, _, _ := strings.Cut(pair, "="); strings.EqualFold(key, paramFilter) {
			return refuse(http.StatusForbidden, "", "discovery.filter")
		}
	}
	return nil
}

func (c *call) writeDocument(document any, location string) error {
	c.out.w.Header().Set("Content-Location", location)
	return c.writeJSON(document)
}

// writeDocuments answers a list that is never paged.
func (c *call) writeDocuments(documents any, total int) error {
	return c.writeJSON(struct {
		Schemas      []string `json:"schemas"`
		TotalResults int      `json:"totalResults"`
		StartIndex   int      `json:"startIndex"`
		ItemsPerPage int      `json:"itemsPerPage"`
		Resources    any      `json:"Resources"`
	}{[]string{listSchema}, total, 1, total, documents})
}

func (c *call) writeJSON(document any) error {
	b, err := json.Marshal(document)
	if err != nil {
		return err
	}
	c.out.buf = append(c.out.buf, b...)
	return nil
}
