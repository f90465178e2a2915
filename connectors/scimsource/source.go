// Package scimsource reads any SCIM 2.0 server (RFC 7643, RFC 7644, RFC 9865) as a connected service.
//
// It believes a server nothing that it has not seen: whether pages come by cursor or by startIndex, whether they are
// all, whether members are listed, and which attributes may be read is judged by the answers themselves. A reading
// always ends: with all, with a page that says why it is known not to be all, or with an error of a kind. What it holds
// in memory is bounded by one answer.
package scimsource

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/usher-id/usher/connectors"
)

// What is asked for and waited for unless the options say otherwise.
const (
	defaultPage    = 100      // resources; what most servers give at most, and RFC 7644 leaves to them
	defaultBody    = 31 << 20 // bytes of an answer, unpacked; less than a client of internal/outbound refuses
	defaultEntries = 5_000_000
	defaultTimeout = 60 * time.Second // for one request, its answer included
)

// Options say which server is read, and how.
type Options struct {
	BaseURL    string                                    // below which /Users stands, such as "https://example.com/scim/v2"
	Credential func(ctx context.Context) (string, error) // the bearer token, asked for before every request
	HTTP       *http.Client                              // http.DefaultClient when nil. It follows no redirect to another host
	Preset     string                                    // the name of one of Presets; "" for Generic
	PageSize   int                                       // resources asked for at a time; 0 for the preset's
	NoGroups   bool                                      // groups are not read, and a reading is whole without them
	MaxBody    int64                                     // bytes of an answer; 0 for 31 MiB
	MaxEntries int                                       // after which a list is taken for endless; 0 for 5 million
	Timeout    time.Duration                             // of a request; 0 for 60 s
	Now        func() time.Time                          // time.Now when nil
}

// Source is a connector. It serves one caller at a time.
type Source struct {
	base       string
	credential func(ctx context.Context) (string, error)
	http       *http.Client
	preset     Preset
	size       int
	noGroups   bool
	maxBody    int64
	maxEntries int
	timeout    time.Duration
	now        func() time.Time

	secret    string               // last given by credential, so that no error shows it
	pace      time.Duration        // by the last answer
	history   *bool                // whether the filter by meta.lastModified does what it says; nil until it was tried
	confirmed map[string]time.Time // by type: when a list was there, so that a 404 of one of it is believed
}

var (
	_ connectors.Connector = (*Source)(nil)
	_ connectors.Delta     = (*Source)(nil)
	_ connectors.Prober    = (*Source)(nil)
	_ connectors.Confirmer = (*Source)(nil)
	_ connectors.Paced     = (*Source)(nil)
)

// New makes a connector and calls nobody. Its errors are about the options.
func New(o Options) (*Source, error) {
	base, err := baseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	preset, err := presetOf(o.Preset)
	if err != nil {
		return nil, err
	}
	if o.Credential == nil {
		return nil, errors.New("a SCIM server is not read without a token")
	}
	s := &Source{
		base: base, credential: o.Credential, preset: preset, size: o.PageSize, noGroups: o.NoGroups || preset.NoGroups,
		maxBody: o.MaxBody, timeout: o.Timeout, now: o.Now, pace: preset.Pace, confirmed: make(map[string]time.Time),
	}
	if s.size <= 0 {
		s.size = preset.PageSize
	}
	s.size = min(s.size, connectors.MaxPage)
	if s.maxBody <= 0 {
		s.maxBody = defaultBody
	}
	if s.maxEntries = o.MaxEntries; s.maxEntries <= 0 {
		s.maxEntries = defaultEntries
	}
	if s.timeout <= 0 {
		s.timeout = defaultTimeout
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.http = client(o.HTTP)
	return s, nil
}

// baseURL checks an address and takes the slash from its end.
func baseURL(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return "", errors.New("the address can't be read as a URL") // err would repeat it, with what might be a secret
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errors.New("the address has to begin with https://")
	case u.Host == "":
		return "", errors.New("the address names no host")
	case u.User != nil:
		return "", errors.New("the address must not hold a name or a password")
	case u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the address must not hold a ? or a #: it is that below which /Users stands")
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	for _, end := range []string{"/Users", "/Groups"} { // which is what people copy
		path = strings.TrimSuffix(path, end)
	}
	return u.Scheme + "://" + u.Host + path, nil
}

// client is a copy that follows no redirect to another host, and none from https to http: the token would go with it.
func client(of *http.Client) *http.Client {
	if of == nil {
		of = http.DefaultClient
	}
	c := *of
	before := c.CheckRedirect
	c.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		first := via[0].URL
		if r.URL.Host != first.Host || r.URL.Scheme != first.Scheme {
			return &connectors.Error{Kind: connectors.Forbidden, Detail: fmt.Sprintf(
				"%s sends on to another address, %s://%s: connect that one if it is right", first.Host, r.URL.Scheme, r.URL.Host)}
		}
		if len(via) >= 5 {
			return &connectors.Error{Kind: connectors.Malformed, Detail: "more than five redirects"}
		}
		if before != nil {
			return before(r, via)
		}
		return nil
	}
	return &c
}
