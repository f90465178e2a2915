package mail

import (
	"context"
	"errors"
	"net/textproto"

	"github.com/usher-id/usher/internal/text"
)

// Error says why a mail was not sent, in a sentence for administrators.
type Error struct {
	Step    string // where it failed: address, connect, tls, login, sender, recipient, content, end
	Code    int    // the server's answer (RFC 5321 section 4.2), 0 when it gave none
	Message text.Message
	Err     error // the cause, nil when Message says all

	// Uncertain says that the server had the whole mail and did not say whether it took it: the
	// mail may arrive all the same (RFC 5321 section 6.1).
	Uncertain bool
}

// Error is the sentence in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }

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

// maxAnswer bounds, in characters, how much of a server's answer is shown.
const maxAnswer = 300

// failed makes the error of a step.
func (s *Sender) failed(ctx context.Context, step string, err error) error {
	e := &Error{Step: step, Err: err}
	said := s.said(ctx, e)
	if e.Code/100 == 4 { // RFC 5321 section 4.2.1: it may work later
		said = text.New("mail.said.passing", "said", said)
	}
	begins := text.New("mail.unsent")
	if e.Uncertain = step == "end" && e.Code == 0; e.Uncertain {
		begins = text.New("mail.uncertain")
	}
	e.Message = text.New("mail.failed",
		"begins", begins, "server", s.server.address(), "said", said, "advice", text.New("mail.advice."+step))
	return e
}

// said is what the server did, as the end of a sentence; it notes the cause and the code of its answer.
func (s *Sender) said(ctx context.Context, e *Error) text.Message {
	err := e.Err
	why := text.Told(err)
	if why.Key == "" {
		why = text.Plain(clean(why.Text, maxAnswer))
	}
	var answer *textproto.Error
	var unfit *text.Error
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Err = context.DeadlineExceeded
		return text.New("mail.said.late", "limit", s.limit)
	case ctx.Err() != nil:
		e.Err = ctx.Err()
		return text.New("mail.said.left")
	case errors.As(err, &answer):
		e.Code = answer.Code
		return text.New("mail.said.answered", "code", answer.Code, "answer", clean(answer.Msg, maxAnswer))
	case errors.As(err, &unfit):
		return text.New("mail.said.unfit", "why", unfit)
	case e.Step == "connect":
		return text.New("mail.said.gone", "why", why)
	case e.Step == "tls":
		return text.New("mail.said.tls", "why", why)
	}
	return text.New("mail.said.other", "why", why)
}
