package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rules L9, I2: of the mails that bring licenses none is lost, although the mail server is stopped at first, and the servers that
// send are killed with kill -9 then and again and again while the mail server takes a mail. A mail comes twice only by a kill
// between the mail server's word and our note, and is the same then: Message-ID and link.
func TestCrashWhileMailingLicenses(t *testing.T) {
	long(t, killed)
	people := 24
	if n, err := strconv.Atoi(os.Getenv(crashMails)); err == nil {
		people = n
	}
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			tables := openCrashTables(t, url)
			crashLicensed(t, url, people)

			s := &crashMailing{t: t, killed: make(chan int, people), every: 6, link: licenseLink}
			s.server = &mailtest.Server{Addr: freeAddress(t), Took: s.took}
			more := []string{
				"USHER_SMTP=smtp://" + s.server.Addr, "USHER_MAIL_FROM=usher@acme.test", "USHER_BASE_URL=https://usher.example.com",
				crashLease + "=3s",
			}
			start := func() *crashServer { return startCrashBinary(t, os.Args[0], nil, url, more...) }
			const (
				sent  = `SELECT CAST(count(*) AS text) FROM jobs WHERE kind = 'license-mail' AND state = 'done'`
				tried = `SELECT CAST(count(*) AS text) FROM jobs WHERE kind = 'license-mail' AND last_error IS NOT NULL`
			)
			alone := start()
			eventually(t, "mails to fail since the mail server is stopped", func() bool { return tables.count(t, tried) > 0 })
			alone.kill()
			if n := tables.count(t, sent); n != 0 {
				t.Fatalf("%d mails were sent without a mail server", n)
			}

			mailtest.Start(t, s.server)
			storetest.Exec(t, url, `UPDATE jobs SET due = 1 WHERE kind = 'license-mail' AND state = 'waiting'`) // nobody waits for the hour
			nodes := 1                                                                                          // one process has a SQLite file
			if kind == "postgres" {
				nodes = 2
			}
			s.mu.Lock()
			for range nodes {
				s.nodes = append(s.nodes, start())
			}
			s.mu.Unlock()
			eventually(t, "all license mails to be sent", func() bool {
				s.revive(start)
				return tables.count(t, sent) == people
			})

			twice := s.check(people, crashLicensePages(t, url))
			again := tables.count(t, `SELECT CAST(count(*) AS text) FROM jobs WHERE kind = 'license-mail' AND attempts > 1`)
			t.Logf("%d license mails, %d kills, %d jobs begun again, %d mails sent twice", people, s.kills+1, again, twice)
			if s.kills == 0 || twice > s.kills*4 {
				t.Errorf("%d kills of processes with 4 mails each: %d mails sent twice", s.kills, twice)
			}
			if n := tables.count(t, `SELECT CAST(count(*) AS text) FROM licenses WHERE state IN ('active', 'held')`); n != people {
				t.Errorf("%d people have a license, want %d", n, people)
			}
		})
	}
}

// freeAddress is an address of the loopback interface at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// crashLicensed has an administrator without mail settings type people who each get a license, so that each mail waits for a
// server that sends it.
func crashLicensed(t *testing.T, url string, people int) {
	t.Helper()
	crashSetUp(t, url)
	crashRun(t, url, "pool", "create", "shield", "--account=acme", fmt.Sprintf("--seats=%d", people))
	args := []string{"user", "add", "--account=acme", "--as=ann", "--licenses=2", "--send", "--database=" + url}
	for i := range people {
		args = append(args, fmt.Sprintf("p%d@example.com", i))
	}
	var out, complaint bytes.Buffer
	if status := Run(t.Context(), args, noEnvironment, &out, &complaint); status != statusFailed ||
		!strings.Contains(complaint.String(), "waits for a server that sends mails") {
		t.Fatalf("usher user add without mail settings: status %d, %s%s", status, &out, &complaint)
	}
}

// crashLicensePages are the pages that links lead to.
func crashLicensePages(t *testing.T, url string) http.Handler {
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
	return (&licensemail.Sender{Store: db, People: db, Answered: people.Answered}).Handler()
}
