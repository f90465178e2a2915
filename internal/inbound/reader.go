package inbound

import (
	"net/http"
	"strings"
	"sync"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// A token of kind reader sees the directory view: the account's users, each once and as all
// sources together say, and its groups. It changes nothing.

// readsOnly is the refusal of a write by such a token.
func readsOnly() error { return declined(http.StatusForbidden, "", text.New("auth.reads")) }

// writes reports whether a request asks for a change. A search may be a POST.
func writes(r *http.Request) bool {
	switch r.Method {
	case http.MethodPost:
		return !strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/.search")
	case http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

// forReaders is the part of a registry that the directory view has something of: users and groups. Nothing of
// them but the id is unique there, since several sources bring them: what is one's own in a source
// another may have as well, and its person may be another one.
func forReaders(r *schema.Registry) (*schema.Registry, error) {
	var schemas []*schema.Schema
	var types []*schema.ResourceTypeDef
	known := map[*schema.Schema]bool{}
	add := func(s *schema.Schema) {
		if !known[s] {
			known[s] = true
			schemas = append(schemas, s.Repeatable())
		}
	}
	for _, rt := range r.ResourceTypes() {
		if rt.Name != directory.TypeUser && rt.Name != directory.TypeGroup {
			continue
		}
		add(rt.Core)
		for _, x := range rt.Extensions {
			add(x.Schema)
		}
		types = append(types, &rt.ResourceTypeDef)
	}
	return schema.NewRegistry(schemas, types)
}

// baseForReaders is what readers see of an account that has defined nothing of its own.
var baseForReaders = sync.OnceValue(func() *schema.Registry {
	r, err := forReaders(Base())
	if err != nil {
		panic("inbound: " + err.Error())
	}
	return r
})
