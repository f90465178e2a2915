package outbound

import "net/netip"

// Class is what an address is by itself, whoever asks.
type Class int

// The classes.
const (
	Never   Class = iota // nothing that may be called: reserved, multicast, a cloud's metadata
	Private              // loopback, link-local, private: called only where that is allowed
	Public
)

// Classify judges an address as it is dialled. An IPv4 address is what it is in each of its IPv6 forms that a system
// would dial as such: mapped (RFC 4291 section 2.5.5.2) and translated by NAT64 (RFC 6052). All that is not known to be
// public is not.
func Classify(a netip.Addr) Class {
	if !a.IsValid() || a.Zone() != "" {
		return Never
	}
	a = a.Unmap()
	if a.Is6() && translated.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if within(metadata, a) {
		return Never
	}
	if within(private, a) {
		return Private
	}
	if a.Is4() {
		if within(reserved4, a) {
			return Never
		}
		return Public
	}
	if global6.Contains(a) && !within(reserved6, a) {
		return Public
	}
	return Never
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func prefixes(list ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(list))
	for i, s := range list {
		all[i] = netip.MustParsePrefix(s)
	}
	return all
}

var (
	// Where clouds tell a machine its credentials and settings. No service that has people is there.
	metadata = prefixes(
		"169.254.169.0/24", "169.254.170.0/24", // nearly all clouds; containers of Amazon's
		"100.100.100.200/32",            // Alibaba
		"168.63.129.16/32",              // Azure
		"192.0.0.192/32",                // Oracle
		"fd00:ec2::/32", "fd20:ce::/32", // Amazon, Google
	)

	private = prefixes(
		"127.0.0.0/8", "::1/128", // loopback
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
		"100.64.0.0/10",               // carriers' own, RFC 6598
		"169.254.0.0/16", "fe80::/10", // link-local
		"fc00::/7", // RFC 4193
	)

	// What is left of IPv4 and not global (IANA's registry of special-purpose addresses, RFC 6890).
	reserved4 = prefixes(
		"0.0.0.0/8", // "this host": Linux takes 0.0.0.0 for loopback
		"192.0.0.0/24",
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation, RFC 5737
		"192.88.99.0/24",             // 6to4 relays, RFC 7526
		"198.18.0.0/15",              // benchmarks, RFC 2544
		"224.0.0.0/4", "240.0.0.0/4", // multicast; reserved and broadcast
	)

	// IPv6 that is assigned to anybody at all. Outside are site-local (fec0::/10), multicast, unspecified, what was
	// meant for IPv4-compatible addresses (::/96) and a network's own NAT64 (64:ff9b:1::/48, RFC 8215).
	global6 = netip.MustParsePrefix("2000::/3")

	reserved6 = prefixes(
		"2001::/23",                  // protocols: Teredo (2001::/32), benchmarks (2001:2::/48), ORCHID
		"2001:db8::/32", "3fff::/20", // documentation, RFC 3849 and RFC 9637
		"2002::/16", // 6to4: it leads to the IPv4 address within
	)

	translated = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052 section 2.1
)
