package main

import "testing"

func TestByteSize(t *testing.T) {
	for text, want := range map[string]byteSize{"0": 0, "7": 7, "7B": 7, "256KiB": 256 << 10, " 16 MiB ": 16 << 20, "1GiB": 1 << 30} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%q is %d, %v; want %d", text, b, err, want)
		}
		if err := b.UnmarshalText([]byte(want.String())); err != nil || b != want {
			t.Errorf("%s is written as %s", text, want)
		}
	}
	for _, text := range []string{"", "x", "1KB", "-1", "1.5MiB", "9999999999GiB"} {
		if err := new(byteSize).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	for _, s := range []sizes{{1, 16 << 20}, {256 << 10, 1 << 30}, {1 << 20, 512 << 10}} {
		if s.Validate() == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}
