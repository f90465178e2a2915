package check

import (
	"fmt"
	"net/http"
	"strings"
)

const errorRFC = "RFC 7644 section 3.12"

var errorRules = []rule{
	{"error.shape", "An error has a body that says what it is", errorRFC, "R-190", Must,
		"JSON with the Error schema and the status as a string", errorShape},
	{"error.detail", "An error explains itself", errorRFC, "R-191", Should,
		"a detail that is not empty", errorDetail},
	{"error.scimtype", "An error uses the words of the RFC", errorRFC, "R-192", Must,
		"no scimType outside the RFC's list", errorScimType},
	// RFC 7644 section 2.2 lets a server serve requests without credentials.
	{"error.auth.none", "A request without a token is refused", "RFC 7644 section 2.2", "R-083 R-194", Should,
		"401 with an error body", errorAuth("none")},
	{"error.auth.wrong", "A request with a wrong token is refused", "RFC 7644 section 2.2", "R-083 R-194", Should,
		"401 with an error body", errorAuth("bad")},
	{"error.auth.scheme", "A refusal says how to authenticate", "RFC 7644 section 2", "R-081", Must,
		"a WWW-Authenticate header with a 401, where there is one", errorScheme},
	{"error.json", "Malformed JSON is refused", errorRFC, "R-193", Must,
		"400", errorBody(`{"schemas":["` + urnUser + `"],"userName":`)},
	{"error.json.scimtype", "The refusal of malformed JSON says invalidSyntax", errorRFC, "R-193 R-191", Should,
		"400 with scimType invalidSyntax", errorSyntax},
	{"error.json.array", "A body that is no object is refused", errorRFC, "R-193 R-001", Must,
		"400", errorBody(`[1,2,3]`)},
	{"error.json.text", "A body that is a string is refused", errorRFC, "R-193 R-001", Must,
		"400", errorBody(`"userName"`)},
	{"error.json.empty", "A creation without a body is refused", errorRFC, "R-193", Must,
		"400 or 415", errorEmpty},
	{"error.json.deep", "Very deep JSON is no fault", errorRFC, "R-193 R-209", Should,
		"400, or 201 as though it were not there", errorDeep},
	{"error.type.name", "A userName that is a number is refused", errorRFC, "R-193 R-006", Should,
		"400", errorWrongType("userName", 42)},
	{"error.type.object", "A userName that is an object is refused", errorRFC, "R-193 R-006", Must,
		"400", errorWrongType("userName", obj{"value": "x"})},
	{"error.type.boolean", "An active that is a word is refused", errorRFC, "R-193 R-007", Must,
		"400", errorWrongType("active", "banana")},
	{"error.endpoint", "An unknown endpoint is not found", errorRFC, "R-194", Must,
		"404", func(p *probe) error { return want(p.get("/NoSuchThings"), http.StatusNotFound) }},
	{"error.method", "A method that an endpoint does not have is refused", "RFC 7644 section 3.2", "R-088", Must,
		"405, 501 or another refusal for PUT at /Users", errorMethod},
	{"media.type", "Answers are application/scim+json", "RFC 7644 section 3.8", "R-185", Must,
		"Content-Type application/scim+json for a user, a list and an error", mediaType},
	{"media.json", "Plain JSON is accepted", "RFC 7644 section 3.8", "R-184", Should,
		"201 for a creation sent as application/json that accepts application/json", mediaJSON},
	{"media.any", "A client that accepts everything is served", "RFC 7644 section 3.8", "R-184", Should,
		"200 for Accept: */*", mediaAny},
	{"media.text", "A body that is not declared as JSON is refused", "RFC 7644 section 3.8", "R-183", Should,
		"415 or 400 for Content-Type text/plain", mediaText},
}

// unknown asks for something that does not exist.
func (p *probe) unknown() *reply { return p.get("/Users/" + randomUUID()) }

func errorShape(p *probe) error {
	r := p.unknown()
	if r.ok() {
		return unready(r)
	}
	return each(
		assertion{Path: "$.schemas", Op: "contains", Value: urnError}.holds(r),
		same(r, "$.status", fmt.Sprint(r.Status)),
	)
}

func errorDetail(p *probe) error {
	r := p.unknown()
	if r.ok() {
		return unready(r)
	}
	return assertion{Path: "$.detail", Op: "exists"}.holds(r)
}

// scimTypes are the detail error keywords of RFC 7644 section 3.12 and RFC 9865 section 2.
const scimTypes = " invalidFilter tooMany uniqueness mutability invalidSyntax invalidPath noTarget invalidValue invalidVers sensitive invalidCursor expiredCursor invalidCount "

func errorScimType(p *probe) error {
	for _, r := range []*reply{
		p.unknown(),
		p.list("/Users", `userName eqq "x"`),
		p.post("/Users", obj{"schemas": arr{urnUser}, "displayName": p.next()}),
		p.post("/Users", `{"schemas":[`),
	} {
		t := r.at("$.scimType")
		if s, ok := t.(string); t != nil && (!ok || s != "" && !strings.Contains(scimTypes, " "+s+" ")) {
			return wrong(r, "check.scimType", "answer", r.answer(), "value", brief(t))
		}
	}
	return nil
}

func errorAuth(kind string) func(*probe) error {
	return func(p *probe) error {
		if p.token == "" {
			return skip("check.noToken")
		}
		r := p.do(request{Method: http.MethodGet, Path: "/Users?count=1", Auth: kind})
		return each(want(r, http.StatusUnauthorized), assertion{Path: "$.schemas", Op: "contains", Value: urnError}.holds(r))
	}
}

func errorScheme(p *probe) error {
	if p.token == "" {
		return skip("check.noToken")
	}
	r := p.do(request{Method: http.MethodGet, Path: "/Users?count=1", Auth: "none"})
	if r.Status != http.StatusUnauthorized {
		return skip("check.no401")
	}
	return assertion{Header: "WWW-Authenticate", Op: "exists"}.holds(r)
}

// errorBody returns a rule that posts a body which must be refused.
func errorBody(body string) func(*probe) error {
	return func(p *probe) error { return want(p.post("/Users", body), http.StatusBadRequest) }
}

func errorSyntax(p *probe) error {
	return wantError(p.post("/Users", `{"schemas":[`), http.StatusBadRequest, "invalidSyntax")
}

func errorEmpty(p *probe) error {
	return want(p.post("/Users", ""), http.StatusBadRequest, http.StatusUnsupportedMediaType)
}

func errorDeep(p *probe) error {
	const depth = 20000
	body := fmt.Sprintf(`{"schemas":[%q],"userName":%q,"x":%s%s}`, urnUser, p.userName(), strings.Repeat("[", depth),
		strings.Repeat("]", depth))
	r := p.post("/Users", body)
	r.Asked = clip(r.Asked, 160)
	return want(r, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusCreated)
}

// errorWrongType returns a rule that creates a user with one value of the wrong JSON type.
func errorWrongType(attr string, value any) func(*probe) error {
	return func(p *probe) error {
		return want(p.post("/Users", p.userBody(p.userName(), obj{attr: value})), http.StatusBadRequest)
	}
}

func errorMethod(p *probe) error {
	// DELETE is not tried: a server that wrongly has it might delete everybody.
	if r := p.put("/Users", p.userBody(p.userName(), nil)); !r.refused() {
		return unfit(r)
	}
	return nil
}

func mediaType(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	for _, r := range []*reply{p.get(u.path), p.get("/Users?count=1"), p.unknown()} {
		media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if !strings.EqualFold(strings.TrimSpace(media), "application/scim+json") {
			return wrong(r, "check.mediaType", "status", r.Status, "type", r.Header.Get("Content-Type"))
		}
	}
	return nil
}

func mediaJSON(p *probe) error {
	r := p.do(request{
		Method: http.MethodPost, Path: "/Users", Body: p.userBody(p.userName(), nil),
		Header: map[string]string{"Content-Type": "application/json", "Accept": "application/json"},
	})
	return want(r, http.StatusCreated)
}

func mediaAny(p *probe) error {
	return want(p.with("Accept", "*/*", http.MethodGet, "/Users?count=1", nil), http.StatusOK)
}

func mediaText(p *probe) error {
	r := p.with("Content-Type", "text/plain", http.MethodPost, "/Users", p.userBody(p.userName(), nil))
	return want(r, http.StatusUnsupportedMediaType, http.StatusBadRequest)
}
