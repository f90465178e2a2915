package scim

import "testing"

// simple and complex single values.
func TestPatchSingleValues(t *testing.T) {
	runPatchCases(t, []patchCase{
		{name: "add a missing value", before: `{"userName":"u"}`, ops: `{"op":"add","path":"nickName","value":"B"}`, after: `{"userName":"u","nickName":"B"}`},
		{name: "R-156 add replaces", before: `{"userName":"u","nickName":"A"}`, ops: `{"op":"add","path":"nickName","value":"B"}`, after: `{"userName":"u","nickName":"B"}`},
		{name: "R-157 add of the same", before: `{"userName":"u","nickName":"A"}`, ops: `{"op":"add","path":"nickName","value":"A"}`},
		{name: "R-165 replace of a missing value adds", before: `{"userName":"u"}`, ops: `{"op":"replace","path":"title","value":"T"}`, after: `{"userName":"u","title":"T"}`},
		{name: "R-160 remove", before: `{"userName":"u","title":"T"}`, ops: `{"op":"remove","path":"title"}`, after: `{"userName":"u"}`},
		{name: "remove of an absent value", before: `{"userName":"u"}`, ops: `{"op":"remove","path":"title"}`},
		{name: "replace by null", before: `{"userName":"u","title":"T"}`, ops: `{"op":"replace","path":"title","value":null}`, after: `{"userName":"u"}`},
		{name: "replace by the empty text", before: `{"userName":"u","title":"T"}`, ops: `{"op":"replace","path":"title","value":""}`, after: `{"userName":"u"}`},
		{name: "R-143 P3 op in any case", before: `{"userName":"u"}`, ops: `{"op":"ADD","path":"title","value":"T"}`, after: `{"userName":"u","title":"T"}`},
		{name: "P3 member names in any case", before: `{"userName":"u"}`, ops: `{"OP":"add","Path":"title","VALUE":"T","name":"x"}`, after: `{"userName":"u","title":"T"}`},
		{name: "P3 boolean as text", before: `{"userName":"u","active":true}`, ops: `{"op":"Replace","path":"active","value":"False"}`, after: `{"userName":"u","active":false}`},
		{name: "P3 a list of one", before: `{"userName":"u","active":true}`, ops: `{"op":"replace","path":"active","value":[false]}`, after: `{"userName":"u","active":false}`},
		{name: "R-003 names in any case", before: `{"userName":"u"}`, ops: `{"op":"add","path":"NAME.givenname","value":"G"}`, after: `{"userName":"u","name":{"givenName":"G"}}`},
		{name: "P4 sub-attribute leaves the others", before: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`, ops: `{"op":"replace","path":"name.familyName","value":"X"}`, after: `{"userName":"u","name":{"givenName":"G","familyName":"X"}}`},
		{name: "the last sub-attribute takes the value with it", before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"remove","path":"name.givenName"}`, after: `{"userName":"u"}`},
		{name: "R-154 add merges", before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"add","path":"name","value":{"familyName":"F"}}`, after: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`},
		{name: "R-167 replace merges", before: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`, ops: `{"op":"replace","path":"name","value":{"familyName":"X"}}`, after: `{"userName":"u","name":{"givenName":"G","familyName":"X"}}`},
		{name: "R-230 strict replace merges, too", strict: true, before: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`, ops: `{"op":"replace","path":"name","value":{"familyName":"X"}}`, after: `{"userName":"u","name":{"givenName":"G","familyName":"X"}}`},
		{name: "strict null inside a complex value", strict: true, before: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`, ops: `{"op":"replace","path":"name","value":{"familyName":null}}`, after: `{"userName":"u","name":{"givenName":"G"}}`},
		{name: "R-230 strict add merges", strict: true, before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"add","path":"name","value":{"familyName":"X"}}`, after: `{"userName":"u","name":{"givenName":"G","familyName":"X"}}`},
		{name: "null inside a complex value", before: `{"userName":"u","name":{"givenName":"G","familyName":"F"}}`, ops: `{"op":"replace","path":"name","value":{"familyName":null}}`, after: `{"userName":"u","name":{"givenName":"G"}}`},
		{name: "remove of a complex value", before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"remove","path":"name"}`, after: `{"userName":"u"}`},
		{name: "replace of a complex value by null", before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"replace","path":"name","value":null}`, after: `{"userName":"u"}`},
		{name: "add of null to a complex value", before: `{"userName":"u","name":{"givenName":"G"}}`, ops: `{"op":"add","path":"name","value":null}`},
		{name: "R-144 each sees the one before", before: `{"userName":"u"}`, ops: `{"op":"add","path":"title","value":"A"},{"op":"replace","path":"title","value":"B"},{"op":"remove","path":"title"}`},
		{name: "core URN before a path", before: `{"userName":"u"}`, ops: `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":"T"}`, after: `{"userName":"u","title":"T"}`},
		{name: "write-only passes", before: `{"userName":"u"}`, ops: `{"op":"replace","path":"password","value":"new secret"}`, after: `{"userName":"u","password":"new secret"}`},
		{name: "several values in a complex one are united", rt: "Device", before: `{"serial":"s","owner":{"value":"o","aliases":["a"]}}`, ops: `{"op":"add","path":"owner.aliases","value":["A","b"]}`, after: `{"serial":"s","owner":{"value":"o","aliases":["a","b"]}}`},
		{name: "several values in a complex one are replaced", rt: "Device", before: `{"serial":"s","owner":{"value":"o","aliases":["a"]}}`, ops: `{"op":"replace","path":"owner","value":{"aliases":["b"]}}`, after: `{"serial":"s","owner":{"value":"o","aliases":["b"]}}`},
		{name: "R-146 immutable set once", rt: "Device", before: `{"serial":"s"}`, ops: `{"op":"replace","path":"serial","value":"s"}`},
	})
}

// Rule P3, R-153, R-164: objects of attributes without a path.
func TestPatchPathless(t *testing.T) {
	runPatchCases(t, []patchCase{
		{name: "names", before: `{"userName":"u","active":true}`, ops: `{"op":"replace","value":{"active":false,"title":"T"}}`, after: `{"userName":"u","active":false,"title":"T"}`},
		{name: "dotted and URN keys", before: `{"userName":"u"}`, ops: `{"op":"add","value":{"name.givenName":"G","` + patchEnterprise + `:department":"D","` + patchEnterprise + `:manager.value":"m"}}`, after: `{"userName":"u","name":{"givenName":"G"},"` + patchEnterprise + `":{"department":"D","manager":{"value":"m"}}}`},
		{name: "extension object", before: `{"userName":"u","` + patchEnterprise + `":{"department":"D","division":"V"}}`, ops: `{"op":"replace","value":{"` + patchEnterprise + `":{"division":"W","manager":"m"}}}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D","division":"W","manager":{"value":"m"}}}`},
		{name: "what may not be written is passed over", before: `{"userName":"u"}`, ops: `{"op":"replace","value":{"id":"1","schemas":["x"],"meta":{"version":"1"},"groups":[{"value":"g"}],"title":"T","foo":1,"also unknown":2}}`, after: `{"userName":"u","title":"T"}`},
		{name: "lists are replaced", before: `{"userName":"u","emails":[{"value":"a"},{"value":"b"}]}`, ops: `{"op":"replace","value":{"emails":[{"value":"c"}]}}`, after: `{"userName":"u","emails":[{"value":"c"}]}`},
		{name: "lists are added to", before: `{"userName":"u","emails":[{"value":"a"}]}`, ops: `{"op":"add","value":{"emails":[{"value":"c"}]}}`, after: `{"userName":"u","emails":[{"value":"a"},{"value":"c"}]}`},
		{name: "the empty list", rt: "Group", before: `{"displayName":"g","members":[{"value":"a"}]}`, ops: `{"op":"replace","value":{"id":"1","displayName":"h","members":[]}}`, after: `{"displayName":"h"}`},
		{name: "nulls", before: `{"userName":"u","title":"T","name":{"givenName":"G"}}`, ops: `{"op":"replace","value":{"title":null,"name":null}}`, after: `{"userName":"u"}`},
		{name: "filtered keys", before: `{"userName":"u"}`, ops: `{"op":"replace","value":{"emails[type eq \"work\"].value":"w"}}`, after: `{"userName":"u","emails":[{"value":"w","type":"work"}]}`},
		{name: "core URN as key", before: `{"userName":"u"}`, ops: `{"op":"replace","value":{"urn:ietf:params:scim:schemas:core:2.0:User":{"title":"T"}}}`, after: `{"userName":"u","title":"T"}`},
		{name: "empty path", before: `{"userName":"u"}`, ops: `{"op":"replace","path":"","value":{"title":"T"}}`, after: `{"userName":"u","title":"T"}`},
	})
}

// R-044, rule P3: extensions, whole and in part.
func TestPatchExtensions(t *testing.T) {
	const with = `{"userName":"u","` + patchEnterprise + `":{"department":"D","manager":{"value":"m","$ref":"../Users/m"}}}`
	runPatchCases(t, []patchCase{
		{name: "appears", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"` + patchEnterprise + `:employeeNumber","value":"7"}`, after: `{"userName":"u","` + patchEnterprise + `":{"employeeNumber":"7"}}`},
		{name: "goes with its last value", before: `{"userName":"u","` + patchEnterprise + `":{"department":"D"}}`, ops: `{"op":"remove","path":"` + patchEnterprise + `:department"}`, after: `{"userName":"u"}`},
		{name: "removed whole", before: with, ops: `{"op":"remove","path":"` + patchEnterprise + `"}`, after: `{"userName":"u"}`},
		{name: "removed whole, absent", before: `{"userName":"u"}`, ops: `{"op":"remove","path":"` + patchEnterprise + `"}`},
		{name: "replaced by null", before: with, ops: `{"op":"replace","path":"` + patchEnterprise + `","value":null}`, after: `{"userName":"u"}`},
		{name: "add merges", before: with, ops: `{"op":"add","path":"` + patchEnterprise + `","value":{"division":"V"}}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D","division":"V","manager":{"value":"m","$ref":"../Users/m"}}}`},
		{name: "replace merges", before: with, ops: `{"op":"replace","path":"` + patchEnterprise + `","value":{"department":"E"}}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"E","manager":{"value":"m","$ref":"../Users/m"}}}`},
		{name: "R-230 strict replace merges, too", strict: true, before: with, ops: `{"op":"replace","path":"` + patchEnterprise + `","value":{"department":"E"}}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"E","manager":{"value":"m","$ref":"../Users/m"}}}`},
		{name: "manager as text", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"` + patchEnterprise + `:manager","value":"m"}`, after: `{"userName":"u","` + patchEnterprise + `":{"manager":{"value":"m"}}}`},
		{name: "manager as list under its short name", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"manager","value":[{"$ref":"../Users/m","value":"m"}]}`, after: `{"userName":"u","` + patchEnterprise + `":{"manager":{"value":"m","$ref":"../Users/m"}}}`},
		{name: "another manager drops the old address", before: with, ops: `{"op":"Replace","path":"` + patchEnterprise + `:manager","value":"n"}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D","manager":{"value":"n"}}}`},
		{name: "manager emptied", before: with, ops: `{"op":"Replace","path":"` + patchEnterprise + `:manager","value":""}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D"}}`},
		{name: "manager emptied inside", before: with, ops: `{"op":"Replace","path":"` + patchEnterprise + `:manager","value":{"value":""}}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D"}}`},
		{name: "manager removed, its value ignored", before: with, ops: `{"op":"Remove","path":"` + patchEnterprise + `:manager","value":"m"}`, after: `{"userName":"u","` + patchEnterprise + `":{"department":"D"}}`},
		{name: "list in an extension", rt: "Device", before: `{"serial":"s","` + patchBadge + `":{"doors":[{"value":"a","type":"in","primary":true}]}}`, ops: `{"op":"add","path":"` + patchBadge + `:doors[type eq \"out\"].primary","value":"true"},{"op":"add","path":"` + patchBadge + `:doors[type eq \"out\"].value","value":"b"},{"op":"add","path":"level","value":"3"}`, after: `{"serial":"s","` + patchBadge + `":{"level":3,"doors":[{"value":"a","type":"in","primary":false},{"value":"b","type":"out","primary":true}]}}`},
		{name: "list emptied takes the extension with it", rt: "Device", before: `{"serial":"s","` + patchBadge + `":{"doors":[{"value":"a","type":"in"}]}}`, ops: `{"op":"remove","path":"` + patchBadge + `:doors[type eq \"in\"].value"}`, after: `{"serial":"s"}`},
	})
}
