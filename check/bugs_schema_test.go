package check

import (
	"net/http"
	"strings"
)

// publishes changes what is published about an attribute of the schema urn, or about a
// sub-attribute with a dot, in the list and alone.
func publishes(urn, attribute, characteristic string, value any) bug {
	change := func(s obj) {
		if s["id"] != urn {
			return
		}
		top, sub, dotted := strings.Cut(attribute, ".")
		for _, a := range list(s["attributes"]) {
			a := a.(obj)
			if a["name"] != top {
				continue
			}
			if !dotted {
				a[characteristic] = value
			}
			for _, e := range list(a["subAttributes"]) {
				if e := e.(obj); dotted && e["name"] == sub {
					e[characteristic] = value
				}
			}
		}
	}
	return says("GET /Schemas.*", func(b obj) {
		change(b)
		for _, s := range list(b["Resources"]) {
			change(s.(obj))
		}
	})
}

// every changes every user or group that is answered, alone or in a list, by f.
func every(endpoint string, f func(obj)) bug {
	return says(`(GET|POST|PUT|PATCH) /`+endpoint+`.*`, func(b obj) {
		if b["Resources"] == nil && b["id"] != nil {
			f(b)
		}
		for _, e := range list(b["Resources"]) {
			f(e.(obj))
		}
	})
}

// setting sets a member of every user or group.
func setting(endpoint, name string, value any) bug {
	return every(endpoint, func(r obj) { r[name] = value })
}

// onlyIn does what f does to messages that have a member.
func onlyIn(name string, f func(obj)) func(obj) {
	return func(b obj) {
		if b[name] != nil {
			f(b)
		}
	}
}

// misreads changes the filters that the server receives.
func misreads(replacements ...string) bug {
	r := strings.NewReplacer(replacements...)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			v := q.URL.Query()
			if f := v.Get("filter"); f != "" && q.Method == http.MethodGet {
				v.Set("filter", r.Replace(f))
				q.URL.RawQuery = v.Encode()
			}
			next.ServeHTTP(w, q)
		})
	}
}

// asks changes a query parameter of lists.
func asks(pattern, name string, f func(string) string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if v := q.URL.Query(); hits(q, pattern) && v.Has(name) {
				v.Set(name, f(v.Get(name)))
				q.URL.RawQuery = v.Encode()
			}
			next.ServeHTTP(w, q)
		})
	}
}

// withoutExtensions removes the extensions of every resource type.
func withoutExtensions(b obj) {
	delete(b, "schemaExtensions")
	for _, e := range list(b["Resources"]) {
		delete(e.(obj), "schemaExtensions")
	}
}

// demanding refuses bodies that lack a member.
func demanding(pattern, name string) bug {
	return func(next http.Handler) http.Handler {
		lacks := false
		look := mishears(pattern, func(b obj) { lacks = b[name] == nil })
		refuse := answers(pattern, 400, `{"schemas":["`+urnError+`"],"status":"400"}`)(next)
		return look(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if hits(q, pattern) && lacks {
				refuse.ServeHTTP(w, q)
				return
			}
			next.ServeHTTP(w, q)
		}))
	}
}
