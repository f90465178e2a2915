package check

import (
	"net/http"
	"slices"
	"strings"
)

// closed refuses the configuration without a token.
func closed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, q)
	})
}

// returning answers a creation with the value that the client sent in a read-only member.
func returning(name string) bug {
	var sent any
	return both(
		says("POST /Users", func(b obj) { b[name] = sent }),
		mishears("POST /Users", func(b obj) { sent = b[name] }))
}

// after starts with a bug when n requests were answered.
func after(n int, b bug) bug {
	return func(next http.Handler) http.Handler {
		spoiled := b(next)
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if n--; n < 0 {
				spoiled.ServeHTTP(w, q)
				return
			}
			next.ServeHTTP(w, q)
		})
	}
}

// answersTwice answers the second and later creations of a user with a canned answer.
func answersTwice(status int, body string) bug {
	n := 0
	return func(next http.Handler) http.Handler {
		canned := answers("POST /Users", status, body)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if hits(q, "POST /Users") {
				n++
			}
			if n > 1 {
				canned.ServeHTTP(w, q)
				return
			}
			next.ServeHTTP(w, q)
		})
	}
}

// twiceInGroups shows the first member of each group twice.
var twiceInGroups = says("GET /Groups/.*", func(b obj) {
	if l := list(b["members"]); len(l) > 0 {
		b["members"] = append(l, l[0])
	}
})

// leakyPassword finds users by a part of the password, which it does not look at.
var leakyPassword = func(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		v := q.URL.Query()
		if f, _, ok := strings.Cut(v.Get("filter"), " and password"); ok {
			v.Set("filter", f)
			q.URL.RawQuery = v.Encode()
		}
		next.ServeHTTP(w, q)
	})
}

// allPrimary makes every address the primary one.
func allPrimary(b obj) {
	for _, e := range list(b["emails"]) {
		e.(obj)["primary"] = true
	}
}

// halfway applies the operations up to the one that fails: the first of three sticks.
var halfway = func(next http.Handler) http.Handler {
	first := mishears("PATCH /Users/.*", func(b obj) {
		if ops := list(b["Operations"]); len(ops) > 1 {
			b["Operations"] = ops[:1]
		}
	})(next)
	return alters("PATCH /Users/.*", func(int, http.Header, obj) int { return http.StatusBadRequest })(first)
}

// restless says at each read that the user was changed just now.
var restless = says("GET /Users/[^?]+", func(b obj) {
	if m, ok := b["meta"].(obj); ok {
		m["lastModified"] = stamp()
	}
})

// shuffling turns every other page round.
func shuffling() bug {
	n := 0
	return says("GET /Users\\?.*count=3.*", func(b obj) {
		if n++; n%2 == 0 {
			slices.Reverse(list(b["Resources"]))
		}
	})
}

// reversed turns sorted lists round.
var reversed = says("GET /Users\\?.*sortBy.*", func(b obj) {
	l := list(b["Resources"])
	slices.Reverse(l)
	if len(l) == 1 {
		b["Resources"] = arr{obj{"id": "somebody else"}}
	}
})

// frozen never changes a version.
var frozen = alters("GET /Users/[^?]+", func(s int, h http.Header, b obj) int {
	h.Set("ETag", `W/"1"`)
	if m, ok := b["meta"].(obj); ok {
		m["version"] = `W/"1"`
	}
	return s
})

// numeric gives an error's status as a number.
func numeric(b obj) {
	if b["status"] == "404" {
		b["status"] = 404
	}
}

// refusingType refuses bodies of a media type, refusingAccept clients that accept one.
func refusingType(media string) bug   { return refusing("Content-Type", media, 415) }
func refusingAccept(media string) bug { return refusing("Accept", media, 406) }

func refusing(header, value string, status int) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Header.Get(header) == value {
				w.WriteHeader(status)
				return
			}
			next.ServeHTTP(w, q)
		})
	}
}
