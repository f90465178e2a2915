package main

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crashPerson is a person as a client set it, and the version that the server gave it.
type crashPerson struct {
	ID, UserName, ExternalID, Display, Alias string
	Active                                   bool
	Version                                  int64
}

// resource is the body of POST and PUT.
func (p crashPerson) resource() map[string]any {
	return map[string]any{
		"schemas": []string{crashUserSchema}, "userName": p.UserName, "externalId": p.ExternalID, "displayName": p.Display, "active": p.Active,
		"emails": []any{
			map[string]any{"value": p.UserName, "type": "work", "primary": true},
			map[string]any{"value": p.Alias, "type": "other"},
		},
	}
}

// crashPersonOf reads what resource wrote.
func crashPersonOf(r map[string]any) crashPerson {
	text := func(v any) string { s, _ := v.(string); return s }
	p := crashPerson{ID: text(r["id"]), UserName: text(r["userName"]), ExternalID: text(r["externalId"]), Display: text(r["displayName"])}
	p.Active, _ = r["active"].(bool)
	if emails, _ := r["emails"].([]any); len(emails) == 2 && text(emails[0].(map[string]any)["value"]) == p.UserName {
		p.Alias = text(emails[1].(map[string]any)["value"])
	}
	p.Version = crashVersion(text(r["meta"].(map[string]any)["version"]))
	return p
}

// crashPair is somebody, by userName, in a group, by id.
type crashPair struct{ Group, UserName string }

// crashEffect is one thing that a request does when it lands: to a person, or to a membership.
type crashEffect struct {
	userName string
	person   *crashPerson // as it will be; nil: deleted
	group    string       // a membership, when set
	in       bool
}

// crashState is what can be told from outside: by a journal, or by looking.
type crashState struct {
	People  map[string]crashPerson // by userName
	Members map[crashPair]bool
}

func newCrashState() crashState {
	return crashState{map[string]crashPerson{}, map[crashPair]bool{}}
}

// crashJournal is what one client was answered. No other client touches the same people, so that
// it says exactly what has to be there.
type crashJournal struct {
	crashState
	graves   []crashPerson    // deleted, latest last
	logged   map[string]int   // changes that landed, by the id of their record
	versions map[string]int64 // the latest that was answered, by group
	pending  []crashEffect    // of the request that is under way
	made     int              // people so far
	name     string
}

func newCrashJournal(name string) *crashJournal {
	return &crashJournal{crashState: newCrashState(), logged: map[string]int{}, versions: map[string]int64{}, name: name}
}

// newcomer is somebody new; with a grave, under the externalId of who lies in it (rule P6).
func (j *crashJournal) newcomer(grave *crashPerson) *crashPerson {
	j.made++
	name := fmt.Sprintf("%s-%d", j.name, j.made)
	p := &crashPerson{UserName: name + "@example.com", ExternalID: "ext-" + name, Display: "New " + name, Alias: name + ".0@example.com", Active: true}
	if grave != nil {
		p.ExternalID = grave.ExternalID
	}
	return p
}

// land writes down an effect that is known to have happened.
func (j *crashJournal) land(e crashEffect, id string, version int64) {
	switch {
	case e.group != "":
		if e.in {
			j.Members[crashPair{e.group, e.userName}] = true
		} else {
			delete(j.Members, crashPair{e.group, e.userName})
		}
		j.logged[e.group]++
		j.versions[e.group] = max(j.versions[e.group], version)
	case e.person == nil:
		old := j.People[e.userName]
		j.graves = append(j.graves, old)
		j.logged[old.ID]++
		delete(j.People, e.userName)
		maps.DeleteFunc(j.Members, func(p crashPair, _ bool) bool { return p.UserName == e.userName })
	default:
		next := *e.person
		next.ID, next.Version = id, version
		j.People[e.userName] = next
		j.logged[id]++
	}
}

// settle finds out what became of the request that was under way when the server was killed.
// Each of its effects may have landed or not.
func (j *crashJournal) settle(seen crashState) {
	for _, e := range j.pending {
		was, known := j.People[e.userName]
		is, there := seen.People[e.userName]
		var landed bool
		switch {
		case e.group != "":
			landed = seen.Members[crashPair{e.group, e.userName}] == e.in
			is = crashPerson{} // the group's version was not answered
		case e.person == nil:
			landed = !there
		case !known:
			landed = there
		default:
			landed = there && is.Version != was.Version
		}
		if landed {
			j.land(e, is.ID, is.Version)
		}
	}
	j.pending = nil
}

// crashLook reads everything through the API.
func crashLook(t *testing.T, c *crashClient, groups []string) (seen crashState, versions map[string]int64) {
	t.Helper()
	seen, versions = newCrashState(), map[string]int64{}
	names := map[string]string{}
	byUser := map[crashPair]bool{} // the same memberships, as the users show them
	for _, r := range c.list(t, "/Users") {
		p := crashPersonOf(r)
		seen.People[p.UserName] = p
		names[p.ID] = p.UserName
		for group := range crashValues(r["groups"]) {
			byUser[crashPair{group, p.UserName}] = true
		}
	}
	for _, group := range groups {
		r := c.must(t, "GET", "/Groups/"+group, nil)
		versions[group] = r.version
		for id := range crashValues(r.body["members"]) {
			if names[id] == "" {
				t.Errorf("group %s shows the member %s, who is nobody", group, id)
			}
			seen.Members[crashPair{group, names[id]}] = true
		}
	}
	if diff := cmp.Diff(seen.Members, byUser); diff != "" {
		t.Errorf("groups and users show different memberships (-groups +users):\n%s", diff)
	}
	return seen, versions
}
