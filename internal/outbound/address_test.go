package outbound

import (
	"errors"
	"net/netip"
	"testing"
)

// Each kind of address that is not public is refused, in each form that reaches it.
func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		address string
		want    Class
	}{
		{"8.8.8.8", Public}, {"172.15.255.255", Public}, {"172.32.0.0", Public}, {"100.63.255.255", Public}, {"100.128.0.0", Public},
		{"192.169.0.1", Public}, {"126.255.255.255", Public}, {"128.0.0.1", Public}, {"223.255.255.255", Public}, {"198.17.255.255", Public},
		{"198.20.0.0", Public}, {"192.0.1.1", Public}, {"2606:4700::1111", Public}, {"2a00:1450::1", Public}, {"::ffff:8.8.8.8", Public},
		{"64:ff9b::8.8.8.8", Public},

		{"127.0.0.1", Private}, {"127.255.255.254", Private}, {"10.0.0.1", Private}, {"172.16.0.1", Private}, {"172.31.255.255", Private},
		{"192.168.1.1", Private}, {"100.64.0.1", Private}, {"100.127.255.255", Private}, {"169.254.1.1", Private}, {"::1", Private},
		{"fc00::1", Private}, {"fdff::1", Private}, {"fe80::1", Private}, {"::ffff:127.0.0.1", Private}, {"::ffff:10.0.0.1", Private},
		{"64:ff9b::10.0.0.1", Private}, {"64:ff9b::127.0.0.1", Private},

		{"169.254.169.254", Never}, {"169.254.169.253", Never}, {"169.254.170.2", Never}, {"100.100.100.200", Never}, {"168.63.129.16", Never},
		{"192.0.0.192", Never}, {"fd00:ec2::254", Never}, {"fd20:ce::254", Never}, {"::ffff:169.254.169.254", Never}, {"64:ff9b::169.254.169.254", Never},
		{"0.0.0.0", Never}, {"0.1.2.3", Never}, {"::", Never}, {"::ffff:0.0.0.0", Never}, {"255.255.255.255", Never}, {"240.0.0.1", Never},
		{"224.0.0.1", Never}, {"239.255.255.255", Never}, {"192.0.2.1", Never}, {"198.51.100.1", Never}, {"203.0.113.1", Never},
		{"198.18.0.1", Never}, {"198.19.255.255", Never}, {"192.0.0.1", Never}, {"192.88.99.1", Never},
		{"::127.0.0.1", Never}, {"::10.0.0.1", Never}, {"::8.8.8.8", Never}, {"64:ff9b:1::10.0.0.1", Never}, {"64:ff9b:1:ffff::1", Never},
		{"2002:7f00:1::", Never}, {"2002:a00:1::1", Never}, {"2002:808:808::1", Never}, {"2001:0:7f00:1::", Never}, {"2001::1", Never},
		{"2001:db8::1", Never}, {"3fff::1", Never}, {"fec0::1", Never}, {"ff02::1", Never}, {"ff0e::1", Never}, {"100::1", Never}, {"5f00::1", Never},
		{"fe80::1%eth0", Never}, {"::1%lo", Never}, {"2606:4700::1111%eth0", Never}, {"4000::1", Never}, {"::ffff:0:127.0.0.1", Never},
	} {
		if got := Classify(netip.MustParseAddr(tt.address)); got != tt.want {
			t.Errorf("%s is %d, want %d", tt.address, got, tt.want)
		}
	}
	if got := Classify(netip.MustParseAddr("::ffff:8.8.8.8").WithZone("eth0")); got != Never {
		t.Errorf("a mapped address with a zone is %d", got)
	}
	if got := Classify(netip.Addr{}); got != Never {
		t.Errorf("no address is %d", got)
	}
}

// An IPv4 address is judged alike in every form; a form that only hides one is refused.
func FuzzClassify(f *testing.F) {
	for _, seed := range [][]byte{{127, 0, 0, 1}, {8, 8, 8, 8}, {169, 254, 169, 254}, {0, 0, 0, 0}, {10, 1, 2, 3}, {0x20, 0x02, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4 {
			return
		}
		v4 := netip.AddrFrom4([4]byte(b))
		want := Classify(v4)
		if got := Classify(netip.AddrFrom16(v4.As16())); got != want {
			t.Errorf("%s is %d, mapped %d", v4, want, got)
		}
		nat64 := netip.MustParseAddr("64:ff9b::").As16()
		copy(nat64[12:], b)
		if got := Classify(netip.AddrFrom16(nat64)); got != want {
			t.Errorf("%s is %d, by NAT64 %d", v4, want, got)
		}
		for _, hiding := range []struct {
			prefix string
			at     int
		}{{"::", 12}, {"64:ff9b:1::", 12}, {"2002::", 2}, {"2001::", 4}, {"2001::", 12}, {"::ffff:0:0:0", 12}} {
			form := netip.MustParseAddr(hiding.prefix).As16()
			copy(form[hiding.at:], b[:4])
			a := netip.AddrFrom16(form)
			if got := Classify(a); got != Never && !(a.Is4In6() && got == want) && a != netip.IPv6Loopback() {
				t.Errorf("%s hides %s and is %d", a, v4, got)
			}
		}
		if (v4.IsPrivate() || v4.IsLoopback() || v4.IsLinkLocalUnicast() || v4.IsUnspecified() || v4.IsMulticast()) && want == Public {
			t.Errorf("%s is public", v4)
		}
		if len(b) < 16 {
			return
		}
		v6 := netip.AddrFrom16([16]byte(b))
		public := Classify(v6) == Public
		if public && !v6.IsGlobalUnicast() || public && v6.IsPrivate() || public && Classify(v6.WithZone("z")) != Never {
			t.Errorf("%s is public", v6)
		}
	})
}

// Where an address could be called and did not answer, a bad one beside it is not the reason; where none could, it is.
func TestReason(t *testing.T) {
	d := dialer{public: true}
	refused := d.judge("host.example", "10.0.0.1:443")
	if refused == nil {
		t.Fatal("a private address is not refused")
	}
	var none, some judged
	if err := none.note(refused); err != refused {
		t.Errorf("a bad address gives %v", err)
	}
	if err := errors.Join(some.note(refused), some.note(d.judge("host.example", "8.8.8.8:443"))); !errors.Is(err, refused) {
		t.Errorf("a bad and a good address give %v", err)
	}
	for _, tt := range []struct {
		what string
		seen *judged
		err  error
		want Why
	}{{"only bad ones", &none, refused, Address}, {"a bad one first", &some, refused, Unreachable}} {
		var e *Error
		if err := tt.seen.reason("host.example", tt.err); !errors.As(err, &e) || e.Why != tt.want {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
	down := errors.New("down")
	if err := some.reason("host.example", down); err != down {
		t.Errorf("a good one that fails first: %v", err)
	}
}
