package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// crashClient is one SCIM client.
type crashClient struct {
	base, token string
	http        *http.Client
}

func newCrashClient(base, token string) *crashClient {
	return &crashClient{base: base, token: token, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
}

// crashReply is an answer that was read to its end.
type crashReply struct {
	status  int
	version int64 // of the ETag, 0 without one
	body    map[string]any
	text    string
}

func (r *crashReply) ok() bool { return r.status/100 == 2 }

// id is the id of the resource in the answer.
func (r *crashReply) id() string {
	id, _ := r.body["id"].(string)
	return id
}

// do sends one request. The error means that no whole answer came. headers are name, value, ...
func (c *crashClient) do(method, path string, body any, headers ...string) (*crashReply, error) {
	var content io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(body)
	default:
		doc, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(doc)
	}
	request, err := http.NewRequest(method, c.base+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/scim+json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	reply := &crashReply{status: response.StatusCode, version: crashVersion(response.Header.Get("Etag")), text: string(text)}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &reply.body); err != nil {
			return nil, fmt.Errorf("%s %s answers %d with what is no JSON object: %w", method, path, reply.status, err)
		}
	}
	return reply, nil
}

// must is do for what has to succeed.
func (c *crashClient) must(t *testing.T, method, path string, body any) *crashReply {
	t.Helper()
	r, err := c.do(method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if !r.ok() {
		t.Fatalf("%s %s: status %d: %s", method, path, r.status, r.text)
	}
	return r
}

// list reads all resources of an endpoint, page by page.
func (c *crashClient) list(t *testing.T, endpoint string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for {
		r := c.must(t, "GET", fmt.Sprintf("%s?count=1000&startIndex=%d", endpoint, len(all)+1), nil)
		page, _ := r.body["Resources"].([]any)
		for _, e := range page {
			all = append(all, e.(map[string]any))
		}
		if total := r.body["totalResults"].(float64); len(page) == 0 || len(all) >= int(total) {
			if len(all) != int(total) {
				t.Errorf("%s has %v results, and %d came", endpoint, total, len(all))
			}
			return all
		}
	}
}

// members are the ids of those whom a group shows.
func (c *crashClient) members(t *testing.T, group string) map[string]bool {
	t.Helper()
	return crashValues(c.must(t, "GET", "/Groups/"+group, nil).body["members"])
}

// crashValues are the values of a list of complex attributes.
func crashValues(list any) map[string]bool {
	ids := map[string]bool{}
	values, _ := list.([]any)
	for _, v := range values {
		ids[v.(map[string]any)["value"].(string)] = true
	}
	return ids
}

// crashVersion is the number in an ETag, 0 when there is none.
func crashVersion(tag string) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(tag, `W/"`), `"`), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

const (
	crashUserSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	crashGroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
	crashPatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	crashBulkSchema  = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
)

// crashPatch is a PATCH body of one operation; value may be nil.
func crashPatch(op, path string, value any) map[string]any {
	operation := map[string]any{"op": op, "path": path}
	if value != nil {
		operation["value"] = value
	}
	return map[string]any{"schemas": []string{crashPatchSchema}, "Operations": []any{operation}}
}

// crashAdd and crashRemove change one member of a group, as Okta and Entra do.
func crashAdd(id string) map[string]any {
	return crashPatch("add", "members", []any{map[string]string{"value": id}})
}

func crashRemove(id string) map[string]any {
	return crashPatch("remove", `members[value eq "`+id+`"]`, nil)
}

// crashGroup makes a group and returns its id.
func crashGroup(t *testing.T, c *crashClient, name string) string {
	t.Helper()
	return c.must(t, "POST", "/Groups", map[string]any{"schemas": []string{crashGroupSchema}, "displayName": name}).id()
}

// crashPeople makes people by Bulk and returns their ids.
func crashPeople(t *testing.T, c *crashClient, prefix string, n int) []string {
	t.Helper()
	ops := make([]any, n)
	for i := range ops {
		name := fmt.Sprintf("%s%d@example.com", prefix, i)
		ops[i] = map[string]any{"method": "POST", "path": "/Users", "bulkId": strconv.Itoa(i), "data": map[string]any{
			"schemas": []string{crashUserSchema}, "userName": name, "externalId": "ext-" + name, "active": true,
		}}
	}
	r := c.must(t, "POST", "/Bulk", map[string]any{"schemas": []string{crashBulkSchema}, "Operations": ops})
	ids := make([]string, n)
	for i, answer := range crashOperations(r) {
		if answer.status != http.StatusCreated {
			t.Fatalf("person %d: status %d", i, answer.status)
		}
		ids[i] = answer.id
	}
	return ids
}

// crashOperation is one answer of a Bulk response.
type crashOperation struct {
	status  int
	id      string
	version int64
}

func crashOperations(r *crashReply) []crashOperation {
	list, _ := r.body["Operations"].([]any)
	answers := make([]crashOperation, len(list))
	for i, e := range list {
		o := e.(map[string]any)
		location, _ := o["location"].(string)
		tag, _ := o["version"].(string)
		status, _ := strconv.Atoi(fmt.Sprint(o["status"]))
		answers[i] = crashOperation{status, location[strings.LastIndexByte(location, '/')+1:], crashVersion(tag)}
	}
	return answers
}
