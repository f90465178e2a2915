package directory

import (
	"testing"

	"pgregory.net/rapid"
)

// Rule M2b: what stands for nothing is no key, however it is written.
func TestBlankKeys(t *testing.T) {
	for _, s := range []string{
		"", " ", "\t", "\u00a0", "\u200b", "\ufeff \u2060", "0", "00000", "0-0", "-", "--", ".", "?", "_", "N/A", "n/a", "n.a.", "NA", "#N/A", "none",
		"None", "(null)", "NULL", "<none>", "Unknown", "not applicable", "N\u200b/A", "\uff10", "x", "tbd", "S/O", "Néant", "NE\u0301ANT", "inconnu", "\u2800", "\u00ad",
	} {
		if key, is := NormalizeKey(s); is || key != "" {
			t.Errorf("%q is taken for the key %q", s, key)
		}
	}
	for s, want := range map[string]string{
		"42": "42", " 42\u200b": "42", "E-0": "E-0", "A": "A", "100": "100", "007": "007", "e42": "e42", "E42": "E42", "no1": "no1", "42 a": "42 a", "\u00a042": "42",
		"A\x00\u0300": "\u00c0", "A\u200b\u0300": "\u00c0",
	} {
		if key, is := NormalizeKey(s); !is || key != want {
			t.Errorf("%q is the key %q, %v; want %q", s, key, is, want)
		}
	}
}

// Normalising a key is idempotent, and doesn't mind what nobody sees.
func TestKeyIsNormal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "key")
		key, is := NormalizeKey(s)
		if again, still := NormalizeKey(key); again != key || still != is {
			t.Fatalf("%q is %q, %v, and that is %q, %v", s, key, is, again, still)
		}
		if padded, still := NormalizeKey("\u200b " + s + "\u00a0\ufeff"); padded != key || still != is {
			t.Fatalf("%q with blanks about it is %q, %v; want %q, %v", s, padded, still, key, is)
		}
	})
}
