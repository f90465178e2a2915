package check

import (
	"net/http"
	"slices"
	"strconv"
)

const pagingRFC = "RFC 7644 section 3.4.2.4"

var pagingRules = []rule{
	{"paging.envelope", "A list has its envelope", "RFC 7644 section 3.4.2", "R-097 R-098 R-099", Must,
		"the ListResponse schema, an integer totalResults, and Resources when there are any", pagingEnvelope},
	{"paging.partial", "A page says where it begins and how long it is", "RFC 7644 section 3.4.2", "R-100", Must,
		"integers in startIndex and itemsPerPage, the latter being the number of resources in the page", pagingPartial},
	{"paging.count", "A page is never longer than count", pagingRFC, "R-124", Must,
		"one resource for count=1, two for count=2", pagingCount},
	{"paging.count.zero", "count=0 asks for the number alone", pagingRFC, "R-123", Must,
		"totalResults and no resources", pagingZero("0")},
	{"paging.count.negative", "A negative count acts as 0", pagingRFC, "R-123", Must,
		"totalResults and no resources", pagingZero("-1")},
	{"paging.start.zero", "startIndex below 1 acts as 1", pagingRFC, "R-122", Must,
		"200 with the first page for startIndex=0 and startIndex=-5", pagingStart},
	{"paging.end", "A page after the end is empty", pagingRFC, "R-125", Must,
		"200 with no resources and the true totalResults", pagingEnd},
	{"paging.total", "totalResults does not depend on the page", "RFC 7644 section 3.4.2", "R-098", Must,
		"the same number on each page", pagingTotal},
	{"paging.walk", "The pages together are the whole", pagingRFC, "R-126 R-124", Must,
		"each user once", pagingWalk},
	{"paging.stable", "The same page twice is the same", pagingRFC, "R-126", Should,
		"the same resources in the same order", pagingStable},
	{"paging.huge", "A very large count is capped, not a fault", pagingRFC, "R-227", Should,
		"200, or 400 with a reason", pagingHuge},
	{"paging.garbage", "A count that is no number is no fault", pagingRFC, "R-194", Should,
		"400, or 200 as though it were not there", pagingGarbage},
}

// manyUsers is how many users a list may have that is read as a whole.
const manyUsers = 600

// reach returns a filter that lists the cast and nobody else, and the number 3. For a server
// that cannot do that it returns no filter and the number of all users, which the server's own
// directory must leave as it is for the moment; -1 when there are too many of them.
func (p *probe) reach() (filter string, n int) {
	filter = p.fill(`userName sw "cast-{run}-"`)
	if p.server.reach == 0 {
		last := p.last
		p.server.reach = 3
		if r := p.list("/Users", filter); r.number("$.totalResults") != 3 {
			p.server.reach = p.get("/Users?count=1").number("$.totalResults")
			p.server.unscoped = true
		}
		if p.server.reach > manyUsers {
			p.server.reach = -1
		}
		p.last = last
	}
	if !p.server.unscoped {
		return filter, 3
	}
	if p.server.reach < 0 {
		return "", -1
	}
	// This run itself makes users all the time.
	if n = p.get("/Users?count=1").number("$.totalResults"); n > manyUsers {
		n = -1
	}
	return "", n
}

// errReach is the finding that a list cannot be judged as a whole.
var errReach = undecided("check.outOfReach")

// page asks for a part of the cast, or of all users where the cast cannot be asked for alone.
func (p *probe) page(params ...string) (*reply, error) {
	if _, err := p.people(); err != nil {
		return nil, err
	}
	filter, n := p.reach()
	if n < 0 {
		return nil, errReach
	}
	r := p.list("/Users", filter, params...)
	return r, wantList(r)
}

// pageTotal fails unless totalResults is the number of users in reach.
func (p *probe) pageTotal(r *reply) error {
	_, n := p.reach()
	return same(r, "$.totalResults", float64(n))
}

func pagingEnvelope(p *probe) error {
	if _, err := p.people(); err != nil {
		return err
	}
	r := p.get("/Users?startIndex=1&count=2")
	if err := wantList(r); err != nil {
		return err
	}
	if r.number("$.totalResults") < 3 || len(r.list("$.Resources")) == 0 {
		return wrong(r, "check.atLeastThree", "answer", r.answer())
	}
	return nil
}

func pagingPartial(p *probe) error {
	r, err := p.page("startIndex", "2", "count", "2")
	if err != nil {
		return err
	}
	if err := each(same(r, "$.startIndex", 2.0), same(r, "$.itemsPerPage", 2.0), holdsCount(r, 2)); err != nil {
		return err
	}
	_, n := p.reach()
	// Nothing, one of several, what is left at the end, and everything.
	for _, page := range []struct{ start, count, holds int }{{1, 0, 0}, {1, 1, 1}, {3, 1, 1}, {n, 2, 1}, {1, n, n}} {
		r, err := p.page("startIndex", strconv.Itoa(page.start), "count", strconv.Itoa(page.count))
		if err != nil {
			return err
		}
		if page.count == n && len(r.list("$.Resources")) < n {
			page.holds = len(r.list("$.Resources")) // a server may give less than it is asked for
		}
		if err := each(holdsCount(r, page.holds), sameOrNone(r, "$.itemsPerPage", page.holds),
			sameOrNone(r, "$.startIndex", page.start)); err != nil {
			return err
		}
	}
	return nil
}

// sameOrNone fails if there is another number than n at path. Only a page that is a part must have
// startIndex and itemsPerPage.
func sameOrNone(r *reply, path string, n int) error {
	if r.at(path) == nil {
		return nil
	}
	return same(r, path, float64(n))
}

// holdsCount fails unless the page has n resources.
func holdsCount(r *reply, n int) error {
	if len(r.list("$.Resources")) != n {
		return wrong(r, "check.insteadCount", "answer", r.answer(), "n", n)
	}
	return nil
}

func pagingCount(p *probe) error {
	for _, n := range []int{1, 2} {
		r, err := p.page("startIndex", "1", "count", strconv.Itoa(n))
		if err != nil {
			return err
		}
		if err := holdsCount(r, n); err != nil {
			return err
		}
	}
	return nil
}

func pagingZero(count string) func(*probe) error {
	return func(p *probe) error {
		r, err := p.page("count", count)
		if err != nil {
			return err
		}
		return each(p.pageTotal(r), holdsCount(r, 0))
	}
}

func pagingStart(p *probe) error {
	first, err := p.page("startIndex", "1", "count", "2")
	if err != nil {
		return err
	}
	for _, start := range []string{"0", "-5"} {
		r, err := p.page("startIndex", start, "count", "2")
		if err != nil {
			return err
		}
		if !slices.Equal(r.ids(), first.ids()) {
			return wrong(r, "check.otherUsers", "answer", r.answer())
		}
	}
	return nil
}

func pagingEnd(p *probe) error {
	r, err := p.page("startIndex", "100000", "count", "10")
	if err != nil {
		return err
	}
	return each(p.pageTotal(r), holdsCount(r, 0))
}

func pagingTotal(p *probe) error {
	for _, start := range []string{"1", "2", "3"} {
		r, err := p.page("startIndex", start, "count", "1")
		if err != nil {
			return err
		}
		if err := p.pageTotal(r); err != nil {
			return err
		}
	}
	return nil
}

func pagingWalk(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	_, n := p.reach()
	if n < 0 {
		return errReach
	}
	count := strconv.Itoa((n + 2) / 3)
	var ids []string
	for len(ids) < n {
		r, err := p.page("startIndex", strconv.Itoa(len(ids)+1), "count", count)
		if err != nil {
			return err
		}
		if len(r.ids()) == 0 {
			return wrong(r, "check.emptyPage", "n", len(ids), "all", n)
		}
		ids = append(ids, r.ids()...)
	}
	return once(p.last, ids, c)
}

// once fails unless ids has each of the cast once and nobody twice.
func once(r *reply, ids []string, c *cast) error {
	ids = slices.Sorted(slices.Values(ids))
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		return wrong(r, "check.pagesTwice", "ids", brief(ids))
	}
	for _, u := range []resource{c.alpha, c.bravo, c.charlie} {
		if !slices.Contains(ids, u.id) {
			return wrong(r, "check.pagesWithout", "n", len(ids), "id", u.id)
		}
	}
	return nil
}

func pagingStable(p *probe) error {
	first, err := p.page("startIndex", "1", "count", "3")
	if err != nil {
		return err
	}
	for range 3 {
		r, err := p.page("startIndex", "1", "count", "3")
		if err != nil {
			return err
		}
		if !slices.Equal(r.ids(), first.ids()) {
			return wrong(r, "check.ids", "now", brief(r.ids()), "before", brief(first.ids()))
		}
	}
	return nil
}

func pagingHuge(p *probe) error {
	r := p.get("/Users?count=2147483648")
	if r.refused() {
		return want(r, http.StatusBadRequest)
	}
	return wantList(r)
}

func pagingGarbage(p *probe) error {
	for _, q := range []string{"/Users?count=many", "/Users?startIndex=first&count=1"} {
		if r := p.get(q); r.Status != http.StatusBadRequest {
			if err := wantList(r); err != nil {
				return err
			}
		}
	}
	return nil
}
