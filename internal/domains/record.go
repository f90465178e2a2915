package domains

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"
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
		a.Result, a.Why = Unanswered, dnsTrouble(err)
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

// dnsTrouble says why there is no answer.
func dnsTrouble(err error) string {
	var e *net.DNSError
	if !errors.As(err, &e) {
		return err.Error()
	}
	of := ""
	if e.Server != "" {
		of = " " + e.Server
	}
	if e.IsTimeout {
		return fmt.Sprintf("the DNS server%s did not answer in time", of)
	}
	return fmt.Sprintf("the DNS server%s gave no answer: %s", of, e.Err)
}
