package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// crashMails, in the environment, is how many mailboxes are asked in TestCrashWhileMailing.
const crashMails = "USHER_TEST_MAILS"

var crashLink = regexp.MustCompile(`https://usher\.example\.com(/confirm/\S+)`)

// Rule M5: of the mails that ask mailboxes none is lost, although the servers that send them are killed
// again and again, with kill -9, while the mail server takes one. A mail comes twice only by a kill, and
// is the same then: Message-ID, code and link.
func TestCrashWhileMailing(t *testing.T) {
	long(t, killed)
	people := 24
	if n, err := strconv.Atoi(os.Getenv(crashMails)); err == nil {
		people = n
	}
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			tables := openCrashTables(t, url)
			crashWaiting(t, url, people)

			s := &crashMailing{t: t, killed: make(chan int, people), every: 6, link: crashLink}
			s.server = mailtest.Start(t, &mailtest.Server{Took: s.took})
			more := []string{
				"USHER_SMTP=smtp://" + s.server.Addr, "USHER_MAIL_FROM=usher@acme.test", "USHER_BASE_URL=https://usher.example.com",
				crashLease + "=3s",
			}
			start := func() *crashServer { return startCrashBinary(t, os.Args[0], nil, url, more...) }
			nodes := 1 // one process has a SQLite file
			if kind == "postgres" {
				nodes = 2
			}
			s.mu.Lock()
			for range nodes {
				s.nodes = append(s.nodes, start())
			}
			s.mu.Unlock()
			const asked = `SELECT CAST(count(*) AS text) FROM jobs WHERE kind = 'ask-mailbox' AND state = 'done'`
			done := func() bool {
				s.revive(start)
				return tables.count(t, asked) == people
			}
			eventually(t, "all mailboxes to be asked", done)

			twice := s.check(people, crashPages(t, url))
			again := tables.count(t, `SELECT CAST(count(*) AS text) FROM jobs WHERE kind = 'ask-mailbox' AND attempts > 1`)
			t.Logf("%d mailboxes asked, %d kills, %d jobs begun again, %d mails sent twice", people, s.kills, again, twice)
			if s.kills == 0 || again > s.kills*4 || twice > again {
				t.Errorf("%d kills of processes with 4 mails each: %d jobs were begun again, %d mails sent twice",
					s.kills, again, twice)
			}
			out := crashRun(t, url, "job", "list", "--account=acme", "--kind=ask-mailbox", "--state=done", "--json")
			if strings.Count(out, `"state":"done"`) != people {
				t.Errorf("usher job list shows other than %d mails:\n%s", people, out)
			}
		})
	}
}

// crashMailing is a mail server whose clients are killed.
type crashMailing struct {
	t      *testing.T
	server *mailtest.Server
	link   *regexp.Regexp // in a mail; its path is the group
	every  int            // mails to a kill
	kills  int

	mu     sync.Mutex
	nodes  []*crashServer
	n      int
	killed chan int // which of the nodes
}

// took kills a server when the mail server has the mail and has not yet said so.
func (s *crashMailing) took() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n++; s.n%s.every != 0 {
		return
	}
	victim := s.n / s.every % len(s.nodes)
	s.nodes[victim].cmd.Process.Kill()
	s.killed <- victim
}

// revive starts a server in the place of one that was killed.
func (s *crashMailing) revive(start func() *crashServer) {
	select {
	case dead := <-s.killed:
		s.nodes[dead].kill()
		s.kills++
		next := start()
		s.mu.Lock()
		s.nodes[dead] = next
		s.mu.Unlock()
	default:
	}
}

// check looks at the mails of so many addresses, and returns how many came twice.
func (s *crashMailing) check(people int, pages http.Handler) (twice int) {
	s.t.Helper()
	first, n := map[string]mailtest.Content{}, map[string]int{}
	for _, m := range s.server.Mails() {
		c := m.Read(s.t)
		before, known := first[m.To]
		if n[m.To]++; !known {
			first[m.To] = c
			continue
		}
		if n[m.To] == 2 {
			twice++
		}
		if id := c.Header.Get("Message-ID"); id == "" || id != before.Header.Get("Message-ID") || c.Text != before.Text {
			s.t.Errorf("%s got two mails that differ: %s, then %s\n%s\n%s",
				m.To, before.Header.Get("Message-ID"), id, before.Text, c.Text)
		}
	}
	for i := range people {
		address := fmt.Sprintf("p%d@example.com", i)
		if n[address] == 0 {
			s.t.Errorf("%s got no mail", address)
			continue
		}
		link := s.link.FindStringSubmatch(first[address].Text)
		if link == nil {
			s.t.Fatalf("no link in %s", first[address].Text)
		}
		if i%4 != 0 && n[address] == 1 {
			continue
		}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest("POST", link[1], nil))
		if w.Code != http.StatusOK {
			s.t.Errorf("the link of %s, who got %d mails: status %d", address, n[address], w.Code)
		}
	}
	return twice
}

// crashPages are the pages that links lead to.
func crashPages(t *testing.T, url string) http.Handler {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		intake.Close(context.Background())
		db.Close()
	})
	people := servicesOver(db, intake, nil, nil, slog.New(slog.DiscardHandler)).people
	return (&confirm.Loop{Store: db, Confirmed: people.Confirmed}).Handler()
}

// crashWaiting has people pushed by a source and then typed by an administrator without mail settings, so
// that each mailbox waits for a server that asks it.
func crashWaiting(t *testing.T, url string, people int) {
	t.Helper()
	token, _ := crashSetUp(t, url)
	server := startCrashServer(t, url)
	c := newCrashClient(server.base, token)
	for i := range people {
		name := fmt.Sprintf("p%d@example.com", i)
		c.must(t, "POST", "/Users", map[string]any{
			"schemas": []string{crashUserSchema}, "userName": name, "active": true,
			"emails": []any{map[string]any{"value": name}},
		})
		var out, complaint bytes.Buffer
		args := []string{"user", "add", name, "--account=acme", "--as=ann", "--database=" + url}
		status := Run(t.Context(), args, noEnvironment, &out, &complaint)
		if status != statusFailed || !strings.Contains(complaint.String(), "set --smtp (USHER_SMTP)") ||
			!strings.Contains(complaint.String(), "usher job list") {
			t.Fatalf("usher user add without mail settings: status %d, %s%s", status, &out, &complaint)
		}
	}
	c.http.CloseIdleConnections()
	out := crashRun(t, url, "job", "list", "--state=waiting", "--kind=ask-mailbox", "--json")
	if strings.Count(out, `"about":"p`) != people {
		t.Fatalf("usher job list shows other than %d mailboxes to be asked:\n%s", people, out)
	}
	server.stop(t)
}

// count is the number that a query gives.
func (d *crashTables) count(t *testing.T, query string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Join(d.list(t, query), ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
