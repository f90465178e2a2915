package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sample = "\ufeff# confusables.txt\n# Version: 15.0.0\n\n" +
	"0030 ;\t004F ;\tMA\t# digit zero\n" +
	"006D ;\t0072 006E ;\tMA\t# m\n" +
	"043E ;\t006F ;\tMA\t# Cyrillic o\n" +
	"AB73 ;\t13A3 ;\tMA\t# a case of its prototype\n"

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(strings.NewReader(sample), &out); err != nil {
		t.Fatal(err)
	}
	if want := "# Made by gen from confusables.txt of Unicode 15.0.0:"; !strings.HasPrefix(out.String(), want) {
		t.Errorf("the table does not begin with %q", want)
	}
	if !strings.Contains(out.String(), "\n# "+strings.SplitN(notice, "\n", 2)[0]+"\n") {
		t.Error("the table comes without the licence of its data")
	}
	// The whole of Unicode folds; what the sample is about must be among it.
	got := map[string]string{}
	for line := range strings.Lines(out.String()) {
		if to, from, ok := strings.Cut(strings.TrimSpace(line), " < "); ok {
			for r := range strings.FieldsSeq(from) {
				got[r] = to
			}
		}
	}
	for from, want := range map[string]string{
		"30":   "6F",    // by way of O
		"4F":   "6F",    // by case
		"41E":  "6F",    // by case, then by look
		"43E":  "6F",    // by look
		"FF10": "6F",    // by compatibility, then by look and case
		"4D":   "72 6E", // by case, then by look
		"AB73": "13A3",  // by both
		"4CF":  "6C",    // by an override
		"4C0":  "6C",    // by case, then by an override
		"DF":   "73 73", // by full case folding
		"13A3": "",      // itself
		"E9":   "",      // not in normalisation form D
		"6F":   "",      // itself
	} {
		if got[from] != want {
			t.Errorf("U+%s has the skeleton %q, want %q", from, got[from], want)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", "this is not Unicode's confusables.txt: it names no version, or no character"},
		{"# Version: 15.0.0\n", "this is not Unicode's confusables.txt: it names no version, or no character"},
		{"0030 ; 004F\n", "line 1: 2 fields, not 3"},
		{"\n0030 004F ; 004F ; MA\n", "line 2: it does not map one character"},
		{"0030 ; ; MA\n", "line 1: it does not map one character"},
		{"0030 ; 004G ; MA\n", `line 1: strconv.ParseUint: parsing "004G": invalid syntax`},
		{"0030 ; 4F ; MA\n0030 ; 6F ; MA\n", "line 2: U+0030 is mapped a second time"},
		{"# Version: 1\n0061 ; 0062 ; MA\n0062 ; 0061 ; MA\n", `the skeletons of "b" go round in a circle: ["a" "b"]`},
	} {
		var out strings.Builder
		err := run(strings.NewReader(tt.in), &out)
		if err == nil {
			t.Errorf("%q: accepted", tt.in)
			continue
		}
		if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.in, diff)
		}
	}
}
