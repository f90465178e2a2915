package main

import "testing"

// What others have written moves no cursor, and French keeps its blanks.
func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"": "-", "Zoë Li": "Zoë Li", "a\x1b[31mb": "a\uFFFD[31mb", "a\nb": "a\uFFFDb", "approuvé\u00A0; où\u202F?": "approuvé\u00A0; où\u202F?", "\u200b": "\uFFFD",
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %q, want %q", in, got, want)
		}
	}
	if got := lines("a\nb\r\x1bc"); got != "a\nb\uFFFD\uFFFDc" {
		t.Errorf("lines: %q", got)
	}
}
