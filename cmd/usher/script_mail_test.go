package main

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/usher-id/usher/internal/mail/mailtest"
)

// scriptMails are the mail servers of scripts.
type scriptMails struct {
	servers sync.Map // *scriptMail by script
}

type scriptMail struct {
	t      *testing.T
	server *mailtest.Server
}

// start starts the mail server of a script.
func (m *scriptMails) start(t *testing.T, ts *testscript.TestScript) {
	server := mailtest.Start(t, &mailtest.Server{})
	m.servers.Store(ts, scriptMail{t, server})
	ts.Setenv("SMTP", "smtp://"+server.Addr)
}

// read waits for a mail to an address in which a pattern is found.
func (m *scriptMails) read(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: mailed NAME TO PATTERN")
	}
	started, ok := m.servers.Load(ts)
	if !ok {
		ts.Fatalf("mailserver comes first")
	}
	its := started.(scriptMail)
	pattern, err := regexp.Compile("(?m)" + args[2])
	ts.Check(err)
	for range 600 {
		for _, mail := range its.server.Mails() {
			if strings.Contains(mail.To, args[1]) {
				if found := pattern.FindStringSubmatch(mail.Read(its.t).Text); found != nil {
					ts.Setenv(args[0], found[1])
					return
				}
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("no mail to %s has %#q", args[1], args[2])
}
