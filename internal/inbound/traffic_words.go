package inbound

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// What recent traffic shows of a request names no person, and is short.
const (
	maxPath   = 200  // bytes of a path that are shown
	maxDetail = 200  // bytes of a piece of why something was refused
	heldPath  = 400  // bytes of a path that are held until it is shown
	heldQuery = 1024 // bytes of a filter that are held; of a longer one nothing is
)

// elided stands where something was that may be about a person, or was too long.
const elided = "…"

// filterShape is a filter without its values: attributes and operators. It is "" for what is none.
func filterShape(text string) string {
	if text == "" || len(text) > heldQuery {
		return ""
	}
	e, err := filter.Parse(text)
	if err != nil {
		return ""
	}
	return cut(filter.Shape(e), maxPath)
}

// shownPath is a path without what may name a person: what stands behind an endpoint is an id, if it looks like one.
func shownPath(path string) string {
	if schema.TellsSecret(path) {
		return elided
	}
	parts := strings.Split(cut(path, heldPath), "/")
	behind := false
	for i, part := range parts {
		if _, err := uuid.Parse(part); err == nil && len(part) == 36 {
			continue
		}
		switch {
		case part == "" || endpointOf(part) != "":
			behind = behind || part != ""
		case strings.EqualFold(part, ".search"):
		case behind || !plainPart(part):
			parts[i] = elided
		}
	}
	return cut(strings.Join(parts, "/"), maxPath)
}

// plainPart reports whether a piece of a path is a word as addresses of servers have them.
func plainPart(part string) bool {
	return len(part) <= 40 && strings.IndexFunc(part, func(r rune) bool {
		return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.~", r)
	}) < 0
}

// endpoints are the pieces of paths by which requests of a client that has the wrong base URL are known.
var endpoints = []string{"Users", "Groups", "Bulk", "Me", "Schemas", "ResourceTypes", "ServiceProviderConfig",
	"ServiceProviderConfigs"}

// endpointOf is the endpoint that a piece of a path is, in any case; "" for none.
func endpointOf(part string) string {
	for _, e := range endpoints {
		if strings.EqualFold(part, e) {
			return e
		}
	}
	return ""
}

// unserved is the route of a path at which nothing is served: there are only a few.
func unserved(path string) string {
	for _, part := range strings.Split(cut(path, heldPath), "/") {
		if e := endpointOf(part); e != "" {
			return elided + "/" + e
		}
	}
	return elided
}

// cut is valid UTF-8 of so many bytes at most, without control characters.
func cut(s string, most int) string {
	long := len(s) > most
	if long {
		s = s[:most]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
	if !long && len(s) <= most {
		return s
	}
	end := min(len(s), most-len(elided))
	for end > 0 && end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + elided
}
