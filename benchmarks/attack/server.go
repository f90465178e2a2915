package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lib/pq"
)

func build(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "usher")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/usher-id/usher/cmd/usher").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build usher: %w\n%s", err, out)
	}
	return binary, nil
}

// create makes a database for this run.
func create(ctx context.Context, admin string) (database string, drop func() error, err error) {
	u, err := url.Parse(admin)
	if err != nil {
		return "", nil, err
	}
	db, err := sql.Open("postgres", admin)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("attack_%d", os.Getpid())
	if _, err := db.ExecContext(ctx, "create database "+pq.QuoteIdentifier(name)); err != nil {
		return "", nil, errors.Join(err, db.Close())
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := db.Exec("drop database " + pq.QuoteIdentifier(name) + " with (force)")
		return errors.Join(err, db.Close())
	}, nil
}

// server is Usher under attack. The attacker, the owner and the neighbour hold tokens: of a source, of
// another source of the same account, and of another account.
type server struct {
	process                    *exec.Cmd
	base                       string
	attacker, owner, neighbour string
	boss                       string // record of the account's last owner
	members                    []any  // all people, as a group has them
}

func start(ctx context.Context, binary, database, folder string) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(folder, "server.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s := &server{base: "http://" + address + "/scim/v2"}
	usher := func(args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, binary, append(args, "--database", database)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("usher %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		return string(out), nil
	}
	token := regexp.MustCompile(`ush_[A-Za-z0-9_-]+`)
	for _, account := range []string{"acme", "bolt"} {
		for _, args := range [][]string{{"account", "create", account}, {"domain", "approve", account + ".example", "--account", account}} {
			if _, err := usher(args...); err != nil {
				return nil, err
			}
		}
	}
	for _, t := range []struct {
		account, source string
		token           *string
	}{{"acme", "attacker", &s.attacker}, {"acme", "owner", &s.owner}, {"bolt", "neighbour", &s.neighbour}} {
		if _, err := usher("source", "create", t.source, "--account", t.account); err != nil {
			return nil, err
		}
		out, err := usher("token", "create", "--account", t.account, "--source", t.source)
		if err != nil {
			return nil, err
		}
		if *t.token = token.FindString(out); *t.token == "" {
			return nil, fmt.Errorf("usher token create printed no token: %s", out)
		}
	}
	s.process = exec.Command(binary, "serve", "--listen", address, "--database", database)
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	for range 200 {
		if a := s.ask(ctx, s.owner, "GET", "/Users?count=0", nil); a.status == http.StatusOK {
			boss := s.ask(ctx, s.attacker, "POST", "/Users", person("boss"))
			s.boss, _ = boss.body["id"].(string)
			_, err := usher("user", "role", s.boss, "owner", "--account", "acme")
			return s, err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the server did not answer"), s.stop())
}

func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.process.Wait()
}

func person(name string) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "userName": name + "@acme.example",
		"emails": []any{map[string]any{"value": name + "@acme.example", "type": "work", "primary": true}}}
}

// fill makes people, and groups of a thousand of them.
func (s *server) fill(ctx context.Context, people int) error {
	for from := 0; from < people; from += 500 {
		var operations []any
		for i := from; i < min(from+500, people); i++ {
			operations = append(operations, map[string]any{"method": "POST", "path": "/Users", "bulkId": strconv.Itoa(i), "data": person(fmt.Sprint("p", i))})
		}
		a := s.ask(ctx, s.attacker, "POST", "/Bulk", bulk(operations))
		if a.status != http.StatusOK {
			return fmt.Errorf("filling: %d %v", a.status, a.body)
		}
		members := []any{}
		for _, r := range a.body["Operations"].([]any) {
			location, _ := r.(map[string]any)["location"].(string)
			members = append(members, map[string]any{"value": filepath.Base(location)})
		}
		s.members = append(s.members, members...)
		group := map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": fmt.Sprint("group ", from), "members": members}
		if g := s.ask(ctx, s.attacker, "POST", "/Groups", group); g.status != http.StatusCreated {
			return fmt.Errorf("a group: %d %v", g.status, g.body)
		}
	}
	return nil
}

func bulk(operations []any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:BulkRequest"}, "Operations": operations}
}

func patch(operations ...any) map[string]any {
	return map[string]any{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": operations}
}

type answer struct {
	status int
	body   map[string]any
	err    error
}

func (s *server) ask(ctx context.Context, token, method, path string, body any) answer {
	document, err := json.Marshal(body)
	if err != nil {
		return answer{err: err}
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, bytes.NewReader(document))
	if err != nil {
		return answer{err: err}
	}
	if body == nil {
		req.Body, req.ContentLength = nil, 0
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/scim+json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode}
	text, err := io.ReadAll(res.Body)
	if len(text) > 0 {
		a.err = errors.Join(err, json.Unmarshal(text, &a.body))
	}
	return a
}

// peak is the most memory that the server had resident since the last call, in MiB.
func (s *server) peak() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		return -1
	}
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.process.Process.Pid), []byte("5"), 0) // the next peak begins anew
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, _ := strconv.Atoi(strings.Fields(rest)[0])
	return kib / 1024
}
