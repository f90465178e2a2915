package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// Exit statuses beside 0.
const (
	statusFailed = 1 // the command was understood and did not succeed
	statusUsage  = 2 // the command line was not understood
)

// Run carries out one command line and returns the exit status. Results go to stdout, all else
// to stderr. A server runs until ctx ends. Tests call Run as main does.
func Run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) (status int) {
	return runOver(ctx, nil, args, env, stdout, stderr)
}

// runOver is Run for commands over a database that is open already, and stays so; nil for one that is opened for the
// command. Tests give hundreds of commands, and a new connection has everything to prepare.
func runOver(
	ctx context.Context, db *store.DB, args []string, env func(string) string, stdout, stderr io.Writer,
) (status int) {
	if len(args) > 0 && args[0] == "help" {
		args = append(slices.Clone(args[1:]), "--help")
	}
	commands := commandLine{}
	parser, err := newParser(&commands, env, stdout, stderr, only(args))
	if err != nil {
		fmt.Fprintf(stderr, "usher: %v\n", err)
		return statusFailed
	}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exit:
			status = int(e)
		default:
			panic(e)
		}
	}()
	reader := text.Reader{Language: text.Environment(env), Surface: text.CommandLine}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "usher: %s\n", lines(reader.Say(usage(err))))
		return statusUsage
	}
	a := &app{
		in:  os.Stdin,
		out: stdout, err: stderr, opened: db, database: commands.Database, env: env, sudo: env("SUDO_USER"), args: args,
		width: widthOf(stdout, env), reader: reader,
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(a); err != nil {
		fmt.Fprintf(stderr, "usher: %s\n", lines(a.reader.Error(err)))
		return statusFailed
	}
	return 0
}
