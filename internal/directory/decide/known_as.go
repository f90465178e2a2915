package decide

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// knownAs is what people call somebody who is nobody's user yet: the address that is judged, or else the userName.
func knownAs(o schema.Object) string {
	if login, has := directory.LoginAddress(o); has {
		return login.String()
	}
	return directory.Text(o, "userName")
}
