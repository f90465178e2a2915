package matchkey

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"
)

// Rule M3: a +tag, dots and look-alike scripts.
func TestAddress(t *testing.T) {
	for _, tt := range []struct{ local, domain, want string }{
		{"ana", "example.com", "ana@exarnple.corn"},
		{"ana+news", "example.com", "ana@exarnple.corn"},
		{"ana+a+b", "example.com", "ana@exarnple.corn"},
		{"a.na", "example.com", "ana@exarnple.corn"},
		{"a.n.a+x.y", "example.com", "ana@exarnple.corn"},
		{"аnа", "example.com", "ana@exarnple.corn"}, // Cyrillic
		{"ana", "xn--80ak6aa92e.com", "ana@apple.corn"},
		{"ana", "mail.xn--80ak6aa92e.com", "ana@rnail.apple.corn"},
		{"ana", "xn--bcher-kva.example", "ana@bu\u0308cher.exarnple"},
		{"ana", "xn--99999999", "ana@xn--99999999"},
		{"+tag", "e.org", "+tag@e.org"},
		{"+tag+x", "e.org", "+tag@e.org"},
		{".+tag", "e.org", "+tag@e.org"},
		{".", "e.org", ".@e.org"},
		{"...", "e.org", "...@e.org"},
		{"b0b1", "e.org", "bobl@e.org"},
		{"a\u2024b\u16edc", "e.org", "ab@e.org"},
		{"a@b", "e.org", "a@b@e.org"},
		{"a\x00b", "e.org", "ab@e.org"},
		{"a\xffb", "e.org", "a\ufffdb@e.org"},
		{"", "", "@"},
	} {
		if got := Address(tt.local, tt.domain); got != tt.want {
			t.Errorf("Address(%+q, %q) = %+q, want %+q", tt.local, tt.domain, got, tt.want)
		}
	}
}

// A label that only looks like an A-label is read like one.
func TestAddressReadsADomainAgain(t *testing.T) {
	spoof, err := idna.Lookup.ToASCII("xn\u2010\u2010bcher-kva.example")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Address("ana", spoof), Address("ana", "xn--bcher-kva.example"); got != want {
		t.Errorf("Address of %s = %+q, want %+q", spoof, got, want)
	}
}

func TestAddressIsBounded(t *testing.T) {
	long := strings.Repeat("é", 500)
	seen := map[string]bool{}
	for _, tt := range [][2]string{
		{long, "e.org"}, {long + "a", "e.org"}, {long, long + ".org"}, {long, long + ".com"}, {"a", long + ".org"},
		{strings.Repeat("m", 50), "e.org"}, {strings.Repeat("m", 49), "e.org"},
	} {
		got := Address(tt[0], tt[1])
		if len(got) > 200 || !utf8.ValidString(got) || seen[got] {
			t.Errorf("%d bytes: %+q", len(got), got)
		}
		seen[got] = true
		if again := Address(parts(got)); again != got {
			t.Errorf("%+q, again %+q", got, again)
		}
	}
}

func parts(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	return address[:at], address[at+1:]
}

// tricky draws texts that are full of what the functions here treat in a way of its own.
func tricky() *rapid.Generator[string] {
	pieces := []string{"+", ".", "..", "m", "rn", "0", "O", "I", "l", "1", "|", "%", "@", "-", "xn--", " ", "\t", "\x00",
		"ı", "İ", "а", "ß", "ſ", "Σ", "ς", "\u13a3", "\uab73", "\u00ad", "\u034f", "\u0345", "\u0301", "\u0323", "\u0315", "\u1dfa",
		"\u2024", "\u2cbb", "ﬁ", "Ａ", "한", "\u1160", "\ufe0f", "ǆ", "\u2126", "\xff", "\u2066", "١", "ﷺ"}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.StringN(1, 3, -1)), 0, 60).Draw(t, "pieces"), "")
	})
}

// Rule M3: idempotent.
func TestAddressIsItsOwnKey(t *testing.T) {
	spoof, err := idna.Lookup.ToASCII("xn\u2010\u2010bcher-kva.example")
	if err != nil {
		t.Fatal(err)
	}
	domains := rapid.SampledFrom([]string{"example.com", "xn--bcher-kva.example", "xn--80ak6aa92e.com", "m1.org", spoof})
	rapid.Check(t, func(t *rapid.T) {
		key := Address(tricky().Draw(t, "local"), domains.Draw(t, "domain"))
		if again := Address(parts(key)); again != key || len(key) > 200 || !utf8.ValidString(key) {
			t.Fatalf("%+q, again %+q", key, again)
		}
	})
}

func FuzzAddress(f *testing.F) {
	f.Add("ana+x", "example.com", "a.na", "xn--80ak6aa92e.com")
	f.Add("mıke", "xn--bcher-kva.example", "rn1ke", "xn--xn--a-.com")
	f.Add("", "xn--", ".+.", "bücher.example")
	f.Add("\xf7Ǩ", "e.org", "\xf7k\u030c", "e.org")
	names := idna.New(idna.MapForLookup(), idna.VerifyDNSLength(true))
	f.Fuzz(func(t *testing.T, aLocal, aDomain, bLocal, bDomain string) {
		a, b := Address(aLocal, aDomain), Address(bLocal, bDomain)
		if len(a) > 200 || !utf8.ValidString(a) {
			t.Fatalf("%d bytes: %+q", len(a), a)
		}
		// What is no domain name has a key too, but that need not be a key's key.
		if ascii, err := names.ToASCII(aDomain); err == nil {
			key := Address(aLocal, ascii)
			if again := Address(parts(key)); again != key {
				t.Fatalf("%+q, again %+q", key, again)
			}
		}
		why := Why(aLocal, aDomain, bLocal, bDomain)
		if alike := a == b && (aLocal != bLocal || aDomain != bDomain); alike != (why != "") {
			t.Fatalf("keys %+q and %+q, but the reason is %q", a, b, why)
		}
		if why != Why(bLocal, bDomain, aLocal, aDomain) {
			t.Fatalf("%q, and another reason the other way round", why)
		}
	})
}

func BenchmarkAddress(b *testing.B) {
	for _, bench := range []struct{ name, local, domain string }{
		{"plain", "anna.schmidt", "example.com"},
		{"tag", "anna.schmidt+news", "example.com"},
		{"unicode", "zoë.müller", "xn--bcher-kva.example"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			Address(bench.local, bench.domain) // reads the table, if it takes one
			for b.Loop() {
				Address(bench.local, bench.domain)
			}
		})
	}
}
