package inbound

import (
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks of proxies in front of Usher. What they say of who sent a request is believed, and nobody
// else's word; with none, the client is who holds the connection.
type Proxies []netip.Prefix

// maxForwarded bounds how many addresses of X-Forwarded-For are looked at, from its end.
const maxForwarded = 32

// Client is the address of who sent a request: the last in X-Forwarded-For that is not one of the proxies. It is the
// zero Addr where the connection has none.
func (p Proxies) Client(r *http.Request) netip.Addr {
	held, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	client := plainAddress(held.Addr())
	if !p.have(client) {
		return client
	}
	lines := r.Header.Values("X-Forwarded-For")
	for n := 0; len(lines) > 0; {
		last := len(lines) - 1
		line := lines[last]
		for line != "" {
			if n++; n > maxForwarded {
				return client
			}
			before, hop := "", line
			if at := strings.LastIndexByte(line, ','); at >= 0 {
				before, hop = line[:at], line[at+1:]
			}
			address, ok := forwarded(hop)
			if !ok {
				return client
			}
			if client = address; !p.have(client) {
				return client
			}
			line = before
		}
		lines = lines[:last]
	}
	return client
}

func (p Proxies) have(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

// forwarded reads one address of X-Forwarded-For, which some proxies write with its port.
func forwarded(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	if a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(hop, "["), "]")); err == nil {
		return plainAddress(a), true
	}
	a, err := netip.ParseAddrPort(hop)
	return plainAddress(a.Addr()), err == nil
}

// plainAddress is an address without zone, and IPv4 as such.
func plainAddress(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

// network is what one client can send from: an IPv4 address, or a network of IPv6 as it is given to one.
func network(a netip.Addr) netip.Prefix {
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.Prefix(bits) // the zero Prefix of the zero Addr
	return p
}

// shown is an address for people; "" for none.
func shown(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}
