package text

import (
	"regexp"
	"testing"
)

// Rule I3: French says the same thing in one way. A code such as approved is named as a state and is no adjective, a
// mail is a courriel, what may come in alone is "une adresse précise", and high punctuation has a no-break space.
func TestFrenchIsSaidInOneWay(t *testing.T) {
	t.Parallel()
	var (
		words = regexp.MustCompile(`(?i)(est|était|maintenant) \{(state|status|before|now)\}|\be-mail|boîte aux lettres` +
			`|caractères? de commande|une seule (adresse peut|de ses)|qui attend est`)
		marks = regexp.MustCompile(`[^\x{00A0}][:;!?](\s|$)`)
		spot  = regexp.MustCompile(`\{[^}]*\}`)
		code  = regexp.MustCompile("`[^`]*`|'[^' ]'|Authorization:|Accept:")
	)
	each := func(key, french string) {
		if found := words.FindString(french); found != "" {
			t.Errorf("%s: %q in %q", key, found, french)
		}
		bare := code.ReplaceAllString(spot.ReplaceAllString(french, "x"), "x")
		if found := marks.FindString(bare); found != "" {
			t.Errorf("%s: %q in %q lacks a no-break space", key, found, french)
		}
	}
	for key, both := range catalogue {
		each(key, both.Fr)
	}
	for key, french := range checkFrench {
		each(key, french)
	}
	for key, french := range protocolFrench {
		each(key, unbroken.Replace(french))
	}
}
