package check

import "net/http"

const searchRFC = "RFC 7644 section 3.4.3"

var searchRules = []rule{
	{"search.users", "A search by POST answers like GET", searchRFC, "R-130 R-131 R-084", Must,
		"200 and exactly the answer that GET gives with the same filter", searchUsers},
	{"search.attributes", "A search can ask for attributes", searchRFC, "R-130 R-127", Must,
		"users with userName and without displayName", searchAttributes},
	{"search.excluded", "A search can leave out attributes", searchRFC, "R-130 R-127", Must,
		"users with userName and without displayName", searchExcluded},
	{"search.paging", "A search is paged", searchRFC, "R-130 R-124", Must,
		"one user from the second on, totalResults 3", searchPaging},
	{"search.sort", "A search is sorted", searchRFC, "R-130 R-120", Must,
		"charlie, Bravo, alpha for userName in descending order", searchSorted},
	{"search.filter", "A search with a broken filter is refused", searchRFC, "R-130 R-115", Must,
		"400 with scimType invalidFilter", searchBad},
	{"search.root", "A search at the root finds resources of every type", searchRFC, "R-131 R-104", Must,
		"exactly the user; or a refusal with 403, 404, 405 or 501", searchRoot},
}

// find posts a SearchRequest with these members.
func (p *probe) find(endpoint string, members obj) *reply {
	return p.post(endpoint+"/.search", overlay(obj{"schemas": arr{urnSearch}}, members))
}

// findCast searches for the cast.
func (p *probe) findCast(members obj) (*reply, error) {
	if _, err := p.people(); err != nil {
		return nil, err
	}
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return nil, skipped(reason)
	}
	filter, n := p.reach()
	if n < 0 {
		return nil, errReach
	}
	b := obj{}
	if filter != "" {
		b["filter"] = filter
	}
	r := p.find("/Users", overlay(b, members))
	return r, wantList(r)
}

func searchUsers(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	r, err := p.findCast(obj{"filter": p.fill(`userName eq "cast-{run}-alpha@example.com"`)})
	if err != nil {
		return err
	}
	if err := exactly(r, []resource{c.alpha}); err != nil {
		return err
	}
	list := p.list("/Users", p.fill(`userName eq "cast-{run}-alpha@example.com"`))
	if d := difference(list.JSON, r.JSON, "$"); !d.IsZero() {
		return wrong(r, "check.comparedGET", "found", d)
	}
	return nil
}

func searchAttributes(p *probe) error {
	r, err := p.findCast(obj{"attributes": arr{"userName"}})
	if err != nil {
		return err
	}
	return shown(r, "$.Resources[0]", "$.userName", "$.displayName")
}

func searchExcluded(p *probe) error {
	r, err := p.findCast(obj{"excludedAttributes": arr{"displayName"}})
	if err != nil {
		return err
	}
	return shown(r, "$.Resources[0]", "$.userName", "$.displayName")
}

func searchPaging(p *probe) error {
	r, err := p.findCast(obj{"startIndex": 2, "count": 1})
	if err != nil {
		return err
	}
	_, n := p.reach()
	return each(holdsCount(r, 1), same(r, "$.startIndex", 2.0), same(r, "$.totalResults", float64(n)))
}

func searchSorted(p *probe) error {
	if reason := p.server.needsSort(); !reason.IsZero() {
		return skipped(reason)
	}
	c, err := p.people()
	if err != nil {
		return err
	}
	r, err := p.findCast(obj{"sortBy": "userName", "sortOrder": "descending"})
	if err != nil {
		return err
	}
	if p.server.unscoped {
		return errReach
	}
	return inOrder(r, []resource{c.charlie, c.bravo, c.alpha})
}

func searchBad(p *probe) error {
	if reason := p.server.needsFilter(); !reason.IsZero() {
		return skipped(reason)
	}
	return wantError(p.find("/Users", obj{"filter": `userName eqq "x"`}), http.StatusBadRequest, "invalidFilter")
}

func searchRoot(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	r := p.find("", obj{"filter": p.fill(`userName eq "cast-{run}-alpha@example.com"`)})
	switch r.Status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return nil
	}
	return exactly(r, []resource{c.alpha})
}
