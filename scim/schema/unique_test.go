package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
)

// What has to be unique is compared as filters compare it.
func TestUniqueValues(t *testing.T) {
	user, group := schema.Core().Type("User"), schema.Core().Type("Group")
	want := []schema.UniqueValue{{Attribute: "userName", Form: "rosa@example.com"}}
	for _, name := range []string{"Rosa@Example.com", "ROSA@example.COM"} {
		if diff := cmp.Diff(want, user.UniqueValues(schema.Object{"userName": name, "title": "Head"})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := group.UniqueValues(schema.Object{"displayName": "Team"}); len(got) > 0 {
		t.Errorf("of a group %v has to be unique", got)
	}
}

// Who is gone is no member any more; the group that was there is not changed.
func TestWithoutReferences(t *testing.T) {
	group := schema.Core().Type("Group")
	member := func(id string) schema.Object { return schema.Object{"value": id} }
	o := schema.Object{"displayName": "Team", "members": []any{member("1"), member("2")}}
	next, found := group.WithoutReferences(o, "User", "1")
	if diff := cmp.Diff(schema.Object{"displayName": "Team", "members": []any{member("2")}}, next); diff != "" || !found {
		t.Errorf("found %v (-want +got):\n%s", found, diff)
	}
	if last, _ := group.WithoutReferences(next, "User", "2"); len(last) != 1 {
		t.Errorf("with no member left it is %v", last)
	}
	for _, other := range []struct{ target, id string }{{"User", "3"}, {"Printer", "1"}} {
		if _, found := group.WithoutReferences(o, other.target, other.id); found {
			t.Errorf("%v was found", other)
		}
	}
	if len(o["members"].([]any)) != 2 {
		t.Error("the group was changed")
	}
}
