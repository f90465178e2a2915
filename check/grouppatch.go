package check

var groupPatchRules = []rule{
	{"group.patch.add", "PATCH adds a member", "RFC 7644 section 3.5.2.1", "R-155", Must,
		"the old and the new member", groupPatchAdd},
	{"group.patch.add.again", "Adding a member twice keeps one", "RFC 7644 section 3.5.2.1", "R-155 R-019", Should,
		"200 or 204, and the member once", groupPatchAgain},
	{"group.patch.remove", "PATCH removes one member", "RFC 7644 section 3.5.2.2", "R-162", Must,
		"only the member that the filter names is gone", groupPatchRemove},
	{"group.patch.replace", "PATCH replaces all members", "RFC 7644 section 3.5.2.3", "R-166", Must,
		"exactly the new member", groupPatchReplace},
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
		if reason := p.server.needsPatch(); !reason.IsZero() {
			return skipped(reason)
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
