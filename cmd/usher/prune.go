package main

import (
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// only leaves out of the parser all commands but the one that the line begins with: to describe a hundred commands in
// order to carry out one takes longer than most of them do. Where the line has something else than a command's one word,
// be it a flag, help or a mistake, nothing is left out: what is said then may name any command.
func only(args []string) kong.Option {
	return kong.IgnoreFields(beside(reflect.TypeFor[commandLine](), args)...)
}

// beside are the patterns of the commands beside the one that the line begins with, and of those beside its subcommand.
func beside(grammar reflect.Type, args []string) []string {
	if len(args) == 0 || grammar.Kind() != reflect.Struct {
		return nil
	}
	var others []string
	var chosen reflect.Type
	for field := range grammar.Fields() {
		_, command := field.Tag.Lookup("cmd")
		_, always := field.Tag.Lookup("default") // mistakes are told in its terms
		switch {
		case !command:
		case strings.ToLower(field.Name) == args[0]:
			chosen = field.Type
		case !always:
			others = append(others, field.Name)
		}
	}
	if chosen == nil {
		return nil
	}
	below := beside(chosen, args[1:])
	if len(others) == 0 {
		return below
	}
	return append(below, `^`+grammar.Name()+`\.(?:`+strings.Join(others, "|")+`)$`)
}
