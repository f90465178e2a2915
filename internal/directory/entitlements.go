package directory

import (
	"encoding/json"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// Entitlements are the values of the attributes entitlements and roles (RFC 7643 section 4.1.2); nil for none. Entra
// sends a value that is an object as a text of JSON, whose inner value is meant.
func Entitlements(o schema.Object) (values []string) {
	for _, name := range []string{"entitlements", "roles"} {
		list, _ := o[name].([]any)
		for _, v := range list {
			value, is := v.(string)
			if o, complex := v.(schema.Object); complex {
				value, is = o["value"].(string)
			}
			var inner struct{ Value string }
			if strings.HasPrefix(value, "{") && json.Unmarshal([]byte(value), &inner) == nil && inner.Value != "" {
				value = inner.Value
			}
			if is && value != "" {
				values = append(values, value)
			}
		}
	}
	return values
}
