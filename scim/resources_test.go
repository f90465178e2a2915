package scim_test

import (
	"strconv"
	"testing"
	"time"
)

func TestCreate(t *testing.T) {
	f := newFixture(t)
	a := f.do("POST", "/Users", `{"schemas":["`+userSchema+`"],"userName":"ann@example.com","id":"mine",
		"meta":{"created":"1999-01-01T00:00:00Z"},"groups":[{"value":"g"}],"password":"s3cret","active":"True",
		"EMAILS":[{"value":"ann@example.com","type":"work","primary":true}],
		"`+enterpriseSchema+`":{"department":"Sales"}}`).want(t, 201)
	id := a.get("id").(string)
	if id == "" || id == "mine" {
		t.Errorf("id is %q", id)
	}
	location := base + "/Users/" + id
	if a.Header.Get("Location") != location || a.get("meta", "location") != location {
		t.Errorf("Location %q, meta.location %q, want %q", a.Header.Get("Location"), a.get("meta", "location"), location)
	}
	if a.get("meta", "created") != "2026-11-22T08:00:00Z" || a.get("meta", "lastModified") != "2026-11-22T08:00:00Z" {
		t.Errorf("meta is %v", a.get("meta"))
	}
	if a.get("meta", "resourceType") != "User" {
		t.Errorf("meta is %v", a.get("meta"))
	}
	if tag := a.Header.Get("ETag"); tag != `W/"1"` || a.get("meta", "version") != tag {
		t.Errorf("ETag %q, meta.version %v", tag, a.get("meta", "version"))
	}
	if a.get("active") != true || a.get("emails", 0, "value") != "ann@example.com" {
		t.Errorf("body is %s", a.text)
	}
	if a.get("groups") != nil || a.get("password") != nil {
		t.Errorf("body is %s", a.text)
	}
	if jsonText(a.get("schemas")) != `["`+userSchema+`","`+enterpriseSchema+`"]` {
		t.Errorf("schemas are %v", a.get("schemas"))
	}
	if got := a.Header.Get("Content-Type"); got != "application/scim+json" {
		t.Errorf("Content-Type %q", got)
	}
	got := f.do("GET", "/Users/"+id, "").want(t, 200)
	if got.text != a.text || got.Header.Get("Content-Location") != location {
		t.Errorf("GET differs from POST:\n%s\n%s", got.text, a.text)
	}
	if f.do("GET", "/Users/"+id+"/", "").want(t, 200).text != a.text {
		t.Error("a slash at the end changes the answer")
	}
	head := f.do("HEAD", "/Users/"+id, "").want(t, 200)
	if head.Header.Get("ETag") != `W/"1"` {
		t.Errorf("HEAD has headers %v", head.Header)
	}
}

func TestReplacePatchDelete(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann", `"title":"Dr"`, `"nickName":"A"`)
	f.pass(time.Minute)
	a := f.do("PUT", "/Users/"+id, `{"userName":"ann","id":"other","title":"Prof"}`).want(t, 200)
	if a.get("title") != "Prof" || a.get("nickName") != nil || a.get("id") != id {
		t.Errorf("body is %s", a.text)
	}
	if a.get("meta", "lastModified") != "2026-11-22T08:01:00Z" || a.get("meta", "created") != "2026-11-22T08:00:00Z" {
		t.Errorf("meta is %v", a.get("meta"))
	}
	a = f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"Replace","path":"active","value":"False"}]}`).want(t, 200)
	if a.get("active") != false || a.get("title") != "Prof" {
		t.Errorf("body is %s", a.text)
	}
	a = f.do("PUT", "/Users/"+id, `{"userName":"ann","title":"Prof","active":false,"groups":[{"value":"x"}],"meta":{"created":"1999-01-01T00:00:00Z"}}`).want(t, 200)
	if a.get("groups") != nil || a.get("meta", "created") != "2026-11-22T08:00:00Z" {
		t.Errorf("body is %s", a.text)
	}
	f.do("PUT", "/Users/"+id, `{"title":"Prof"}`).refused(t, 400, "invalidValue", "userName")
	if a := f.do("DELETE", "/Users/"+id, "").want(t, 204); a.Header.Get("Content-Type") != "application/scim+json" {
		t.Errorf("a 204 is of type %q", a.Header.Get("Content-Type"))
	}
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE"} {
		f.do(method, "/Users/"+id, `{"userName":"x","Operations":[{"op":"add","path":"title","value":"x"}]}`).refused(t, 404, "", id)
	}
	if got := f.do("GET", "/Users", "").get("totalResults"); got != 0.0 {
		t.Errorf("totalResults %v", got)
	}
	f.user("ann")
}

func TestIdentifiers(t *testing.T) {
	f := newFixture(t)
	seen := map[string]bool{}
	for i := range 100 {
		id := f.user(strconv.Itoa(i))
		if seen[id] {
			t.Fatalf("id %s is given twice", id)
		}
		seen[id] = true
	}
	a := f.do("POST", "/Users", `{"schemas":["`+enterpriseSchema+`","`+userSchema+`","`+userSchema+`"],"userName":"Ann.Å","externalId":"aB"}`).want(t, 201)
	if a.get("externalId") != "aB" || a.get("userName") != "Ann.Å" {
		t.Errorf("body is %s", a.text)
	}
	if jsonText(a.get("schemas")) != `["`+userSchema+`"]` { // what is sent has no order, what comes back is computed
		t.Errorf("schemas are %v", a.get("schemas"))
	}
	if a = f.do("POST", "/Users", `{"userName":"bob"}`).want(t, 201); a.get("externalId") != nil {
		t.Errorf("body is %s", a.text)
	}
}

// a group does not keep a member that is gone.
func TestDeletedMembers(t *testing.T) {
	f := newFixture(t)
	ann, bob := f.user("ann"), f.user("bob")
	id := f.group("staff", ann, bob)
	f.do("DELETE", "/Users/"+ann, "").want(t, 204)
	a := f.do("GET", "/Groups/"+id, "").want(t, 200)
	if jsonText(a.get("members")) != `[{"value":"`+bob+`"}]` || a.get("meta", "version") != `W/"2"` {
		t.Errorf("group: %s", a.text)
	}
	f.do("DELETE", "/Users/"+bob, "").want(t, 204)
	if a := f.do("GET", "/Groups/"+id, "").want(t, 200); a.get("members") != nil {
		t.Errorf("group: %s", a.text)
	}
}
