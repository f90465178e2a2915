package schema

import (
	"errors"
	"strings"
	"testing"
)

// Rule P10: a small text can't become any number of values in memory. Check keeps none, and refuses
// what Decode refuses.
func TestDecodeIsBounded(t *testing.T) {
	many := []byte("[" + strings.Repeat("[],", MaxBodyValues) + "[]]")
	if _, err := Decode(many); !errors.Is(err, ErrTooManyValues) {
		t.Errorf("%v", err)
	}
	if err := Check(many); err != nil {
		t.Error(err)
	}
	body := []byte(`{"a":[` + strings.Repeat(`{"value":"x","n":true},`, 1000) + `{}]}`)
	if got := testing.AllocsPerRun(5, func() { _ = Check(body) }); got > 100 {
		t.Errorf("Check allocates %v times", got)
	}
	for _, wrong := range []string{``, `{`, `{"a":1,"a":2}`, `{"a":"\u0000"}`, `{"\u0000":1}`, `[1e999]`, `{} {}`, strings.Repeat("[", 100), "\"\xff\"", `{"a":tru}`} {
		_, decode := Decode([]byte(wrong))
		check := Check([]byte(wrong))
		if decode == nil || check == nil || decode.Error() != check.Error() {
			t.Errorf("%q: Decode says %v, Check %v", wrong, decode, check)
		}
	}
}
