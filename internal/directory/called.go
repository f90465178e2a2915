package directory

import (
	"cmp"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// longestCalled bounds, in bytes, what the log keeps of a name.
const longestCalled = 120

// Called is what people call the person or group that attributes describe: the name and, of a person, the userName.
func Called(o schema.Object) string {
	name, _ := o["name"].(schema.Object)
	shown := cmp.Or(
		Text(o, "displayName"), Text(name, "formatted"),
		strings.TrimSpace(Text(name, "givenName")+" "+Text(name, "familyName")),
	)
	login := Text(o, "userName")
	switch {
	case shown == "" || shown == login:
		shown = login
	case login != "":
		shown += " <" + login + ">"
	}
	if len(shown) > longestCalled {
		shown = strings.ToValidUTF8(shown[:longestCalled], "") + "..."
	}
	return shown
}
