package check

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

var groupRules = []rule{
	{"group.create", "A group can be created with members", "RFC 7643 section 4.2", "R-058 R-090", Must,
		"201, and each member's value is the id of the user", groupCreate},
	{"group.meta", "A group says what it is, since when, and where", "RFC 7643 section 3.1",
		"R-027 R-036 R-038 R-040 R-041", Must,
		"the Group schema, meta.resourceType Group, created and lastModified as dateTimes, and the location of the Location header", groupMeta},
	{"group.nulls", "Groups contain no nulls", "RFC 7643 section 2.5", "R-022", Should,
		"unassigned attributes are left out", groupNulls},
	{"group.create.empty", "A group can be without members", "RFC 7643 section 4.2", "R-021", Must,
		"201 for a group whose members is an empty list", groupEmpty},
	{"group.create.required", "A group without displayName is refused", "RFC 7643 section 4.2", "R-057", Must,
		"400", groupRequired},
	{"group.replace", "PUT replaces the members", "RFC 7644 section 3.5.1", "R-135", Must,
		"200, and exactly the new members afterwards", groupReplace},
	{"group.ref", "A member's $ref leads to the member", "RFC 7643 section 2.3.7", "R-013 R-012", Must,
		"GET on the $ref gives the user, and type, where there is one, is User", groupRef},
	{"group.user", "A user shows the groups it belongs to", "RFC 7643 section 4.1.2", "R-054", Should,
		"the user's groups has the group's id as a value", groupOfUser},
	{"group.user.ref", "A user's groups lead to the groups", "RFC 7643 section 4.1.2", "R-054 R-013", Must,
		"GET on the $ref gives the group, where there is a $ref", groupUserRef},
	{"group.user.removed", "A user who is removed from a group does not show it", "RFC 7643 section 4.1.2", "R-054",
		Should, "the user's groups without the group", groupUserRemoved},
	{"group.user.readonly", "Membership is not changed through the user", "RFC 7643 section 4.1.2", "R-055", Must,
		"a user who is replaced without groups stays a member", groupUserReadOnly},
	{"group.integrity", "A deleted user is in no group any more", "RFC 7643 section 2.3.7", "R-014", Should,
		"the group without the deleted member", groupIntegrity},
	{"group.delete", "A group can be deleted, and its members stay", "RFC 7644 section 3.6", "R-170 R-171", Must,
		"204, then 404 for the group and 200 for the user", groupDelete},
	{"group.nested", "A group in a group is accepted or refused cleanly", "RFC 7643 section 4.2", "R-059", May,
		"201 with the group as a member, or a refusal with 4xx", groupNested},
	{"group.unknown", "An unknown group is not found", "RFC 7644 section 3.4.1", "R-096", Must,
		"404", func(p *probe) error { return want(p.get("/Groups/"+randomUUID()), http.StatusNotFound) }},
	{"group.unknown.kind", "What is of another type is not found", "RFC 7644 section 3.4.1", "R-096", Must,
		"404 for a group's id at /Users and for a user's id at /Groups", groupOtherKind},
	{"group.filter.name", "A group is found by its name", "RFC 7644 section 3.4.2.2", "R-106 R-235", Must,
		"exactly the group for displayName eq, and nothing for a part of the name", groupByName},
	{"group.filter.member", "Groups are found by a member", "RFC 7644 section 3.4.2.2", "R-113 R-235", Must,
		`exactly the group for members[value eq "ID"] and for members.value eq "ID"`, groupByMember},
	{"group.exclude", "Members can be left out", "RFC 7644 section 3.9", "R-187", Must,
		"the group without members for excludedAttributes=members", groupExclude},
}

// pair creates two users and a group with the first of them.
func (p *probe) pair() (a, b, g resource, err error) {
	if a, err = p.newUser(nil); err != nil {
		return
	}
	if b, err = p.newUser(nil); err != nil {
		return
	}
	g, err = p.newGroup(a.id)
	return
}

func groupCreate(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	g, err := p.newGroup(u.id)
	if err != nil {
		return unfit(p.last)
	}
	r := p.get(g.path)
	return each(want(r, http.StatusOK), same(r, "$.displayName", g.name), same(r, "$.meta.resourceType", "Group"),
		sameValues(r, "$.members", "value", u.id))
}

func groupEmpty(p *probe) error {
	body := groupBody("group-" + p.next())
	body["members"] = arr{}
	r := p.post("/Groups", body)
	return each(want(r, http.StatusCreated), absent(r, "$.members"))
}

func groupRequired(p *probe) error {
	if d := p.server.attribute(urnGroup, "displayName"); d != nil && d["required"] == false {
		return skip("check.nameNotRequired")
	}
	return want(p.post("/Groups", obj{"schemas": arr{urnGroup}, "externalId": p.next()}), http.StatusBadRequest)
}

func groupReplace(p *probe) error {
	_, b, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.put(g.path, groupBody(g.name, b.id))
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	now, err := p.after(r, g)
	if err != nil {
		return err
	}
	return sameValues(now, "$.members", "value", b.id)
}

func groupRef(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.get(g.path)
	if kind := r.at("$.members[0].type"); kind != nil && kind != "User" {
		return wrong(r, "check.memberType", "type", brief(kind))
	}
	ref := r.text(`$.members[0]["$ref"]`)
	if ref == "" {
		return skip("check.noMemberRef")
	}
	at := tail(p.resolve(ref))
	if at == "" {
		return wrong(r, "check.ref", "ref", ref)
	}
	return same(p.get(at), "$.id", a.id)
}

func groupMeta(p *probe) error {
	g, err := p.newGroup()
	if err != nil {
		return err
	}
	for _, r := range []*reply{g.created, p.get(g.path)} {
		if err := each(p.judgeMeta(r, r.JSON, "Group", g), assertion{Path: "$.schemas", Op: "contains",
			Value: urnGroup}.holds(r)); err != nil {
			return err
		}
	}
	return nil
}

func groupNulls(p *probe) error {
	_, _, g, err := p.pair()
	if err != nil {
		return err
	}
	empty, err := p.newGroup()
	if err != nil {
		return err
	}
	for _, r := range []*reply{g.created, p.get(g.path), empty.created, p.get(empty.path)} {
		if where := nullIn(r.JSON, "$"); where != "" {
			return wrong(r, "check.null", "name", where)
		}
	}
	return nil
}

func groupUserRef(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.get(a.path)
	ref := r.text(`$.groups[0]["$ref"]`)
	if ref == "" {
		return skip("check.noGroupRef")
	}
	return same(p.get(tail(p.resolve(ref))), "$.id", g.id)
}

func groupUserRemoved(p *probe) error {
	a, b, g, err := p.pair()
	if err != nil {
		return err
	}
	if r := p.put(g.path, groupBody(g.name, b.id)); !r.ok() {
		return unready(r)
	}
	return sameValues(p.get(a.path), "$.groups", "value")
}

func groupOtherKind(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	return each(
		want(p.get("/Users/"+url.PathEscape(g.id)), http.StatusNotFound),
		want(p.get("/Groups/"+url.PathEscape(a.id)), http.StatusNotFound))
}

func groupByName(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	g, err := p.newGroup()
	if err != nil {
		return err
	}
	return each(
		exactly(p.list("/Groups", fmt.Sprintf("displayName eq %q", g.name)), []resource{g}),
		exactly(p.list("/Groups", fmt.Sprintf("displayName eq %q", g.name[:len(g.name)-1])), nil))
}

func groupOfUser(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.get(a.path)
	if !slices.Contains(values(r, "$.groups", "value"), g.id) {
		return wrong(r, "check.groupsWithout", "groups", brief(r.at("$.groups")), "id", g.id)
	}
	return nil
}

func groupUserReadOnly(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.put(a.path, p.userBody(a.name, obj{"groups": arr{}}))
	if r.Status != http.StatusOK {
		return unready(r)
	}
	now, err := p.after(r, g)
	if err != nil {
		return err
	}
	return sameValues(now, "$.members", "value", a.id)
}

func groupIntegrity(p *probe) error {
	a, b, g, err := p.pair()
	if err != nil {
		return err
	}
	if r := p.put(g.path, groupBody(g.name, a.id, b.id)); !r.ok() {
		return unready(r)
	}
	r := p.delete(a.path)
	if !r.ok() {
		return unready(r)
	}
	now, err := p.after(r, g)
	if err != nil {
		return err
	}
	return sameValues(now, "$.members", "value", b.id)
}

func groupDelete(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	return each(want(p.delete(g.path), http.StatusNoContent), want(p.get(g.path), http.StatusNotFound),
		want(p.get(a.path), http.StatusOK))
}

func groupNested(p *probe) error {
	inner, err := p.newGroup()
	if err != nil {
		return err
	}
	r := p.post("/Groups", groupBody("group-"+p.next(), inner.id))
	if r.refused() {
		return nil
	}
	return each(want(r, http.StatusCreated), sameValues(r, "$.members", "value", inner.id))
}

func groupByMember(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	return each(
		exactly(p.list("/Groups", `members[value eq "`+a.id+`"]`), []resource{g}),
		exactly(p.list("/Groups", `members.value eq "`+a.id+`"`), []resource{g}),
	)
}

func groupExclude(p *probe) error {
	_, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.get(g.path + "?excludedAttributes=members")
	return each(want(r, http.StatusOK), absent(r, "$.members"), same(r, "$.displayName", g.name))
}
