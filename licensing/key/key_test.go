package key

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A key that was computed apart, by the Python of docs/license-key.md.
func TestKnownKey(t *testing.T) {
	t.Parallel()
	const text = "ABCDE-FGHJK-MNPQR-STVWX-YZ012-2YRX8"
	const hash = "cb813a960b92db245d8738b6fa0ce9c168ac23a5ef1e68a5a84f9ad6b444812d"
	k, err := Parse(text)
	if err != nil || k.Text() != text || k.Hash() != hash {
		t.Errorf("%s: %s, %v", k.Text(), k.Hash(), err)
	}
}

// Rule L8: what was made is read again, and stored as a hash that has nothing of it.
func TestNew(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	count := map[rune]int{}
	for range 2000 {
		k := New()
		back, err := Parse(k.Text())
		if err != nil || back != k {
			t.Fatalf("%s: %v", k.Text(), err)
		}
		if len(k.Text()) != 35 || strings.Count(k.Text(), "-") != 5 {
			t.Fatalf("%q is not six groups of five", k.Text())
		}
		sum := sha256.Sum256([]byte(strings.ReplaceAll(k.Text(), "-", "")))
		if k.Hash() != hex.EncodeToString(sum[:]) || !strings.HasSuffix(k.Text(), k.Hint()) || len(k.Hint()) != 4 {
			t.Fatalf("%s: hash %s, hint %s", k.Text(), k.Hash(), k.Hint())
		}
		if seen[k.Text()] {
			t.Fatal("the same key twice")
		}
		seen[k.Text()] = true
		for _, r := range k.characters()[:random] {
			count[r]++
		}
	}
	if len(count) != 32 {
		t.Errorf("%d characters are in use: %v", len(count), count)
	}
}

// Trap TA16: what mail programs and people do around and inside a key does not matter.
func TestParseIgnoresWhatIsNoneOfTheKey(t *testing.T) {
	t.Parallel()
	k := New()
	text := k.Text()
	for name, entered := range map[string]string{
		"as shown":             text,
		"lower case":           strings.ToLower(text),
		"no dashes":            strings.ReplaceAll(text, "-", ""),
		"spaces":               "  " + strings.ReplaceAll(text, "-", " ") + " ",
		"every letter apart":   strings.Join(strings.Split(text, ""), " "),
		"line break inside":    text[:17] + "\r\n" + text[17:],
		"tab and no-break":     "\t" + strings.ReplaceAll(text, "-", "\u00A0") + "\u202F",
		"full stop":            text + ".",
		"full stops inside":    strings.ReplaceAll(text, "-", "."),
		"quotation marks":      "« " + text + " »",
		"quotation of a mail":  "> " + text[:18] + "\n> " + text[18:],
		"brackets":             "<" + text + ">",
		"zero width":           strings.ReplaceAll(text, "-", "\u200B-\u200D\uFEFF"),
		"right to left marks":  "\u200F" + text + "\u202C\u2069",
		"soft hyphens":         strings.ReplaceAll(text, "-", "\u00AD"),
		"long dashes":          strings.ReplaceAll(text, "-", "–"),
		"minus signs":          strings.ReplaceAll(text, "-", "−"),
		"byte order mark":      "\uFEFF" + text,
		"variation selectors":  strings.ReplaceAll(text, "-", "-\uFE0F"),
		"Hangul filler":        "\u3164" + text + "\u3164",
		"wide letters":         wide(text),
		"NUL":                  text + "\x00",
		"quoted-printable end": text[:18] + "=\r\n" + text[18:],
		"I, l and o":           strings.NewReplacer("1", "I", "0", "o").Replace(text),
		"l for 1":              strings.NewReplacer("1", "l", "0", "O").Replace(text),
		"broken UTF-8":         text + "\xFF",
	} {
		if got, err := Parse(entered); err != nil || got != k {
			t.Errorf("%s: %q: %v", name, entered, err)
		}
	}
}

func wide(text string) string {
	return strings.Map(func(r rune) rune { return r + '！' - '!' }, text)
}

// Trap TA16: a cut key is told from a mistyped one, and from an unknown one, without asking anybody.
func TestParseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	k := New()
	text := k.Text()
	for n := range Length {
		_, err := Parse(k.characters()[:n])
		want := Error{Reason: Incomplete, Found: n}
		if n == 0 {
			want.Reason = Empty
		}
		if e := asError(t, err); *e != want {
			t.Errorf("%d characters: %+v", n, *e)
		}
	}
	for _, tt := range []struct {
		name, entered string
		want          Error
		says          string
	}{
		{"nothing", " -\u200B. ", Error{Reason: Empty}, "the license key is empty: enter its 30 characters"},
		{
			"cut", text[:29], Error{Reason: Incomplete, Found: 25},
			"the license key is incomplete: 25 of 30 characters; copy all of it, to its end",
		},
		{"twice", text + text, Error{Reason: TooLong, Found: 60}, "copy nothing but the key, and once"},
		{"a book", strings.Repeat("A", Longest+1), Error{Reason: TooLong, Found: Longest + 1}, "longer than a license key"},
		{
			"a letter that no key has", "U" + text[1:], Error{Reason: Mistyped, Found: 30, Position: 1},
			"look at group 1 of 6, character 1",
		},
		{
			"a Cyrillic letter", text[:34] + "А", Error{Reason: Mistyped, Found: 30, Position: 30},
			"look at group 6 of 6, character 5",
		},
		{
			"an Arabic digit", text[:34] + "٣", Error{Reason: Mistyped, Found: 30, Position: 30},
			"look at group 6 of 6, character 5",
		},
	} {
		_, err := Parse(tt.entered)
		if e := asError(t, err); *e != tt.want || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("%s: %+v: %s", tt.name, *e, e)
		}
	}
}

func asError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	return e
}

// Trap TA16: one wrong character, or two neighbours that changed places, are found where they are. The keys are fixed,
// since by chance one in 30,000 mistakes has two explanations.
func TestParseFindsTheMistake(t *testing.T) {
	t.Parallel()
	for _, characters := range []string{
		"ABCDEFGHJKMNPQRSTVWXYZ012", strings.Repeat("0", random), "9876543210ZYXWVTSRQPNMKJH",
	} {
		right := characters + checkOf(characters)
		for i := range Length {
			wrong := []byte(right)
			wrong[i] = alphabet[(strings.IndexByte(alphabet, wrong[i])+11)%32]
			_, err := Parse(string(wrong))
			if e := asError(t, err); e.Reason != Mistyped || e.Position != i+1 || e.Group() != i/5+1 {
				t.Errorf("%s: %+v, want position %d", wrong, *e, i+1)
			}
			if i == 0 || right[i] == right[i-1] {
				continue
			}
			wrong = []byte(right)
			wrong[i], wrong[i-1] = wrong[i-1], wrong[i]
			_, err = Parse(string(wrong))
			if e := asError(t, err); e.Reason != Mistyped || e.Position != i {
				t.Errorf("%s: %+v, want position %d", wrong, *e, i)
			}
		}
	}
	_, err := Parse("ABCDE-FGHJK-MNPQR-STVWX-YZ012-00000")
	if e := asError(t, err); e.Reason != Mistyped || e.Position != 0 || e.Group() != 0 {
		t.Errorf("a wholly wrong check part: %+v", *e)
	}
}

// Whatever is entered: it is a key that reads the same again, or an error that has nothing of what was entered.
func TestParseProperties(t *testing.T) {
	t.Parallel()
	noise := rapid.SliceOf(rapid.SampledFrom([]string{
		" ", "-", "\n", ".", "\u200B", "\u00A0", "\u2013", "\"", "\u3164", "\x00",
	}))
	rapid.Check(t, func(t *rapid.T) {
		k := New()
		var b strings.Builder
		for _, c := range k.characters() {
			for _, s := range noise.Draw(t, "noise") {
				b.WriteString(s)
			}
			if rapid.Bool().Draw(t, "lower") {
				c = []rune(strings.ToLower(string(c)))[0]
			}
			b.WriteRune(c)
		}
		if got, err := Parse(b.String()); b.Len() <= Longest && (err != nil || got != k) {
			t.Fatalf("%q: %v", b.String(), err)
		}

		// Up to five wrong characters pass once in 33 million cases.
		wrong := []byte(k.characters())
		for range rapid.IntRange(1, 5).Draw(t, "mistakes") {
			i := rapid.IntRange(0, Length-1).Draw(t, "at")
			wrong[i] = rapid.SampledFrom([]byte(alphabet)).Draw(t, "typed")
		}
		if _, err := Parse(string(wrong)); string(wrong) != k.characters() && err == nil {
			t.Fatalf("%s was taken for %s", wrong, k.characters())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(New().Text())
	f.Add("u")
	f.Add("\uFF21\u3164\xFF")
	f.Fuzz(func(t *testing.T, entered string) {
		k, err := Parse(entered)
		if err == nil {
			if again, err := Parse(k.Text()); err != nil || again != k {
				t.Fatalf("%q: %v", entered, err)
			}
			return
		}
		if e := asError(t, err); e.Found < 0 || e.Position < 0 || e.Position > Length || !utf8.ValidString(e.Error()) {
			t.Fatalf("%q: %+v", entered, *e)
		}
	})
}

// Trap TA19: no way of printing or logging shows a key.
func TestKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	k := New()
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("activated", "key", k, "keys", []Key{k})
	slog.New(slog.NewJSONHandler(&b, nil)).Info("activated", "key", k, "keys", []Key{k})
	document, err := json.Marshal(struct{ K Key }{k})
	if err != nil {
		t.Fatal(err)
	}
	said := []string{
		b.String(), string(document), fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s %q", k, k, k, k, k),
		fmt.Sprintf("%v %+v %#v", struct{ Key Key }{k}, struct{ Key *Key }{&k}, []Key{k}),
		fmt.Sprintf("%v %+v %#v", struct{ key Key }{k}, struct{ keys []Key }{[]Key{k}}, struct{ key Key }{k}),
	}
	if i := slices.IndexFunc(said, func(s string) bool {
		return strings.Contains(s, k.characters()[:groupSize]) || strings.Contains(s, k.characters()[:Length-hint])
	}); i >= 0 {
		t.Errorf("%s has %s", said[i], k.Text())
	}
	if k.String() != ".."+k.Hint() || (Key{}).Hint() != "" || !(Key{}).IsZero() || (Key{}).Text() != "" {
		t.Error("String, Hint, or the zero value")
	}
}
