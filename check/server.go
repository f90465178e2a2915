package check

import (
	"context"
	"net/http"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// server is what the server says about itself, and what the rules made on it once for all.
type server struct {
	config  *reply         // GET /ServiceProviderConfig
	schemas map[string]obj // published schemas by URN in lower case
	groups  bool           // it has groups
	search  int            // status of POST /Users/.search
	cast    *cast
	castErr error

	specimen *specimen

	reach    int  // how many users a page rule can see: see probe.reach; 0 for not known yet
	unscoped bool // the cast cannot be listed alone
}

// discover reads the discovery endpoints. What is wrong with them is for the rules to say.
func discover(ctx context.Context, c *Client) *server {
	get := func(path string) *reply {
		return c.send(ctx, request{Method: http.MethodGet, Path: path})
	}
	s := &server{config: get("/ServiceProviderConfig"), schemas: map[string]obj{}}
	for _, e := range get("/Schemas").list("$.Resources") {
		if m, ok := e.(obj); ok {
			s.schemas[strings.ToLower(plain(m["id"]))] = m
		}
	}
	s.groups = get("/Groups?count=1").Status != http.StatusNotFound
	s.search = c.send(ctx, request{
		Method: http.MethodPost, Path: "/Users/.search",
		Body: obj{"schemas": arr{urnSearch}, "count": 1},
	}).Status
	return s
}

// says returns what the configuration says about a feature: true, false, or nothing.
func (s *server) says(feature string) (supported, stated bool) {
	supported, stated = s.config.at("$." + feature + ".supported").(bool)
	return supported, stated
}

// schema returns a published schema.
func (s *server) schema(urn string) (obj, bool) {
	m, ok := s.schemas[strings.ToLower(urn)]
	return m, ok
}

// attribute returns the published definition of an attribute, nil when there is none.
func (s *server) attribute(urn, name string) obj {
	m, _ := s.schema(urn)
	attrs, _ := m["attributes"].(arr)
	for _, a := range attrs {
		if d, ok := a.(obj); ok && strings.EqualFold(plain(d["name"]), name) {
			return d
		}
	}
	return nil
}

// needsEnterprise is a finding unless the enterprise extension is published.
func (p *probe) needsEnterprise() error {
	if _, ok := p.server.schema(urnEnterprise); !ok {
		return skip("check.noEnterprise")
	}
	return nil
}

func (s *server) needsGroups() message.Message {
	if !s.groups {
		return message.New("check.noGroups")
	}
	return message.Message{}
}

// PATCH and filters are what every client uses: they are checked unless the server says
// that it has none. The rest is checked only when the server says that it has it.

func (s *server) needsFilter() message.Message { return s.unless("filter") }
func (s *server) needsPatch() message.Message  { return s.unless("patch") }
func (s *server) needsSort() message.Message   { return s.only("sort") }
func (s *server) needsETag() message.Message   { return s.only("etag") }
func (s *server) needsBulk() message.Message   { return s.only("bulk") }

func (s *server) unless(feature string) message.Message {
	if yes, stated := s.says(feature); stated && !yes {
		return message.New("check.unsupported", "feature", feature)
	}
	return message.Message{}
}

func (s *server) only(feature string) message.Message {
	if yes, _ := s.says(feature); !yes {
		return message.New("check.notSupported", "feature", feature)
	}
	return message.Message{}
}

func (s *server) needsCursor() message.Message {
	if s.config.at("$.pagination.cursor") != true {
		return message.New("check.noCursor")
	}
	return message.Message{}
}

func (s *server) needsSearch() message.Message {
	switch s.search {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return message.New("check.noSearch")
	}
	return message.Message{}
}
