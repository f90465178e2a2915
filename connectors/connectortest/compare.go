package connectortest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// whole checks that a reading says exactly what is in the world, and that it is all.
func (c *check) whole(r *reading, w World) {
	c.Helper()
	if r.cut != "" {
		c.Errorf("the reading is cut: %s", r.cut)
	}
	c.has(r, w)
	want := w.ids()
	for key := range r.entries {
		if !want[key] {
			c.Errorf("%s is read, and the service does not know it", key)
		}
	}
	if n := len(want); r.total != 0 && r.total != n && r.cut == "" {
		c.Errorf("the total is said to be %d; there are %d", r.total, n)
	}
}

// has checks that a reading says everything that is in the world.
func (c *check) has(r *reading, w World) {
	c.Helper()
	for _, p := range w.People {
		e, there := r.entries["User "+p.ID]
		if !there {
			c.Errorf("User %s is not read", p.ID)
			continue
		}
		c.person(e, p)
	}
	for _, g := range w.Groups {
		e, there := r.entries["Group "+g.ID]
		if !there {
			c.Errorf("Group %s is not read", g.ID)
			continue
		}
		c.group(e, g)
	}
}

func (c *check) person(e connectors.Entry, p Person) {
	c.Helper()
	if e.Fault != "" || len(e.Unread) > 0 {
		c.Errorf("%s has the fault %q, unread %v", say(e), e.Fault, e.Unread)
		return
	}
	want := map[string]string{"email": p.Email, "manager": p.Manager, "active": fmt.Sprint(p.Active)}
	got := map[string]string{"email": emailOf(e), "manager": managerOf(e), "active": fmt.Sprint(e.Attributes["active"])}
	if !maps.Equal(got, want) {
		c.Errorf("%s has %v; want %v", say(e), got, want)
	}
	if text, _ := e.Attributes["userName"].(string); text == "" {
		c.Errorf("%s has no userName", say(e))
	}
}

func (c *check) group(e connectors.Entry, g Group) {
	c.Helper()
	if e.Fault != "" || len(e.Unread) > 0 {
		c.Errorf("%s has the fault %q, unread %v", say(e), e.Fault, e.Unread)
		return
	}
	if e.Attributes["displayName"] != g.Name {
		c.Errorf("%s is called %v; want %s", say(e), e.Attributes["displayName"], g.Name)
	}
	var got []string
	for _, m := range e.Members {
		got = append(got, m.ID)
	}
	slices.Sort(got)
	if want := slices.Sorted(slices.Values(g.Members)); !slices.Equal(got, want) {
		c.Errorf("%s has the members %s; want %s", say(e), list(got), list(want))
	}
}

func list(ids []string) string { return fmt.Sprintf("%d [%.200s]", len(ids), strings.Join(ids, " ")) }

func emailOf(e connectors.Entry) string {
	emails, _ := e.Attributes["emails"].([]any)
	for _, one := range emails {
		if email, _ := one.(map[string]any); email != nil {
			text, _ := email["value"].(string)
			return text
		}
	}
	return ""
}

func managerOf(e connectors.Entry) string {
	extension, _ := e.Attributes[enterprise].(map[string]any)
	manager, _ := extension["manager"].(map[string]any)
	text, _ := manager["value"].(string)
	return text
}
