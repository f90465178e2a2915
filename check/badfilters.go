package check

import (
	"net/http"
	"strings"
)

var badFilterRules = []rule{
	badFilter("operator", "An unknown operator is refused", `userName eqq "x"`, Must),
	badFilter("value", "A comparison without a value is refused", `userName eq`, Must),
	badFilter("quote", "A string that is not closed is refused", `userName eq "x`, Must),
	badFilter("unquoted", "A string without quotes is refused", `userName eq x`, Must),
	badFilter("open", "A bracket that is not closed is refused", `(userName eq "x"`, Must),
	badFilter("close", "A bracket that was not opened is refused", `userName eq "x")`, Must),
	badFilter("rest", "Text after the end of the expression is refused", `userName eq "x" userName`, Must),
	badFilter("and", "and without a right side is refused", `userName eq "x" and`, Must),
	badFilter("empty", "An empty group is refused", `()`, Must),
	badFilter("valuepath", "A value path that is not closed is refused", `emails[type eq "work"`, Must),
	badFilter("nested", "A value path inside a value path is refused", `emails[type[value eq "x"]]`, Should),
	badFilter("single", "A value path on a single value is refused", `title[value eq "x"]`, Should),
	badFilter("boolean", "A boolean has no order", `active gt true`, Must),
	badFilter("attribute", "An attribute that no schema has is refused", `noSuchAttribute eq "x"`, Should),
	{"badfilter.blank", "A blank filter is refused", filterRFC, "R-105", Should,
		"400 invalidFilter", blankFilter},
	{"badfilter.deep", "A filter of very many brackets is no fault", "RFC 7644 section 7", "R-209 R-115", Should,
		"400, or an answer", deepFilter},
}

// badFilter makes the rule that one filter is answered with 400 invalidFilter.
func badFilter(id, title, filter string, level Level) rule {
	rows := "R-115 R-105"
	if id == "boolean" {
		rows = "R-109"
	}
	return rule{"badfilter." + id, title, filterRFC, rows, level, "400 with scimType invalidFilter, never a list",
		func(p *probe) error {
			return wantError(p.list("/Users", filter), http.StatusBadRequest, "invalidFilter")
		}}
}

func blankFilter(p *probe) error { return want(p.get("/Users?filter=%20"), http.StatusBadRequest) }

func deepFilter(p *probe) error {
	filter := strings.Repeat("(", 1500) + `userName eq "x"` + strings.Repeat(")", 1500)
	r := p.list("/Users", filter)
	if !r.ok() && !r.refused() {
		return unfit(r)
	}
	return nil
}
