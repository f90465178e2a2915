// Command run compares Usher with two yardsticks on one PostgreSQL and writes what it measured to docs/benchmarks.md:
// PostgreSQL itself under pgbench, and the plain elimity server beside this folder. Operation by operation the
// contenders take turns, round after round, and the medians count; so a slow minute of the machine meets all of them.
//
// DATABASE_URL names a PostgreSQL in which it may create databases. It drops those it created and ends the
// processes it started.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settings are what the flags say.
type settings struct {
	admin      string // URL of the PostgreSQL
	only       []string
	people     int
	rounds     int
	clients    []int
	length     time.Duration
	creates    int
	oneGroup   int
	groupSizes []int
	out        string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	only := flags.String("only", "pgbench,elimity,usher", "contenders to measure")
	clients := flags.String("clients", "1,8,32", "numbers of clients")
	sizes := flags.String("group-sizes", "100,1000,20000", "sizes of the groups that get a member")
	flags.IntVar(&s.people, "people", 50000, "people loaded before the first round")
	flags.IntVar(&s.rounds, "rounds", 5, "rounds, of which the medians count")
	flags.DurationVar(&s.length, "length", 2*time.Second, "length of a measurement other than create and one-group")
	flags.IntVar(&s.creates, "creates", 4096, "people created in a measurement, so that all tables grow alike")
	flags.IntVar(&s.oneGroup, "one-group", 1024, "members added to the one group in a measurement")
	flags.StringVar(&s.out, "out", filepath.Join("docs", "benchmarks.md"), "file to write")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.admin = os.Getenv("DATABASE_URL")
	s.only = strings.Split(*only, ",")
	var errs [2]error
	s.clients, errs[0] = numbers(*clients)
	s.groupSizes, errs[1] = numbers(*sizes)
	if err := errors.Join(errs[:]...); err != nil {
		return s, err
	}
	switch {
	case s.admin == "":
		return s, errors.New("DATABASE_URL names no PostgreSQL, such as postgres://usher@127.0.0.1:5432/postgres?sslmode=disable")
	case s.rounds < 1 || s.people < 1 || s.oneGroup < 1 || s.length < time.Second:
		return s, errors.New("rounds, people and members start at 1, the length at 1s")
	}
	for _, n := range s.clients {
		if s.creates < n || s.creates%n != 0 {
			return s, fmt.Errorf("%d creates cannot be shared out evenly among %d clients", s.creates, n)
		}
	}
	for _, name := range s.only {
		if !slices.Contains([]string{"pgbench", "elimity", "usher"}, name) {
			return s, fmt.Errorf("unknown contender %q", name)
		}
	}
	return s, nil
}

func numbers(list string) ([]int, error) {
	var all []int
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a list of positive numbers", list)
		}
		all = append(all, n)
	}
	return all, nil
}

func run(ctx context.Context, args []string) (err error) {
	s, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "usher-benchmarks-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	pg, err := connect(ctx, s.admin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pg.close()) }()

	machine, err := describe(ctx, pg)
	if err != nil {
		return err
	}
	contenders := make([]contender, 0, len(s.only))
	for _, name := range s.only {
		c := newContender(name, s, pg, folder)
		// Stopped even if starting fails half-way, and before the databases are dropped.
		defer func() { err = errors.Join(err, c.stop()) }()
		if err := c.start(ctx); err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
		contenders = append(contenders, c)
	}
	found, err := measure(ctx, s, pg, contenders)
	if err != nil {
		return err
	}
	return os.WriteFile(s.out, []byte(render(s, machine, found, time.Now())), 0o644)
}

// say tells the person who waits what is going on.
func say(format string, values ...any) { fmt.Fprintf(os.Stderr, format+"\n", values...) }
