package secretlink

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// A token is of one kind, one account, one key and one mail, and the same each time.
func TestTokens(t *testing.T) {
	account := uuid.NewString()
	token, secret, err := Make("mail", account, []byte("key"), "1")
	if err != nil {
		t.Fatal(err)
	}
	if id, read, ok := Read(token); !ok || id != account || string(read) != string(secret) {
		t.Errorf("Read(%q) = %s, %x, %t", token, id, read, ok)
	}
	for what, other := range map[string][4]string{
		"the same again": {"mail", account, "key", "1"}, "another account": {"mail", uuid.NewString(), "key", "1"},
		"another key": {"mail", account, "other", "1"}, "another id": {"mail", account, "key", "2"}, "another kind": {"card", account, "key", "1"},
	} {
		if again, _, err := Make(other[0], other[1], []byte(other[2]), other[3]); err != nil || (again == token) != (what == "the same again") {
			t.Errorf("%s: %s, %v", what, again, err)
		}
	}
	if Hash("mail", []byte("key"), secret) == Hash("card", []byte("key"), secret) {
		t.Error("a link of one kind does for another")
	}
	if _, _, err := Make("mail", "nobody", []byte("key"), "1"); err == nil {
		t.Error("a token of no account")
	}
}

// Whatever is clicked is read or refused, without panic.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "\xff\xfe", strings.Repeat("A", 64), strings.Repeat("é", 32)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, secret, ok := Read(s); ok && (len(secret) != secretBytes || uuid.Validate(id) != nil) {
			t.Errorf("Read(%q) = %q", s, id)
		}
	})
}
