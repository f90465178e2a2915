package scim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// action answers one method of one route. An error that it returns becomes the answer.
type action func(*handler, *call) error

type actions map[string]action

// routes is all there is, written as net/http writes patterns. It is matched here and not by
// http.ServeMux, because that answers "//" and ".." with redirects to HTML, refuses to tell
// /{endpoint}/.search from /Schemas/{id}, and has no SCIM errors. HEAD is served as GET is.
func routes() []route {
	return []route{
		newRoute("/", actions{"GET": (*handler).list}),
		newRoute("/.search", actions{"POST": (*handler).search}),
		newRoute("/Bulk", actions{"POST": (*handler).bulk}),
		newRoute("/Me", actions{"GET": me, "POST": me, "PUT": me, "PATCH": me, "DELETE": me}),
		newRoute("/ServiceProviderConfig", actions{"GET": (*handler).serviceProviderConfig}),
		newRoute("/Schemas", actions{"GET": (*handler).schemas}),
		newRoute("/Schemas/{id}", actions{"GET": (*handler).schema}),
		newRoute("/ResourceTypes", actions{"GET": (*handler).resourceTypes}),
		newRoute("/ResourceTypes/{id}", actions{"GET": (*handler).resourceType}),
		newRoute("/{endpoint}", actions{"GET": (*handler).list, "POST": (*handler).create}),
		newRoute("/{endpoint}/.search", actions{"POST": (*handler).search}),
		newRoute("/{endpoint}/{id}", actions{"GET": (*handler).get, "PUT": (*handler).replace,
			"PATCH": (*handler).patch, "DELETE": (*handler).delete}),
	}
}

// searching is the last part of the routes of searches, which change nothing.
const searching = ".search"

// public is the one route that needs no credentials.
const public = "/ServiceProviderConfig"

type route struct {
	pattern       string
	first, second string // literal, or a name in braces
	allow         string // the Allow header
	actions       actions
}

func newRoute(pattern string, a actions) route {
	first, second, _ := strings.Cut(pattern[1:], "/")
	var allow []string
	for method := range a {
		allow = append(allow, method)
		if method == http.MethodGet {
			allow = append(allow, http.MethodHead)
		}
	}
	slices.Sort(allow)
	return route{pattern: pattern, first: first, second: second, allow: strings.Join(allow, ", "), actions: a}
}

// CollapseSlashes makes one slash of several in a path: a base URL that was entered with a slash at
// its end gives paths such as //Users.
func CollapseSlashes(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// match finds the route of an escaped path, together with the endpoint ("/Users") and the id in
// it, or nil. Slashes too many are tolerated, also one at the end.
func (h *handler) match(path string) (found *route, endpoint, id string) {
	path = CollapseSlashes(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	first, second, two := strings.Cut(path[1:], "/")
	if two && (second == "" || strings.Contains(second, "/")) {
		return nil, "", ""
	}
	for i := range h.routes {
		r := &h.routes[i]
		if r.first != first && (r.first != "{endpoint}" || first == "") {
			continue
		}
		if r.second == second {
			return r, path[:1+len(first)], ""
		}
		if r.second == "{id}" && two {
			id, err := url.PathUnescape(second)
			if err != nil {
				return nil, "", ""
			}
			return r, path[:1+len(first)], id
		}
	}
	return nil, "", ""
}

// possibleID reports whether a resource could have the id. What could not is unknown without
// asking the backend: not every database takes NUL or broken UTF-8.
func possibleID(id string) bool {
	return len(id) <= maxID && utf8.ValidString(id) && strings.IndexByte(id, 0) < 0
}

// maxID bounds ids in bytes: an index has to take them, whoever made them.
const maxID = 512
