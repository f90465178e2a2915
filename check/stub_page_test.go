package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// page answers a list request on resources of these types.
func (s *stub) page(of []*kind, params map[string]string) (any, *fault) {
	var hits []*entry
	var refused *fault
	for _, k := range of {
		match := func(obj) bool { return true }
		if filter, ok := params["filter"]; ok {
			if strings.TrimSpace(filter) == "" {
				return nil, bad("invalidFilter", "the filter is empty")
			}
			if strings.Contains(strings.ToLower(filter), "password") {
				return nil, &fault{403, "sensitive", "not by password"}
			}
			var f *fault
			if match, f = parseFilter(k, nil, filter); f != nil {
				refused = f
				continue
			}
		}
		for _, e := range s.order {
			if e.kind == k && match(e.r) {
				hits = append(hits, e)
			}
		}
	}
	if refused != nil && len(of) == 1 {
		return nil, refused
	}
	if by := params["sortBy"]; by != "" {
		sortEntries(hits, by, strings.EqualFold(params["sortOrder"], "descending"))
	}
	total, start, count := len(hits), 1, 100
	number := func(name string, to *int, least int) *fault {
		if v, ok := params[name]; ok {
			n, err := strconv.Atoi(v)
			if err != nil {
				return bad("invalidValue", "%s must be a number", name)
			}
			*to = max(n, least)
		}
		return nil
	}
	if f := number("startIndex", &start, 1); f != nil {
		return nil, f
	}
	if f := number("count", &count, 0); f != nil {
		return nil, f
	}
	cursor, byCursor := params["cursor"]
	if byCursor && cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "at-"))
		if err != nil || n < 1 {
			return nil, bad("invalidCursor", "no such cursor")
		}
		start = n
	}
	from := min(start-1, total)
	to := min(from+count, total)
	out := arr{}
	for _, e := range hits[from:to] {
		out = append(out, s.show(e, params))
	}
	answer := obj{"schemas": arr{urnList}, "totalResults": total, "itemsPerPage": len(out), "startIndex": start, "Resources": out}
	if byCursor && to < total && count > 0 {
		answer["nextCursor"] = fmt.Sprintf("at-%d", to+1)
	}
	return answer, nil
}

func sortEntries(hits []*entry, by string, down bool) {
	key := func(e *entry) string {
		a, sub, urn := e.kind.resolve(by)
		if a == nil {
			return ""
		}
		r := e.r
		if primary := slices.IndexFunc(list(r[a.name]), func(v any) bool { return v.(obj)["primary"] == true }); primary >= 0 {
			r = obj{a.name: list(r[a.name])[primary : primary+1]}
		}
		for _, v := range reach(r, a, sub, urn) {
			return strings.ToLower(plain(v))
		}
		return ""
	}
	slices.SortStableFunc(hits, func(a, b *entry) int {
		x, y := key(a), key(b)
		c := strings.Compare(x, y)
		if (x == "") != (y == "") {
			c = -c
		}
		if down {
			return -c
		}
		return c
	})
}
