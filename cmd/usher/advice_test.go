package main

import (
	"io"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/text"
)

// Rule P9: every command that a message can advise is one, with its arguments and flags.
func TestAdvisedCommandsAreCommands(t *testing.T) {
	values := strings.NewReplacer("ROLE", "owner", "DECISION", "link")
	for key, command := range text.Commands() {
		parser, err := newParser(&commandLine{}, noEnvironment, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		args := strings.Fields(values.Replace(command))
		if args[0] != "usher" {
			t.Errorf("%s: %s", key, command)
			continue
		}
		if _, err := parser.Parse(args[1:]); err != nil {
			t.Errorf("%s: %s: %v", key, command, err)
		}
	}
}
