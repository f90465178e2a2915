package matchkey

import "testing"

// Rule M3: each suggestion comes with its reason.
func TestWhy(t *testing.T) {
	const d = "example.com"
	for _, tt := range []struct{ aLocal, aDomain, bLocal, bDomain, want string }{
		{"ana", d, "ana+x", d, PlusTag},
		{"ana+y", d, "ana+x", d, PlusTag},
		{"a.na+y", d, "a.na", d, PlusTag},
		{"ana", d, "a.na", d, Dots},
		{"ana+x", d, "a.na+x", d, Dots},
		{"mike", d, "mıke", d, Lookalike},
		{"ana", d, "ana", "examp1e.com", Lookalike},
		{"ana", "apple.com", "ana", "xn--80ak6aa92e.com", Lookalike},
		{"ana+x", d, "ana", "examp1e.com", Lookalike},
		{"ana+x", d, "a.na", d, Lookalike},
		{"аna+x", d, "ana", d, Lookalike},
		{"ana", d, "ana", d, ""},
		{"ana", d, "bob", d, ""},
		{"ana", d, "ana", "example.org", ""},
		{"+x", d, "+y", d, ""},
	} {
		for range 2 {
			if got := Why(tt.aLocal, tt.aDomain, tt.bLocal, tt.bDomain); got != tt.want {
				t.Errorf("Why(%s@%s, %s@%s) = %q, want %q", tt.aLocal, tt.aDomain, tt.bLocal, tt.bDomain, got, tt.want)
			}
			tt.aLocal, tt.aDomain, tt.bLocal, tt.bDomain = tt.bLocal, tt.bDomain, tt.aLocal, tt.aDomain
		}
	}
}
