package main

import "testing"

func TestOrigin(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "https://usher.example.com": "https://usher.example.com", "https://usher.example.com//": "https://usher.example.com",
		"https://usher.example.com/scim/v2": "https://usher.example.com", "https://usher.example.com/SCIM/v2/": "https://usher.example.com",
		"https://example.com/usher/scim/v2": "https://example.com/usher", "https://example.com/usher": "https://example.com/usher", "/scim/v2": "/scim/v2",
	} {
		if got := origin(in); got != want {
			t.Errorf("origin(%q) = %q, want %q", in, got, want)
		}
	}
}
