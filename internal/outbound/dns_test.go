package outbound_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/outbound"
)

// names is a DNS server that answers with the addresses of a name: those of the present turn, or the last that it has.
// What has none is not found.
type names struct {
	lists map[string][][]string
	turn  atomic.Int32
}

// ServeDNS implements dns.Handler.
func (n *names) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	answer := new(dns.Msg).SetReply(q)
	question := q.Question[0]
	name := strings.TrimSuffix(question.Name, ".")
	lists := n.lists[name]
	if len(lists) == 0 {
		answer.Rcode = dns.RcodeNameError
		w.WriteMsg(answer)
		return
	}
	for _, a := range lists[min(int(n.turn.Load()), len(lists)-1)] {
		address := netip.MustParseAddr(a)
		header := dns.RR_Header{Name: question.Name, Rrtype: question.Qtype, Class: dns.ClassINET}
		switch {
		case address.Is4() && question.Qtype == dns.TypeA:
			answer.Answer = append(answer.Answer, &dns.A{Hdr: header, A: address.AsSlice()})
		case address.Is6() && question.Qtype == dns.TypeAAAA:
			answer.Answer = append(answer.Answer, &dns.AAAA{Hdr: header, AAAA: address.AsSlice()})
		}
	}
	w.WriteMsg(answer)
}

// resolver starts the server, and gives who asks it.
func (n *names) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{})
	server := &dns.Server{PacketConn: conn, Handler: n, NotifyStartedFunc: func() { close(started) }}
	go server.ActivateAndServe()
	<-started
	t.Cleanup(func() { server.Shutdown() })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// What DNS says is judged when it is dialled: a name that led to a good address and then leads to a bad one is refused
// then, whatever was judged before.
func TestNamesThatChange(t *testing.T) {
	var served atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { served.Add(1) }))
	defer server.Close()
	port := ":" + portOf(t, server.URL)
	n := &names{lists: map[string][][]string{
		"changing.example": {{"127.0.0.1"}, {"169.254.169.254"}, {"fd00:ec2::254"}, {"64:ff9b::169.254.169.254"}, {"0.0.0.0"}, {"127.0.0.1"}},
		"inside.example":   {{"127.0.0.1"}},
		"mixed.example":    {{"169.254.169.254", "127.0.0.1", "224.0.0.1"}},
		"mapped.example":   {{"::ffff:127.0.0.1", "fec0::1"}},
	}}
	o := outbound.Options{AllowPrivate: true, Resolver: n.resolver(t)}
	for i, bad := range []bool{false, true, true, true, true, false} {
		n.turn.Store(int32(i))
		_, err := call(t, o, "http://changing.example"+port)
		if !bad {
			if err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			continue
		}
		refused(t, err, connectors.Forbidden, outbound.Address, "never called")
	}
	if got := served.Load(); got != 2 {
		t.Errorf("the server was called %d times", got)
	}
	// A bad address among good ones is passed over.
	for _, name := range []string{"mixed.example", "mapped.example"} {
		if _, err := call(t, o, "http://"+name+port); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A good address that does not answer is not the bad one's fault.
	_, err := call(t, o, "http://mixed.example:1") // a port that nobody is given
	refused(t, err, connectors.Unavailable, "", "mixed.example")

	before := served.Load()
	o.AllowPrivate = false
	_, err = call(t, o, "https://inside.example"+port)
	refused(t, err, connectors.Forbidden, outbound.Address, "inside.example is at 127.0.0.1")
	_, err = call(t, o, "https://nowhere.example"+port)
	refused(t, err, connectors.Unavailable, "", "the name nowhere.example can't be looked up: no such host")
	if served.Load() != before {
		t.Error("the server was called")
	}
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

// No spelling of an address gets past the judgement, and none reaches the server.
func TestSpellingsOfAddresses(t *testing.T) {
	var served atomic.Int32
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { served.Add(1) }))
	defer server.Close()
	port := portOf(t, server.URL)
	n := &names{lists: map[string][][]string{}}
	// What some resolvers take for an address is a name to others: here it leads to the same.
	for _, spelling := range []string{
		"2130706433", "0x7f000001", "017700000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "localhost", "localhost.",
		"LOCALHOST", "sub.localhost", "127.0.0.1.nip.example", "xn--127-.example", "0", "00000177.0.0.1", "①②⑦.0.0.1",
	} {
		n.lists[strings.TrimSuffix(spelling, ".")] = [][]string{{"127.0.0.1", "::1"}}
	}
	o := outbound.Options{CA: authority(server), Resolver: n.resolver(t)}
	hosts := []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
		"[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1%25lo]", "[::1%25lo]",
		"[fec0::1]", "[fc00::1]", "[ff02::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "255.255.255.255",
		"224.0.0.1", "198.18.0.1", "192.0.2.1", "[2001:db8::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]",
	}
	for name := range n.lists {
		hosts = append(hosts, name)
	}
	for _, host := range hosts {
		address := fmt.Sprintf("https://%s:%s/", host, port)
		if _, err := url.Parse(address); err != nil {
			t.Errorf("%s is no URL: %v", address, err)
			continue
		}
		_, err := call(t, o, address)
		var kind connectors.Kind
		if e, is := err.(*connectors.Error); is {
			kind = e.Kind
		}
		if kind != connectors.Forbidden && !(kind == connectors.Unavailable && strings.Contains(err.Error(), "looked up")) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if served.Load() > 0 {
		t.Error("the server was called")
	}
}
