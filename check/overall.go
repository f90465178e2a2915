package check

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// overallSection is judged at the end, over everything that was asked.
var overallSection = section{"overall", "The whole run", nil, []rule{
	{"overall.media", "Every answer is JSON that says so", "RFC 7644 section 3.8", "R-185 R-183 R-001", Must,
		"a JSON object with the Content-Type application/scim+json in every success that has a body", func(p *probe) error {
			return first(p.badMedia, "check.first.media")
		}},
	{"overall.errors", "Every refusal has the form of an error", errorRFC, "R-190", Must,
		"JSON with the Error schema and the status as a string in every 4xx; 401, 405 and what a web server answers by itself aside",
		func(p *probe) error {
			return first(p.badErrors, "check.first.errors")
		}},
	{"overall.faults", "No request made the server fail", errorRFC, "R-194", Should,
		"never 5xx, other than 501 for what is not implemented", func(p *probe) error {
			return first(p.faults, "check.first.faults")
		}},
}}

// exchange is a request and what was wrong with its answer.
type exchange struct {
	asked string
	got   message.Message
}

// first is a finding about the first of several exchanges; nil when there is none.
func first(of []exchange, key string) error {
	if len(of) == 0 {
		return nil
	}
	return &finding{Fail, of[0].asked, message.New(key, "n", len(of), "found", of[0].got)}
}

// judge keeps what is wrong with an answer in itself, whatever was asked.
func (c *Client) judge(q request, r *reply) {
	found := func(key string, pairs ...any) exchange {
		return exchange{clip(r.Asked, 120), message.New(key, pairs...)}
	}
	switch {
	case r.Err != nil:
	case r.Status >= 500:
		if r.Status != http.StatusNotImplemented {
			c.faults = append(c.faults, found("check.status", "status", r.Status))
		}
	case r.ok() && len(r.Body) > 0:
		media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
		if accept := q.Header["Accept"]; accept != "" && accept != "application/scim+json" {
			media = "application/scim+json" // another type may have been asked for
		}
		switch {
		case !strings.EqualFold(strings.TrimSpace(media), "application/scim+json"):
			c.badMedia = append(c.badMedia, found("check.mediaType", "status", r.Status, "type", r.Header.Get("Content-Type")))
		case typeName(r.JSON) != "object":
			c.badMedia = append(c.badMedia, found("check.noObject", "status", r.Status, "body", brief(string(r.Body))))
		}
	case r.Status >= 400 && isSCIMError(q, r.Status):
		if !r.has("$.schemas", urnError) || r.at("$.status") != fmt.Sprint(r.Status) {
			c.badErrors = append(c.badErrors, found("check.badError", "status", r.Status,
				"schemas", brief(r.at("$.schemas")), "told", brief(r.at("$.status"))))
		}
	}
}

// isSCIMError reports whether a refusal comes from the SCIM service: a web server before it may ask
// for a token, know neither path nor method, or find a request too large or too frequent.
func isSCIMError(q request, status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge,
		http.StatusRequestURITooLong,
		http.StatusUnsupportedMediaType, http.StatusNotAcceptable, http.StatusTooManyRequests,
		http.StatusRequestHeaderFieldsTooLarge:
		return false
	}
	for _, endpoint := range []string{"/Users", "/Groups", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/Bulk",
		"/.search"} {
		if rest, ok := strings.CutPrefix(q.Path, endpoint); ok && (rest == "" || strings.ContainsRune("/?", rune(rest[0]))) {
			return true
		}
	}
	return false
}
