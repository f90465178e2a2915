package domains_test

import (
	"net"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/domains/domainstest"
)

const (
	token  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	right  = "usher-verification=" + token
	record = "_usher-challenge.example.com"
)

// Rule D2, by DNS, and D4: who fails to answer proves nothing. Every answer that a DNS server can
// give comes from a real one.
func TestProveByDNS(t *testing.T) {
	for _, tt := range []struct {
		name   string
		set    func(*domainstest.DNS)
		want   domains.Result
		says   []string
		absent string
	}{
		{name: "right", set: func(s *domainstest.DNS) { s.TXT(record, right) }, want: domains.Proved},
		{name: "one of several", set: func(s *domainstest.DNS) { s.TXT(record, "v=spf1 -all", right, "other") }, want: domains.Proved},
		{name: "split in strings", set: func(s *domainstest.DNS) { s.TXT(record, "usher-|verification=ABCDEFGHIJ|KLMNOPQRSTUVWXYZ") }, want: domains.Proved},
		{name: "alias", set: func(s *domainstest.DNS) {
			s.Alias(record, "proofs.elsewhere.example")
			s.TXT("proofs.elsewhere.example", right)
		}, want: domains.Proved},
		{name: "alias to nothing", set: func(s *domainstest.DNS) { s.Alias(record, "nothing.elsewhere.example") }, want: domains.Missing},
		{name: "too large for a datagram", set: func(s *domainstest.DNS) {
			s.TXT(record, append(strings.Split(strings.Repeat(strings.Repeat("x", 200)+" ", 20), " "), right)...)
			s.Truncate(record)
		}, want: domains.Proved},
		{name: "wrong", set: func(s *domainstest.DNS) { s.TXT(record, "usher-verification=OTHER", "second") }, want: domains.Wrong,
			says: []string{record, `"usher-verification=OTHER", "second"`}},
		{name: "more than the value", set: func(s *domainstest.DNS) { s.TXT(record, right+" ", "x"+right) }, want: domains.Wrong},
		{name: "in another case", set: func(s *domainstest.DNS) { s.TXT(record, strings.ToLower(right)) }, want: domains.Wrong},
		{name: "value over two records", set: func(s *domainstest.DNS) { s.TXT(record, "usher-verification=", token) }, want: domains.Wrong},
		{name: "long and odd", set: func(s *domainstest.DNS) {
			s.TXT(record, strings.Repeat("ü", 90), "\x1b[31m", "3", "4", "5", "sixth", "seventh")
		}, want: domains.Wrong, says: []string{"ü...", `\x1b[31m`, "2 more are not shown"}, absent: "sixth"},
		{name: "at the domain itself", set: func(s *domainstest.DNS) { s.TXT("example.com", right) }, want: domains.Missing,
			says: []string{"the TXT record " + record + " does not exist"}},
		{name: "no record of this type", set: func(s *domainstest.DNS) { s.Address(record, "192.0.2.1") }, want: domains.Missing},
		{name: "no such name", set: func(*domainstest.DNS) {}, want: domains.Missing},
		{name: "server failure", set: func(s *domainstest.DNS) { s.Fail(record, dns.RcodeServerFailure) }, want: domains.Unanswered, says: []string{"gave no answer"}},
		{name: "refused", set: func(s *domainstest.DNS) { s.Fail(record, dns.RcodeRefused) }, want: domains.Unanswered},
		{name: "not implemented", set: func(s *domainstest.DNS) { s.Fail(record, dns.RcodeNotImplemented) }, want: domains.Unanswered},
		{name: "silence", set: func(s *domainstest.DNS) { s.Silence(record) }, want: domains.Unanswered, says: []string{"did not answer in time"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := domainstest.StartDNS(t)
			tt.set(server)
			p := domains.Prover{Resolver: server.Addr}
			a := p.Prove(t.Context(), domains.ByDNS, "example.com", token)
			if a.Result != tt.want || a.Method != domains.ByDNS || a.Where != record {
				t.Fatalf("%+v, want %s at %s", a, tt.want, record)
			}
			if server.Asked("udp", record) == 0 {
				t.Error("nobody asked")
			}
			for _, want := range tt.says {
				if !strings.Contains(a.String(), want) {
					t.Errorf("%q lacks %q", a, want)
				}
			}
			if tt.absent != "" && strings.Contains(a.String(), tt.absent) {
				t.Errorf("%q has %q", a, tt.absent)
			}
		})
	}
}

// An answer that was cut is asked for again over TCP.
func TestTruncatedAnswer(t *testing.T) {
	server := domainstest.StartDNS(t)
	server.TXT(record, right)
	server.Truncate(record)
	p := domains.Prover{Resolver: server.Addr}
	if a := p.Prove(t.Context(), domains.ByDNS, "example.com", token); a.Result != domains.Proved || server.Asked("tcp", record) != 1 {
		t.Errorf("%+v after %d questions over TCP", a, server.Asked("tcp", record))
	}
}

// A server that isn't there is one that does not answer.
func TestNoServer(t *testing.T) {
	nobody, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := nobody.LocalAddr().String()
	nobody.Close()
	p := domains.Prover{Resolver: address}
	if a := p.Prove(t.Context(), domains.ByDNS, "example.com", token); a.Result != domains.Unanswered || !strings.Contains(a.String(), "DNS server "+address) {
		t.Errorf("%+v, want unanswered, and who was asked", a)
	}
}

func TestParseResolver(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"192.0.2.53", "192.0.2.53:53"},
		{"192.0.2.53:5353", "192.0.2.53:5353"},
		{"dns.example.com", "dns.example.com:53"},
		{"dns.example.com:54", "dns.example.com:54"},
		{"2001:db8::53", "[2001:db8::53]:53"},
		{"[2001:db8::53]:54", "[2001:db8::53]:54"},
		{"", ""},
		{":53", ""},
		{"host:", ""},
		{"host:0", ""},
		{"host:99999", ""},
		{"host:dns", ""},
		{"https://dns.example.com/dns-query", ""},
		{"a b", ""},
		{"1:2:3", ""},
	} {
		got, err := domains.ParseResolver(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("ParseResolver(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}
