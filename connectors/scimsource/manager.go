package scimsource

import "strings"

// manager names the manager by id alone, whichever form it has: an object with value, one with managerId as in SCIM 1.1
// or with $ref, a list of one, a bare id. It reports false when there is a manager who can't be told.
func (e *entryReader) manager() bool {
	extension, _ := e.attributes[enterprise].(map[string]any)
	for key, v := range extension {
		if !strings.EqualFold(key, "manager") {
			continue
		}
		delete(extension, key)
		if list, ok := v.([]any); ok && len(list) == 1 {
			v = list[0]
		}
		id, empty := managerID(v)
		switch {
		case id != "":
			extension["manager"] = map[string]any{"value": id}
		case !empty:
			return false
		}
	}
	return true
}

func managerID(v any) (id string, empty bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		id, empty = v, v == ""
	case []any:
		empty = len(v) == 0
	case map[string]any:
		empty = len(v) == 0
		var ref string
		for key, one := range v {
			text, isText := one.(string)
			switch strings.ToLower(key) {
			case "value", "managerid":
				id = first(text, id)
				empty = empty || isText && text == ""
			case "$ref":
				_, ref = reference(text)
			}
		}
		id = first(id, ref)
	}
	if !validID(id) {
		return "", empty
	}
	return id, false
}
