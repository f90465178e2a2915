package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
)

// Error says why a mail was not sent, in a sentence for administrators.
type Error struct {
	Step   string // where it failed: address, connect, tls, login, sender, recipient, content, end
	Code   int    // the server's answer (RFC 5321 section 4.2), 0 when it gave none
	Detail string
	Err    error // the cause, nil when Detail says all

	// Uncertain says that the server had the whole mail and did not say whether it took it: the
	// mail may arrive all the same (RFC 5321 section 6.1).
	Uncertain bool
}

func (e *Error) Error() string { return e.Detail }

func (e *Error) Unwrap() error { return e.Err }

// Final reports whether the same mail will be refused again: its address is none, or the server has
// refused the recipient or the content for good (RFC 5321 section 4.2.1). Who may send, and the
// connection, are matters that change.
func (e *Error) Final() bool {
	switch e.Step {
	case "address":
		return true
	case "recipient", "content", "end":
		return e.Code/100 == 5
	}
	return false
}

// advice is what to do about a failure of each step.
var advice = map[string]string{
	"connect":   "check the server's name and port, and that it may be reached from here",
	"tls":       "check that its certificate is valid for this name; smtps:// is for servers that begin with TLS, and ?tls=none for a server that knows none, in a network that you trust",
	"login":     "check the user and password",
	"sender":    "check that this server lets you send from this address",
	"recipient": "check the address, or ask whoever runs the server",
	"content":   "try again, or ask whoever runs the server",
	"end":       "try again, or ask whoever runs the server",
}

// maxAnswer bounds, in characters, how much of a server's answer is shown.
const maxAnswer = 300

// failed makes the error of a step.
func (s *Sender) failed(ctx context.Context, step string, err error) error {
	e := &Error{Step: step, Err: err}
	var answer *textproto.Error
	said := "says " + clean(err.Error(), maxAnswer)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Err = context.DeadlineExceeded
		said = fmt.Sprintf("did not finish within %s", s.limit)
	case ctx.Err() != nil:
		e.Err = ctx.Err()
		said = "was not waited for"
	case errors.As(err, &answer):
		e.Code = answer.Code
		said = fmt.Sprintf("answered \"%d %s\"", answer.Code, clean(answer.Msg, maxAnswer))
	case step == "connect":
		said = "can't be reached: " + clean(err.Error(), maxAnswer)
	case step == "tls" && !errors.Is(err, errNoTLS):
		said = "and Usher could not agree on TLS: " + clean(err.Error(), maxAnswer)
	case errors.Is(err, errNoTLS), errors.Is(err, errNoLogin), errors.Is(err, errNoUTF8):
		said = "can't be used: " + err.Error()
	}
	if e.Code/100 == 4 { // RFC 5321 section 4.2.1: it may work later
		said += ", which may pass: try again in a few minutes"
	}
	begins := "the mail was not sent"
	if e.Uncertain = step == "end" && e.Code == 0; e.Uncertain {
		begins = "the mail may have been sent or not"
	}
	e.Detail = fmt.Sprintf("%s: the SMTP server %s %s; %s", begins, s.server.address(), said, advice[step])
	return e
}
