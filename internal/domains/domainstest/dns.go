// Package domainstest is the outside world of domain proofs for tests: a real DNS server and a
// real web server on the loopback interface, which answer whatever a test wants.
package domainstest

import (
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
)

// DNS is a server, over UDP and TCP on the same port. A name of which it was told nothing does
// not exist.
type DNS struct {
	Addr string // HOST:PORT

	mu    sync.Mutex
	names map[string]*name
	asked map[string]int
}

// name is what the server knows of one name, in lower case with a dot at its end.
type name struct {
	texts    [][]string // TXT records, each of several strings
	address  net.IP
	alias    string
	code     int // instead of an answer
	silent   bool
	truncate bool // over UDP
}

// StartDNS starts a server that runs until the test ends.
func StartDNS(t testing.TB) *DNS {
	t.Helper()
	s := &DNS{names: map[string]*name{}, asked: map[string]int{}}
	packets, streams := listen(t)
	s.Addr = packets.LocalAddr().String()
	for _, server := range []*dns.Server{{PacketConn: packets, Handler: s}, {Listener: streams, Handler: s}} {
		started := make(chan struct{})
		server.NotifyStartedFunc = func() { close(started) }
		ended := make(chan error, 1)
		go func() { ended <- server.ActivateAndServe() }()
		<-started
		t.Cleanup(func() {
			server.Shutdown()
			<-ended
		})
	}
	return s
}

// listen finds a port that is free for both transports.
func listen(t testing.TB) (net.PacketConn, net.Listener) {
	t.Helper()
	var err error
	for range 100 {
		var packets net.PacketConn
		if packets, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			break
		}
		var streams net.Listener
		if streams, err = net.Listen("tcp", packets.LocalAddr().String()); err == nil {
			return packets, streams
		}
		packets.Close()
	}
	t.Fatalf("no port is free: %v", err)
	return nil, nil
}

// TXT gives a name TXT records, instead of those that it had: each one string, or several with
// "|" between them.
func (s *DNS) TXT(owner string, records ...string) {
	var texts [][]string
	for _, r := range records {
		texts = append(texts, strings.Split(r, "|"))
	}
	s.set(owner, func(n *name) { *n = name{texts: texts} })
}

// Address gives a name an address.
func (s *DNS) Address(owner, ip string) {
	s.set(owner, func(n *name) { n.address = net.ParseIP(ip).To4() })
}

// Alias makes a name stand for another one, whose records are answered with it.
func (s *DNS) Alias(owner, target string) {
	s.set(owner, func(n *name) { *n = name{alias: key(target)} })
}

// Fail answers questions for a name with a code, such as dns.RcodeServerFailure.
func (s *DNS) Fail(owner string, code int) { s.set(owner, func(n *name) { *n = name{code: code} }) }

// Silence answers questions for a name not at all.
func (s *DNS) Silence(owner string) { s.set(owner, func(n *name) { *n = name{silent: true} }) }

// Truncate answers for a name over UDP that the answer is too large, and over TCP as otherwise.
func (s *DNS) Truncate(owner string) { s.set(owner, func(n *name) { n.truncate = true }) }

// Forget makes a name one that does not exist.
func (s *DNS) Forget(owner string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.names, key(owner))
}

// Asked is how often a name was asked for over a transport, "udp" or "tcp".
func (s *DNS) Asked(transport, owner string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[transport+" "+key(owner)]
}

func (s *DNS) set(owner string, change func(*name)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.names[key(owner)]
	if n == nil {
		n = &name{}
		s.names[key(owner)] = n
	}
	change(n)
}

func key(owner string) string { return strings.ToLower(dns.Fqdn(owner)) }

// ServeDNS implements dns.Handler.
func (s *DNS) ServeDNS(w dns.ResponseWriter, r *dns.Msg) {
	transport := w.RemoteAddr().Network()
	if m := s.answer(transport, r); m != nil {
		w.WriteMsg(m)
	}
}

func (s *DNS) answer(transport string, r *dns.Msg) *dns.Msg {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := new(dns.Msg).SetReply(r)
	m.RecursionAvailable = true
	question := r.Question[0]
	s.asked[transport+" "+key(question.Name)]++
	owner := key(question.Name)
	for range len(s.names) + 1 {
		n := s.names[owner]
		switch {
		case n == nil:
			m.Rcode = dns.RcodeNameError
			return m
		case n.silent:
			return nil
		case n.code != 0:
			m.Rcode = n.code
			return m
		case n.truncate && transport == "udp":
			m.Truncated = true
			return m
		}
		head := func(kind uint16) dns.RR_Header {
			return dns.RR_Header{Name: owner, Rrtype: kind, Class: dns.ClassINET, Ttl: 60}
		}
		if n.alias != "" {
			m.Answer = append(m.Answer, &dns.CNAME{Hdr: head(dns.TypeCNAME), Target: n.alias})
			owner = n.alias
			continue
		}
		if question.Qtype == dns.TypeTXT {
			for _, text := range n.texts {
				m.Answer = append(m.Answer, &dns.TXT{Hdr: head(dns.TypeTXT), Txt: text})
			}
		}
		if question.Qtype == dns.TypeA && n.address != nil {
			m.Answer = append(m.Answer, &dns.A{Hdr: head(dns.TypeA), A: n.address})
		}
		return m
	}
	return m // aliases in a circle
}
