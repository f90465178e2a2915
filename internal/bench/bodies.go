package bench

import (
	"encoding/json"
	"strconv"
)

// The schemas and messages of RFC 7643 and RFC 7644 that requests name.
const (
	userSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	groupSchema      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	patchMessage     = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// PersonJSON is a person as the load tool creates it, about one kilobyte of JSON. userName is an e-mail address of
// letters, digits, dots and hyphens.
func PersonJSON(userName string) []byte { return appendPerson(nil, userName, 0, true) }

// appendPerson writes a person. The edit number stands in two attributes, so that a replaced person differs from
// the one before.
func appendPerson(b []byte, userName string, edit int, active bool) []byte {
	b = append(b, `{"schemas":["`+userSchema+`","`+enterpriseSchema+`"],"userName":"`...)
	b = append(b, userName...)
	b = append(b, `","externalId":"`...)
	b = append(b, externalID(userName)...)
	b = append(b, `","name":{"formatted":"Robin Quayle","givenName":"Robin","familyName":"Quayle"},`...)
	b = append(b, `"displayName":"Robin Quayle","nickName":"Robin","title":"Surveyor `...)
	b = strconv.AppendInt(b, int64(edit), 10)
	b = append(b, `","userType":"Employee","preferredLanguage":"en-GB","locale":"en-GB","timezone":"Europe/Dublin","active":`...)
	b = strconv.AppendBool(b, active)
	b = append(b, `,"emails":[{"value":"`...)
	b = append(b, userName...)
	b = append(b, `","type":"work","primary":true}],`...)
	b = append(b, `"phoneNumbers":[{"value":"+353 1 555 0100","type":"work"},{"value":"+353 87 555 0101","type":"mobile"}],`...)
	b = append(b, `"addresses":[{"type":"work","streetAddress":"12 Harbour Row","locality":"Dublin","postalCode":"D02 X285","country":"IE","primary":true}],`...)
	b = append(b, `"`+enterpriseSchema+`":{"employeeNumber":"`...)
	b = append(b, externalID(userName)...)
	b = append(b, `","costCenter":"4130","organization":"Harbour Works","division":"Field","department":"Surveys `...)
	b = strconv.AppendInt(b, int64(edit), 10)
	return append(b, `"}}`...)
}

// externalID derives the key under which the identity provider knows a person.
func externalID(userName string) string { return "ext-" + userName }

func appendGroup(b []byte, displayName string) []byte {
	b = append(b, `{"schemas":["`+groupSchema+`"],"displayName":"`...)
	b = append(b, displayName...)
	return append(b, `","members":[]}`...)
}

// patch wraps operations, each a JSON object, into a PatchOp message (RFC 7644 3.5.2).
func patch(b []byte, operations ...string) []byte {
	b = append(b, `{"schemas":["`+patchMessage+`"],"Operations":[`...)
	for i, operation := range operations {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, operation...)
	}
	return append(b, `]}`...)
}

// addMember is an operation that adds members, each given as a JSON string.
func addMember(refs ...string) string {
	b := []byte(`{"op":"add","path":"members","value":[`)
	for i, ref := range refs {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"value":`...)
		b = append(b, ref...)
		b = append(b, '}')
	}
	return string(append(b, `]}`...))
}

// removeMember is an operation that removes one member, given as a JSON string, by a filtered path.
func removeMember(ref string) string {
	return `{"op":"remove","path":` + quote(`members[value eq `+ref+`]`) + `}`
}

// setActive is an operation that suspends or revives a person.
func setActive(active bool) string {
	return `{"op":"replace","path":"active","value":` + strconv.FormatBool(active) + `}`
}

// quote makes a JSON string of any text.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(quoted)
}
