package main

import (
	"encoding/json"
	"fmt"
	"net"

	"github.com/miekg/dns"
)

// answerTXT is a DNS server on the loopback that proves a domain: it answers with the TXT record
// that usher domain claim printed. end stops it.
func answerTXT(claim string) (address string, end func() error, err error) {
	var record struct{ Name, Value string }
	if err := json.Unmarshal([]byte(claim), &record); err != nil {
		return "", nil, fmt.Errorf("read the claim %q: %w", claim, err)
	}
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	started := make(chan struct{})
	server := &dns.Server{
		PacketConn:        packets,
		NotifyStartedFunc: func() { close(started) },
		Handler: dns.HandlerFunc(func(w dns.ResponseWriter, asked *dns.Msg) {
			answer := new(dns.Msg).SetReply(asked)
			if q := asked.Question[0]; q.Qtype == dns.TypeTXT && q.Name == dns.Fqdn(record.Name) {
				header := dns.RR_Header{Name: q.Name, Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 1}
				answer.Answer = append(answer.Answer, &dns.TXT{Hdr: header, Txt: []string{record.Value}})
			}
			_ = w.WriteMsg(answer) // whoever does not hear it asks again
		}),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.ActivateAndServe() }()
	select {
	case <-started:
	case err := <-ended:
		return "", nil, err
	}
	return packets.LocalAddr().String(), func() error {
		if err := server.Shutdown(); err != nil {
			return err
		}
		return <-ended
	}, nil
}
