package check

import (
	"slices"
	"time"
)

const sortRFC = "RFC 7644 section 3.4.2.3"

var sortRules = []rule{
	{"sort.default", "Sorting is ascending and ignores case where the attribute does", sortRFC, "R-119 R-120", Must,
		"alpha, Bravo, charlie", sorts("userName", "", "alpha", "bravo", "charlie")},
	{"sort.ascending", "Ascending can be asked for", sortRFC, "R-119", Must,
		"alpha, Bravo, charlie", sorts("userName", "ascending", "alpha", "bravo", "charlie")},
	{"sort.descending", "Descending can be asked for", sortRFC, "R-120", Must,
		"charlie, Bravo, alpha", sorts("userName", "descending", "charlie", "bravo", "alpha")},
	{"sort.attribute", "The order is that of the attribute that is asked for", sortRFC, "R-120", Must,
		"by userType: Contractor, Employee, then the user without one", sorts("userType", "ascending", "bravo", "alpha",
			"charlie")},
	{"sort.sub", "A sub-attribute can be sorted by", sortRFC, "R-120", Must,
		"by family name: Archer, Baker, Carter", sorts("name.familyName", "", "alpha", "bravo", "charlie")},
	{"sort.list", "A list is sorted by its primary or first value", sortRFC, "R-121", Must,
		"by primary address: charlie, bravo, alpha in descending order", sorts("emails.value", "descending", "charlie",
			"bravo", "alpha")},
	{"sort.missing", "Who has no value comes last in ascending order", sortRFC, "R-121", Must,
		"Analyst, Builder, then the user without a title", sorts("title", "ascending", "alpha", "bravo", "charlie")},
	{"sort.missing.descending", "Who has no value comes first in descending order", sortRFC, "R-121", Must,
		"the user without a title, Builder, Analyst", sorts("title", "descending", "charlie", "bravo", "alpha")},
	{"sort.time", "Times can be sorted by", sortRFC, "R-120", Must,
		"the last created first", sortTime},
	{"sort.paged", "Pages follow the order", sortRFC, "R-120 R-126", Must,
		"charlie on the first page of one user in descending order", sortPaged},
}

// sorts returns a rule that lists the cast by an attribute and wants this order.
func sorts(by, order string, want ...string) func(*probe) error {
	return func(p *probe) error {
		c, err := p.people()
		if err != nil {
			return err
		}
		params := []string{"sortBy", by}
		if order != "" {
			params = append(params, "sortOrder", order)
		}
		if err := p.needsIn(by); err != nil {
			return err
		}
		r, err := p.scoped(params...)
		if err != nil {
			return err
		}
		return inOrder(r, c.named(want))
	}
}

// scoped is page for rules that make no sense among other users.
func (p *probe) scoped(params ...string) (*reply, error) {
	r, err := p.page(params...)
	if err == nil && p.server.unscoped {
		return nil, undecided("check.unscoped")
	}
	return r, err
}

// inOrder fails unless r lists these users in this order.
func inOrder(r *reply, want []resource) error {
	var ids []string
	for _, w := range want {
		ids = append(ids, w.id)
	}
	if !slices.Equal(r.ids(), ids) {
		var names []string
		for _, e := range r.list("$.Resources") {
			m, _ := e.(obj)
			names = append(names, plain(m["userName"]))
		}
		return wrong(r, "check.order", "answer", r.answer(), "order", brief(names))
	}
	return nil
}

func sortTime(p *probe) error {
	r, err := p.scoped("sortBy", "meta.created", "sortOrder", "descending")
	if err != nil {
		return err
	}
	var times []string
	for _, e := range r.list("$.Resources") {
		v, _, _ := lookup(e, "$.meta.created")
		times = append(times, plain(v))
	}
	if len(times) != 3 || !slices.IsSortedFunc(times, func(a, b string) int { return -compareTimes(a, b) }) {
		return wrong(r, "check.order", "answer", r.answer(), "order", brief(times))
	}
	return nil
}

// compareTimes orders two dateTimes; what is none comes first.
func compareTimes(a, b string) int {
	x, _ := time.Parse(time.RFC3339, a)
	y, _ := time.Parse(time.RFC3339, b)
	return x.Compare(y)
}

func sortPaged(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	r, err := p.scoped("sortBy", "userName", "sortOrder", "descending", "startIndex", "1", "count", "1")
	if err != nil {
		return err
	}
	return inOrder(r, []resource{c.charlie})
}
