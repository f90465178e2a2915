package check

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// cast is three users that the read-only rules share. Everything about them carries the word
// of the run, so that filters find them and nobody else in a directory of any size.
type cast struct {
	alpha, bravo, charlie resource
}

// people returns the cast, creating it at the first call.
func (p *probe) people() (*cast, error) {
	if p.server.cast == nil && p.server.castErr == nil {
		p.server.cast, p.server.castErr = p.hire()
	}
	if f := (*finding)(nil); errors.As(p.server.castErr, &f) {
		return nil, f
	}
	return p.server.cast, p.server.castErr
}

// hire creates the cast. The case of the names differs on purpose, for the rules about case;
// bravo is inactive; charlie has no title, no home address and no employee data.
func (p *probe) hire() (*cast, error) {
	var c cast
	mail := func(who, kind string) string { return p.fill("%s-%s-{run}@example.com", who, kind) }
	people := []struct {
		to       *resource
		userName string
		extra    obj
	}{
		{&c.alpha, p.fill("cast-{run}-alpha@example.com"), obj{
			"displayName": p.fill("Alpha {run}"), "title": p.fill("Analyst-{run}"), "userType": p.fill("Employee-{run}"),
			"nickName": p.fill(`Q"uo\te-{run}`), "externalId": p.fill("Ext-{run}-Alpha"),
			"name": obj{"givenName": "Ada", "familyName": p.fill("Archer-{run}")},
			// What is not primary stands first, and would come last in an order by the first values.
			"emails": arr{
				obj{"value": mail("zulu", "other"), "type": "other"},
				obj{"value": mail("alpha", "work"), "type": "work", "primary": true},
				obj{"value": mail("alpha", "home"), "type": "home"},
			},
		}},
		{&c.bravo, p.fill("cast-{run}-Bravo@example.com"), obj{
			"displayName": p.fill("Bravo {run}"), "title": p.fill("Builder-{run}"), "userType": p.fill("Contractor-{run}"),
			"name": obj{"givenName": "Bob", "familyName": p.fill("Baker-{run}")}, "active": false,
			"emails": arr{
				obj{"value": mail("bravo", "work"), "type": "work", "primary": true},
				obj{"value": mail("bravo", "home"), "type": "home"},
			},
		}},
		{&c.charlie, p.fill("cast-{run}-charlie@example.com"), obj{
			"displayName": p.fill("Charlie {run}"),
			"name":        obj{"givenName": "Cy", "familyName": p.fill("Carter-{run}")},
			"emails":      arr{obj{"value": mail("charlie", "work"), "type": "work", "primary": true}},
		}},
	}
	for i, one := range people {
		if _, ok := p.server.schema(urnEnterprise); ok && i < 2 {
			one.extra["schemas"] = arr{urnUser, urnEnterprise}
			one.extra[urnEnterprise] = obj{"department": p.fill([]string{"Tools-{run}", "Sales-{run}"}[i])}
		}
		one.extra["userName"] = one.userName
		var err error
		if *one.to, err = p.newUser(one.extra); err != nil {
			return nil, err
		}
	}
	return &c, nil
}

// fill formats a text and puts the word of the run in the place of {run}.
func (p *probe) fill(format string, args ...any) string {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	return strings.ReplaceAll(format, "{run}", p.run)
}

// named returns members of the cast by name.
func (c *cast) named(names []string) []resource {
	var out []resource
	for _, n := range names {
		out = append(out, map[string]resource{"alpha": c.alpha, "bravo": c.bravo, "charlie": c.charlie}[n])
	}
	return out
}

// exactly fails unless r lists these resources and no others, in any order.
func exactly(r *reply, want []resource) error {
	if err := wantList(r); err != nil {
		return err
	}
	var ids, names []string
	for _, w := range want {
		ids, names = append(ids, w.id), append(names, w.name)
	}
	got := r.ids()
	slices.Sort(ids)
	slices.Sort(got)
	if !slices.Equal(ids, got) || r.number("$.totalResults") != len(want) {
		if len(want) == 0 {
			return wrong(r, "check.insteadNone", "answer", r.answer())
		}
		return wrong(r, "check.insteadExactly", "answer", r.answer(), "n", len(want), "names", strings.Join(names, ", "))
	}
	return nil
}

// wantList fails unless r is a list response.
func wantList(r *reply) error {
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	if !r.has("$.schemas", urnList) {
		return wrong(r, "check.butSchemas", "answer", r.answer(), "schemas", brief(r.at("$.schemas")))
	}
	return nil
}

// finds returns a rule that asks for users with a filter and wants exactly these of the cast.
// {run} in the filter is the word of the run, {id} alpha's id.
func finds(filter string, want ...string) func(*probe) error {
	return func(p *probe) error {
		if err := p.needsIn(filter); err != nil {
			return err
		}
		c, err := p.people()
		if err != nil {
			return err
		}
		filter := strings.ReplaceAll(p.fill(filter), "{id}", c.alpha.id)
		return exactly(p.list("/Users", filter), c.named(want))
	}
}

// divides returns a rule that asks, for one of the cast after the other, whether the
// expression holds: it must for those named in yes and must not for those in no. Each
// question names the person by userName, so the directory around them does not matter.
func divides(expression string, yes, no []string) func(*probe) error {
	return func(p *probe) error {
		if err := p.needsIn(expression); err != nil {
			return err
		}
		c, err := p.people()
		if err != nil {
			return err
		}
		for _, who := range slices.Concat(yes, no) {
			one := c.named([]string{who})
			var expected []resource
			if slices.Contains(yes, who) {
				expected = one
			}
			filter := fmt.Sprintf("userName eq %q and %s", one[0].name, p.fill(expression))
			if err := exactly(p.list("/Users", filter), expected); err != nil {
				return err
			}
		}
		return nil
	}
}
