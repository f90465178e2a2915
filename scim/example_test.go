package scim_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// A resource type is data: a schema, and a document that says where the type stands.
const (
	printerSchema = `{
		"id": "urn:example:params:scim:schemas:Printer",
		"name": "Printer",
		"attributes": [
			{"name": "queue", "type": "string", "required": true, "uniqueness": "server"},
			{"name": "colour", "type": "boolean"},
			{"name": "pin", "type": "string", "mutability": "writeOnly", "returned": "never"}
		]
	}`
	printerType = `{
		"id": "Printer",
		"name": "Printer",
		"endpoint": "/Printers",
		"schema": "urn:example:params:scim:schemas:Printer"
	}`
)

// Printers, which SCIM has never heard of, beside users and groups.
func ExampleServer() {
	definition, err := schema.ParseSchema([]byte(printerSchema))
	if err != nil {
		panic(err)
	}
	printer, err := schema.ParseResourceType([]byte(printerType))
	if err != nil {
		panic(err)
	}
	registry, err := schema.Core().With([]*schema.Schema{definition}, []*schema.ResourceTypeDef{printer}, nil)
	if err != nil {
		panic(err)
	}

	tenant := &scim.Tenant{Backend: memory.New(nil), Registry: registry, Scope: "office"}
	id := 0
	server := &scim.Server{
		BaseURL: "https://scim.example.com/v2",
		NewID:   func() string { id++; return strconv.Itoa(id) },
		Authenticate: func(r *http.Request) (*scim.Tenant, error) {
			if r.Header.Get("Authorization") != "Bearer secret" {
				return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "send the bearer token"}
			}
			return tenant, nil
		},
	}
	handler := http.StripPrefix("/v2", server.Handler())

	do := func(method, path, body string) {
		request := httptest.NewRequest(method, "https://scim.example.com/v2"+path, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer secret")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		fmt.Println(strings.TrimSpace(strconv.Itoa(answer.Code) + " " + answer.Header().Get("Location")))
	}
	do("POST", "/Printers", `{"queue":"second floor","colour":"True","pin":"1234"}`)
	do("GET", "/Printers/1", "")
	do("POST", "/Printers", `{"queue":"Second Floor"}`)
	do("PATCH", "/Printers/1", `{"Operations":[{"op":"replace","path":"colour","value":false}]}`)
	do("GET", "/Printers?filter=pin+eq+%221234%22", "")
	do("DELETE", "/Printers/1", "")
	// Output:
	// 201 https://scim.example.com/v2/Printers/1
	// 200 https://scim.example.com/v2/Printers/1
	// 409
	// 200 https://scim.example.com/v2/Printers/1
	// 403
	// 204
}
