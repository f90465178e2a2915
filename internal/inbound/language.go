package inbound

import (
	"cmp"
	"net/http"

	"github.com/usher-id/usher/internal/text"
)

// reader is who reads the answer to a request: in the language that it asks for, or else the account's. Who is not let
// in learns nothing of an account.
func reader(r *http.Request) text.Reader {
	language := text.English
	if c, known := r.Context().Value(callerKey{}).(*caller); known && c.identity != nil && c.refused == nil {
		language = cmp.Or(c.identity.Account.Language, language)
	}
	return text.Reader{Language: text.Accepted(r.Header.Get("Accept-Language"), language), Surface: text.SCIM}
}

// say renders what the client is told.
func say(r *http.Request, m text.Message) string { return reader(r).Say(m) }
