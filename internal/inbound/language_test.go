package inbound

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// Rule I3: sentences come in the language that the client prefers, of those that there are.
func TestLanguage(t *testing.T) {
	for accepted, want := range map[string]string{
		"": "en", "*": "en", "de": "en", "en": "en", "fr": "fr", "FR": "fr", "fr-CA, en;q=0.5": "fr", "en, fr": "en",
		"de, fr;q=0.8, en;q=0.5": "fr", "en;q=0.5, fr;q=0.9": "fr", "en ; q=0.5 , fr": "fr", "fr;q=0": "en", "fr;q=0.1, en": "en",
		"fr;q=x": "en", "fr;q=nan": "en", ";;;=\x7f": "en", strings.Repeat("de,", 100) + "fr": "en",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", accepted)
		if got := language(r); got != want {
			t.Errorf("%q gets %s, not %s", accepted, got, want)
		}
	}
}
