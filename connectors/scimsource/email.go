package scimsource

import "strings"

// hasEmail reports whether an address is shown among emails.
func hasEmail(attributes map[string]any) bool {
	switch emails := attributes["emails"].(type) {
	case string:
		return emails != ""
	case map[string]any:
		return len(emails) > 0
	case []any:
		for _, one := range emails {
			if object, _ := one.(map[string]any); len(object) > 0 {
				for key, v := range object {
					if text, _ := v.(string); strings.EqualFold(key, "value") && text != "" {
						return true
					}
				}
			} else if text, _ := one.(string); text != "" {
				return true
			}
		}
	}
	return false
}
