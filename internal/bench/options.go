// Package bench measures a SCIM 2.0 server over HTTP, with the requests that identity providers send.
//
// It promises three things. It changes only people and groups that it made itself, in this run or an earlier one.
// Every request it measures is counted under what became of it, so a server that refuses quickly never looks fast.
// And it costs little beside the server: bodies are assembled from ready parts and answers are decoded only where
// an id is needed.
package bench

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// What Options leaves out.
const (
	DefaultClients  = 8
	DefaultPeople   = 1000
	DefaultDuration = 5 * time.Second
	DefaultDomain   = "example.com"
)

// usualGroupSizes are measured when Options names none, as far as the people suffice.
var usualGroupSizes = []int{100, 1000, 20000}

// Options says which server to measure, and how.
type Options struct {
	// URL is the SCIM base URL, such as https://id.example.com/scim/v2.
	URL string
	// Token is sent as the bearer token of every request.
	Token string
	// SecondToken is that of another source of the same account, which merge brings people through; "" leaves merge out.
	SecondToken string
	// Clients is how many requests are under way at once, each on a connection of its own.
	Clients int
	// People is how many people of the load tool exist before anything is measured; those of an earlier run are reused.
	People int
	// Only names the operations to measure, of Operations(); empty means all of them.
	Only []string
	// Duration is the length of each measurement. The requests under way at its end are waited for and counted.
	Duration time.Duration
	// Requests ends a measurement earlier, after so many rounds of its operation; 0 sets no limit.
	Requests int
	// GroupSizes are the groups that group-add and group-remove work on. A size needs as many people and one more for
	// each client.
	GroupSizes []int
	// Domain is the e-mail domain of the people.
	Domain string
	// AcceptLanguage is what the server is asked to explain refusals in; "" asks for nothing.
	AcceptLanguage string
	// Clean deletes afterwards what this run made.
	Clean bool
}

// withDefaults fills what was left out and refuses what cannot work, in a sentence for the person at the terminal.
func (o Options) withDefaults() (Options, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return o, text.Errorf(nil, "bench.url.form", "url", o.URL)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return o, text.Errorf(nil, "bench.url.more")
	}
	o.URL = strings.TrimRight(o.URL, "/")

	if strings.ContainsAny(o.Token+o.SecondToken, "\r\n") {
		return o, text.Errorf(nil, "bench.token")
	}
	o.Clients = valueOr(o.Clients, DefaultClients)
	o.People = valueOr(o.People, DefaultPeople)
	if o.Duration == 0 {
		o.Duration = DefaultDuration
	}
	if o.Clients < 1 || o.People < 1 || o.Duration < 0 || o.Requests < 0 {
		return o, text.Errorf(nil, "bench.negative")
	}
	if o.People < o.Clients {
		return o, text.Errorf(nil, "bench.people", "clients", o.Clients)
	}
	if o.Domain == "" {
		o.Domain = DefaultDomain
	}
	o.Domain = strings.ToLower(o.Domain)
	if strings.Trim(o.Domain, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return o, text.Errorf(nil, "bench.domain", "domain", o.Domain)
	}
	for _, name := range o.Only {
		if !slices.Contains(Operations(), name) {
			return o, text.Errorf(nil, "bench.operation", "operation", name, "known", Operations())
		}
	}
	return o.withGroupSizes()
}

func (o Options) withGroupSizes() (Options, error) {
	if len(o.GroupSizes) == 0 {
		for _, size := range usualGroupSizes {
			if o.fits(size) {
				o.GroupSizes = append(o.GroupSizes, size)
			}
		}
		return o, nil
	}
	for _, size := range o.GroupSizes {
		if size < 1 {
			return o, text.Errorf(nil, "bench.group.least", "size", size)
		}
		if !o.fits(size) {
			return o, text.Errorf(nil, "bench.group.people",
				"size", size, "least", size+o.Clients, "clients", o.Clients, "people", o.People)
		}
	}
	return o, nil
}

// fits reports whether each client has a person of its own to add beside the members of a group of that size.
func (o Options) fits(size int) bool { return o.People-size >= o.Clients }

// able reports whether an operation can be measured at all.
func (o Options) able(operation string) bool {
	return operation != "merge" || o.SecondToken != "" || slices.Contains(o.Only, operation)
}

// wants reports whether a result of that operation was asked for; "okta-mix:probe" belongs to okta-mix.
func (o Options) wants(operation string) bool {
	base, _, _ := strings.Cut(operation, ":")
	return len(o.Only) == 0 || slices.Contains(o.Only, base)
}

func valueOr(value, fallback int) int {
	if value == 0 {
		return fallback
	}
	return value
}
