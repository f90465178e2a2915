package main

import (
	"fmt"
	"strings"
)

func badPatches() []bad {
	var all []bad
	send := func(name, body, scimType, detail string) {
		all = append(all, bad{name, "PATCH", "/Users/{user}", body, 400, scimType, detail, nil})
	}
	// Each operation stands behind a good one, of which nothing may be kept.
	refuse := func(operation, scimType, detail string) {
		send(operation, `{"schemas":["`+patchURN+`"],"Operations":[{"op":"replace","path":"title","value":"kept?"},`+operation+`]}`, scimType, detail)
	}
	send("cut", `{"schemas":["`+patchURN+`"],"Operations":[{"op":"repl`, "invalidSyntax", `\d`)
	send("no Operations", `{"schemas":["`+patchURN+`"]}`, "invalidSyntax", `Operations`)
	send("empty Operations", `{"schemas":["`+patchURN+`"],"Operations":[]}`, "invalidSyntax|invalidValue", `Operations`)
	send("Operations is a string", `{"schemas":["`+patchURN+`"],"Operations":"replace"}`, "invalidSyntax", `Operations`)
	send("another message", `{"schemas":["`+searchURN+`"],"Operations":[{"op":"replace","path":"title","value":"x"}]}`, "invalidSyntax", `schemas|PatchOp`)
	refuse(`7`, "invalidSyntax", `Operations\[1\]`)
	refuse(`{}`, "invalidSyntax", `Operations\[1\].*op`)
	refuse(`{"op":"move","path":"title","value":"x"}`, "invalidSyntax", `Operations\[1\].*op`)
	refuse(`{"op":7,"path":"title","value":"x"}`, "invalidSyntax", `Operations\[1\].*op`)
	refuse(`{"op":"add","OP":"remove","path":"title","value":"x"}`, "invalidSyntax", `(?i)op`)
	refuse(`{"op":"add","path":"title"}`, "invalidValue", `Operations\[1\].*value`)
	refuse(`{"op":"add","path":7,"value":"x"}`, "invalidSyntax|invalidPath", `Operations\[1\].*path`)
	refuse(`{"op":"add","value":"x"}`, "invalidSyntax|invalidValue", `Operations\[1\].*value`)
	refuse(`{"op":"remove"}`, "noTarget", `Operations\[1\].*path`)
	refuse(`{"op":"replace","path":"emails[type eq \"work\"","value":"x"}`, "invalidPath", `Operations\[1\].*path`)
	refuse(`{"op":"replace","path":"emails[type eq \"work\"]..value","value":"x"}`, "invalidPath", `Operations\[1\].*path`)
	refuse(`{"op":"replace","path":"1title","value":"x"}`, "invalidPath", `Operations\[1\].*path`)
	refuse(`{"op":"replace","path":"title\u0000","value":"x"}`, "invalidPath|invalidSyntax", `Operations.1.*path`)
	refuse(`{"op":"replace","path":"name[givenName eq \"ann\"].familyName","value":"x"}`, "invalidPath", `Operations\[1\]\.path`)
	refuse(`{"op":"replace","path":"emails[nosuch eq \"a\"].value","value":"x"}`, "invalidPath|invalidFilter", `Operations\[1\].*nosuch`)
	refuse(fmt.Sprintf(`{"op":"replace","path":"emails[%suserName pr%s]","value":"x"}`, strings.Repeat("(", 33), strings.Repeat(")", 33)), "invalidPath", `32`)
	refuse(`{"op":"replace","path":"emails[value co \"nobody\"].display","value":"x"}`, "noTarget", `Operations\[1\].*emails`)
	refuse(`{"op":"replace","path":"id","value":"x"}`, "mutability", `Operations\[1\].*id`)
	refuse(`{"op":"replace","path":"meta.created","value":"2001-01-01T00:00:00Z"}`, "mutability", `Operations\[1\].*meta`)
	refuse(`{"op":"add","path":"groups","value":[{"value":"{group}"}]}`, "mutability", `Operations\[1\].*groups`)
	refuse(`{"op":"replace","path":"`+usherURN+`:state","value":"active"}`, "mutability", `Operations\[1\].*state`)
	refuse(`{"op":"remove","path":"userName"}`, "mutability", `Operations\[1\].*userName`)
	refuse(`{"op":"replace","path":"userName","value":""}`, "invalidValue", `userName`)
	refuse(`{"op":"replace","path":"userName","value":{"a":"b"}}`, "invalidValue", `Operations\[1\].*userName`)
	refuse(`{"op":"replace","path":"active","value":"banana"}`, "invalidValue", `Operations\[1\].*active`)
	refuse(`{"op":"replace","path":"name","value":"Ann"}`, "invalidValue", `Operations\[1\].*name`)
	refuse(`{"op":"replace","path":"name.givenName","value":{}}`, "invalidValue", `Operations\[1\].*name\.givenName`)
	refuse(`{"op":"replace","path":"title","value":"a\u0000b"}`, "invalidValue|invalidSyntax", `Operations.1.*(title|value)`)
	refuse(`{"op":"add","path":"emails","value":[{"value":["x","y"]}]}`, "invalidValue", `Operations\[1\].*emails`)
	refuse(`{"op":"replace","value":{"title":"x","active":"banana"}}`, "invalidValue", `Operations\[1\].*active`)
	all = append(all,
		bad{"a name that is taken", "PATCH", "/Users/{user}", patchBody(edit("replace", "title", "kept?"), edit("replace", "userName", "BOB@example.com")), 409, "uniqueness", `userName`, nil},
		bad{"too large", "PATCH", "/Users/{user}", patchBody(edit("replace", "title", strings.Repeat("x", maxBody))), 413, "", `262144`, nil},
	)
	return all
}
