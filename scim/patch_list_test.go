package scim

import "testing"

// whole multi-valued attributes.
func TestPatchLists(t *testing.T) {
	const ab = `{"displayName":"g","members":[{"value":"a","display":"A"},{"value":"b"}]}`
	runPatchCases(t, []patchCase{
		{name: "add", rt: "Group", before: `{"displayName":"g"}`, ops: `{"op":"add","path":"members","value":[{"value":"a","$ref":null}]}`, after: `{"displayName":"g","members":[{"value":"a"}]}`},
		{name: "P5 add twice", rt: "Group", before: ab, ops: `{"op":"add","path":"members","value":[{"value":"a"},{"value":"a"}]}`},
		{name: "P5 add again with another $ref", rt: "Group", before: `{"displayName":"g","members":[{"value":"a","$ref":"x/a","type":"User"}]}`, ops: `{"op":"add","path":"members","value":[{"value":"a","$ref":"y/a"}]}`},
		{name: "add merges by value", rt: "Group", before: ab, ops: `{"op":"add","path":"members","value":[{"value":"b","display":"B"}]}`, after: `{"displayName":"g","members":[{"value":"a","display":"A"},{"value":"b","display":"B"}]}`},
		{name: "P3 one object for a list", rt: "Group", before: ab, ops: `{"op":"add","path":"members","value":{"value":"c"}}`, after: `{"displayName":"g","members":[{"value":"a","display":"A"},{"value":"b"},{"value":"c"}]}`},
		{name: "P3 a text for a list", rt: "Group", before: ab, ops: `{"op":"add","path":"members","value":"c"}`, after: `{"displayName":"g","members":[{"value":"a","display":"A"},{"value":"b"},{"value":"c"}]}`},
		{name: "R-166 replace", rt: "Group", before: ab, ops: `{"op":"replace","path":"members","value":[{"value":"c"},{"value":"c","display":"C"}]}`, after: `{"displayName":"g","members":[{"value":"c","display":"C"}]}`},
		{name: "replace by []", rt: "Group", before: ab, ops: `{"op":"replace","path":"members","value":[]}`, after: `{"displayName":"g"}`},
		{name: "add of []", rt: "Group", before: ab, ops: `{"op":"add","path":"members","value":[]}`},
		{name: "R-161 remove", rt: "Group", before: ab, ops: `{"op":"remove","path":"members"}`, after: `{"displayName":"g"}`},
		{name: "Entra's remove by value", rt: "Group", before: ab, ops: `{"op":"Remove","path":"members","value":[{"$ref":null,"value":"a"}]}`, after: `{"displayName":"g","members":[{"value":"b"}]}`},
		{name: "remove by text", rt: "Group", before: ab, ops: `{"op":"Remove","path":"members","value":"a"}`, after: `{"displayName":"g","members":[{"value":"b"}]}`},
		{name: "P5 remove of somebody else", rt: "Group", before: ab, ops: `{"op":"Remove","path":"members","value":[{"value":"x"}]}`},
		{name: "remove of nobody removes nobody", rt: "Group", before: ab, ops: `{"op":"Remove","path":"members","value":[]}`},
		{name: "remove of the empty text removes nobody", rt: "Group", before: ab, ops: `{"op":"Remove","path":"members","value":""}`},
		{name: "remove by value and type", before: `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"a","type":"home"}]}`, ops: `{"op":"remove","path":"emails","value":[{"value":"A","type":"home","primary":true}]}`, after: `{"userName":"u","emails":[{"value":"a","type":"work"}]}`},
		{name: "remove by other sub-attributes", before: `{"userName":"u","addresses":[{"type":"work","locality":"X"},{"type":"home","locality":"X"}]}`, ops: `{"op":"remove","path":"addresses","value":[{"type":"home"}]}`, after: `{"userName":"u","addresses":[{"type":"work","locality":"X"}]}`},
		{name: "the same value under another type is another", before: `{"userName":"u","emails":[{"value":"a","type":"work"}]}`, ops: `{"op":"add","path":"emails","value":[{"value":"a","type":"home"}]}`, after: `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"a","type":"home"}]}`},
		{name: "a type is learned", before: `{"userName":"u","emails":[{"value":"a"}]}`, ops: `{"op":"add","path":"emails","value":[{"value":"a","type":"home"},{"value":"a","type":"work"}]}`, after: `{"userName":"u","emails":[{"value":"a","type":"home"},{"value":"a","type":"work"}]}`},
		{name: "R-157 equal but for case", before: `{"userName":"u","emails":[{"value":"a","type":"work"}]}`, ops: `{"op":"add","path":"emails","value":[{"value":"A","type":"Work"}]}`},
		{name: "equal addresses are not repeated", before: `{"userName":"u","addresses":[{"type":"work","locality":"X"}]}`, ops: `{"op":"add","path":"addresses","value":[{"locality":"X","type":"work"},{"type":"work"}]}`, after: `{"userName":"u","addresses":[{"type":"work","locality":"X"},{"type":"work"}]}`},
		{name: "R-147 primary moves", before: `{"userName":"u","emails":[{"value":"a","primary":true},{"value":"b"}]}`, ops: `{"op":"add","path":"emails","value":[{"value":"c","primary":true}]}`, after: `{"userName":"u","emails":[{"value":"a","primary":false},{"value":"b"},{"value":"c","primary":true}]}`},
		{name: "simple values", rt: "Device", before: `{"serial":"s","tags":["a"],"slots":[1]}`, ops: `{"op":"add","path":"tags","value":["A","b"]},{"op":"add","path":"slots","value":"2"},{"op":"remove","path":"tags","value":["a"]}`, after: `{"serial":"s","tags":["b"],"slots":[1,2]}`},
		{name: "simple values through a filter", rt: "Device", before: `{"serial":"s","tags":["a","b"]}`, ops: `{"op":"replace","path":"tags[value eq \"a\"]","value":"c"},{"op":"remove","path":"tags[value sw \"b\"]"},{"op":"add","path":"slots[value eq 5]","value":5}`, after: `{"serial":"s","tags":["c"],"slots":[5]}`},
		{name: "simple values meet", rt: "Device", before: `{"serial":"s","tags":["a","b"]}`, ops: `{"op":"replace","path":"tags[value eq \"a\"]","value":"b"}`, after: `{"serial":"s","tags":["b"]}`},
	})
}

// and what the identity providers expect: value filters.
func TestPatchFilters(t *testing.T) {
	const two = `{"userName":"u","emails":[{"value":"w","type":"work","primary":true},{"value":"h","type":"home"}]}`
	runPatchCases(t, []patchCase{
		{name: "R-162 remove", before: two, ops: `{"op":"remove","path":"emails[type eq \"work\"]"}`, after: `{"userName":"u","emails":[{"value":"h","type":"home"}]}`},
		{name: "remove with or", before: two, ops: `{"op":"remove","path":"emails[type eq \"work\" or value eq \"H\"]"}`, after: `{"userName":"u"}`},
		{name: "remove of what is not there", before: two, ops: `{"op":"remove","path":"emails[type eq \"other\"]"}`},
		{name: "remove of a sub-attribute", before: two, ops: `{"op":"remove","path":"emails[type eq \"work\"].primary"}`, after: `{"userName":"u","emails":[{"value":"w","type":"work"},{"value":"h","type":"home"}]}`},
		{name: "an element without substance goes", before: two, ops: `{"op":"replace","path":"emails[type eq \"work\"].value","value":""}`, after: `{"userName":"u","emails":[{"value":"h","type":"home"}]}`},
		{name: "an element that is filled again keeps its label", before: two, ops: `{"op":"remove","path":"emails[type eq \"work\"].value"},{"op":"add","path":"emails[type eq \"work\"].value","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work","primary":true},{"value":"h","type":"home"}]}`},
		{name: "R-168 replace keeps the rest", before: two, ops: `{"op":"Replace","path":"emails[type eq \"work\"].value","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work","primary":true},{"value":"h","type":"home"}]}`},
		{name: "R-168 every match", before: `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"b","type":"work"}]}`, ops: `{"op":"replace","path":"emails[type eq \"work\"].display","value":"D"}`, after: `{"userName":"u","emails":[{"value":"a","type":"work","display":"D"},{"value":"b","type":"work","display":"D"}]}`},
		{name: "R-019 values that meet are one", before: `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"b","type":"work","primary":true}]}`, ops: `{"op":"replace","path":"emails[type eq \"work\"].value","value":"c"}`, after: `{"userName":"u","emails":[{"value":"c","type":"work","primary":true}]}`},
		{name: "whole element exchanged, label kept", before: two, ops: `{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"n","display":"N"}}`, after: `{"userName":"u","emails":[{"value":"n","type":"work","display":"N"},{"value":"h","type":"home"}]}`},
		{name: "whole element as text", before: two, ops: `{"op":"replace","path":"emails[type eq \"work\"]","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work"},{"value":"h","type":"home"}]}`},
		{name: "whole element by null", before: two, ops: `{"op":"replace","path":"emails[type eq \"work\"]","value":null}`, after: `{"userName":"u","emails":[{"value":"h","type":"home"}]}`},
		{name: "add merges into the element", before: two, ops: `{"op":"add","path":"emails[type eq \"work\"]","value":[{"display":"W"}]}`, after: `{"userName":"u","emails":[{"value":"w","type":"work","primary":true,"display":"W"},{"value":"h","type":"home"}]}`},
		{name: "R-158 add creates", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"emails[type eq \"work\"].value","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work"}]}`},
		{name: "R-169 replace creates", before: `{"userName":"u"}`, ops: `{"op":"Replace","path":"emails[type eq \"work\"].value","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work"}]}`},
		{name: "core URN before a filter", before: `{"userName":"u"}`, ops: `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq \"work\"].value","value":"n"}`, after: `{"userName":"u","emails":[{"value":"n","type":"work"}]}`},
		{name: "R-019 values that lose their difference are one", before: `{"userName":"u","addresses":[{"type":"work","locality":"L","primary":true},{"type":"work","locality":"L","primary":false}]}`, ops: `{"op":"add","path":"addresses","value":[{"type":"home","primary":true}]}`, after: `{"userName":"u","addresses":[{"type":"work","locality":"L","primary":false},{"type":"home","primary":true}]}`},
		{name: "one element of several operations", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"addresses[type eq \"work\"].locality","value":"L"},{"op":"Add","path":"addresses[type eq \"work\"].country","value":"IE"},{"op":"Add","path":"addresses[type eq \"other\"].formatted","value":"F"}`, after: `{"userName":"u","addresses":[{"type":"work","locality":"L","country":"IE"},{"type":"other","formatted":"F"}]}`},
		{name: "a text compared with a boolean", before: `{"userName":"u"}`, ops: `{"op":"Add","path":"roles[primary eq \"True\"].display","value":"D"},{"op":"Add","path":"roles[primary eq \"True\"].value","value":"v"}`, after: `{"userName":"u","roles":[{"primary":true,"display":"D","value":"v"}]}`},
		{name: "several conditions, primary moves", before: two, ops: `{"op":"add","path":"emails[type eq \"other\" and primary eq true].value","value":"o"}`, after: `{"userName":"u","emails":[{"value":"w","type":"work","primary":false},{"value":"h","type":"home"},{"value":"o","type":"other","primary":true}]}`},
		{name: "R-147 primary moves to a match", before: two, ops: `{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}`, after: `{"userName":"u","emails":[{"value":"w","type":"work","primary":false},{"value":"h","type":"home","primary":true}]}`},
		{name: "R-147 one of two matches is primary already", before: `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"b","type":"work","primary":true}]}`, ops: `{"op":"replace","path":"emails[type eq \"work\"].primary","value":"true"}`, after: `{"userName":"u","emails":[{"value":"a","type":"work","primary":false},{"value":"b","type":"work","primary":true}]}`},
		{name: "a sub-attribute of the only value", before: `{"userName":"u","emails":[{"value":"a"}]}`, ops: `{"op":"replace","path":"emails.value","value":"b"}`, after: `{"userName":"u","emails":[{"value":"b"}]}`},
		{name: "a sub-attribute of no value", before: `{"userName":"u"}`, ops: `{"op":"replace","path":"emails.value","value":"b"}`, after: `{"userName":"u","emails":[{"value":"b"}]}`},
		{name: "a sub-attribute of all values", before: two, ops: `{"op":"remove","path":"emails.type"}`, after: `{"userName":"u","emails":[{"value":"w","primary":true},{"value":"h"}]}`},
		{name: "display of a member", rt: "Group", before: `{"displayName":"g","members":[{"value":"a","type":"User"}]}`, ops: `{"op":"replace","path":"members[value eq \"a\"].display","value":"A"},{"op":"replace","path":"members[value eq \"b\"]","value":{"display":"B"}}`, after: `{"displayName":"g","members":[{"value":"a","type":"User","display":"A"},{"value":"b","display":"B"}]}`},
		{name: "values in an element are united", rt: "Device", before: `{"serial":"s","ports":[{"value":"p","names":["x"]}]}`, ops: `{"op":"add","path":"ports[value eq \"p\"].names","value":"y"},{"op":"replace","path":"ports[value eq \"p\"].speed","value":"100"}`, after: `{"serial":"s","ports":[{"value":"p","names":["x","y"],"speed":100}]}`},
		{name: "what can't change of an exchanged element stays", rt: "Device", before: `{"serial":"s","ports":[{"value":"p","mac":"m","speed":1}]}`, ops: `{"op":"replace","path":"ports[value eq \"p\"]","value":{"value":"p","names":["n"]}}`, after: `{"serial":"s","ports":[{"value":"p","mac":"m","names":["n"]}]}`},
	})
}
