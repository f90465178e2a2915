package csvfile

import (
	"maps"
	"strings"
)

// Enterprise is the schema of what a company says of its employees (RFC 7643 section 4.3).
const Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// plain are the fields that are an attribute of their own.
var plain = map[Field]string{
	ExternalID: "externalId", DisplayName: "displayName", Title: "title", Language: "preferredLanguage",
	Locale:   "locale",
	Timezone: "timezone", UserType: "userType",
}

// inName, inEnterprise and inAddress are the fields that are part of one.
var (
	inName       = map[Field]string{GivenName: "givenName", FamilyName: "familyName"}
	inEnterprise = map[Field]string{
		EmployeeNumber: "employeeNumber", Department: "department", Division: "division", Organization: "organization",
		CostCenter: "costCenter",
	}
	inAddress = map[Field]string{
		Street: "streetAddress", Locality: "locality", Region: "region", PostalCode: "postalCode", Country: "country",
	}
)

// Apply makes of somebody's attributes, a resource of RFC 7643 as encoding/json decodes one into an any, what they are
// after the row: what the row gives is set, what it clears is gone, all else is as it was. existing is left as it is
// and shares nothing with the answer; nil is somebody new. The row has to be without faults.
//
// The address is the primary one of emails, of type work; the others are of type other. Somebody who is given no
// userName has the address as one, and keeps it so when the address changes. The manager is named by what the cell
// says, as value in the manager of the enterprise extension; who knows whom that is puts it right. Groups, Licenses,
// StartDate and EndDate are no attributes.
func (r *Row) Apply(existing map[string]any) map[string]any {
	user, _ := clone(existing).(map[string]any)
	if user == nil {
		user = map[string]any{}
	}
	former := r.emails(user)
	r.userName(user, former)
	r.texts(user, plain)
	r.within(user, "name", inName)
	r.within(user, Enterprise, inEnterprise)
	r.manager(user)
	r.phone(user, Phone, "work")
	r.phone(user, Mobile, "mobile")
	r.address(user)
	switch v := r.Get(Active); v.State {
	case Given:
		user["active"] = v.Text == "true"
	case Cleared:
		delete(user, "active")
	}
	return user
}

// texts sets and clears attributes of text.
func (r *Row) texts(of map[string]any, attributes map[Field]string) {
	for f, name := range attributes {
		switch v := r.Get(f); v.State {
		case Given:
			of[name] = v.Text
		case Cleared:
			delete(of, name)
		}
	}
}

// touches reports whether the row says anything of some fields.
func (r *Row) touches(fields map[Field]string) bool {
	for f := range fields {
		if s := r.Get(f).State; s == Given || s == Cleared {
			return true
		}
	}
	return false
}

// within sets and clears parts of an attribute, which goes with its last one.
func (r *Row) within(user map[string]any, attribute string, parts map[Field]string) {
	if !r.touches(parts) {
		return
	}
	of, there := user[attribute].(map[string]any)
	if !there {
		of = map[string]any{}
	}
	r.texts(of, parts)
	put(user, attribute, of)
}

func put(user map[string]any, attribute string, of map[string]any) {
	if len(of) == 0 {
		delete(user, attribute)
	} else {
		user[attribute] = of
	}
}

// manager sets who the manager is.
func (r *Row) manager(user map[string]any) {
	v := r.Get(Manager)
	if v.State != Given && v.State != Cleared {
		return
	}
	of, there := user[Enterprise].(map[string]any)
	if !there {
		of = map[string]any{}
	}
	if delete(of, "manager"); v.State == Given {
		of["manager"] = map[string]any{"value": v.Text}
	}
	put(user, Enterprise, of)
}

// userName sets the login, whose default is the address.
func (r *Row) userName(user map[string]any, former string) {
	login, _ := user["userName"].(string)
	switch v := r.Get(UserName); {
	case v.State == Given:
		user["userName"] = v.Text
	case v.State == Cleared || login == "" || former != "" && strings.EqualFold(login, former):
		user["userName"] = r.Text(Email)
	}
}

// emails sets the addresses, and gives the one that was the primary one before.
func (r *Row) emails(user map[string]any) (former string) {
	own := r.Text(Email)
	primary := map[string]any{"value": own, "type": "work", "primary": true}
	var others []any
	for _, one := range entries(user, "emails") {
		value, _ := one["value"].(string)
		if one["primary"] == true && former == "" {
			if former = value; strings.EqualFold(value, own) {
				primary = one
				primary["value"] = own
			}
			continue
		}
		if value != "" && !strings.EqualFold(value, own) {
			if one["primary"] == true {
				delete(one, "primary")
			}
			others = append(others, one)
		}
	}
	switch v := r.Get(OtherEmails); v.State {
	case Given:
		others = nil
		for _, value := range r.List(OtherEmails) {
			if !strings.EqualFold(value, own) {
				others = append(others, map[string]any{"value": value, "type": "other"})
			}
		}
	case Cleared:
		others = nil
	}
	user["emails"] = append([]any{primary}, others...)
	return former
}

// phone sets the number of a type.
func (r *Row) phone(user map[string]any, f Field, kind string) {
	v := r.Get(f)
	if v.State != Given && v.State != Cleared {
		return
	}
	var all []any
	placed := v.State == Cleared
	for _, one := range entries(user, "phoneNumbers") {
		if one["type"] != kind {
			all = append(all, one)
		} else if !placed {
			one["value"], placed = v.Text, true
			all = append(all, one)
		}
	}
	if !placed {
		all = append(all, map[string]any{"value": v.Text, "type": kind})
	}
	list(user, "phoneNumbers", all)
}

// address sets and clears parts of the address at work, of which there is one then, as there is one number at work.
func (r *Row) address(user map[string]any) {
	if !r.touches(inAddress) {
		return
	}
	work := map[string]any{}
	var all []any
	at := -1
	for _, one := range entries(user, "addresses") {
		if one["type"] == "work" {
			if at >= 0 {
				continue
			}
			at, work = len(all), maps.Clone(one)
		}
		all = append(all, one)
	}
	r.texts(work, inAddress)
	parts := 0
	for _, name := range inAddress {
		if _, there := work[name]; there {
			parts++
		}
	}
	switch {
	case at >= 0 && parts > 0:
		all[at] = work
	case at >= 0:
		all = append(all[:at], all[at+1:]...)
	case parts > 0:
		work["type"] = "work"
		all = append(all, work)
	}
	list(user, "addresses", all)
}

func list(user map[string]any, attribute string, all []any) {
	if len(all) == 0 {
		delete(user, attribute)
	} else {
		user[attribute] = all
	}
}

// entries are the complex values of an attribute.
func entries(user map[string]any, attribute string) []map[string]any {
	values, _ := user[attribute].([]any)
	var all []map[string]any
	for _, v := range values {
		if one, is := v.(map[string]any); is {
			all = append(all, one)
		}
	}
	return all
}

// clone is a value that shares nothing with another one.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if v == nil {
			return nil
		}
		out := make(map[string]any, len(v))
		for name, one := range v {
			out[name] = clone(one)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, one := range v {
			out[i] = clone(one)
		}
		return out
	}
	return v
}
