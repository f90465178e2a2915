package secretlink

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
)

// OwnForms lets requests that change something come from pages of this site alone; foreign answers the others. baseURL
// is where people reach the site, which what ends TLS in front of Usher may name otherwise in the request.
func OwnForms(baseURL string, foreign http.HandlerFunc, inner http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		_ = own.AddTrustedOrigin(u.Scheme + "://" + u.Host) // an address with a host is one
	}
	own.SetDenyHandler(foreign)
	return withoutOpaqueOrigin(own.Handler(inner))
}

// withoutOpaqueOrigin drops the Origin that browsers make of a form on a page which wants no
// referrer: "null" (Fetch standard, section 3.2). Most say beside it that the request stays on the
// site (Sec-Fetch-Site), which then decides; over plain HTTP they don't. Whoever forges such a
// request would have to know the link's token, and with it needs nobody else's browser.
func withoutOpaqueOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == "" {
			r = r.Clone(r.Context())
			r.Header.Del("Origin")
		}
		next.ServeHTTP(w, r)
	})
}

// Write writes a page whose only style is the given one. It shows itself and sends its form to its own site; nothing
// else is loaded, run or framed. Its address is a secret, so no cache keeps it and no referrer names it.
func Write(w http.ResponseWriter, status int, language string, style template.CSS, body []byte) {
	sum := sha256.Sum256([]byte(style))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", language)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever asked may have gone
}
