package main

import (
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
)

// asksDNS is the setting of what looks for the proofs of domains.
type asksDNS struct {
	DNSResolver string `name:"dns-resolver" help:"DNS server that is asked for the proofs of domains; the system's by default." placeholder:"HOST:PORT" setting:"DNS_RESOLVER"`
}

// Validate refuses what names no server.
func (d asksDNS) Validate() error {
	if d.DNSResolver == "" {
		return nil
	}
	if _, err := domains.ParseResolver(d.DNSResolver); err != nil {
		return text.Errorf(err, "usage.in", "setting", "--dns-resolver")
	}
	return nil
}

// prover asks the server of the setting, which is valid.
func (d asksDNS) prover() *domains.Prover {
	if d.DNSResolver == "" {
		return &domains.Prover{}
	}
	server, err := domains.ParseResolver(d.DNSResolver)
	if err != nil {
		panic("a validated setting is wrong: " + err.Error())
	}
	return &domains.Prover{Resolver: server}
}
