package confirm

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/secretlink"
)

func TestCodes(t *testing.T) {
	seen, used := map[string]bool{}, map[rune]bool{}
	for i := range 2000 {
		code := codeOf([]byte("key"), strconv.Itoa(i))
		if read, ok := readCode(showCode(code)); !ok || read != code || seen[code] {
			t.Fatalf("the code %q, shown as %q, reads %q (seen before: %t)", code, showCode(code), read, seen[code])
		}
		seen[code] = true
		for _, r := range code {
			used[r] = true
		}
	}
	if code := codeOf([]byte("key"), "1"); code != codeOf([]byte("key"), "1") || code == codeOf([]byte("another key"), "1") {
		t.Errorf("the code %s is not one of its key and id alone", code)
	}
	if len(used) != len(alphabet) || strings.ContainsAny(alphabet, "01ILOUilo") {
		t.Errorf("of %d characters %d are used", len(alphabet), len(used))
	}
}

// A hash is of one key, one purpose, one address and one code.
func TestHashes(t *testing.T) {
	key := []byte("key")
	all := map[string]string{}
	for what, hash := range map[string]string{
		"code":            codeHash(key, "ana@example.com", "AAAAAAAA"),
		"another code":    codeHash(key, "ana@example.com", "AAAAAAAB"),
		"another address": codeHash(key, "bob@example.com", "AAAAAAAA"),
		"another key":     codeHash([]byte("other"), "ana@example.com", "AAAAAAAA"),
		"shifted":         codeHash(key, "ana@example.comA", "AAAAAAA"),
		"link":            secretlink.Hash(linkKind, key, []byte("ana@example.com8:AAAAAAAA")),
	} {
		if before, ok := all[hash]; ok {
			t.Errorf("%s and %s have the same hash", what, before)
		}
		all[hash] = what
	}
}

// Whatever is typed or clicked is read or refused, without panic.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "2A4C-6E8G", "ǆǆǆǆ", "\xff\xfe", strings.Repeat("A", 64), "ßßßß", "ŉŉ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if code, ok := readCode(s); ok && (len(code) != codeLength || !utf8.ValidString(code) || strings.Trim(code, alphabet) != "") {
			t.Errorf("readCode(%q) = %q", s, code)
		}
	})
}
