package check

import (
	"net/http"
)

const (
	patchRFC   = "RFC 7644 section 3.5.2"
	addRFC     = "RFC 7644 section 3.5.2.1"
	removeRFC  = "RFC 7644 section 3.5.2.2"
	replaceRFC = "RFC 7644 section 3.5.2.3"
)

// patient is the user that the PATCH rules work on: it has something of every kind.
func (p *probe) patient() (resource, error) {
	name := p.userName()
	return p.newUser(obj{
		"userName": name, "title": "Old", "nickName": "Nick",
		"name": obj{"givenName": "Given", "familyName": "Family", "middleName": "Middle"},
		"emails": arr{
			obj{"value": "work-" + name, "type": "work", "primary": true},
			obj{"value": "home-" + name, "type": "home"},
		},
	})
}

// change returns a rule that sends PATCH operations to a patient and judges the user as it is
// afterwards. {name} in the operations' values is the patient's userName.
func change(judge func(u resource, now *reply) error, ops ...obj) func(*probe) error {
	return func(p *probe) error {
		if err := p.needsFor(ops); err != nil {
			return err
		}
		u, err := p.patient()
		if err != nil {
			return err
		}
		filled, err := vars{"name": u.name}.value(patchBody(ops...)["Operations"])
		if err != nil {
			return err
		}
		var all []obj
		for _, o := range filled.(arr) {
			all = append(all, o.(obj))
		}
		now, err := p.patched(u, all...)
		if err != nil {
			return err
		}
		return judge(u, now)
	}
}

// becomes judges that one place has a value.
func becomes(path string, value any) func(resource, *reply) error {
	return func(_ resource, now *reply) error { return same(now, path, value) }
}

// vanishes judges that one place has no value and that another one still has its value.
func vanishes(path, other string, value any) func(resource, *reply) error {
	return func(_ resource, now *reply) error { return each(absent(now, path), same(now, other, value)) }
}

// addresses judges that the user has exactly these e-mail addresses, given by what stands in
// front of the user's name.
func addresses(prefixes ...string) func(resource, *reply) error {
	return func(u resource, now *reply) error {
		var all []string
		for _, p := range prefixes {
			all = append(all, p+u.name)
		}
		return sameValues(now, "$.emails", "value", all...)
	}
}

// refuses returns a rule that sends PATCH operations which must be refused with this status
// and scimType (any, when empty), leaving the user as it was.
func refuses(status int, scimType string, ops ...obj) func(*probe) error {
	return func(p *probe) error {
		if err := p.needsFor(ops); err != nil {
			return err
		}
		u, err := p.patient()
		if err != nil {
			return err
		}
		r := p.patch(u.path, ops...)
		if err := wantError(r, status, scimType); err != nil {
			return err
		}
		return p.untouched(r, u)
	}
}

// untouched fails unless the patient is as it was created.
func (p *probe) untouched(r *reply, u resource) error {
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	for _, path := range []string{"$.id", "$.userName", "$.title", "$.nickName", "$.userType", "$.active", "$.displayName",
		"$.name.familyName"} {
		if before := u.created.at(path); before != nil {
			if err := same(now, path, before); err != nil {
				return err
			}
		}
	}
	if u.created.at("$.emails") == nil {
		return nil
	}
	return sameValues(now, "$.emails", "value", values(u.created, "$.emails", "value")...)
}

var patchAddRules = []rule{
	{"patch.add", "add sets a single value", addRFC, "R-153 R-152", Must, "the value that was added",
		change(becomes("$.userType", "Added"), op("add", "userType", "Added"))},
	{"patch.add.existing", "add replaces a single value that exists", addRFC, "R-156", Must, "the new value",
		change(becomes("$.title", "New"), op("add", "title", "New"))},
	{"patch.add.pathless", "add without a path takes an object of attributes", addRFC, "R-153", Must,
		"both attributes set",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.title", "New"), same(now, "$.userType", "Added"), same(now, "$.name.familyName", "Family"))
		}, op("add", "", obj{"title": "New", "userType": "Added"}))},
	{"patch.add.pathless.list", "add without a path adds to a list", addRFC, "R-153 R-155", Must,
		"the old values and the new one",
		change(addresses("work-", "home-", "more-"), op("add", "",
			obj{"emails": arr{obj{"value": "more-{{name}}", "type": "other"}}}))},
	{"patch.add.complex", "add to a complex attribute adds sub-attributes", addRFC, "R-154", Must,
		"the new sub-attribute, and the others as before",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.name.honorificPrefix", "Dr."), same(now, "$.name.familyName", "Family"))
		}, op("add", "name", obj{"honorificPrefix": "Dr."}))},
	{"patch.add.sub", "add to a sub-attribute", addRFC, "R-151", Must, "the sub-attribute set, and the others as before",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.name.honorificPrefix", "Dr."), same(now, "$.name.familyName", "Family"))
		}, op("add", "name.honorificPrefix", "Dr."))},
	{"patch.add.list", "add appends to a list", addRFC, "R-155", Must, "the old values and the new one",
		change(addresses("work-", "home-", "more-"), op("add", "emails",
			arr{obj{"value": "more-{{name}}", "type": "other"}}))},
	{"patch.add.list.same", "add of a value that is there adds nothing", addRFC, "R-155 R-019", Should,
		"the values as before, none twice",
		change(addresses("work-", "home-"), op("add", "emails", arr{obj{"value": "home-{{name}}", "type": "home"}}))},
	{"patch.add.valuepath", "add through a value path sets a sub-attribute of the element", addRFC, "R-151", Must,
		"display set on the home address only",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.emails[?type=home].display", "Home"), absent(now, "$.emails[?type=work].display"))
		}, op("add", `emails[type eq "home"].display`, "Home"))},
	{"patch.add.primary", "A new primary value ends the old one", patchRFC, "R-147 R-017", Must,
		"primary true on the new value alone",
		change(func(_ resource, now *reply) error {
			if now.at("$.emails[?type=other].primary") != true || now.at("$.emails[?type=work].primary") == true {
				return wrong(now, "check.is", "name", "emails", "value", brief(now.at("$.emails")))
			}
			return nil
		}, op("add", "emails", arr{obj{"value": "more-{{name}}", "type": "other", "primary": true}}))},
	{"patch.add.urn", "A path may carry the schema's URN", patchRFC, "R-151 R-188", Must, "the value that was added",
		change(becomes("$.title", "New"), op("add", urnUser+":title", "New"))},
	{"patch.add.extension", "An extension attribute is added by URN", patchRFC, "R-151 R-042 R-043", Must,
		"the value under the extension's URN, which also stands in schemas", patchExtension},
	{"patch.add.case", "Names in a path are understood in any case", patchRFC, "R-003 R-151", Must,
		"the value that was added",
		change(becomes("$.title", "New"), op("add", "TITLE", "New"))},
	{"patch.add.unchanged", "add of what is there already changes nothing", addRFC, "R-157", Must,
		"meta.lastModified as before", patchUnchanged},
	{"patch.add.novalue", "add without a value is refused", addRFC, "R-152", Must, "400",
		refuses(http.StatusBadRequest, "", op("add", "userType", nil))},
}

func patchExtension(p *probe) error {
	if err := p.needsEnterprise(); err != nil {
		return err
	}
	return change(func(_ resource, now *reply) error {
		return each(
			same(now, `$["`+urnEnterprise+`"].department`, "Tours"),
			assertion{Path: "$.schemas", Op: "contains", Value: urnEnterprise}.holds(now),
		)
	}, op("add", urnEnterprise+":department", "Tours"))(p)
}

func patchUnchanged(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	before := p.get(u.path)
	p.tick(before.text("$.meta.lastModified"))
	now, err := p.patched(u, op("add", "title", "Old"))
	if err != nil {
		return err
	}
	return same(now, "$.meta.lastModified", before.at("$.meta.lastModified"))
}

var patchReplaceRules = []rule{
	{"patch.replace", "replace sets a single value", replaceRFC, "R-164", Must, "the new value",
		change(becomes("$.title", "New"), op("replace", "title", "New"))},
	{"patch.replace.boolean", "replace of a boolean", replaceRFC, "R-166 R-050 R-007", Must, "active false",
		change(becomes("$.active", false), op("replace", "active", false))},
	{"patch.replace.missing", "replace of a missing attribute adds it", replaceRFC, "R-165", Must, "the new value",
		change(becomes("$.userType", "Added"), op("replace", "userType", "Added"))},
	{"patch.replace.pathless", "replace without a path takes an object of attributes", replaceRFC, "R-164 R-050", Must,
		"each named attribute replaced, the others as before",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.title", "New"), same(now, "$.active", false), same(now, "$.name.familyName", "Family"))
		}, op("replace", "", obj{"title": "New", "active": false}))},
	{"patch.replace.list", "replace of a list replaces all values", replaceRFC, "R-166", Must, "exactly the new value",
		change(addresses("only-"), op("replace", "emails", arr{obj{"value": "only-{{name}}", "type": "work"}}))},
	{"patch.replace.complex", "replace of a complex attribute touches only what is given", replaceRFC, "R-167", Must,
		"familyName new, givenName as before",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.name.familyName", "New"), same(now, "$.name.givenName", "Given"))
		}, op("replace", "name", obj{"familyName": "New"}))},
	{"patch.replace.sub", "replace of a sub-attribute", replaceRFC, "R-151", Must, "familyName new, givenName as before",
		change(func(_ resource, now *reply) error {
			return each(same(now, "$.name.familyName", "New"), same(now, "$.name.givenName", "Given"))
		}, op("replace", "name.familyName", "New"))},
	{"patch.replace.valuepath", "replace through a value path changes a sub-attribute of the element", replaceRFC, "R-168",
		Must, "the home address new, the work address as before",
		change(addresses("work-", "new-"), op("replace", `emails[type eq "home"].value`, "new-{{name}}"))},
	{"patch.replace.valuepath.all", "replace through a value path changes every matching element", replaceRFC, "R-168",
		Must, "display set on both addresses",
		change(func(_ resource, now *reply) error {
			return sameValues(now, "$.emails", "display", "Seen", "Seen")
		}, op("replace", `emails[type eq "home" or type eq "work"].display`, "Seen"))},
	{"patch.replace.element", "replace of an element by value path", replaceRFC, "R-168", Must,
		"the home address new, the work address as before",
		change(addresses("work-", "new-"), op("replace", `emails[type eq "home"]`,
			obj{"value": "new-{{name}}", "type": "home"}))},
	{"patch.replace.notarget", "replace through a value path that matches nothing is refused", replaceRFC, "R-169", Must,
		"400 with scimType noTarget (the filter uses co, so that no element can be made up from it)",
		refuses(http.StatusBadRequest, "noTarget", op("replace", `emails[value co "no-such-address"].display`, "x"))},
	{"patch.replace.type", "A value of the wrong type is refused", patchRFC, "R-145", Must, "400",
		refuses(http.StatusBadRequest, "", op("replace", "active", "banana"))},
	{"patch.replace.id", "The id cannot be changed", patchRFC, "R-146 R-030", Must, "400 with scimType mutability",
		refuses(http.StatusBadRequest, "mutability", op("replace", "id", "mine"))},
	{"patch.replace.readonly", "Read-only attributes cannot be changed", patchRFC, "R-146 R-055", Must,
		"400 with scimType mutability",
		refuses(http.StatusBadRequest, "mutability", op("replace", "groups", arr{obj{"value": "no-such-group"}}))},
	{"patch.replace.duplicate", "PATCH cannot take another user's userName", "RFC 7643 section 7", "R-078 R-045", Must,
		"409", patchDuplicate},
}

func patchDuplicate(p *probe) error {
	other, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return refuses(http.StatusConflict, "", op("replace", "userName", other.name))(p)
}

var patchRemoveRules = []rule{
	{"patch.remove", "remove unassigns a single value", removeRFC, "R-160", Must, "no title, the rest as before",
		change(vanishes("$.title", "$.name.familyName", "Family"), op("remove", "title", nil))},
	{"patch.remove.sub", "remove of a sub-attribute", removeRFC, "R-160", Must,
		"no middleName, the rest of the name as before",
		change(vanishes("$.name.middleName", "$.name.familyName", "Family"), op("remove", "name.middleName", nil))},
	{"patch.remove.list", "remove unassigns a whole list", removeRFC, "R-161", Must,
		"no e-mail addresses, the rest as before",
		change(vanishes("$.emails", "$.name.familyName", "Family"), op("remove", "emails", nil))},
	{"patch.remove.valuepath", "remove with a value path removes only what matches", removeRFC, "R-162", Must,
		"the work address alone",
		change(addresses("work-"), op("remove", `emails[type eq "home"]`, nil))},
	{"patch.remove.valuepath.sub", "remove of a sub-attribute of an element", removeRFC, "R-162", Must,
		"the work address without primary, both addresses there",
		change(func(u resource, now *reply) error {
			if now.at("$.emails[?type=work].primary") == true {
				return wrong(now, "check.is", "name", "emails", "value", brief(now.at("$.emails")))
			}
			return addresses("work-", "home-")(u, now)
		}, op("remove", `emails[type eq "work"].primary`, nil))},
	{"patch.remove.last", "Removing the last value unassigns the list", removeRFC, "R-161", Must, "no e-mail addresses",
		change(vanishes("$.emails", "$.name.familyName", "Family"), op("remove", `emails[type eq "home"]`, nil),
			op("remove", `emails[type eq "work"]`, nil))},
	{"patch.remove.extension", "An extension attribute is removed by URN", removeRFC, "R-160 R-043", Must,
		"no department, and the URN no longer in schemas", removeExtension},
	{"patch.remove.notarget", "remove without a path is refused", removeRFC, "R-159", Must, "400 with scimType noTarget",
		refuses(http.StatusBadRequest, "noTarget", op("remove", "", nil))},
	{"patch.remove.required", "A required attribute cannot be removed", removeRFC, "R-163", Must,
		"400 with scimType mutability",
		refuses(http.StatusBadRequest, "mutability", op("remove", "userName", nil))},
	{"patch.remove.readonly", "A read-only attribute cannot be removed", removeRFC, "R-163", Must,
		"400 with scimType mutability",
		refuses(http.StatusBadRequest, "mutability", op("remove", "id", nil))},
}

func removeExtension(p *probe) error {
	if err := p.needsEnterprise(); err != nil {
		return err
	}
	u, err := p.newUser(obj{"schemas": arr{urnUser, urnEnterprise}, urnEnterprise: obj{"department": "Tours"}})
	if err != nil {
		return err
	}
	now, err := p.patched(u, op("remove", urnEnterprise+":department", nil))
	if err != nil {
		return err
	}
	if now.has("$.schemas", urnEnterprise) {
		return wrong(now, "check.still", "name", "schemas", "value", brief(now.at("$.schemas")))
	}
	return absent(now, `$["`+urnEnterprise+`"].department`)
}
