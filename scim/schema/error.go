package schema

import (
	"strconv"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// The detail error keywords of RFC 7644 table 9 that this package gives.
const (
	invalidSyntax = "invalidSyntax"
	invalidValue  = "invalidValue"
	invalidFilter = "invalidFilter"
	mutability    = "mutability"
	sensitive     = "sensitive"
)

// Error is a refusal that the client must see: 400, or 403 for the keyword sensitive.
type Error struct {
	ScimType string // keyword of RFC 7644 table 9
	Detail   string // which attribute, what was wrong and what would be right (rule P9), in English
	Path     string // the attribute, as in emails[1].primary; a JSON pointer if the body is no JSON; "" for the whole

	// Message is Detail by key and arguments, for other languages. Without one, Detail is shown as it stands.
	Message message.Message
}

func (e *Error) Error() string { return e.Detail }

// Tell is the message of the refusal.
func (e *Error) Tell() message.Message {
	if e.Message.IsZero() {
		return message.Plain(e.Detail)
	}
	return e.Message
}

// Under is the same refusal of an attribute that is called by another path.
func (e *Error) Under(path string) *Error {
	says, known := e.Message.Args["says"]
	if e.Message.Key != "place.path" || !known {
		return e
	}
	about := message.New("place.path", "path", path, "says", says)
	return &Error{ScimType: e.ScimType, Detail: message.Say(about), Path: path, Message: about}
}

// fault is an error on its way up: each level that it passes puts its own name before the path,
// so that a path costs nothing as long as nothing is wrong.
type fault struct {
	scimType string
	path     string
	says     message.Message
}

// faultf makes a fault of a key and pairs of an argument's name and value.
func faultf(scimType, key string, pairs ...any) *fault {
	return &fault{scimType: scimType, says: message.New(key, pairs...)}
}

func (f *fault) under(name string) *fault {
	switch {
	case f.path == "" || f.path[0] == '[':
		f.path = name + f.path
	default:
		f.path = name + "." + f.path
	}
	return f
}

func (f *fault) underURN(urn string) *fault {
	if f.path == "" {
		f.path = urn
	} else {
		f.path = urn + ":" + f.path
	}
	return f
}

func (f *fault) at(index int) *fault {
	i := "[" + strconv.Itoa(index) + "]"
	if f.path != "" && f.path[0] != '[' {
		i += "."
	}
	f.path = i + f.path
	return f
}

// public is the error that leaves the package. A nil fault is a nil error.
func (f *fault) public() error {
	if f == nil {
		return nil
	}
	says := f.says
	if f.path != "" {
		says = message.New("place.path", "path", f.path, "says", says)
	}
	return &Error{ScimType: f.scimType, Detail: message.Say(says), Path: f.path, Message: says}
}

// quote shows a piece of what the client sent, short and without raw control characters.
func quote(s string) string { return quoteUpTo(s, 60) }

// quoteName shows a name that the client sent, whole if it could be one: whoever reads the error
// has to find it in a mapping.
func quoteName(s string) string { return quoteUpTo(s, maxURN+2*maxName+len(":.")) }

// quoteUpTo cuts behind so many bytes.
func quoteUpTo(s string, most int) string {
	if len(s) <= most {
		return strconv.Quote(s)
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut] + "…")
}
