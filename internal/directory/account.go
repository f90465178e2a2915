package directory

import "github.com/usher-id/usher/internal/text"

// AccountSettings are what an account can set for itself.
type AccountSettings struct {
	Language    text.Language // of answers to whoever asks for none, and of mails to the contacts; "" for English
	Contacts    []string      // addresses, normalised, that are told what concerns the whole account
	LogDays     int           // how long entries of the log are kept (rule O3)
	TrafficDays int           // how long recent traffic is kept (rules O2 and O3)
}

// Bounds of AccountSettings.
const (
	MaxContacts    = 10
	LogDays        = 180 // the default, and that of what belongs to no account
	MaxLogDays     = 3650
	MaxTrafficDays = 90
)
