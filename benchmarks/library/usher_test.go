package library_test

import (
	"net/http"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// openUsher serves the scim library over its own backend in memory.
func openUsher(testing.TB) http.Handler {
	tenant := &scim.Tenant{Backend: memory.New(nil), Registry: schema.Core(), Scope: "benchmark"}
	server := &scim.Server{
		BaseURL:      "http://example.com/v2",
		Authenticate: func(*http.Request) (*scim.Tenant, error) { return tenant, nil },
	}
	return http.StripPrefix("/v2", server.Handler())
}
