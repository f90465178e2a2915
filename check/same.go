package check

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// Rules about what must be the same wherever it is shown.
var sameRules = []rule{
	{"user.create.same", "The answer to a creation is the user", "RFC 7644 section 3.3", "R-091", Should,
		"the same attributes and values as in a read", sameCreated},
	{"user.answers.same", "The answer to a change is the user", "RFC 7644 section 3.5", "R-140 R-150", Must,
		"after PUT, and after PATCH where it answers 200: the same attributes and values as in a read", sameAnswered},
	{"user.list.same", "A user in a list is the user", "RFC 7644 section 3.4.2", "R-077 R-096", Must,
		"the same attributes and values as in a read", sameListed},
	{"user.meta", "A user says what it is, since when, and where", "RFC 7643 section 3.1", "R-027 R-036 R-037 R-038 R-040",
		Must,
		"in every answer: meta.resourceType User, created and lastModified as dateTimes, and the location of the Location header", userMeta},
	{"user.nulls", "Users contain no nulls", "RFC 7643 section 2.5", "R-022", Should,
		"unassigned attributes are left out of every answer", userNulls},
}

var sameGroupRules = []rule{
	{"group.create.same", "The answer to a creation is the group", "RFC 7644 section 3.3", "R-091", Should,
		"the same attributes and values as in a read", sameCreatedGroup},
	{"group.answers.same", "The answer to a change is the group", "RFC 7644 section 3.5", "R-140 R-150", Must,
		"after PUT, and after PATCH where it answers 200: the same attributes and values as in a read", sameAnsweredGroup},
	{"group.list.same", "A group in a list is the group", "RFC 7644 section 3.4.2", "R-077 R-096", Must,
		"the same attributes and values as in a read", sameListedGroup},
}

// difference is the first place where two JSON values differ, with both values; nothing when there is
// none. The order of lists counts for nothing: RFC 7643 section 2.4 gives it no meaning. What is
// left out, null, [] and {} are one state (section 2.5).
func difference(a, b any, path string) message.Message {
	if empty(a) && empty(b) {
		return message.Message{}
	}
	switch x := a.(type) {
	case obj:
		y, ok := b.(obj)
		if !ok {
			break
		}
		names := maps.Clone(x)
		maps.Copy(names, y)
		for _, k := range slices.Sorted(maps.Keys(names)) {
			if d := difference(x[k], y[k], path+"."+k); !d.IsZero() {
				return d
			}
		}
		return message.Message{}
	case arr:
		y, ok := b.(arr)
		if !ok || len(x) != len(y) {
			break
		}
		x, y = sortedJSON(x), sortedJSON(y)
		for i := range x {
			if d := difference(x[i], y[i], fmt.Sprintf("%s[%d]", path, i)); !d.IsZero() {
				return d
			}
		}
		return message.Message{}
	default:
		if compact(a) == compact(b) {
			return message.Message{}
		}
	}
	return message.New("check.difference", "name", path, "there", brief(a), "here", brief(b))
}

func sortedJSON(list arr) arr {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b any) int { return strings.Compare(compact(a), compact(b)) })
	return list
}

func sameCreated(p *probe) error {
	s, err := p.specimen()
	if err != nil {
		u, err := p.newUser(nil)
		if err != nil {
			return err
		}
		s = &specimen{resource: u}
	}
	r := p.get(s.path)
	if d := difference(unmoved(s.created.JSON), unmoved(r.JSON), "$"); !d.IsZero() && r.ok() {
		return wrong(r, "check.comparedCreation", "found", d)
	}
	return want(r, http.StatusOK)
}

// unmoved is a user without what changes when somebody makes it a member of a group.
func unmoved(doc any) any {
	m, ok := doc.(obj)
	if !ok {
		return doc
	}
	m = maps.Clone(m)
	delete(m, "groups")
	if meta, ok := m["meta"].(obj); ok {
		meta = maps.Clone(meta)
		delete(meta, "version")
		delete(meta, "lastModified")
		m["meta"] = meta
	}
	return m
}

func sameListed(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	c, err := p.people()
	if err != nil {
		return err
	}
	u := c.alpha
	if s, err := p.specimen(); err == nil {
		u = s.resource // it has more
	}
	read := p.get(u.path)
	if err := want(read, http.StatusOK); err != nil {
		return err
	}
	r := p.list("/Users", fmt.Sprintf("userName eq %q", u.name))
	if err := exactly(r, []resource{u}); err != nil {
		return err
	}
	if d := difference(read.JSON, r.list("$.Resources")[0], "$"); !d.IsZero() {
		return wrong(r, "check.comparedUser", "found", d)
	}
	return nil
}

// asRead fails unless the answer r is the resource as it is read afterwards.
func (p *probe) asRead(r *reply, u resource) error {
	if r.Status == http.StatusNoContent {
		return nil
	}
	if !r.ok() {
		return unready(r)
	}
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	if d := difference(now.JSON, r.JSON, "$"); !d.IsZero() {
		return wrong(r, "check.comparedAfter", "found", d)
	}
	return nil
}

func sameAnswered(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	if err := p.asRead(p.put(u.path, p.userBody(u.name, obj{"title": "Put"})), u); err != nil {
		return err
	}
	if !p.server.needsPatch().IsZero() {
		return nil
	}
	return p.asRead(p.patch(u.path, op("replace", "title", "Patched")), u)
}

func sameCreatedGroup(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	name := "group-" + p.next()
	body := groupBody(name, u.id)
	body["externalId"] = "Ext-" + name
	g, err := p.create("/Groups", name, body)
	if err != nil {
		return err
	}
	return p.asRead(g.created, g)
}

func sameAnsweredGroup(p *probe) error {
	_, b, g, err := p.pair()
	if err != nil {
		return err
	}
	if err := p.asRead(p.put(g.path, groupBody(g.name, b.id)), g); err != nil {
		return err
	}
	if !p.server.needsPatch().IsZero() {
		return nil
	}
	return p.asRead(p.patch(g.path, op("replace", "displayName", "new-"+g.name)), g)
}

func sameListedGroup(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	_, _, g, err := p.pair()
	if err != nil {
		return err
	}
	read := p.get(g.path)
	r := p.list("/Groups", fmt.Sprintf("displayName eq %q", g.name))
	if err := each(want(read, http.StatusOK), exactly(r, []resource{g}), sameOrNone(r, "$.itemsPerPage", 1),
		sameOrNone(r, "$.startIndex", 1)); err != nil {
		return err
	}
	if d := difference(read.JSON, r.list("$.Resources")[0], "$"); !d.IsZero() {
		return wrong(r, "check.comparedGroup", "found", d)
	}
	return nil
}

// shows calls f with every kind of answer that shows a user.
func (p *probe) shows(f func(r *reply, u resource, doc any) error) error {
	u, err := p.newUser(obj{"title": "Shown"})
	if err != nil {
		return err
	}
	replies := []*reply{u.created, p.get(u.path), p.put(u.path, p.userBody(u.name, obj{"title": "Put"}))}
	if p.server.needsPatch().IsZero() {
		if r := p.patch(u.path, op("replace", "title", "Patched")); r.Status == http.StatusOK {
			replies = append(replies, r)
		}
	}
	for _, r := range replies {
		if !r.ok() {
			return unready(r)
		}
		if err := f(r, u, r.JSON); err != nil {
			return err
		}
	}
	if !p.server.needsFilter().IsZero() {
		return nil
	}
	r := p.list("/Users", fmt.Sprintf("userName eq %q", u.name))
	for _, e := range r.list("$.Resources") {
		if err := f(r, u, e); err != nil {
			return err
		}
	}
	return nil
}

func userMeta(p *probe) error {
	return p.shows(func(r *reply, u resource, doc any) error { return p.judgeMeta(r, doc, "User", u) })
}

// judgeMeta fails unless the resource doc says that it is u, of this type.
func (p *probe) judgeMeta(r *reply, doc any, name string, u resource) error {
	m, _ := doc.(obj)
	meta, _ := m["meta"].(obj)
	if meta["resourceType"] != name {
		return wrong(r, "check.is", "name", "meta.resourceType", "value", brief(meta["resourceType"]))
	}
	for _, k := range []string{"created", "lastModified"} {
		if _, err := time.Parse(time.RFC3339, plain(meta[k])); err != nil {
			return wrong(r, "check.is", "name", "meta."+k, "value", brief(meta[k]))
		}
	}
	at := u.created.Header.Get("Location")
	if at == "" {
		at = u.path
	}
	if location := plain(meta["location"]); p.resolve(location) != p.resolve(at) {
		return wrong(r, "check.location", "location", brief(meta["location"]), "place", at)
	}
	if m["id"] != u.id {
		return wrong(r, "check.idWas", "id", brief(m["id"]), "before", u.id)
	}
	return nil
}

func userNulls(p *probe) error {
	return p.shows(func(r *reply, _ resource, doc any) error {
		if where := nullIn(doc, "$"); where != "" {
			return wrong(r, "check.null", "name", where)
		}
		return nil
	})
}
