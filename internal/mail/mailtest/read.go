package mailtest

import (
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
)

// Content is a mail as a person's program reads it.
type Content struct {
	Header     mail.Header // as it was sent
	Subject    string      // decoded
	Text, HTML string
}

// Read decodes a mail of the two forms, text first (RFC 2046 section 5.1.4).
func (m Mail) Read(t testing.TB) Content {
	t.Helper()
	message, err := mail.ReadMessage(strings.NewReader(m.Raw))
	if err != nil {
		t.Fatalf("the mail can't be read: %v\n%s", err, m.Raw)
	}
	c := Content{Header: message.Header}
	if c.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the mail is %q (%v), not multipart/alternative", kind, err)
	}
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for _, part := range []struct {
		kind string
		into *string
	}{{"text/plain", &c.Text}, {"text/html", &c.HTML}} {
		p, err := parts.NextPart() // undoes quoted-printable
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Header.Get("Content-Type"); !strings.HasPrefix(got, part.kind) {
			t.Fatalf("a part is %q, want %s", got, part.kind)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		*part.into = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Fatalf("the mail has more than two parts: %v", err)
	}
	return c
}
