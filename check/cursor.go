package check

import (
	"net/http"
	"regexp"
)

const cursorRFC = "RFC 9865 section 2"

var cursorRules = []rule{
	{"cursor.walk", "Pages by cursor together are the whole", cursorRFC, "R-212", Must,
		"each user once, nextCursor on every page but the last", cursorWalk},
	{"cursor.urlsafe", "A cursor can stand in a URL as it is", cursorRFC, "R-213", Must,
		"a string of unreserved characters", cursorSafe},
	{"cursor.total", "totalResults is there in cursor paging too", cursorRFC, "R-216", May,
		"the number of all matches", cursorTotal},
	{"cursor.bad", "A cursor that the server did not give is refused", cursorRFC, "R-214 R-218", Must,
		"400 with scimType invalidCursor", cursorBad},
	{"cursor.count.zero", "count=0 asks for the number alone", cursorRFC, "R-219", Must,
		"no resources", cursorZero("0")},
	{"cursor.count.negative", "A negative count acts as 0", cursorRFC, "R-219", Must,
		"no resources", cursorZero("-1")},
	{"cursor.index", "Without a cursor the index still works", cursorRFC, "R-215 R-217", Must,
		"startIndex and count as ever when pagination.index is true", cursorIndex},
}

func cursorWalk(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	_, n := p.reach()
	if n < 0 {
		return errReach
	}
	var ids []string
	next := ""
	for len(ids) <= n {
		r, err := p.page("cursor", next, "count", "2")
		if err != nil {
			return err
		}
		if len(r.ids()) > 2 {
			return wrong(r, "check.moreThanCount", "answer", r.answer())
		}
		ids = append(ids, r.ids()...)
		if next = r.text("$.nextCursor"); next == "" {
			return once(r, ids, c)
		}
		if len(r.ids()) == 0 {
			return wrong(r, "check.emptyCursorPage", "answer", r.answer())
		}
	}
	return wrong(p.last, "check.endlessCursor", "n", len(ids), "all", n)
}

// unreserved are the characters that RFC 3986 lets stand anywhere in a URL, and the sign that
// fills up base64url.
var unreserved = regexp.MustCompile(`^[A-Za-z0-9._~=-]+$`)

func cursorSafe(p *probe) error {
	r, err := p.page("cursor", "", "count", "1")
	if err != nil {
		return err
	}
	if c := r.text("$.nextCursor"); !unreserved.MatchString(c) {
		return wrong(r, "check.is", "name", "nextCursor", "value", brief(r.at("$.nextCursor")))
	}
	return nil
}

func cursorTotal(p *probe) error {
	r, err := p.page("cursor", "", "count", "1")
	if err != nil {
		return err
	}
	return p.pageTotal(r)
}

func cursorBad(p *probe) error {
	return wantError(p.get("/Users?count=2&cursor="+p.next()), http.StatusBadRequest, "invalidCursor")
}

func cursorZero(count string) func(*probe) error {
	return func(p *probe) error {
		r, err := p.page("cursor", "", "count", count)
		if err != nil {
			return err
		}
		return holdsCount(r, 0)
	}
}

func cursorIndex(p *probe) error {
	if p.server.config.at("$.pagination.index") != true {
		return skip("check.noIndex")
	}
	r, err := p.page("startIndex", "3", "count", "2")
	if err != nil {
		return err
	}
	if len(r.ids()) == 0 {
		return wrong(r, "check.thirdUser", "answer", r.answer())
	}
	return same(r, "$.startIndex", 3.0)
}
