package outbound

import (
	"net/http"
	"net/url"
	"strings"
)

// gate judges each request before it goes out, those of redirects, too, and bounds what comes back.
type gate struct {
	options Options
	secure  http.RoundTripper
	plain   http.RoundTripper // nil where nothing may go out unencrypted
}

// RoundTrip implements http.RoundTripper.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.check(r.URL); err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, failed(r.URL.Host, err)
	}
	if r.Header.Get("User-Agent") == "" {
		r = r.Clone(r.Context())
		r.Header.Set("User-Agent", g.options.UserAgent)
	}
	through := g.secure
	if r.URL.Scheme == "http" {
		through = g.plain
	}
	answer, err := through.RoundTrip(r)
	if err != nil {
		if r.Context().Err() != nil {
			return nil, err
		}
		return nil, failed(r.URL.Host, err)
	}
	if answer.ContentLength > g.options.MaxBody {
		answer.Body.Close()
		return nil, failed(r.URL.Host, g.tooLarge(r.URL.Host))
	}
	answer.Body = &bounded{
		body: answer.Body, ended: r.Context().Err, host: r.URL.Host, left: g.options.MaxBody, over: g.tooLarge(r.URL.Host),
	}
	return answer, nil
}

// CloseIdleConnections is what http.Client's calls.
func (g *gate) CloseIdleConnections() {
	for _, through := range []http.RoundTripper{g.secure, g.plain} {
		if t, is := through.(*http.Transport); is {
			t.CloseIdleConnections()
		}
	}
}

// Check reports what is wrong with an address that an administrator gives, before anything is called.
func (o Options) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil { // whose text holds the address, and so maybe a password
		return refuse(Scheme, nil, "outbound.noURL")
	}
	if refused := (&gate{options: o}).check(u); refused != nil {
		return refused
	}
	return nil
}

// check judges a URL by what stands in it; its address is judged when it is dialled.
func (g *gate) check(u *url.URL) *Error {
	switch {
	case u.Scheme == "http" && !g.options.AllowPrivate:
		return refuse(Scheme, nil, "outbound.plain", "host", u.Host)
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.Opaque != "":
		return refuse(Scheme, nil, "outbound.noURL")
	case u.User != nil:
		return refuse(Userinfo, nil, "outbound.userinfo", "host", u.Host)
	}
	return nil
}

// redirect says whether a redirect is followed. The request of the next hop goes through RoundTrip again.
func (g *gate) redirect(next *http.Request, via []*http.Request) error {
	if refused := g.redirected(next, via); refused != nil {
		return failed(via[0].URL.Host, refused)
	}
	return nil
}

func (g *gate) redirected(next *http.Request, via []*http.Request) *Error {
	first, last := via[0], via[len(via)-1]
	elsewhere := !sameOrigin(first.URL, next.URL)
	switch {
	case len(via) > maxRedirects:
		return refuse(Redirect, nil, "outbound.redirects", "host", first.URL.Host, "most", maxRedirects)
	case last.URL.Scheme == "https" && next.URL.Scheme != "https":
		return refuse(Redirect, nil, "outbound.downgrade", "host", last.URL.Host, "to", next.URL.Host)
	case elsewhere && !g.options.Elsewhere:
		return refuse(Redirect, nil, "outbound.elsewhere", "host", first.URL.Host, "to", next.URL.Host)
	case first.Method != http.MethodGet && first.Method != http.MethodHead: // its body is for whom it was sent to
		return refuse(Redirect, nil, "outbound.redirectedBody", "host", first.URL.Host, "method", first.Method)
	}
	for _, hop := range via[1:] { // who was sent away comes back as whoever sent it wants
		elsewhere = elsewhere || !sameOrigin(first.URL, hop.URL)
	}
	if elsewhere {
		kept := http.Header{}
		for _, name := range []string{"Accept", "Accept-Language", "User-Agent"} {
			if values := next.Header.Values(name); len(values) > 0 {
				kept[name] = values
			}
		}
		next.Header = kept
	}
	return nil
}

// sameOrigin compares scheme, host and port (RFC 6454 section 5).
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}
