package check

import "net/http"

var patchRequestRules = []rule{
	{"patch.answer", "A successful PATCH says so", patchRFC, "R-150", Must,
		"200 with the changed user, or 204 without a body", patchAnswer},
	{"patch.answer.attributes", "A PATCH that asks for attributes gets them", patchRFC, "R-150 R-127", Must,
		"200 with the attribute that was asked for and without others", patchAttributes},
	{"patch.unknown", "PATCH of an unknown id is not found", "RFC 7644 section 3.6", "R-171", Must, "404",
		func(p *probe) error {
			return want(p.patch("/Users/"+randomUUID(), op("replace", "title", "New")), http.StatusNotFound)
		}},
	{"patch.order", "Operations are applied in order", patchRFC, "R-144", Must, "the value of the last operation",
		change(becomes("$.title", "Last"), op("replace", "title", "First"), op("remove", "title", nil),
			op("add", "title", "Last"))},
	{"patch.atomic", "One bad operation undoes the whole request", patchRFC, "R-148 R-149", Must,
		"400, and the user as before",
		refuses(http.StatusBadRequest, "", op("replace", "displayName", "New"), op("replace", "name.familyName", "New"),
			op("replace", "id", "mine"))},
	{"patch.op", "An unknown op is refused", patchRFC, "R-143", Must, "400, and the user as before",
		refuses(http.StatusBadRequest, "", op("move", "title", "New"))},
	{"patch.op.missing", "An operation without op is refused", patchRFC, "R-143", Must, "400, and the user as before",
		refuses(http.StatusBadRequest, "", obj{"path": "title", "value": "New"})},
	{"patch.operations.empty", "A request without operations is refused", patchRFC, "R-142", Must, "400",
		refuses(http.StatusBadRequest, "")},
	{"patch.operations.missing", "A body without Operations is refused", patchRFC, "R-142", Must, "400",
		patchNoOperations},
	{"patch.path.malformed", "A malformed path is refused", patchRFC, "R-151", Must, "400",
		refuses(http.StatusBadRequest, "", op("replace", `emails[type eq "work"`, "x"))},
	{"patch.path.scimtype", "The refusal of a malformed path says invalidPath", "RFC 7644 section 3.12", "R-151 R-191",
		Should, "400 with scimType invalidPath",
		refuses(http.StatusBadRequest, "invalidPath", op("replace", `emails[type eq "work"`, "x"))},
	{"patch.path.unknown", "A path to an attribute that no schema has is refused", patchRFC, "R-145", Should, "400",
		refuses(http.StatusBadRequest, "", op("replace", "noSuchAttribute", "x"))},
	{"patch.path.single", "A value path on a single value is refused", patchRFC, "R-151", Should, "400",
		refuses(http.StatusBadRequest, "", op("replace", `title[value eq "Old"]`, "x"))},
	{"patch.times", "A PATCH that changes something moves lastModified and leaves created", "RFC 7643 section 3.1",
		"R-036 R-037", Must,
		"meta.lastModified later than before, meta.created as before", patchTimes},
}

func patchAnswer(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	r := p.patch(u.path, op("replace", "title", "New"))
	if r.Status == http.StatusNoContent {
		if len(r.Body) > 0 {
			return wrong(r, "check.body", "answer", r.answer())
		}
		return nil
	}
	return each(want(r, http.StatusOK), same(r, "$.id", u.id), same(r, "$.title", "New"))
}

func patchAttributes(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	r := p.patch(u.path+"?attributes=title", op("replace", "title", "New"))
	return each(want(r, http.StatusOK), same(r, "$.title", "New"), absent(r, "$.displayName"))
}

func patchNoOperations(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	r := p.do(request{Method: http.MethodPatch, Path: u.path, Body: obj{"schemas": arr{urnPatch}}})
	return want(r, http.StatusBadRequest)
}

func patchTimes(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	p.tick(u.created.text("$.meta.lastModified"))
	now, err := p.patched(u, op("replace", "title", "New"))
	if err != nil {
		return err
	}
	return each(later(now, u.created), same(now, "$.meta.created", u.created.at("$.meta.created")))
}
