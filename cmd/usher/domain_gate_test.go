package main

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/domains/domainstest"
)

// Rule D5: what is below a domain is let in only when that is ticked, whoever waited for it
// included.
func TestSubdomainsAreLetIn(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta")
		below := c.post(t, "/Users", mailed("below", "below@mail.example.com")).want(201)
		beside := c.post(t, "/Users", mailed("beside", "beside@notexample.com")).want(201)
		n.usher(t, "domain", "approve", "example.com", "--account", "acme")
		if a := c.post(t, "/Users", mailed("next", "next@mail.example.com")).want(201); a.state() != "pendingDomain" {
			t.Errorf("what is below the domain is %s without being ticked", a.state())
		}
		n.usher(t, "domain", "approve", "example.com", "--account", "acme", "--subdomains")
		eventually(t, "who waited below the domain to be let in", func() bool { return c.get(t, "/Users/"+below.id()).want(200).state() == "active" })
		if a := c.post(t, "/Users", mailed("later", "later@a.b.example.com")).want(201); a.state() != "active" {
			t.Errorf("what is below the domain is %s when it is ticked", a.state())
		}
		if a := c.get(t, "/Users/"+beside.id()).want(200); a.state() != "pendingDomain" {
			t.Errorf("another domain is %s", a.state())
		}
	})
}

// Rule D1: an approved address lets in one mailbox, and nobody else of its domain.
func TestApprovedAddressIsLetIn(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta")
		ann := c.post(t, "/Users", mailed("ann", "Ann@Gmail.com")).want(201)
		bob := c.post(t, "/Users", mailed("bob", "bob@gmail.com")).want(201)
		n.usher(t, "domain", "approve-address", "ann@gmail.com", "--account", "acme")
		eventually(t, "the approved address to be let in", func() bool { return c.get(t, "/Users/"+ann.id()).want(200).state() == "active" })
		if a := c.get(t, "/Users/"+bob.id()).want(200); a.state() != "pendingDomain" {
			t.Errorf("another address of the domain is %s", a.state())
		}
		n.usher(t, "domain", "approve-address", "cid@gmail.com", "--account", "acme")
		if a := c.post(t, "/Users", mailed("cid", "cid@gmail.com")).want(201); a.state() != "active" {
			t.Errorf("an address that was approved before is %s", a.state())
		}

		// Revoked: nobody is thrown out, and whoever is new waits.
		n.usher(t, "domain", "revoke", "ann@gmail.com", "--account", "acme")
		n.usher(t, "domain", "approve-address", "dan@gmail.com", "--account", "acme")
		n.usher(t, "domain", "revoke", "dan@gmail.com", "--account", "acme")
		if a := c.get(t, "/Users/"+ann.id()).want(200); a.state() != "active" {
			t.Errorf("whoever was in is %s", a.state())
		}
		if a := c.post(t, "/Users", mailed("dan", "dan@gmail.com")).want(201); a.state() != "pendingDomain" {
			t.Errorf("an address that was revoked is %s", a.state())
		}
		for _, d := range n.listed(t, "domain", "list", "--account", "acme") {
			if d["state"] == "" { // people wait for it, and nobody has named it
				continue
			}
			if address, _ := d["address"].(string); !strings.HasPrefix(address, "cid@") {
				t.Errorf("the list has %v", d)
			}
		}
	})
}

// Rules D3 and D5: what stands for a name itself counts for it, except for a claim, which is inert.
func TestClosestDomainCounts(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta")
		n.usher(t, "domain", "approve", "example.com", "--account", "acme", "--subdomains")
		n.claim(t, "claimed.example.com", "acme")
		if a := c.post(t, "/Users", mailed("ann", "ann@claimed.example.com")).want(201); a.state() != "active" {
			t.Errorf("below an approved domain, what is claimed is %s", a.state())
		}
		n.usher(t, "domain", "approve", "gone.example.com", "--account", "acme")
		n.usher(t, "domain", "revoke", "gone.example.com", "--account", "acme")
		if a := c.post(t, "/Users", mailed("bob", "bob@gone.example.com")).want(201); a.state() != "pendingDomain" {
			t.Errorf("below an approved domain, what is revoked is %s", a.state())
		}
	})
}

// Rules D1 and D3: whoever is the second to prove a domain keeps an administrator's word for it.
func TestContestedKeepsTheWord(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		server := domainstest.StartDNS(t)
		n.account(t, "first")
		n.account(t, "second", "example.com")
		name, one := n.claim(t, "example.com", "first")
		_, two := n.claim(t, "example.com", "second")
		server.TXT(name, one, two)
		if status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "first"); status != 0 {
			t.Fatalf("the first: status %d, %s", status, log)
		}
		if status, _, log := n.asking(t, server.Addr, "domain", "verify", "example.com", "--account", "second"); status != 1 || !strings.Contains(log, "contested") {
			t.Fatalf("the second: status %d, %s", status, log)
		}
		if d := n.domain(t, "example.com", "second"); d["state"] != "contested" || d["level"] != "approved" {
			t.Errorf("the second: %v", d)
		}
		c := n.connect(t, "second", "okta")
		if a := c.post(t, "/Users", person("ann", nil)).want(201); a.state() != "active" {
			t.Errorf("by the word of the second account's administrator, she is %s", a.state())
		}
	})
}
