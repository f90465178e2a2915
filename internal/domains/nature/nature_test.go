package nature

import (
	"testing"

	"golang.org/x/net/idna"
)

// mail.txt can only work if its lines are spelled as names are compared.
func TestMailListIsNormalised(t *testing.T) {
	if len(mailDomains) < 60 {
		t.Errorf("mail.txt has %d domains", len(mailDomains))
	}
	for name := range mailDomains {
		if n, err := idna.Lookup.ToASCII(name); err != nil || n != name {
			t.Errorf("mail.txt: %q is not in normal form", name)
		}
	}
}

// What looks Latin is a letter beyond ASCII, each once, with the letter that it looks like.
func TestLatinLooks(t *testing.T) {
	if len(latin) < 60 {
		t.Fatalf("only %d letters", len(latin))
	}
	for r, like := range latin {
		if r < 0x80 || like < 'a' || like > 'z' {
			t.Errorf("%q looks like %q", r, like)
		}
	}
}

// Rules D5, D6 and P9: what a name is, and what it can be mistaken for.
func TestNatures(t *testing.T) {
	for _, tt := range []struct {
		unicode string
		nature  Nature
		like    string
	}{
		{"acme.com", Ordinary, ""}, {"bücher.example", Ordinary, ""}, {"gmail.com", PublicMail, ""}, {"mail.gmail.com", PublicMail, ""},
		{"co.uk", PublicSuffix, ""}, {"github.io", PublicSuffix, ""}, {"192.0.2.1", Address, ""}, {"acmе.com", Mixed, "acme.com"},
		{"асе.com", LookAlike, "ace.com"}, {"пример.com", Ordinary, ""}, {"例え.jp", Ordinary, ""},
	} {
		name, err := idna.ToASCII(tt.unicode)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(name); got != tt.nature {
			t.Errorf("%s (%s) is %d, want %d", tt.unicode, name, got, tt.nature)
		}
		if got := LooksLike(name); got != tt.like {
			t.Errorf("%s looks like %q, want %q", tt.unicode, got, tt.like)
		}
		if got := Unicode(name); got != tt.unicode {
			t.Errorf("%s is shown as %q", tt.unicode, got)
		}
	}
}
