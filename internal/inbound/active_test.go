package inbound

import "testing"

// Rule P4: only a user's own active counts, wherever else the word stands.
func TestSaysActive(t *testing.T) {
	for body, want := range map[string]bool{
		``:                                  false,
		`"userName":"a"`:                    false,
		`"userName":"a","active":false`:     true,
		`"active":true,"userName":"a"`:      true,
		`"title":"\"active\":true"`:         false,
		`"title":"{[","active":true`:        true,
		`"title":"\\","active":true`:        true,
		`"title":"\"}","x":{"active":true}`: false,
		`"urn:x":{"active":true}`:           false,
		`"urn:x":{"a":{"active":true}},"roles":[{"active":true}],"active":true`:    true,
		`"urn:x":{"a":{"active":true}},"roles":[{"active":true},{"inactive":"}"}]`: false,
		`"inactive":true`: false,
	} {
		if got := saysActive([]byte(body)); got != want {
			t.Errorf("{%s} says active: %v, want %v", body, got, want)
		}
	}
}
