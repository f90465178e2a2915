package main

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/bench"
)

//go:embed pgbench/*.sql
var scripts embed.FS

// pgbench is PostgreSQL alone: one row with the same document, three unique indexes, prepared statements, nothing
// above it.
type pgbench struct {
	settings
	pg       *postgres
	folder   string
	database string
	document string
}

func (b *pgbench) name() string { return "pgbench" }

func (b *pgbench) start(ctx context.Context) error {
	var err error
	if b.database, err = b.pg.create(ctx, "pgbench"); err != nil {
		return err
	}
	b.document = string(bench.PersonJSON("somebody@example.com"))
	table, err := scripts.ReadFile("pgbench/table.sql")
	if err != nil {
		return err
	}
	for _, name := range []string{"create", "get", "filter"} {
		text, err := scripts.ReadFile("pgbench/" + name + ".sql")
		if err == nil {
			err = os.WriteFile(b.script(name), text, 0o600)
		}
		if err != nil {
			return err
		}
	}
	db, err := sql.Open("postgres", b.database)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, string(table)); err != nil {
		return err
	}
	start := time.Now()
	if _, err := db.ExecContext(ctx, `insert into person (id, user_name, external_id, doc)
		select md5(n::text)::uuid, 'person-' || n, 'ext-' || n, $1 from generate_series(1, $2::int) n`, b.document,
		b.people); err != nil {
		return err
	}
	say("pgbench: Prepared people: %d rows by one statement in %.1f s.", b.people, time.Since(start).Seconds())
	return settle(ctx, b.database)
}

func (b *pgbench) stop() error { return nil }

func (b *pgbench) script(operation string) string { return filepath.Join(b.folder, operation+".sql") }

var (
	ratePattern   = regexp.MustCompile(`(?m)^tps = ([0-9.]+) \(without initial connection time\)$`)
	countPattern  = regexp.MustCompile(`(?m)^number of transactions actually processed: ([0-9]+)`)
	failedPattern = regexp.MustCompile(`(?m)^number of failed transactions: ([0-9]+)`)
)

func (b *pgbench) measure(ctx context.Context, operation string, clients int) ([]bench.Result, error) {
	length := []string{"-T", strconv.Itoa(int(b.length.Seconds()))}
	switch operation {
	case "create":
		length = []string{"-t", strconv.Itoa(b.creates / clients)}
	case "get", "filter":
	default:
		return nil, nil
	}
	args := append([]string{
		"-n", "-M", "prepared", "-f", b.script(operation),
		"-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, runtime.NumCPU())),
		"-D", "doc=" + b.document, "-D", "people=" + strconv.Itoa(b.people),
	}, length...)
	out, err := exec.CommandContext(ctx, "pgbench", append(args, b.database)...).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("pgbench %s: %w\n%s", operation, err, out)
	}
	r, err := readPgbench(string(out))
	r.Operation, r.Clients, r.People = operation, clients, b.people
	return []bench.Result{r}, err
}

// readPgbench takes the figures out of pgbench's report. It has no percentiles.
func readPgbench(text string) (bench.Result, error) {
	rate, count, failed := ratePattern.FindStringSubmatch(text), countPattern.FindStringSubmatch(text),
		failedPattern.FindStringSubmatch(text)
	if rate == nil || count == nil || failed == nil {
		return bench.Result{}, fmt.Errorf("pgbench reported something unknown:\n%s", text)
	}
	var (
		r    bench.Result
		errs [3]error
	)
	r.PerSecond, errs[0] = strconv.ParseFloat(rate[1], 64)
	r.Operations, errs[1] = strconv.Atoi(count[1])
	r.Errors, errs[2] = strconv.Atoi(failed[1])
	r.Operations += r.Errors
	return r, errors.Join(errs[:]...)
}
