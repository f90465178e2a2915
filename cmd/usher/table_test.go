package main

import (
	"strings"
	"testing"
)

const (
	oneID   = "0192f3a4-5b6c-7abc-8def-0123456789ab"
	otherID = "0192f3a4-5b6c-7abd-8def-0123456789ab"
	nearID  = "0192f3a4-5b6c-7abc-8d00-0123456789ab" // begins like the first
)

func drawn(t *testing.T, headed bool, width int, rows ...[]string) string {
	t.Helper()
	var b strings.Builder
	if err := (table{headed: headed, rows: rows}).write(&b, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	heads := []string{"ID", "STATE", "WHAT"}
	row := []string{oneID, "active", "okta created Zoë Li, who waits for the domain example.com, which nobody has approved"}
	for name, tt := range map[string]struct {
		width int
		rows  [][]string
		want  string
	}{
		"whole lines": {0, [][]string{heads, row}, "" +
			"ID                                    STATE   WHAT\n" +
			oneID + "  active  " + row[2] + "\n"},
		"wrapped": {80, [][]string{heads, row}, "" +
			"ID                  STATE   WHAT\n" +
			"0192f3a4-5b6c-7abc  active  okta created Zoë Li, who waits for the domain\n" +
			"                            example.com, which nobody has approved\n"},
		"no room beside": {48, [][]string{heads, row}, "" +
			"ID                  STATE\n" +
			"    WHAT\n" +
			"0192f3a4-5b6c-7abc  active\n" +
			"    okta created Zoë Li, who waits for the\n" +
			"    domain example.com, which nobody has\n" +
			"    approved\n"},
		"other ids": {44, [][]string{heads, {oneID, "active", "-"}, {otherID, "active", "-"}}, "" +
			"ID                  STATE   WHAT\n" +
			"0192f3a4-5b6c-7abc  active  -\n" +
			"0192f3a4-5b6c-7abd  active  -\n"},
		"ids that begin alike": {48, [][]string{heads, {oneID, "active", "-"}, {nearID, "active", "-"}, {oneID, "active", "-"}}, "" +
			"ID                      STATE   WHAT\n" +
			"0192f3a4-5b6c-7abc-8de  active  -\n" +
			"0192f3a4-5b6c-7abc-8d0  active  -\n" +
			"0192f3a4-5b6c-7abc-8de  active  -\n"},
		"cells": {0, [][]string{{"NAME", "X"}, {"李 小龙", "1"}, {"Zoe\u0308", "2"}}, "NAME     X\n李 小龙  1\nZoe\u0308      2\n"},
		"wide words": {40, [][]string{{"A", "B"}, {"1", strings.Repeat("龙", 40)}}, "" +
			"A  B\n1  " + strings.Repeat("龙", 18) + "\n   " + strings.Repeat("龙", 18) + "\n   " + strings.Repeat("龙", 4) + "\n"},
	} {
		if got := drawn(t, true, tt.width, tt.rows...); got != tt.want {
			t.Errorf("%s:\n%swant\n%s", name, got, tt.want)
		}
	}
	// What stands in fields is copied: ids whole, and no value broken within.
	value := "usher-domain-verification=" + strings.Repeat("x", 80)
	if got := drawn(t, false, 80, []string{"id", oneID}, []string{"value", value}); got != "id     "+oneID+"\nvalue  "+value+"\n" {
		t.Errorf("fields:\n%s", got)
	}
	if got := drawn(t, false, 80, []string{row[2] + row[2]}); got != row[2]+row[2]+"\n" {
		t.Errorf("a sentence:\n%s", got)
	}
}

func TestWidth(t *testing.T) {
	for columns, want := range map[string]int{"": 0, "120": 120, "x": 0, "-1": 0, "0": 0} {
		if got := widthOf(&strings.Builder{}, func(string) string { return columns }); got != want {
			t.Errorf("COLUMNS=%q: %d, want %d", columns, got, want)
		}
	}
}
