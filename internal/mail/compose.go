package mail

import (
	"cmp"
	"crypto/rand"
	netmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"github.com/usher-id/usher/internal/text"
)

// maxSubject keeps subjects readable in lists of mails.
const maxSubject = 150

// compose makes the mail. An address that is none is refused, so that nothing in it can end the
// header or the SMTP command in which it stands.
func (s *Sender) compose(m Message) (mail *gomail.Msg, to *netmail.Address, err error) {
	to, err = netmail.ParseAddress(m.To)
	if err != nil || to.Name != "" || !oneLine(m.To) {
		return nil, nil, &Error{Step: "address", Message: text.New("mail.address", "address", m.To)}
	}
	mail = gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	mail.FromMailAddress(s.from)
	mail.ToMailAddress(to)
	mail.Subject(clean(m.Subject, maxSubject))
	mail.SetDateWithValue(s.clock())
	mail.SetMessageIDWithValue(cmp.Or(m.ID, rand.Text()) + s.from.Address[strings.LastIndexByte(s.from.Address, '@'):])
	// Nobody who is away answers it (RFC 3834 section 5.1).
	mail.SetGenHeader("Auto-Submitted", "auto-generated")
	mail.SetGenHeader(gomail.HeaderContentLang, clean(m.Language, 35))
	mail.SetBodyString(gomail.TypeTextPlain, m.Text)
	mail.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return mail, to, nil
}

// clean makes one line of visible characters of a text, at most so many. No part of it is left
// for the reader's program to decode (RFC 2047 section 2).
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.ReplaceAll(s, "=?", "= ?")
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// oneLine reports whether no character of s could end a line or hide.
func oneLine(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

func asciiOnly(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// path is an address as SMTP commands hold it (RFC 5321 section 4.1.2).
func path(a *netmail.Address) string { return (&netmail.Address{Address: a.Address}).String() }
