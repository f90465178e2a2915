package schema

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Rule O1: what a log must not show is known by its name.
func TestNamesSecret(t *testing.T) {
	for _, name := range []string{
		"password", "PASSWORD", "pa\u017fsword", "\uff50assword", "pass\u200bword", "passw\u03bfrd", "\u0440\u0430ssword", "t\u043eken", "P\u0391SSWORD", "userPassword", "user_password", "password2", "passwordHash", "newPasswords",
		"secret", "clientSecret", "CLIENT_SECRET", "clientsecret", "token", "accessToken", "tokens", "apiKey", "api-key", "APIKEY", "private_key", "credentials",
		"pass", "pwd", "pin", "urn:x:User:userPassword", "emails.secret",
	} {
		if !NamesSecret(name) {
			t.Errorf("%q is taken for no secret", name)
		}
	}
	for _, name := range []string{"", "userName", "secretary", "passport", "compass", "pinboard", "emails", "profileUrl", "costCenter", "spinner", "x509Certificates", "keyboard"} {
		if NamesSecret(name) {
			t.Errorf("%q is taken for a secret", name)
		}
	}
}

func TestTellsSecret(t *testing.T) {
	for _, text := range []string{
		`password eq "x"`, `pass eq "hunter2`, `emails[password eq "x"]`, `{"password":"x"}`, `{\"password\":\"x\"}`, `{\"p\u0061ssword\" : \"x\"}`,
		`filter=password+eq+%22x%22`, `filter%3Dpassword%20eq%20%22x`, `%2570assword%3Dx`, `pa` + "\u017f" + `sword co "x`, `apiKey=abc`, `password.value eq "x`, `not (token sw "x")`, `password[value eq "x"]`,
		`<password>x</password>`, `<u:password xml:lang="en">x`, `<Password value="x"/>`, `{'password':'x'}`, "passw\u03bfrd=x",
	} {
		if !TellsSecret(text) {
			t.Errorf("%q is taken for harmless", text)
		}
	}
	for _, text := range []string{"", "Ann Lee", `userName eq "a"`, "Password Manager", `secretary eq "x"`, `title eq "passport: blue"`, "100 % sure", `C:\temp`, "Kim <token@example.com>", "Kim <pass>", "\u03a0\u03ac\u03bd\u03c9\u03c2: x"} {
		if TellsSecret(text) {
			t.Errorf("%q is taken to tell a secret", text)
		}
	}
	if !TellsSecret(`pinCode eq "1"`, "pincode") || !MentionsSecret(`["password","x"]`) || MentionsSecret("Ann") {
		t.Error("names that a type adds, or mentions alone, are not found")
	}
}

// Rule P10: a text is looked at once, however many names of secrets it is made of: of a million, looking at what stands
// behind each of them would not end.
func TestTellsSecretOfLongTexts(t *testing.T) {
	if TellsSecret(strings.Repeat("<pin", 1_000_000)) {
		t.Error("what is no element is taken for one")
	}
	chain := strings.Repeat(".pin", 1_000_000)
	if says, seen := saysMore(chain); says || seen != len(chain) {
		t.Errorf("%v, %d of %d bytes", says, seen, len(chain))
	}
	if TellsSecret("pin"+chain) || !TellsSecret("pin"+chain+` eq "x"`) {
		t.Error("what is said of the last one is not what is found")
	}
}

// What is passed over since it was seen behind another name would have said nothing either.
func TestTellsSecretLooksAtEveryName(t *testing.T) {
	parts := []string{"pin", "pass", "title", ".", ".", ".", " ", "\"", "\\", ",", "]", ":", "=", "eq", "x", "-"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "text"), "")
		want := false
		for i, end := 0, 0; i < len(text); i = end {
			name := ""
			if name, end = identifier(text, i); name != "" && NamesSecret(name) {
				says, _ := saysMore(text[end:])
				want = want || says || opensElement(text, i, end)
			}
		}
		if got := TellsSecret(text); got != want {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	})
}
