package domains

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/idna"

	"github.com/usher-id/usher/internal/directory"
)

func TestApprovable(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"example.com", "example.com"},
		{" Example.COM ", "example.com"},
		{"sub.example.co.uk", "sub.example.co.uk"},
		{"example.github.io", "example.github.io"},
		{"corp.internal", "corp.internal"},
		// Rule D6: both forms.
		{"bücher.example", "bücher.example (xn--bcher-kva.example)"},
		{"xn--bcher-kva.example", "bücher.example (xn--bcher-kva.example)"},
		{"例え.jp", "例え.jp (xn--r8jz45g.jp)"},
		{"пример.рф", "пример.рф (xn--e1afmkfd.xn--p1ai)"},
		// One script a label; a Latin suffix mixes nothing.
		{"пример.com", "пример.com (xn--e1afmkfd.com)"},
		{"notgmail.com", "notgmail.com"},
	} {
		d, err := Approvable(tt.in)
		if err != nil || d.String() != tt.want {
			t.Errorf("Approvable(%q) = %q, %v; want %q", tt.in, d, err, tt.want)
		}
	}
}

func TestApprovableRefuses(t *testing.T) {
	for _, tt := range []struct {
		in   string
		rule string // "" for what is no domain
		says string
	}{
		{"", "", "not a domain name"},
		{"example", "", "not a domain name"},
		{"ann@example.com", "", "not a domain name"},
		{"https://example.com", "", "not a domain name"},
		{"example..com", "", "not a domain name"},
		{"exa mple.com", "", "not a domain name"},
		{"-a.example", "", "not a domain name"},
		{"xn--a.example", "", "not a domain name"},
		{"192.0.2.1", "", "an IP address"},
		{"example.1", "", "an IP address"},
		{"[192.0.2.1]", "", "not a domain name"},
		{"2001:db8::1", "", "not a domain name"},
		{"\xff.example", "", "not a domain name"},
		{strings.Repeat("a.", 200) + "com", "", "not a domain name"},

		// Rule D5
		{"co.uk", "D5", "public suffix"},
		{"CO.UK", "D5", "public suffix"},
		{"com.au", "D5", "example.com.au"},
		{"github.io", "D5", "approve a domain below it, such as example.github.io"}, // of the list's private section
		{"blogspot.com", "D5", "public suffix"},
		{"gmail.com", "D5", "public mail domain"},
		{"Gmail.Com", "D5", "public mail domain"},
		{"mail.yahoo.co.jp", "D5", "yahoo.co.jp is a public mail domain"},

		// Rule D6: a Cyrillic а among Latin letters, in either form.
		{"ex\u0430mple.com", "D6", "mixes scripts"},
		{mustASCII(t, "p\u0430ypal.com"), "D6", "mixes scripts"},
		{"αbc.example", "D6", "mixes scripts"},
	} {
		d, err := Approvable(tt.in)
		var refusal *directory.Error
		if !errors.As(err, &refusal) {
			t.Errorf("Approvable(%q) = %q, %v; want a refusal", tt.in, d, err)
			continue
		}
		kind := directory.Refused
		if tt.rule == "" {
			kind = directory.Invalid
		}
		if refusal.Kind != kind || refusal.Verdict.Rule != tt.rule || !strings.Contains(refusal.Error(), tt.says) {
			t.Errorf("Approvable(%q): kind %d, rule %q, %q; want kind %d, rule %q, a sentence with %q",
				tt.in, refusal.Kind, refusal.Verdict.Rule, refusal.Error(), kind, tt.rule, tt.says)
		}
	}
}

// Rule M3: reading is idempotent, whatever comes in.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"example.com", "bücher.example", "xn--bcher-kva.example", "a.b.", "\x00.com", "例え。jp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(d.Name)
		if err != nil || again != d {
			t.Errorf("Parse(%q) = %+v; Parse(%q) = %+v, %v", s, d, d.Name, again, err)
		}
		Approvable(s)
	})
}

func mustASCII(t *testing.T, s string) string {
	t.Helper()
	a, err := idna.ToASCII(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
