package matchkey

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPerson(t *testing.T) {
	for _, tt := range []struct{ name, department, want string }{
		{"Ana Lima", "Sales", "ana lima\x1fsales"},
		{"  ANA\t \u00a0Lima ", "SALES ", "ana lima\x1fsales"},
		{"Ａｎａ Lima", "Sales", "ana lima\x1fsales"},
		{"Ana\u200b Li\u00adma", "Sa\x1fles", "ana lima\x1fsa les"},
		{"Zoe\u0308 Groß", "Büro", "zoë gross\x1fbüro"},
		{"Lima Ana", "Sales", "lima ana\x1fsales"},
		{"Anа Lima", "Sales", "anа lima\x1fsales"}, // a Cyrillic а is another name
		{"", "Sales", ""},
		{"Ana Lima", "", ""},
		{" \u200b ", "Sales", ""},
		{"\x1f", "\x1f", ""},
	} {
		if got := Name(tt.name, tt.department); got != tt.want {
			t.Errorf("Person(%+q, %+q) = %+q, want %+q", tt.name, tt.department, got, tt.want)
		}
	}
}

func TestPersonIsBounded(t *testing.T) {
	long := strings.Repeat("é", 100)
	seen := map[string]bool{}
	for _, tt := range [][2]string{{long, "x"}, {long + "a", "x"}, {long, long}, {"x", long}} {
		got := Name(tt[0], tt[1])
		if len(got) > 200 || !utf8.ValidString(got) || seen[got] {
			t.Errorf("%d bytes: %+q", len(got), got)
		}
		seen[got] = true
	}
}

func TestPersonIsItsOwnKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := Name(tricky().Draw(t, "name"), tricky().Draw(t, "department"))
		if key == "" {
			return
		}
		name, department, ok := strings.Cut(key, "\x1f")
		if again := Name(name, department); !ok || again != key || len(key) > 200 || !utf8.ValidString(key) {
			t.Fatalf("%+q, again %+q", key, again)
		}
	})
}

func FuzzPerson(f *testing.F) {
	f.Add("Ana Lima", "Sales")
	f.Add("\xf7Ǩ", "\u034f\u0345ß")
	f.Fuzz(func(t *testing.T, name, department string) {
		key := Name(name, department)
		if len(key) > 200 || !utf8.ValidString(key) {
			t.Fatalf("%d bytes: %+q", len(key), key)
		}
		if key == "" {
			return
		}
		name, department, _ = strings.Cut(key, "\x1f")
		if again := Name(name, department); again != key {
			t.Fatalf("%+q, again %+q", key, again)
		}
	})
}
