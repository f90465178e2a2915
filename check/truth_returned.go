package check

import (
	"net/http"
	"net/url"
	"strings"
)

// shownIn reports whether a value of a, or of its sub-attribute sub if there is one, is in r.
func shownIn(r *reply, a part, sub string) bool {
	v := r.at(a.path())
	if sub == "" {
		return !empty(v)
	}
	for _, e := range elements(v) {
		if m, _ := e.(obj); m[sub] != nil {
			return true
		}
	}
	return false
}

// truthReturned reads a user, and a group, in four ways: plainly, asking for everything, asking for one attribute
// that is not the one in question, and leaving everything out.
func truthReturned(p *probe) error {
	all, err := p.specimens()
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := p.returns(s); err != nil {
			return err
		}
	}
	return nil
}

// returns compares what is published about the attributes of s with its reads.
func (p *probe) returns(s *specimen) error {
	var names []string
	for _, a := range s.parts {
		names = append(names, a.asked())
	}
	read := func(query string) *reply { return p.get(s.path + query) }
	all := url.QueryEscape(strings.Join(names, ","))
	first, second := "userName", "displayName"
	switch {
	case strings.HasPrefix(s.path, "/Groups"):
		first, second = second, "members"
	case !p.server.has(second):
		second = "name"
	}
	views := returnedViews{plain: read(""), asked: read("?attributes=" + all), without: read("?excludedAttributes=" + all),
		first: read("?attributes=" + first), name: first, second: read("?attributes=" + second)}
	for _, r := range []*reply{views.plain, views.asked, views.without, views.first, views.second} {
		if err := want(r, http.StatusOK); err != nil {
			return err
		}
	}
	for _, a := range s.parts {
		sent, wasSent, _ := lookup(s.sent, a.path())
		if err := views.judge(a, "", a.definition, wasSent); err != nil {
			return err
		}
		for _, sub := range a.subs {
			if a.returned == "default" {
				if err := views.judge(a, sub.name, sub, firstOf(sent)[sub.name] != nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// returnedViews are one user as several questions show it.
type returnedViews struct {
	plain, asked, without *reply
	first, second         *reply // asked for the attribute name, and for another one
	name                  string
}

// judge compares what is published about an attribute, or a sub-attribute of it, with the views.
func (v returnedViews) judge(a part, sub string, d definition, sent bool) error {
	name := a.asked()
	if sub != "" {
		name += "." + sub
	}
	if a.name == "schemas" {
		return nil // it is in every answer: RFC 7643 section 3
	}
	other := v.first
	if strings.EqualFold(a.name, v.name) {
		other = v.second
	}
	inPlain, inAsked, inOther, inWithout := shownIn(v.plain, a, sub), shownIn(v.asked, a, sub), shownIn(other, a, sub),
		shownIn(v.without, a, sub)
	complain := func(r *reply, key string) error { return wrong(r, key, "name", name, "returned", d.returned) }
	switch {
	case d.mutability == "writeonly" && inPlain:
		return wrong(v.plain, "check.writeOnly", "name", name)
	case d.returned == "never" && inPlain:
		return complain(v.plain, "check.returned.there")
	case d.returned == "never" && inAsked:
		return complain(v.asked, "check.returned.thereAsked")
	case d.returned == "request" && inPlain:
		return complain(v.plain, "check.returned.thereUnasked")
	case d.returned == "request" && sent && !inAsked:
		return complain(v.asked, "check.returned.missingAsked")
	case d.returned == "always" && sent && !inPlain:
		return complain(v.plain, "check.returned.missing")
	case d.returned == "always" && sub == "" && inPlain && !inOther:
		return complain(other, "check.returned.missingOther")
	case d.returned == "always" && sub == "" && inPlain && !inWithout:
		return complain(v.without, "check.returned.leftOut")
	case d.returned == "default" && sent && !inPlain && inAsked:
		return complain(v.plain, "check.returned.onlyAsked")
	case d.returned == "default" && sub == "" && a.urn == "" && inOther:
		return complain(other, "check.returned.thereOther")
	case d.returned == "default" && sub == "" && a.urn == "" && inWithout:
		return complain(v.without, "check.returned.notLeftOut")
	case d.returned == "default" && d.mutability == "writeonly":
		return complain(v.plain, "check.returned.thoughWriteOnly")
	}
	return nil
}
