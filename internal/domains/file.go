package domains

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// How a file is asked for.
const (
	filePatience = 10 * time.Second
	maxFile      = 4 << 10 // bytes
	maxRedirects = 3
)

var errRedirect = errors.New("redirected elsewhere")

// file looks for the value among the lines of the challenge's file. Only HTTPS with a valid
// certificate counts, answered by the domain itself: a redirect that leaves it proves nothing.
func (p *Prover) file(ctx context.Context, domain, value string) Answer {
	a := Answer{Method: ByFile, Where: FileURL(domain)}
	ctx, cancel := context.WithTimeout(ctx, filePatience)
	defer cancel()
	target := a.Where
	if p.Port != "" {
		target = "https://" + net.JoinHostPort(domain, p.Port) + challengePath
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		a.Result, a.Why = Unanswered, text.Plain(err.Error())
		return a
	}
	request.Header.Set("User-Agent", "Usher")
	response, err := p.client().Do(request)
	if err != nil {
		p.fileTrouble(&a, err)
		return a
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxFile+1))
	switch status := response.StatusCode; {
	case err != nil:
		p.fileTrouble(&a, err)
	case status == http.StatusNotFound || status == http.StatusGone:
		a.Result = Missing
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		a.Result, a.Why = Unanswered, text.New("proof.file.status", "status", response.Status)
	case status != http.StatusOK:
		a.Result, a.Why = Wrong, text.New("proof.file.status", "status", response.Status)
	case len(body) > maxFile:
		a.Result, a.Why = Wrong, text.New("proof.file.large", "most", maxFile)
	case hasLine(body, value):
		a.Result = Proved
	default:
		a.Result = Wrong
		a.show(string(body))
	}
	return a
}

func hasLine(body []byte, value string) bool {
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	for line := range strings.Lines(string(body)) {
		if strings.TrimSpace(line) == value {
			return true
		}
	}
	return false
}

// client asks the domain directly, by no proxy of the environment, and connects to nothing but
// the public internet.
func (p *Prover) client() *http.Client {
	dialer := &net.Dialer{Resolver: p.resolver(), Control: onlyPublic}
	if p.AllowPrivate {
		dialer.Control = nil
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				host, port, err := net.SplitHostPort(address)
				if err != nil {
					return nil, err
				}
				return dialer.DialContext(ctx, network, net.JoinHostPort(host+".", port)) // rooted: no search list applies
			},
			TLSClientConfig:        &tls.Config{RootCAs: p.Roots, MinVersion: tls.VersionTLS12},
			DisableKeepAlives:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects || r.URL.Scheme != "https" || r.URL.Host != via[0].URL.Host {
				return errRedirect
			}
			return nil
		},
	}
}

// fileTrouble sorts what kept the file from being read.
func (p *Prover) fileTrouble(a *Answer, err error) {
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, errRedirect):
		a.Result, a.Why = Wrong, text.New("proof.file.redirect")
	case errors.As(err, &certificate):
		a.Result, a.Why = Wrong, text.New("proof.file.certificate", "why", text.Told(certificate.Err))
	case errors.Is(err, errNotPublic):
		a.Result, a.Why = Unanswered, text.New("proof.file.private")
	case errors.As(err, &dns) && dns.IsNotFound:
		a.Result, a.Why = Missing, text.New("proof.file.noAddress")
	case errors.As(err, &dns):
		a.Result, a.Why = Unanswered, p.dnsTrouble(err)
	case errors.As(err, &timeout) && timeout.Timeout():
		a.Result, a.Why = Unanswered, text.New("proof.file.late")
	default:
		a.Result, a.Why = Unanswered, text.Told(err)
		if a.Why.Key == "" {
			a.Why = text.Plain(clip(a.Why.Text))
		}
	}
}
