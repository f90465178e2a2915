package check

import (
	"net/http"
	"slices"
)

var groupRules = []rule{
	{"group.create", "A group can be created with members", "RFC 7643 section 4.2", "R-058 R-090", Must,
		"201, and each member's value is the id of the user", groupCreate},
	{"group.create.empty", "A group can be without members", "RFC 7643 section 4.2", "R-021", Must,
		"201 for a group whose members is an empty list", groupEmpty},
	{"group.create.required", "A group without displayName is refused", "RFC 7643 section 4.2", "R-057", Must,
		"400", groupRequired},
	{"group.replace", "PUT replaces the members", "RFC 7644 section 3.5.1", "R-135", Must,
		"200, and exactly the new members afterwards", groupReplace},
	{"group.ref", "A member's $ref leads to the member", "RFC 7643 section 2.3.7", "R-013 R-012", Must,
		"GET on the $ref gives the user", groupRef},
	{"group.user", "A user shows the groups it belongs to", "RFC 7643 section 4.1.2", "R-054", Should,
		"the user's groups has the group's id as a value", groupOfUser},
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
	{"group.filter.member", "Groups are found by a member", "RFC 7644 section 3.4.2.2", "R-113 R-235", Must,
		`exactly the group for members[value eq "ID"] and for members.value eq "ID"`, groupByMember},
	{"group.exclude", "Members can be left out", "RFC 7644 section 3.9", "R-187", Must,
		"the group without members for excludedAttributes=members", groupExclude},
	{"group.patch.add", "PATCH adds a member", "RFC 7644 section 3.5.2.1", "R-155", Must,
		"the old and the new member", groupPatchAdd},
	{"group.patch.add.again", "Adding a member twice keeps one", "RFC 7644 section 3.5.2.1", "R-155", Must,
		"200 or 204, and the member once", groupPatchAgain},
	{"group.patch.remove", "PATCH removes one member", "RFC 7644 section 3.5.2.2", "R-162", Must,
		"only the member that the filter names is gone", groupPatchRemove},
	{"group.patch.replace", "PATCH replaces all members", "RFC 7644 section 3.5.2.3", "R-166", Must,
		"exactly the new member", groupPatchReplace},
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
		return wrong(p.last, "%s", p.last)
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
		return skip("the published Group schema says that displayName is not required")
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
	ref := r.text(`$.members[0]["$ref"]`)
	if ref == "" {
		return skip("the server returns no $ref for members")
	}
	at := tail(p.resolve(ref))
	if at == "" {
		return wrong(r, "the member's $ref is %q", ref)
	}
	return same(p.get(at), "$.id", a.id)
}

func groupOfUser(p *probe) error {
	a, _, g, err := p.pair()
	if err != nil {
		return err
	}
	r := p.get(a.path)
	if !slices.Contains(values(r, "$.groups", "value"), g.id) {
		return wrong(r, "groups is %s, without %q", brief(r.at("$.groups")), g.id)
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
	return each(want(p.delete(g.path), http.StatusNoContent), want(p.get(g.path), http.StatusNotFound), want(p.get(a.path), http.StatusOK))
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
	if reason := p.server.needsFilter(); reason != "" {
		return skip(reason)
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

// members is the value of a PATCH operation on members.
func members(of ...resource) arr {
	all := arr{}
	for _, u := range of {
		all = append(all, obj{"value": u.id})
	}
	return all
}

// groupPatch returns a rule that patches a group which has the member a, and then wants the
// members that expected names.
func groupPatch(ops func(a, b resource) []obj, expected func(a, b resource) []string) func(*probe) error {
	return func(p *probe) error {
		if reason := p.server.needsPatch(); reason != "" {
			return skip(reason)
		}
		a, b, g, err := p.pair()
		if err != nil {
			return err
		}
		now, err := p.patched(g, ops(a, b)...)
		if err != nil {
			return err
		}
		return sameValues(now, "$.members", "value", expected(a, b)...)
	}
}

var (
	groupPatchAdd = groupPatch(
		func(_, b resource) []obj { return []obj{op("add", "members", members(b))} },
		func(a, b resource) []string { return []string{a.id, b.id} })
	groupPatchAgain = groupPatch(
		func(a, _ resource) []obj { return []obj{op("add", "members", members(a))} },
		func(a, _ resource) []string { return []string{a.id} })
	groupPatchRemove = groupPatch(
		func(a, b resource) []obj {
			return []obj{op("add", "members", members(b)), op("remove", `members[value eq "`+a.id+`"]`, nil)}
		},
		func(_, b resource) []string { return []string{b.id} })
	groupPatchReplace = groupPatch(
		func(_, b resource) []obj { return []obj{op("replace", "members", members(b))} },
		func(_, b resource) []string { return []string{b.id} })
)
