package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/usher-id/usher/internal/domains/domainstest"
	"github.com/usher-id/usher/internal/store/storetest"
)

// asking runs a command on the node's database with a DNS server, and returns its exit status and
// what it wrote.
func (n *node) asking(t *testing.T, resolver string, args ...string) (status int, out, log string) {
	t.Helper()
	environment := func(name string) string {
		if name == "USHER_DNS_RESOLVER" {
			return resolver
		}
		return ""
	}
	var o, l bytes.Buffer
	status = n.run(t.Context(), args, environment, &o, &l)
	return status, strings.TrimSpace(o.String()), strings.TrimSpace(l.String())
}

// claim claims a domain and returns the name and the value of its TXT record.
func (n *node) claim(t *testing.T, domain, account string, flags ...string) (name, value string) {
	t.Helper()
	claims := n.listed(t, append([]string{"domain", "claim", domain, "--account", account}, flags...)...)
	name, _ = claims[0]["name"].(string)
	value, _ = claims[0]["value"].(string)
	if len(claims) != 1 || name == "" || value == "" {
		t.Fatalf("usher domain claim printed %v", claims)
	}
	return name, value
}

// domain is what usher domain list says of a domain.
func (n *node) domain(t *testing.T, domain, account string) object {
	t.Helper()
	for _, o := range n.listed(t, "domain", "list", "--account", account) {
		if o["domain"] == domain && o["address"] == nil {
			return o
		}
	}
	t.Fatalf("%s is not in the list", domain)
	return nil
}

// Rules D2 and D7: whoever waits for a domain is let in when it is proved, by a real DNS server,
// and not before.
func TestProveDomain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		server := domainstest.StartDNS(t)
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta")
		verify := func(flags ...string) (status int, out, log string) {
			return n.asking(t, server.Addr, append([]string{"domain", "verify", "Example.COM", "--account", "acme"}, flags...)...)
		}
		if status, out, log := verify(); status != 1 || out != "" || !strings.Contains(log, "has nothing to do with example.com") {
			t.Errorf("a domain that nobody claimed: status %d, %q, %q", status, out, log)
		}
		name, value := n.claim(t, "Example.com", "acme")
		if name != "_usher-challenge.example.com" || !strings.HasPrefix(value, "usher-verification=") {
			t.Errorf("claim: %s %s", name, value)
		}
		if _, again := n.claim(t, "example.com", "acme"); again != value {
			t.Errorf("claimed again: %s, before %s", again, value)
		}
		ann := c.post(t, "/Users", person("ann", nil)).want(201)
		bob := c.post(t, "/Users", person("bob", nil)).want(201)
		if ann.state() != "pendingDomain" {
			t.Fatalf("a claim lets people in: %s", ann)
		}
		for _, tt := range []struct {
			what string
			set  func()
			says []string
		}{
			{"nothing", func() {}, []string{name + " does not exist", value}},
			{"no text", func() { server.Address(name, "192.0.2.1") }, []string{"does not exist"}},
			{"another value", func() { server.TXT(name, "usher-verification=abc") }, []string{`"usher-verification=abc"`, "exactly " + value}},
			{"server failure", func() { server.Fail(name, dns.RcodeServerFailure) }, []string{"could not be asked for", "changes nothing", "--dns-resolver"}},
		} {
			tt.set()
			status, out, log := verify()
			if status != 1 || out != "" {
				t.Errorf("%s: status %d, output %q", tt.what, status, out)
			}
			for _, want := range append(tt.says, "example.com is not proved") {
				if !strings.Contains(log, want) {
					t.Errorf("%s: %q lacks %q", tt.what, log, want)
				}
			}
		}
		if status, out, _ := verify("--json"); status != 1 || !strings.Contains(out, `"result":"unanswered"`) || !strings.Contains(out, `"state":"claimed"`) {
			t.Errorf("as JSON: status %d, %s", status, out)
		}
		if a := c.get(t, "/Users/"+ann.id()).want(200); a.state() != "pendingDomain" {
			t.Fatalf("let in without a proof: %s", a)
		}

		server.TXT(name, "v=spf1 -all", value[:20]+"|"+value[20:])
		status, out, log := verify("--json")
		if status != 0 || log != "" {
			t.Fatalf("published: status %d, %s %s", status, out, log)
		}
		var view struct {
			State, Level, Result string
			LetIn                int
		}
		// The server lets in whoever waits, too, as soon as it sees the domain.
		if err := json.Unmarshal([]byte(out), &view); err != nil || view.State != "verified" || view.Level != "verified" || view.Result != "proved" || view.LetIn > 2 {
			t.Errorf("published: %s, %v", out, err)
		}
		for _, id := range []string{ann.id(), bob.id()} {
			eventually(t, "a held person to be let in", func() bool { return c.get(t, "/Users/"+id).want(200).state() == "active" })
		}
		if a := c.post(t, "/Users", person("cid", nil)).want(201); a.state() != "active" {
			t.Errorf("the next one: %s", a)
		}
		if status, out, _ := verify(); status != 0 || !strings.HasPrefix(out, "example.com is verified: the TXT record "+name+" has the right value") {
			t.Errorf("verified again: status %d, %s", status, out)
		}

		// Rule D4: three failed checks, and new people wait; nobody is thrown out.
		server.Forget(name)
		for range 2 {
			if status, _, log := verify(); status != 1 || !strings.Contains(log, "still verified") {
				t.Errorf("withdrawn: status %d, %s", status, log)
			}
		}
		if status, _, log := verify(); status != 1 || !strings.Contains(log, "is stale now") {
			t.Errorf("withdrawn: status %d, %s", status, log)
		}
		if d := n.domain(t, "example.com", "acme"); d["state"] != "stale" || d["level"] != "none" || !strings.Contains(d["next"].(string), "publish the proof again") {
			t.Errorf("stale: %v", d)
		}
		dan := c.post(t, "/Users", person("dan", nil)).want(201)
		if a := c.get(t, "/Users/"+ann.id()).want(200); a.state() != "active" || dan.state() != "pendingDomain" {
			t.Errorf("stale: who is in is %s, who is new %s", a.state(), dan.state())
		}
		server.TXT(name, value)
		if status, out, log := verify(); status != 0 {
			t.Errorf("published again: status %d, %s %s", status, out, log)
		}
		eventually(t, "the new one to be let in", func() bool { return c.get(t, "/Users/"+dan.id()).want(200).state() == "active" })

		// Revoked: the same, until it is claimed and proved again, with another value.
		n.usher(t, "domain", "revoke", "example.com", "--account", "acme")
		if a := c.post(t, "/Users", person("eve", nil)).want(201); a.state() != "pendingDomain" {
			t.Errorf("revoked: who is new is %s", a.state())
		}
		if a := c.get(t, "/Users/"+ann.id()).want(200); a.state() != "active" {
			t.Errorf("revoked: who was in is %s", a.state())
		}
		if status, _, log := verify(); status != 1 || !strings.Contains(log, "begin with `usher domain claim example.com") {
			t.Errorf("revoked: status %d, %s", status, log)
		}
		if _, next := n.claim(t, "example.com", "acme"); next == value {
			t.Error("a new claim has the value of the old one")
		}
	})
}

// Rule D3: the first account to prove a domain has it; the other is told so, and not who it is.
func TestContestedDomain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		server := domainstest.StartDNS(t)
		n.account(t, "first")
		n.account(t, "second")
		name, one := n.claim(t, "example.com", "first")
		_, two := n.claim(t, "example.com", "second")
		if one == two {
			t.Fatal("two accounts have the same value")
		}
		server.TXT(name, two)
		if status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "first"); status != 1 {
			t.Errorf("proved with another account's value: %s", log)
		}
		server.TXT(name, one, two)
		if status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "first"); status != 0 {
			t.Errorf("the first: %s", log)
		}
		status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "second")
		if status != 1 || !strings.Contains(log, "example.com is contested") || strings.Contains(log, "first") {
			t.Errorf("the second: status %d, %s", status, log)
		}
		if d := n.domain(t, "example.com", "second"); d["state"] != "contested" || d["level"] != "none" {
			t.Errorf("the second: %v", d)
		}
		n.usher(t, "domain", "approve", "example.com", "--account", "second")
		if d := n.domain(t, "example.com", "second"); d["state"] != "approved" || d["level"] != "approved" {
			t.Errorf("the second, by word: %v", d)
		}
		if d := n.domain(t, "example.com", "first"); d["state"] != "verified" {
			t.Errorf("the first: %v", d)
		}
	})
}

// The file method asks the resolver of the setting, and no web server of the network that Usher
// runs in.
func TestProveByFileRefusesLoopback(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		server := domainstest.StartDNS(t)
		server.Address("example.com", "127.0.0.1")
		n.account(t, "acme")
		n.claim(t, "example.com", "acme")
		status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "acme", "--method", "file")
		if status != 1 || !strings.Contains(log, "https://example.com/.well-known/usher-verification.txt") || !strings.Contains(log, "public internet") {
			t.Errorf("status %d, %s", status, log)
		}
		if server.Asked("udp", "example.com") == 0 {
			t.Error("the resolver was not asked")
		}
	})
}

// Rule D4: a server looks for the proofs that are due, by the resolver of its setting.
func TestServerChecksDomains(t *testing.T) {
	t.Parallel()
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := domainstest.StartDNS(t)
			n := &node{database: url}
			n.account(t, "acme")
			name, value := n.claim(t, "example.com", "acme")
			server.TXT(name, value)
			if status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "acme"); status != 0 {
				t.Fatal(log)
			}
			server.Forget(name)
			storetest.Exec(t, url, `UPDATE domains SET due = 1`)

			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan int, 1)
			go func() {
				ended <- Run(ctx, []string{"serve", "--database", url, "--listen", "127.0.0.1:0", "--dns-resolver", server.Addr}, noEnvironment, newOutput(), newOutput())
			}()
			eventually(t, "the domain to be checked", func() bool { return n.domain(t, "example.com", "acme")["failures"] == 1.0 })
			if d := n.domain(t, "example.com", "acme"); d["state"] != "verified" || !strings.Contains(d["next"].(string), "after 2 more failures it is stale") {
				t.Errorf("after one failure: %v", d)
			}
			stop()
			if status := <-ended; status != 0 {
				t.Errorf("the server ended with status %d", status)
			}
		})
	}
}
