package schema_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

//
func TestCheckRequired(t *testing.T) {
	warranty := object{"contract": "c"}
	tests := []struct {
		name, rt string
		o        object
		path     string // "" if nothing is missing
	}{
		{"R-044", "User", object{"displayName": "x"}, "userName"},
		{"R-044 blanks", "User", object{"userName": " \t"}, "userName"},
		{"complete", "User", object{"userName": "u"}, ""},
		{"R-057", "Group", object{}, "displayName"},
		{"R-069 required extension", "Gadget", object{"label": "l"}, schematest.Warranty},
		{"R-069 its required attribute", "Gadget", object{"label": "l", schematest.Warranty: object{"until": "x"}}, schematest.Warranty + ":contract"},
		{"optional extension absent", "Gadget", object{"label": "l", schematest.Warranty: warranty}, ""},
		{"optional extension present", "Gadget", object{"label": "l", schematest.Warranty: warranty, schematest.Location: object{"floor": int64(1)}}, schematest.Location + ":room"},
		{"required sub-attribute", "Gadget", object{"label": "l", schematest.Warranty: warranty, "size": object{"unit": "mm"}}, "size.width"},
		{"required sub-attribute given", "Gadget", object{"label": "l", schematest.Warranty: warranty, "size": object{"width": json.Number("0")}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, typeOf(t, tt.rt).CheckRequired(tt.o), "invalidValue", tt.path)
		})
	}
}

func check(t *testing.T, err error, scimType, path string) {
	t.Helper()
	var refusal *schema.Error
	switch {
	case path == "" && err != nil:
		t.Errorf("refused: %v", err)
	case path != "" && (!errors.As(err, &refusal) || refusal.ScimType != scimType || refusal.Path != path):
		t.Errorf("got %v, want %s at %s", err, scimType, path)
	}
}

//
func TestCheckImmutable(t *testing.T) {
	part := func(more ...any) object {
		o := object{"value": "1"}
		for i := 0; i < len(more); i += 2 {
			o[more[i].(string)] = more[i+1]
		}
		return o
	}
	tests := []struct {
		name, rt string
		old, new object
		path     string
	}{
		{"same", "Gadget", object{"serial": "a"}, object{"serial": "a", "label": "x"}, ""},
		{"set for the first time", "Gadget", object{}, object{"serial": "a"}, ""},
		{"changed", "Gadget", object{"serial": "a"}, object{"serial": "A"}, "serial"},
		{"removed", "Gadget", object{"serial": "a"}, object{}, "serial"},
		{"sub-attribute changed", "Gadget", object{"owner": object{"since": "x", "value": "1"}}, object{"owner": object{"since": "y", "value": "1"}}, "owner.since"},
		{"whole value removed", "Gadget", object{"owner": object{"since": "x"}}, object{}, ""},
		{"element changed", "Gadget", object{"parts": values{object{"value": "0"}, part("batch", "a")}}, object{"parts": values{part("batch", "b")}}, "parts[0].batch"},
		{"element sent again without it", "Gadget", object{"parts": values{part("batch", "a")}}, object{"parts": values{part("display", "d")}}, ""},
		{"another element", "Gadget", object{"parts": values{part("batch", "a")}}, object{"parts": values{object{"value": "2", "batch": "b"}}}, ""},
		{"member's type", "Group", object{"members": values{part("type", "User")}}, object{"members": values{part("type", "Group")}}, "members[0].type"},
		{"member's address", "Group", object{"members": values{part("$ref", "a")}}, object{"members": values{part("$ref", "b")}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check(t, typeOf(t, tt.rt).CheckImmutable(tt.old, tt.new), "mutability", tt.path)
		})
	}
}

// RFC 7644 section 3.5.1: a PUT that omits what can't change does not change it.
func TestKeepImmutable(t *testing.T) {
	old := object{"serial": "a", "label": "l", "owner": object{"value": "1", "since": "x"}}
	next := object{"label": "m", "owner": object{"value": "2"}}
	gadget(t).KeepImmutable(old, next)
	want := object{"serial": "a", "label": "m", "owner": object{"value": "2", "since": "x"}}
	if diff := cmp.Diff(want, next); diff != "" {
		t.Error(diff)
	}
	if err := gadget(t).CheckImmutable(old, next); err != nil {
		t.Error(err)
	}
}

func TestGet(t *testing.T) {
	o := object{"userName": "u", "emails": values{object{"value": "a"}, object{"type": "x"}, object{"value": "b"}}, "name": object{"givenName": "g"}, enterpriseURN: object{"manager": object{"value": "7"}}}
	tests := []struct {
		path string
		want []any
	}{
		{"userName", values{"u"}},
		{"title", nil},
		{"emails.value", values{"a", "b"}},
		{"name.givenName", values{"g"}},
		{"manager.value", values{"7"}},
		{"department", nil},
		{enterpriseURN, values{o[enterpriseURN]}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, schema.Get(o, attr(t, user(t), tt.path))); diff != "" {
			t.Errorf("%s: %s", tt.path, diff)
		}
	}
	if n := len(schema.Get(o, attr(t, user(t), "emails"))); n != 3 {
		t.Errorf("%d e-mails, want 3", n)
	}
}

func TestEqual(t *testing.T) {
	n := func(s string) json.Number { return json.Number(s) }
	tests := []struct {
		a, b any
		want bool
	}{
		{n("1.50"), n("15e-1"), true},
		{n("7"), int64(7), true},
		{n("1e300"), n("1e299"), false},
		{n("0.1"), n("0.1000000000000000000001"), false},
		{n("x"), n("y"), false},
		{"7", int64(7), false},
		{nil, nil, true},
		{nil, "", false},
		{true, true, true},
		{object{"a": values{"x"}}, object{"a": values{"x"}}, true},
		{object{"a": "x"}, object{"b": "x"}, false},
		{values{"a", "b"}, values{"b", "a"}, false},
	}
	for _, tt := range tests {
		if got := schema.Equal(tt.a, tt.b); got != tt.want || schema.Equal(tt.b, tt.a) != tt.want {
			t.Errorf("Equal(%v, %v) is %v", tt.a, tt.b, got)
		}
	}
}

func TestClone(t *testing.T) {
	o := object{"a": values{object{"b": "c"}}}
	c := schema.Clone(o)
	c["a"].(values)[0].(object)["b"] = "changed"
	if o["a"].(values)[0].(object)["b"] != "c" {
		t.Error("the copy shares values with the original")
	}
}
