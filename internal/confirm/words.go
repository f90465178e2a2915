package confirm

import "github.com/usher-id/usher/internal/text"

// voice speaks to whoever owns a mailbox: in a language, and of an account and an address, which are "" where nobody is
// to be named.
type voice struct {
	language         text.Language
	account, address string
}

// fill is a sentence of the catalogue with the names in it, once: a name that itself reads {address} stays as it is.
func (v voice) fill(key string) string {
	return text.In(v.language, text.New(key,
		"account", v.account, "address", v.address, "minutes", int(Validity.Minutes())))
}
