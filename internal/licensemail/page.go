package licensemail

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
)

// Path is where the pages are, below the base URL; a link's token follows it.
const Path = "/license/"

// errOver says that a link shows nothing any more, or never did.
var errOver = errors.New("the link of a license mail works no more")

// errUnknown says that there is no such link.
var errUnknown = errors.New("there is no such link of a license mail")

// Handler serves the pages of links. Asking for one shows what it is for, and only its button uses the link up.
func (s *Sender) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{token}", s.ask)
	mux.HandleFunc("POST "+Path+"{token}", s.take)
	mux.HandleFunc("GET "+Path, func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errUnknown) })
	mux.HandleFunc(Path, func(w http.ResponseWriter, r *http.Request) { // other methods
		w.Header().Set("Allow", "GET, HEAD, POST")
		show(w, voiceOf(r, nil, nil), http.StatusMethodNotAllowed, "licensemail.over", "licensemail.overText")
	})
	foreign := func(w http.ResponseWriter, r *http.Request) {
		show(w, voiceOf(r, nil, nil), http.StatusForbidden, "licensemail.foreign", "licensemail.foreignText")
	}
	return secretlink.OwnForms(s.BaseURL, foreign, mux)
}

// linked is what a link leads to.
type linked struct {
	account *directory.Account
	mail    *Mail
	license *License
}

// look finds the open mail of a link's token, and the license, and changes nothing.
func (s *Sender) look(ctx context.Context, token string) (*linked, error) {
	accountID, secret, ok := secretlink.Read(token)
	if !ok {
		return nil, errUnknown
	}
	account, err := s.Store.ConfirmingAccount(ctx, accountID)
	if err != nil {
		return nil, err
	}
	if account == nil || !account.Ending.IsZero() {
		return nil, errUnknown
	}
	m, err := s.Store.LicenseMailByLink(ctx, accountID, secretlink.Hash(linkKind, account.Secret, secret))
	switch {
	case err != nil:
		return nil, err
	case m == nil:
		return nil, errUnknown
	case !m.open(s.now()):
		return nil, errOver
	}
	license, err := s.meant(ctx, account.ID, m)
	if err != nil {
		return nil, err
	}
	return &linked{account, m, license}, nil
}

// meant is the license that a mail is about. One that somebody else has by now is shown to nobody whom the mail was
// not for: but to whom the mailbox has turned out to be (rules L6 and M5), whose license of the product may be
// another one.
func (s *Sender) meant(ctx context.Context, accountID string, m *Mail) (*License, error) {
	license, err := s.Store.License(ctx, accountID, m.LicenseID)
	switch {
	case err != nil:
		return nil, err
	case license == nil || license.UserID != m.UserID && !license.Had(m.UserID):
		return nil, errOver
	case license.UserID == m.UserID && license.Refusal(s.now()).IsZero():
		return license, nil
	}
	p, err := s.People.Profile(ctx, accountID, m.UserID)
	if kind := directory.KindOf(err); kind == directory.NotFound || kind == directory.Conflict {
		return nil, errOver
	}
	if err != nil {
		return nil, err
	}
	proved := slices.ContainsFunc(p.Records, func(r *directory.Utterance) bool {
		return r.ID == m.UserID &&
			r.Confirmed == m.Address
	})
	if !proved || p.ID == "" {
		return nil, errOver
	}
	list, err := s.Store.LicensesOf(ctx, accountID, p.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(l License) bool { return l.Product == license.Product })
	if i < 0 || !list[i].Refusal(s.now()).IsZero() {
		return nil, errOver
	}
	return &list[i], nil
}

// ask shows what a link is for.
func (s *Sender) ask(w http.ResponseWriter, r *http.Request) {
	l, err := s.look(r.Context(), r.PathValue("token"))
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	v := voiceOf(r, l.account, l.license)
	p := page{Button: v.fill("licensemail.show"), Note: v.fill("licensemail.showNote")}
	p.write(w, v, http.StatusOK, "licensemail.page", "licensemail.pageText")
}

// take uses a link up and shows the key.
func (s *Sender) take(w http.ResponseWriter, r *http.Request) {
	l, err := s.look(r.Context(), r.PathValue("token"))
	if err == nil {
		err = s.use(r.Context(), l)
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	v := voiceOf(r, l.account, l.license)
	key, server := directory.LicenseKey(l.account.Secret, l.license.ID).Text(),
		strings.TrimRight(cmp.Or(s.BaseURL, "https://"+r.Host), "/")
	p := page{
		Key: key, Once: v.fill("licensemail.once"), Install: v.fill("licensemail.install"),
		Enter: v.fill("licensemail.enter"),
		OrRun: v.fill("licensemail.orRun"), Fingerprint: v.fill("licensemail.fingerprint"),
		Limit:   v.fill("licensemail.limit"),
		Command: "usher device activate --server " + text.Quoted(server) + " --key " + key + " --fingerprint FINGERPRINT",
	}
	p.write(w, v, http.StatusOK, "licensemail.key", "licensemail.keyText")
}

// use acts on an opened link, and then uses it up. In this order a crash in between leaves a link that can be
// opened again, and never one that is used up without effect.
func (s *Sender) use(ctx context.Context, l *linked) error {
	if s.Answered != nil {
		if err := s.Answered(ctx, l.account.ID, l.mail.UserID, l.mail.Address); err != nil {
			return err
		}
		meant, err := s.meant(ctx, l.account.ID, l.mail) // the answer may have said whose it is
		if err != nil {
			return err
		}
		l.license = meant
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	won, err := s.Store.UseLicenseMail(ctx, l.account.ID, l.mail.ID, s.now(), directory.LogEntry{
		ID: id.String(), Channel: "mail", Operation: "LICENSE KEY", Type: directory.TypeUser, UserID: l.mail.UserID,
		Subject: l.mail.Address, Outcome: directory.Read, Rule: "L9",
		Detail: text.Messages{text.New("licensemail.shown", "product", l.license.Product, "address", l.mail.Address)},
	})
	if err == nil && !won {
		return errOver
	}
	return err
}

// refuse shows why a link leads nowhere: the same page for all links that don't work, which names nobody and tells
// nothing of others.
func (s *Sender) refuse(w http.ResponseWriter, r *http.Request, err error) {
	v := voiceOf(r, nil, nil)
	_, unserved := directory.Unserved(err)
	switch {
	case errors.Is(err, errOver):
		show(w, v, http.StatusGone, "licensemail.over", "licensemail.overText")
		return
	case errors.Is(err, errUnknown):
		show(w, v, http.StatusNotFound, "licensemail.over", "licensemail.overText")
		return
	}
	if r.Context().Err() == nil { // nobody waits for the others
		s.logger().ErrorContext(r.Context(), "show a license key", "error", err)
	}
	status := http.StatusInternalServerError
	if unserved {
		w.Header().Set("Retry-After", directory.RetryAfter)
		status = http.StatusServiceUnavailable
	}
	show(w, v, status, "licensemail.failed", "licensemail.failedText")
}

// voiceOf speaks to whoever asks for a page, in the account's language when none of Usher's is asked for.
func voiceOf(r *http.Request, account *directory.Account, license *License) voice {
	v := voice{license: license}
	otherwise := text.Language("")
	if account != nil {
		v.account, otherwise = account.Name, account.Language
	}
	v.language = text.Asked(r.Header.Values("Accept-Language"), otherwise)
	return v
}

// page is what people see.
type page struct {
	Language     string
	Title, Text  string
	Button, Note string // "" for a page that asks nothing
	Style        template.CSS

	Key, Once, Install, Enter, OrRun, Command, Fingerprint, Limit string // "" for a page without a key
}

const style = `body{margin:0;font:1.1rem/1.5 sans-serif;color:#1a1a1a;background:#f4f4f2}` +
	`main{max-width:40rem;margin:8vh auto;padding:1.5rem 2rem;background:#fff;border-radius:.5rem;overflow-wrap:anywhere}` +
	`h1{font-size:1.4rem}button{font:inherit;padding:.6rem 1.2rem;color:#fff;background:#1d4f91;border:0;border-radius:.3rem;cursor:pointer}` +
	`button:focus-visible{outline:3px solid #f2a900}` +
	`.line{white-space:nowrap;overflow-x:auto;padding:.6rem;background:#f4f4f2}code{user-select:all}`

// show writes a page that asks nothing. title and says are keys of sentences.
func show(w http.ResponseWriter, v voice, status int, title, says string) {
	p := page{}
	p.write(w, v, status, title, says)
}

func (p *page) write(w http.ResponseWriter, v voice, status int, title, says string) {
	p.Title, p.Text, p.Language, p.Style = v.fill(title), v.fill(says), string(v.language), style
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, "page.html", p); err != nil {
		panic("licensemail: the page is made of text alone: " + err.Error())
	}
	secretlink.Write(w, status, p.Language, style, body.Bytes())
}
