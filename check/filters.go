package check

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

const filterRFC = "RFC 7644 section 3.4.2.2"

var filterRules = []rule{
	{"filter.eq", "eq finds equal values", filterRFC, "R-106", Must,
		"exactly the one user", finds(`userName eq "cast-{run}-alpha@example.com"`, "alpha")},
	{"filter.eq.part", "eq does not find parts of the value", filterRFC, "R-106", Must,
		"no user for the beginning, the end or the middle of a userName", filterPart},
	{"filter.ne", "ne finds other values", filterRFC, "R-106", Must,
		"the other user, not the one with this userName", divides(`userName ne "cast-{run}-alpha@example.com"`,
			[]string{"bravo"}, []string{"alpha"})},
	{"filter.ne.part", "ne finds whose value only contains the text", filterRFC, "R-106", Must,
		"the user, whose userName is longer", divides(`userName ne "cast-{run}-alpha"`, []string{"alpha"}, nil)},
	{"filter.co", "co finds a part of the value", filterRFC, "R-106", Must,
		"exactly the user whose userName contains the text", finds(`userName co "{run}-Bravo@"`, "bravo")},
	{"filter.sw", "sw finds the beginning of the value", filterRFC, "R-106", Must,
		"exactly the users whose userName begins with the text", finds(`userName sw "cast-{run}-"`, "alpha", "bravo",
			"charlie")},
	{"filter.sw.inside", "sw does not find the middle of the value", filterRFC, "R-106", Must,
		"no user", finds(`userName sw "ast-{run}-"`)},
	{"filter.ew", "ew finds the end of the value", filterRFC, "R-106", Must,
		"exactly the user whose userName ends with the text", finds(`userName ew "{run}-alpha@example.com"`, "alpha")},
	{"filter.ew.inside", "ew does not find the middle of the value", filterRFC, "R-106", Must,
		"no user", divides(`userName ew "alpha@example.co"`, nil, []string{"alpha"})},
	{"filter.pr", "pr finds users who have a value", filterRFC, "R-106 R-112", Must,
		"the users with a title, not the one without", divides(`title pr`, []string{"alpha", "bravo"}, []string{"charlie"})},
	{"filter.pr.complex", "pr on a complex attribute finds non-empty ones", filterRFC, "R-112", Must,
		"the user, who has a name", divides(`name pr`, []string{"alpha"}, nil)},
	{"filter.gt", "gt compares strings", filterRFC, "R-106 R-110", Must,
		"Builder but not Analyst for titles above B", divides(`title gt "B"`, []string{"bravo"},
			[]string{"alpha", "charlie"})},
	{"filter.gt.equal", "gt leaves out the value itself", filterRFC, "R-106 R-110", Must,
		"Builder but not Analyst for titles above Analyst", divides(`title gt "Analyst-{run}"`, []string{"bravo"},
			[]string{"alpha", "charlie"})},
	{"filter.ge", "ge includes the value itself", filterRFC, "R-106 R-110", Must,
		"both titles from Analyst on, and no user without a title", divides(`title ge "Analyst-{run}"`,
			[]string{"alpha", "bravo"}, []string{"charlie"})},
	{"filter.ge.below", "ge does not find smaller values", filterRFC, "R-106 R-110", Must,
		"Builder but not Analyst from Builder on", divides(`title ge "Builder-{run}"`, []string{"bravo"},
			[]string{"alpha", "charlie"})},
	{"filter.lt", "lt compares strings", filterRFC, "R-106 R-110", Must,
		"Analyst but not Builder for titles below B", divides(`title lt "B"`, []string{"alpha"}, []string{"bravo"})},
	{"filter.lt.equal", "lt leaves out the value itself", filterRFC, "R-106 R-110", Must,
		"Analyst but not Builder for titles below Builder", divides(`title lt "Builder-{run}"`, []string{"alpha"},
			[]string{"bravo", "charlie"})},
	{"filter.le", "le includes the value itself", filterRFC, "R-106 R-110", Must,
		"Analyst but not Builder up to Analyst", divides(`title le "Analyst-{run}"`, []string{"alpha"}, []string{"bravo"})},
	{"filter.le.below", "le finds smaller values too", filterRFC, "R-106 R-110", Must,
		"both titles up to Builder, and no user without a title", divides(`title le "Builder-{run}"`,
			[]string{"alpha", "bravo"}, []string{"charlie"})},
	{"filter.and", "and needs both sides", filterRFC, "R-106", Must,
		"exactly the user for whom both hold", filterAnd},
	{"filter.or", "or needs one side", filterRFC, "R-106", Must,
		"exactly the users for whom one holds", finds(`title eq "Analyst-{run}" or title eq "Builder-{run}"`, "alpha",
			"bravo")},
	{"filter.not", "not turns the expression round", filterRFC, "R-106", Must,
		"everybody but the analyst", divides(`not (title eq "Analyst-{run}")`, []string{"bravo", "charlie"},
			[]string{"alpha"})},
	{"filter.not.nospace", "not may stand directly before the bracket", filterRFC + ", erratum 7319", "R-118", Should,
		"the same as with a space", divides(`not(title eq "Analyst-{run}")`, []string{"bravo"}, []string{"alpha"})},
	{"filter.not.precedence", "not binds stronger than and", filterRFC, "R-108", Must,
		"the contractor alone, who is not the analyst", divides(`not (title eq "Analyst-{run}") and userType eq "Contractor-{run}"`, []string{"bravo"}, []string{"alpha", "charlie"})},
	{"filter.precedence", "and binds stronger than or", filterRFC, "R-108", Must,
		"the analyst, and the builder only if also the rest holds",
		finds(`title eq "Analyst-{run}" or title eq "Builder-{run}" and userType eq "nobody"`, "alpha")},
	{"filter.grouping", "Parentheses come before and", filterRFC, "R-108", Must,
		"exactly the contractor", finds(`(title eq "Analyst-{run}" or title eq "Builder-{run}") and userType eq "Contractor-{run}"`, "bravo")},
	{"filter.operator.case", "Operators are understood in any case", filterRFC, "R-107", Must,
		"the same user as in lower case", finds(`userName EQ "cast-{run}-alpha@example.com" AND id Pr`, "alpha")},
	{"filter.attribute.case", "Attribute names are understood in any case", filterRFC, "R-107 R-003", Must,
		"the same user as in the schema's spelling", finds(`USERNAME eq "cast-{run}-alpha@example.com"`, "alpha")},
	{"filter.value.case", "userName is compared without regard to case", filterRFC, "R-111 R-072", Must,
		"the user whose userName differs in case only", finds(`userName eq "CAST-{run}-BRAVO@EXAMPLE.COM"`, "bravo")},
	{"filter.value.case.part", "co, sw and ew on userName have no regard to case either", filterRFC, "R-111 R-072", Must,
		"the user whose userName differs in case only", filterPartCase},
	{"filter.externalid", "A user is found by externalId", filterRFC, "R-106 R-235", Must,
		"exactly the user with this externalId", finds(`externalId eq "Ext-{run}-Alpha"`, "alpha")},
	{"filter.externalid.case", "externalId is compared with regard to case", "RFC 7643 section 3.1", "R-111 R-034", Must,
		"no user for an externalId in other case", finds(`externalId eq "EXT-{run}-ALPHA"`)},
	{"filter.id", "A user is found by id", filterRFC, "R-106", Must,
		"exactly the user", finds(`id eq "{id}"`, "alpha")},
	{"filter.id.case", "id is compared with regard to case", "RFC 7643 section 3.1", "R-111 R-028", Must,
		"no user for an id in other case", filterIDCase},
	{"filter.urn", "A name may carry its schema's URN", filterRFC, "R-117 R-188", Must,
		"the same user as with the bare name", finds(urnUser+`:userName eq "cast-{run}-alpha@example.com"`, "alpha")},
	{"filter.extension", "Extension attributes are found by URN", filterRFC, "R-117 R-188", Must,
		"exactly the user of this department", extensionFilter},
	{"filter.sub", "Sub-attributes are found", filterRFC, "R-114", Must,
		"exactly the user with this family name", finds(`name.familyName eq "Baker-{run}"`, "bravo")},
	{"filter.multi", "Any value of a list can match", filterRFC, "R-113 R-114", Must,
		"the user, by the second e-mail address", finds(`emails.value eq "alpha-home-{run}@example.com"`, "alpha")},
	{"filter.valuepath", "A value path finds an element of a list", filterRFC, "R-113", Must,
		"exactly the user with this work address", finds(`emails[type eq "work" and value eq "alpha-work-{run}@example.com"]`,
			"alpha")},
	{"filter.valuepath.one", "One element must satisfy the whole bracket", filterRFC, "R-113", Must,
		"no user: the address is of another type", finds(`emails[type eq "work" and value eq "alpha-home-{run}@example.com"]`)},
	{"filter.valuepath.not", "not turns an expression in a value path round", filterRFC, "R-106 R-113", Must,
		"no user: the address is of the type that is ruled out",
		finds(`emails[not (type eq "work") and value eq "alpha-work-{run}@example.com"]`)},
	{"filter.valuepath.or", "or and not work inside a value path", filterRFC, "R-106 R-113", Must,
		"the user with either address", finds(`emails[not (type eq "work") and (value eq "alpha-home-{run}@example.com" or value eq "bravo-home-{run}@example.com")]`, "alpha", "bravo")},
	{"filter.valuepath.and", "A value path can be one side of and", filterRFC, "R-106 R-113", Must,
		"exactly the inactive user", finds(`active eq false and emails[value co "home-{run}"]`, "bravo")},
	{"filter.boolean", "Booleans are compared", filterRFC, "R-116", Must,
		"bravo is inactive, alpha is active", divides(`active eq true`, []string{"alpha"}, []string{"bravo"})},
	{"filter.datetime", "Times are compared as times", filterRFC, "R-110", Must,
		"the user for created after a day ago and before a day ahead, in any time zone", filterTimes},
	{"filter.escape", "Quotes and backslashes in values are escaped as in JSON", filterRFC, "R-116", Must,
		"exactly the user with this nickName", finds(`nickName eq "Q\"uo\\te-{run}"`, "alpha")},
	{"filter.escape.unicode", "Unicode escapes in values are understood", filterRFC, "R-116", Must,
		"exactly the user with this nickName", finds(`nickName eq "\u0051\"uo\u005cte-{run}"`, "alpha")},
	{"filter.none", "No match is an empty list, not an error", "RFC 7644 section 3.4.2", "R-101 R-097", Must,
		"200 with totalResults 0", finds(`userName eq "{run}-nobody"`)},
	{"filter.absent", "An attribute without a value equals nothing", filterRFC, "R-112", Must,
		"no user without a title", divides(`title eq "Analyst-{run}"`, nil, []string{"charlie"})},
	{"filter.root", "A query at the root finds resources of every type", "RFC 7644 section 3.4.2.1", "R-103 R-104", Must,
		"exactly the user; or a refusal with 403, 404, 405 or 501", filterRoot},
	{"filter.password", "A password cannot be guessed by filter", "RFC 7644 section 7.5.2", "R-048 R-208", Should,
		"a refusal, or no user for a part of the password", filterPassword},
	{"filter.long", "A filter with many terms is answered or refused", "RFC 7644 section 7", "R-209", Should,
		"200, or a refusal with 4xx", filterLong},
}

func filterPart(p *probe) error {
	for _, part := range []string{"cast-{run}-alpha", "{run}-alpha@example.com", "{run}"} {
		if err := finds(`userName eq "` + part + `"`)(p); err != nil {
			return err
		}
	}
	return nil
}

func filterPartCase(p *probe) error {
	for _, filter := range []string{`userName co "{RUN}-BRAVO"`, `userName ew "{RUN}-BRAVO@EXAMPLE.COM"`,
		`userName sw "CAST-{RUN}-BRAVO"`} {
		if err := finds(strings.ReplaceAll(filter, "{RUN}", strings.ToUpper(p.run)), "bravo")(p); err != nil {
			return err
		}
	}
	return nil
}

func filterIDCase(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	other := swapped(c.alpha.id)
	if other == c.alpha.id {
		return skip("check.noLetters")
	}
	return exactly(p.list("/Users", fmt.Sprintf("id eq %q", other)), nil)
}

func filterAnd(p *probe) error {
	for _, err := range []error{
		finds(`userName eq "cast-{run}-alpha@example.com" and id eq "{id}"`, "alpha")(p),
		finds(`userName eq "cast-{run}-Bravo@example.com" and id eq "{id}"`)(p),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func extensionFilter(p *probe) error {
	if err := p.needsEnterprise(); err != nil {
		return err
	}
	return finds(urnEnterprise+`:department eq "Tools-{run}"`, "alpha")(p)
}

// filterTimes asks for one moment in several zones: a server that compares dateTimes as
// strings answers differently.
func filterTimes(p *probe) error {
	now := time.Now().UTC()
	created := func(verb string, t time.Time, zone int) string {
		return fmt.Sprintf("meta.created %s %q", verb, t.In(time.FixedZone("", zone*3600)).Format(time.RFC3339))
	}
	for _, zone := range []int{0, 13, -11} {
		past, future := now.Add(-6*time.Hour), now.Add(6*time.Hour)
		for _, err := range []error{
			divides(created("gt", past, zone), []string{"alpha"}, nil)(p),
			divides(created("lt", future, zone), []string{"alpha"}, nil)(p),
			divides(created("gt", future, zone), nil, []string{"alpha"})(p),
			divides(created("lt", past, zone), nil, []string{"alpha"})(p),
		} {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func filterRoot(p *probe) error {
	c, err := p.people()
	if err != nil {
		return err
	}
	r := p.list("", p.fill(`userName eq "cast-{run}-alpha@example.com"`))
	switch r.Status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return nil
	}
	return exactly(r, []resource{c.alpha})
}

func filterPassword(p *probe) error {
	u, err := p.newUser(obj{"password": secret})
	if err != nil {
		return err
	}
	for _, f := range []string{`password sw "Pw-7"`, `password co "Zebra"`} {
		r := p.list("/Users", fmt.Sprintf("userName eq %q and %s", u.name, f))
		if r.refused() {
			continue
		}
		if err := exactly(r, nil); err != nil {
			return err
		}
	}
	return nil
}

func filterLong(p *probe) error {
	filter := `userName eq "nobody"` + strings.Repeat(` or userName eq "nobody"`, 500)
	r := p.post("/Users/.search", obj{"schemas": arr{urnSearch}, "filter": filter})
	if !p.server.needsSearch().IsZero() {
		r = p.list("/Users", `userName eq "nobody"`+strings.Repeat(` or userName eq "nobody"`, 100))
	}
	if !r.ok() && !r.refused() {
		return unfit(r)
	}
	return nil
}
