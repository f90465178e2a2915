package check_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/usher-id/usher/check"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// The server under check: any that speaks HTTP, here one of package scim.
func start() *httptest.Server {
	tenant := &scim.Tenant{Backend: memory.New(nil), Registry: schema.Core()}
	server := &scim.Server{Authenticate: func(r *http.Request) (*scim.Tenant, error) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "send the bearer token"}
		}
		return tenant, nil
	}}
	return httptest.NewServer(server.Handler())
}

// Everything that is about paging, and what is required of it and not done. In a test, t.Context and t.Errorf stand
// for context.Background and fmt.Printf.
func ExampleRun() {
	server := start()
	defer server.Close()

	report, err := check.Run(context.Background(), check.Options{URL: server.URL, Token: "secret", Only: []string{"paging."}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range report.Results {
		if r.Decides() {
			fmt.Printf("%s: asked %s, got %s, right would be %s\n", r.ID, r.Asked, r.Got, r.Right)
		}
	}
	fmt.Println(report.Failed(), "failures,", len(report.Leftover), "left behind")
	// Output: 0 failures, 0 left behind
}

// What one client sends, case by case.
func ExampleCase_Run() {
	server := start()
	defer server.Close()

	client, err := check.NewClient(check.Options{URL: server.URL, Token: "secret"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Cleanup(context.Background(), 10*time.Second)
	for _, c := range check.Dialects() {
		if c.IdP != "sailpoint" {
			continue
		}
		if o := c.Run(context.Background(), client); o.Status != check.Pass {
			fmt.Printf("%s: asked %s, got %s, right would be %s\n", c.ID, o.Asked, o.Got, o.Right)
		}
	}
	// Output:
}
