package licensemail

import "github.com/usher-id/usher/internal/text"

// Error is why a mail is not sent that no further attempt would send either, in a sentence for administrators.
type Error struct{ Message text.Message }

// Error is the sentence in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }
