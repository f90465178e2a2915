package confirm

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
)

// Path is where the pages are, below the base URL; a link's token follows it.
const Path = "/confirm/"

// Handler serves the pages of links. Asking for one shows what is asked, and only its button uses
// the link up.
func (l *Loop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{token}", l.ask)
	mux.HandleFunc("POST "+Path+"{token}", l.take)
	mux.HandleFunc("GET "+Path, func(w http.ResponseWriter, r *http.Request) { l.refuse(w, r, &Error{Reason: Unknown}) })
	mux.HandleFunc(Path, func(w http.ResponseWriter, r *http.Request) { // other methods
		v := voiceOf(r, "", "")
		w.Header().Set("Allow", "GET, HEAD, POST")
		show(w, v, http.StatusMethodNotAllowed, page{Title: v.fill("mailbox.over"), Text: v.fill("mailbox.overText")})
	})

	foreign := func(w http.ResponseWriter, r *http.Request) {
		v := voiceOf(r, "", "")
		show(w, v, http.StatusForbidden, page{Title: v.fill("mailbox.foreign"), Text: v.fill("mailbox.foreignText")})
	}
	return secretlink.OwnForms(l.BaseURL, foreign, mux)
}

// ask shows what a link asks.
func (l *Loop) ask(w http.ResponseWriter, r *http.Request) {
	account, c, err := l.look(r.Context(), r.PathValue("token"))
	if err != nil {
		l.refuse(w, r, err)
		return
	}
	v := voiceOf(r, account.Name, c.Address)
	show(w, v, http.StatusOK, page{
		Title: v.fill("mailbox.title"), Text: v.fill("mailbox.question"),
		Button: v.fill("mailbox.confirm"), Note: v.fill("mailbox.note"),
	})
}

// take uses a link up.
func (l *Loop) take(w http.ResponseWriter, r *http.Request) {
	account, c, err := l.look(r.Context(), r.PathValue("token"))
	if err == nil {
		err = l.finish(r.Context(), c)
	}
	if err != nil {
		l.refuse(w, r, err)
		return
	}
	v := voiceOf(r, account.Name, c.Address)
	show(w, v, http.StatusOK, page{Title: v.fill("mailbox.done"), Text: v.fill("mailbox.doneText")})
}

// refuse shows why a link leads nowhere: the same page for all links that don't work, which names
// nobody and tells nothing of others.
func (l *Loop) refuse(w http.ResponseWriter, r *http.Request, err error) {
	v := voiceOf(r, "", "")
	failed := page{Title: v.fill("mailbox.failed"), Text: v.fill("mailbox.failedText")}
	over := page{Title: v.fill("mailbox.over"), Text: v.fill("mailbox.overText")}
	var e *Error
	_, unserved := directory.Unserved(err)
	switch kind := directory.KindOf(err); {
	case unserved:
		if r.Context().Err() == nil {
			l.logger().ErrorContext(r.Context(), "confirm an address", "error", err)
		}
		w.Header().Set("Retry-After", directory.RetryAfter)
		show(w, v, http.StatusServiceUnavailable, failed)
	case errors.As(err, &e) && e.Reason == Over, kind == directory.NotFound:
		show(w, v, http.StatusGone, over)
	case errors.As(err, &e):
		show(w, v, http.StatusNotFound, over)
	case kind != 0:
		l.logger().WarnContext(r.Context(), "an address was not confirmed", "error", err)
		show(w, v, http.StatusConflict, page{Title: v.fill("mailbox.refused"), Text: v.fill("mailbox.refusedText")})
	default:
		if r.Context().Err() == nil { // nobody waits for the others
			l.logger().ErrorContext(r.Context(), "confirm an address", "error", err)
		}
		show(w, v, http.StatusInternalServerError, failed)
	}
}

// voiceOf speaks to whoever asks for a page, in English when none of Usher's languages is asked for.
func voiceOf(r *http.Request, account, address string) voice {
	return voice{text.Asked(r.Header.Values("Accept-Language"), ""), account, address}
}

// page is what people see.
type page struct {
	Language     string
	Title, Text  string
	Button, Note string // "" for a page that asks nothing
	Style        template.CSS
}

const style = `body{margin:0;font:1.1rem/1.5 sans-serif;color:#1a1a1a;background:#f4f4f2}` +
	`main{max-width:34rem;margin:10vh auto;padding:1.5rem 2rem;background:#fff;border-radius:.5rem;overflow-wrap:anywhere}` +
	`h1{font-size:1.4rem}button{font:inherit;padding:.6rem 1.2rem;color:#fff;background:#1d4f91;border:0;border-radius:.3rem;cursor:pointer}` +
	`button:focus-visible{outline:3px solid #f2a900}`

// show writes a page.
func show(w http.ResponseWriter, v voice, status int, p page) {
	p.Language, p.Style = string(v.language), style
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, "page.html", p); err != nil {
		panic("confirm: the page is made of text alone: " + err.Error())
	}
	secretlink.Write(w, status, p.Language, style, body.Bytes())
}
