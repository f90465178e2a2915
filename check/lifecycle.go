package check

import (
	"net/http"
	"slices"
)

var lifecycleRules = []rule{
	{"user.create", "A user can be created", "RFC 7644 section 3.3", "R-090 R-027 R-028 R-040 R-091", Must,
		"201 and the user with schemas, a string id, meta.resourceType User and the values that were sent", createUser},
	{"user.create.location", "The answer to a creation says where the user is", "RFC 7644 section 3.3", "R-092 R-038",
		Must, "a Location header and meta.location that both lead to the new user", createLocation},
	{"user.create.meta", "Creation and change times are set by the server", "RFC 7643 section 3.1",
		"R-035 R-036 R-037 R-009", Must,
		"meta.created and meta.lastModified are dateTimes of now, whatever the client sent", createMeta},
	{"user.create.times", "A new user has not been changed", "RFC 7643 section 3.1", "R-037", Must,
		"meta.lastModified equals meta.created", createTimes},
	{"user.create.id", "An id sent by the client is not used", "RFC 7643 section 3.1", "R-031 R-032", Must,
		"an id of the server's own choice", createID},
	{"user.create.externalid", "No externalId is invented", "RFC 7643 section 3.1", "R-033", Must,
		"no externalId for a user who was created without one", createNoExternalID},
	{"user.create.schemas", "schemas lists what the user consists of", "RFC 7643 section 3",
		"R-023 R-024 R-025 R-041 R-043", Must,
		"the core User schema once, and an extension only when the user has its attributes", createSchemas},
	{"user.create.extension", "Extension attributes are kept under their URN", "RFC 7643 section 3.3", "R-042 R-043 R-060",
		Must, "the enterprise attributes under the extension's URN, which also stands in schemas", createExtension},
	{"user.create.readonly", "Read-only attributes in a creation are ignored", "RFC 7644 section 3.3", "R-089 R-055 R-074",
		Must, "201, and the groups that the client sent are not there", createReadOnly},
	{"user.create.case", "Attribute names are compared without regard to case", "RFC 7643 section 2.1", "R-003", Must,
		"201, with USERNAME and DisplayName understood as userName and displayName", createCase},
	{"user.create.null", "null and empty lists mean that there is no value", "RFC 7643 section 2.5", "R-021", Must,
		"201, and neither attribute has a value", createNull},
	{"user.create.order", "The order of members and of schemas means nothing", "RFC 7643 section 2.3.8", "R-015 R-026",
		Must, "201 for a body whose schemas come last, the extension's URN before the core one", createOrder},
	{"user.create.externalid.case", "externalId comes back as it was sent", "RFC 7643 section 3.1", "R-073 R-034", Must,
		"the same externalId, in the same case", createExternalID},
	{"user.create.text", "Names of languages, time zones and phone numbers are not refused", "RFC 7643 section 4.1",
		"R-049 R-052", Should,
		"201, and the values as they were sent", createText},
	{"user.create.unicode", "Text in any language comes back as it was sent", "RFC 7644 section 3.8", "R-183 R-006", Must,
		"the same characters", createUnicode},
	{"user.create.password", "A password is never returned", "RFC 7643 section 4.1.1", "R-046 R-047 R-076", Must,
		"no password in the answer to a creation, a replacement or a PATCH, in a list, in a read, or in a read that asks for it", createPassword},
	{"user.create.required", "A user without userName is refused", "RFC 7644 section 3.3", "R-094 R-044", Must,
		"400", createRequired},
	{"user.create.duplicate", "A second user with the same userName is refused", "RFC 7644 section 3.3", "R-093 R-078",
		Must, "409 with scimType uniqueness", createDuplicate},
	{"user.create.duplicate.case", "userName is unique without regard to case", "RFC 7643 section 4.1.1", "R-045", Must,
		"409 when only the case differs", createDuplicateCase},
	{"user.create.duplicate.unicode", "Two ways of writing one character are one userName", "RFC 7644 section 7.8",
		"R-210 R-204", Should,
		"409 when only the Unicode form differs", createDuplicateUnicode},
	{"user.read", "A user can be read by id", "RFC 7644 section 3.4.1", "R-096", Must,
		"200 and the same user as at creation", readUser},
	{"user.read.unknown", "An unknown id is not found", "RFC 7644 section 3.4.1", "R-096", Must,
		"404", func(p *probe) error { return want(p.get("/Users/"+randomUUID()), http.StatusNotFound) }},
	{"user.replace", "PUT replaces what it names", "RFC 7644 section 3.5.1", "R-132 R-135 R-140", Must,
		"200 and the user with the new values under the same id", replaceUser},
	{"user.replace.list", "PUT replaces the values of a list", "RFC 7644 section 3.5.1", "R-135", Must,
		"exactly the new e-mail address", replaceList},
	{"user.replace.active", "PUT can deactivate", "RFC 7644 section 3.5.1", "R-135 R-050", Must,
		"active false in a read afterwards", replaceActive},
	{"user.replace.duplicate", "PUT cannot take another user's userName", "RFC 7643 section 7", "R-078 R-045", Must,
		"409, and the user unchanged", replaceDuplicate},
	{"user.replace.times", "A change moves lastModified and leaves created", "RFC 7643 section 3.1", "R-036 R-037", Must,
		"meta.created as before, meta.lastModified later than before", replaceTimes},
	{"user.replace.readonly", "PUT ignores read-only values", "RFC 7644 section 3.5.1", "R-138 R-074", Must,
		"200 with the old id and creation time", replaceReadOnly},
	{"user.replace.required", "PUT without userName is refused", "RFC 7644 section 3.5.1", "R-139", Must,
		"400 and the user unchanged", replaceRequired},
	{"user.replace.unknown", "PUT never creates", "RFC 7644 section 3.5.1", "R-087 R-134", Must,
		"404, and no such user afterwards", replaceUnknown},
	{"user.delete", "A user can be deleted", "RFC 7644 section 3.6", "R-170", Must,
		"204", deleteUser},
	{"user.delete.gone", "A deleted user is not found by any method", "RFC 7644 section 3.6", "R-171", Must,
		"404 for GET, PUT and DELETE", deleteGone},
	{"user.delete.list", "A deleted user is in no list", "RFC 7644 section 3.6", "R-172", Must,
		"a list without the deleted user", deleteList},
	{"user.delete.recreate", "The userName of a deleted user is free again", "RFC 7644 section 3.6", "R-173 R-030", Must,
		"201 with another id", deleteRecreate},
	{"user.me", "/Me leads to a user or says that it does not", "RFC 7644 section 3.11", "R-189", Should,
		"a user, a redirect to one, or 501; 403 or 404 when the token belongs to no user", me},
}

func readUser(p *probe) error {
	u, err := p.newUser(obj{"title": "Reader"})
	if err != nil {
		return err
	}
	r := p.get(u.path)
	return each(want(r, http.StatusOK), same(r, "$.id", u.id), same(r, "$.title", "Reader"),
		same(r, "$.name.givenName", "Given"),
		sameValues(r, "$.emails", "value", u.name))
}

func deleteUser(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	return want(p.delete(u.path), http.StatusNoContent)
}

// deleted creates a user and deletes it again, as the preparation of a rule.
func (p *probe) deleted() (resource, error) {
	u, err := p.newUser(nil)
	if err != nil {
		return u, err
	}
	if r := p.delete(u.path); !r.ok() {
		return u, unready(r)
	}
	return u, nil
}

func deleteGone(p *probe) error {
	u, err := p.deleted()
	if err != nil {
		return err
	}
	for _, ask := range []func() *reply{
		func() *reply { return p.get(u.path) },
		func() *reply { return p.put(u.path, p.userBody(u.name, nil)) },
		func() *reply { return p.delete(u.path) },
	} {
		if err := want(ask(), http.StatusNotFound); err != nil {
			return err
		}
	}
	return nil
}

func deleteList(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	u, err := p.deleted()
	if err != nil {
		return err
	}
	r := p.list("/Users", `userName eq "`+u.name+`"`)
	if err := wantList(r); err != nil {
		return err
	}
	if slices.Contains(r.ids(), u.id) {
		return wrong(r, "check.deletedListed", "answer", r.answer())
	}
	return nil
}

func deleteRecreate(p *probe) error {
	u, err := p.deleted()
	if err != nil {
		return err
	}
	r := p.post("/Users", p.userBody(u.name, nil))
	if err := want(r, http.StatusCreated); err != nil {
		return err
	}
	if r.text("$.id") == u.id {
		return wrong(r, "check.sameID", "answer", r.answer())
	}
	return nil
}

func me(p *probe) error {
	r := p.get("/Me")
	switch r.Status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if r.Header.Get("Location") == "" {
			return wrong(r, "check.noLocation", "answer", r.answer())
		}
		return nil
	case http.StatusOK:
		if r.text("$.id") == "" {
			return wrong(r, "check.noID", "answer", r.answer())
		}
		return nil
	}
	return want(r, http.StatusNotImplemented, http.StatusForbidden, http.StatusNotFound)
}
