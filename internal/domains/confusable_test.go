package domains

import (
	"errors"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
)

// Rule D6: a name of one script that looks like plain Latin needs a person.
func TestCheckConfusable(t *testing.T) {
	for _, tt := range []struct {
		in    string
		label string // "" when nothing is to be said
	}{
		{"example.com", ""},
		{"bücher.example", ""},
		{"пример.рф", ""},
		{"пример.com", ""},
		{"例え.jp", ""},
		{"аррӏе.com", "аррӏе"},
		{"mail.аррӏе.com", "аррӏе"},
		{"xn--80ak6aa92e.com", "аррӏе"},
		{"ѕсоре-1.com", "ѕсоре-1"},
		{"ıcloud.com", "ıcloud"},
		{"ɡoogle.com", "ɡoogle"},
		{"ουρ.example", "ουρ"},
	} {
		d, err := Approvable(tt.in)
		if err != nil {
			t.Errorf("Approvable(%q): %v", tt.in, err)
			continue
		}
		err = CheckConfusable(d)
		if tt.label == "" {
			if err != nil {
				t.Errorf("CheckConfusable(%q): %v", tt.in, err)
			}
			continue
		}
		var refusal *directory.Error
		if !errors.As(err, &refusal) || refusal.Verdict.Rule != "D6" || !strings.Contains(refusal.Error(), `"`+tt.label+`"`) || !strings.Contains(refusal.Error(), "--confusable-ok") {
			t.Errorf("CheckConfusable(%q): %v", tt.in, err)
		}
	}
}

// The name of the TXT record has to fit into DNS.
func TestClaimable(t *testing.T) {
	long := strings.Repeat(strings.Repeat("a", 60)+".", 4) + "com" // 247 characters
	if _, err := Approvable(long); err != nil {
		t.Fatal(err)
	}
	if _, err := Claimable(long); directory.KindOf(err) != directory.Invalid {
		t.Errorf("a domain of %d characters: %v", len(long), err)
	}
	if _, err := Claimable("gmail.com"); directory.KindOf(err) != directory.Refused {
		t.Errorf("gmail.com: %v", err)
	}
	if d, err := Claimable(long[30:]); err != nil || len(RecordName(d.Name)) > 253 {
		t.Errorf("a shorter domain: %v", err)
	}
}
