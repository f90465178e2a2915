package domains

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// How DNS is asked: twice, since a datagram may be lost.
const (
	dnsTries    = 2
	dnsPatience = 2500 * time.Millisecond // a try
)

// record looks for the value among the TXT records of the challenge's name. The strings of one
// record are taken together (RFC 7208 section 3.3); any one of several records may be it. Aliases
// (CNAME) are followed by the DNS server.
func (p *Prover) record(ctx context.Context, domain, value string) Answer {
	a := Answer{Method: ByDNS, Where: RecordName(domain)}
	texts, err := p.texts(ctx, a.Where)
	var e *net.DNSError
	switch {
	case err == nil && slices.Contains(texts, value):
		a.Result = Proved
	case err == nil && len(texts) > 0:
		a.Result = Wrong
		a.show(texts...)
	case err == nil, errors.As(err, &e) && e.IsNotFound:
		a.Result = Missing
	default:
		a.Result, a.Why = Unanswered, p.dnsTrouble(err)
	}
	return a
}

func (p *Prover) texts(ctx context.Context, name string) (texts []string, err error) {
	for range dnsTries {
		try, cancel := context.WithTimeout(ctx, dnsPatience)
		texts, err = p.resolver().LookupTXT(try, name+".") // rooted: no search list applies
		cancel()
		var e *net.DNSError
		if err == nil || errors.As(err, &e) && e.IsNotFound {
			break
		}
	}
	return texts, err
}

// dnsTrouble says why there is no answer, and names the server that was asked: Go's resolver names the system's.
func (p *Prover) dnsTrouble(err error) text.Message {
	var e *net.DNSError
	if !errors.As(err, &e) {
		return text.Plain(err.Error())
	}
	of := ""
	if server := cmp.Or(p.Resolver, e.Server); server != "" {
		of = " " + server
	}
	if e.IsTimeout {
		return text.New("proof.dns.late", "of", of)
	}
	why := text.Told(e)
	if why.Key == "" {
		why = text.Plain(e.Err)
	}
	return text.New("proof.dns.none", "of", of, "why", why)
}
