package inbound

import (
	"net/http"

	"github.com/usher-id/usher/internal/text"
)

// reader is who reads the answer to a request: in the language that it asks for, or else the account's. Who is not let
// in learns nothing of an account.
func reader(r *http.Request) text.Reader {
	var account text.Language
	if c, known := r.Context().Value(callerKey{}).(*caller); known && c.identity != nil && c.refused == nil {
		account = c.identity.Account.Language
	}
	return text.Reader{Language: text.Asked(r.Header.Values("Accept-Language"), account), Surface: text.SCIM}
}

// The headers about the language of an answer (RFC 9110 sections 8.5 and 12.5.5), made once.
var (
	varies   = []string{"Accept-Language"}
	speaking = map[text.Language][]string{text.English: {"en"}, text.French: {"fr"}}
)

// say renders what the client is told, and tells it in which language that is.
func say(r *http.Request, m text.Message) string {
	reader := reader(r)
	callerOf(r.Context()).header["Content-Language"] = speaking[reader.Language]
	return reader.Say(m)
}
