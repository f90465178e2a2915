package main

import (
	"net/netip"
	"strings"

	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/text"
)

// behindProxies are the settings of a server that has proxies in front of it.
type behindProxies struct {
	TrustedProxy []network `help:"Network, or address, of proxies in front of Usher, such as 10.0.0.0/8: what they say in X-Forwarded-For is taken for the client's address in the log and the recent traffic. Can be repeated." placeholder:"CIDR" setting:"TRUSTED_PROXIES"`
}

func (p behindProxies) proxies() inbound.Proxies {
	list := make(inbound.Proxies, len(p.TrustedProxy))
	for i, n := range p.TrustedProxy {
		list[i] = netip.Prefix(n)
	}
	return list
}

// network is a network of addresses, or one address.
type network netip.Prefix

// UnmarshalText reads "10.0.0.0/8", "fd00::/8" or "10.1.2.3".
func (n *network) UnmarshalText(given []byte) error {
	s := strings.TrimSpace(string(given))
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		a = a.Unmap()
		*n = network(netip.PrefixFrom(a, a.BitLen()))
		return nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return text.Errorf(nil, "usage.network", "found", s)
	}
	*n = network(p.Masked())
	return nil
}
