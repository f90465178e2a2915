package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/bench"
)

// contender is one of those compared.
type contender interface {
	name() string
	// start makes its database, loads the people and gets ready. stop undoes it, also after a start that failed.
	start(ctx context.Context) error
	// measure runs one operation of the load tool. A contender that has nothing like it returns nothing.
	measure(ctx context.Context, operation string, clients int) ([]bench.Result, error)
	stop() error
}

var (
	_ contender = (*server)(nil)
	_ contender = (*pgbench)(nil)
)

func newContender(name string, s settings, pg *postgres, folder string) contender {
	switch name {
	case "elimity":
		return &server{settings: s, title: name, pg: pg, folder: folder, boot: elimity}
	case "usher":
		return &server{settings: s, title: name, pg: pg, folder: folder, boot: usher, merges: true}
	}
	return &pgbench{settings: s, pg: pg, folder: folder}
}

// server is a SCIM server, measured over HTTP with the load tool of `usher bench`.
type server struct {
	settings
	title   string
	pg      *postgres
	folder  string
	boot    func(ctx context.Context, folder, database, listen string) (p *process, tokens []string, err error)
	merges  bool // several sources know the same people
	process *process
	session *bench.Session
}

func (s *server) name() string { return s.title }

func (s *server) start(ctx context.Context) error {
	database, err := s.pg.create(ctx, s.title)
	if err != nil {
		return err
	}
	listen, err := freeAddress()
	if err != nil {
		return err
	}
	p, tokens, err := s.boot(ctx, s.folder, database, listen)
	if err != nil {
		return err
	}
	s.process = p
	s.session, err = bench.Open(ctx, bench.Options{
		URL: base(listen), Token: tokens[0], SecondToken: strings.Join(tokens[1:], ""), Clients: min(32, s.people),
		People: s.people, GroupSizes: s.groupSizes,
	}, func(r bench.Result) { say("%s: %s", s.title, r) })
	if err != nil {
		return err
	}
	return settle(ctx, database)
}

func (s *server) measure(ctx context.Context, operation string, clients int) ([]bench.Result, error) {
	limit := bench.Limit{Duration: s.length}
	if operation == "merge" && !s.merges {
		return nil, nil
	}
	switch operation {
	case "create", "merge":
		limit = bench.Limit{Requests: s.creates}
	case "one-group":
		limit = bench.Limit{Requests: s.oneGroup}
	}
	return s.session.Measure(ctx, operation, clients, limit)
}

func (s *server) stop() error {
	var failed error
	if s.session != nil {
		failed = s.session.Close(context.Background())
	}
	if s.process != nil {
		failed = errors.Join(failed, s.process.stop())
	}
	return failed
}

func base(listen string) string { return "http://" + listen + "/scim/v2" }

func elimity(ctx context.Context, folder, database, listen string) (*process, []string, error) {
	binary, err := build(ctx, folder, "benchmarks/elimity")
	if err != nil {
		return nil, nil, err
	}
	token := rand.Text()
	p, err := launch(ctx, folder, base(listen), binary, "-database", database, "-listen", listen, "-token", token)
	return p, []string{token}, err
}

// usher sets up an account as an administrator does, with the commands of the manual: a domain that
// is proved, and two sources that are trusted for it.
func usher(ctx context.Context, folder, database, listen string) (p *process, tokens []string, err error) {
	binary, err := build(ctx, folder, "cmd/usher")
	if err != nil {
		return nil, nil, err
	}
	command := func(line string, more ...string) (string, error) {
		args := slices.Concat(strings.Fields(line), []string{"--database", database}, more)
		out, err := exec.CommandContext(ctx, binary, args...).Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		if err != nil {
			return "", fmt.Errorf("usher %s: %w", line, err)
		}
		return strings.TrimSpace(string(out)), nil
	}
	for _, line := range []string{"migrate", "account create bench", "source create idp --account bench",
		"source create second --account bench"} {
		if _, err := command(line); err != nil {
			return nil, nil, err
		}
	}
	claim, err := command("domain claim example.com --account bench --json")
	if err != nil {
		return nil, nil, err
	}
	resolver, end, err := answerTXT(claim)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	if _, err := command("domain verify example.com --account bench", "--dns-resolver", resolver); err != nil {
		return nil, nil, err
	}
	for _, source := range []string{"idp", "second"} {
		if _, err := command("source set " + source + " --account bench --trusted-for example.com"); err != nil {
			return nil, nil, err
		}
		token, err := command("token create --account bench --source " + source)
		if err != nil {
			return nil, nil, err
		}
		tokens = append(tokens, token)
	}
	p, err = launch(ctx, folder, base(listen), binary, "serve", "--database", database, "--listen", listen)
	return p, tokens, err
}
