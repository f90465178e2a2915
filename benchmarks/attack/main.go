// Command attack shows that no request holds others up (rule P10): it runs Usher on SQLite and on
// PostgreSQL, sends it the dearest requests that a client may send, and meanwhile measures what another
// account and another source of the same account wait for, and the server's memory. DATABASE_URL names
// a PostgreSQL on which it may create databases; without it only SQLite is tried.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	people := flag.Int("people", 20_000, "people in the directory that is searched")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *people); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, people int) (err error) {
	folder, err := os.MkdirTemp("", "usher-attack")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := build(ctx, folder)
	if err != nil {
		return err
	}
	if err := on(ctx, "SQLite", binary, "sqlite:"+filepath.Join(folder, "usher.db"), folder, people); err != nil {
		return err
	}
	admin := os.Getenv("DATABASE_URL")
	if admin == "" {
		fmt.Println("PostgreSQL is not tried: DATABASE_URL is not set")
		return nil
	}
	database, drop, err := create(ctx, admin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	return on(ctx, "PostgreSQL", binary, database, folder, people)
}

// on runs all attacks on one database, and prints what others saw of them.
func on(ctx context.Context, name, binary, database, folder string, people int) (err error) {
	s, err := start(ctx, binary, database, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.fill(ctx, people); err != nil {
		return err
	}
	fmt.Printf("\n%s, %d people\n%-52s %8s %9s  %-22s %-22s %s\n", name, people, "attack", "took", "peak",
		"another account", "another source", "answers")
	for _, a := range attacks {
		report, err := s.suffer(ctx, a)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		fmt.Println(report)
	}
	return nil
}
