package check

import "testing"

// What is unassigned is one state however it is written, and lists have no order: R-021.
func TestDifference(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{`{"a":1,"b":[1,2],"c":null}`, `{"b":[2,1],"a":1,"d":[],"e":{}}`, ""},
		{`{"a":[{"x":1},{"x":2}]}`, `{"a":[{"x":2},{"x":1}]}`, ""},
		{`{"a":{"b":"x"}}`, `{"a":{"b":"y"}}`, `$.a.b is "x" there and "y" here`},
		{`{"a":[1]}`, `{"a":[1,1]}`, `$.a is [1] there and [1,1] here`},
		{`{"a":true}`, `{"a":"true"}`, `$.a is true there and "true" here`},
		{`{"a":false}`, `{}`, `$.a is false there and null here`},
		{`{"a":{"b":1}}`, `{"a":[]}`, `$.a is {"b":1} there and [] here`},
		{`[]`, `{}`, ""},
		{`1`, `{"a":1}`, `$ is 1 there and {"a":1} here`},
	} {
		if got := english.Say(difference(decode(t, c.a), decode(t, c.b), "$")); got != c.want {
			t.Errorf("%s and %s: %q", c.a, c.b, got)
		}
	}
}
