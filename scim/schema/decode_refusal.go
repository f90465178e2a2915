package schema

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/usher-id/usher/scim/message"
)

// bodyError is a refusal of our own, as against one of the JSON decoder.
type bodyError struct{ says message.Message }

func (e *bodyError) Error() string { return message.Say(e.says) }

func (d *decoder) wrong(key string, pairs ...any) error {
	return &bodyError{message.New(key, pairs...)}
}

func (d *decoder) refusal(err error) error {
	if err == ErrTooManyValues {
		return err
	}
	var own *bodyError
	if errors.As(err, &own) {
		return bodyRefusal(clipPath(string(d.json.StackPointer())), d.json.InputOffset(), own.says)
	}
	var syntax *jsontext.SyntacticError
	offset, pointer := d.json.InputOffset(), ""
	if errors.As(err, &syntax) {
		offset, pointer = syntax.ByteOffset, clipPath(string(syntax.JSONPointer))
	}
	says := message.New("body.here")
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		says = message.New("body.twice")
	case err == io.EOF:
		empty := message.New("body.empty")
		return &Error{ScimType: invalidSyntax, Detail: message.Say(empty), Message: empty}
	case errors.Is(err, io.ErrUnexpectedEOF):
		says = message.New("body.cut")
	case syntax != nil && syntax.Err != nil:
		says = message.New("body.json", "cause", syntaxProblem(strings.ToValidUTF8(syntax.Err.Error(), "?")))
	}
	return bodyRefusal(pointer, offset, says)
}

// bodyRefusal also says where in the body something is wrong.
func bodyRefusal(pointer string, offset int64, says message.Message) *Error {
	if pointer == "" {
		says = message.New("body.at", "offset", offset, "says", says)
	} else {
		says = message.New("body.within", "offset", offset, "pointer", pointer, "says", says)
	}
	return &Error{ScimType: invalidSyntax, Path: pointer, Detail: message.Say(says), Message: says}
}

// syntaxProblem is what the JSON decoder says, by key and arguments where it is one of its usual sentences.
func syntaxProblem(text string) message.Message {
	if found, ok := strings.CutPrefix(text, "invalid character "); ok {
		if m, ok := misplaced(found); ok {
			return m
		}
	}
	const inString = " in string"
	if sequence, ok := strings.CutSuffix(text, inString); ok {
		if found, ok := strings.CutPrefix(sequence, "invalid escape sequence "); ok {
			return message.New("json.escape", "found", found)
		}
		if found, ok := strings.CutPrefix(sequence, "invalid surrogate pair "); ok {
			return message.New("json.surrogate", "found", found)
		}
	}
	for _, key := range []string{"json.utf8", "json.name", "json.value"} {
		if m := message.New(key); message.Say(m) == text {
			return m
		}
	}
	return message.Plain(text)
}

// misplaced reads a character and where it must not stand.
func misplaced(text string) (message.Message, bool) {
	found, err := strconv.QuotedPrefix(text)
	if err != nil {
		return message.Message{}, false
	}
	where := strings.TrimPrefix(text[len(found):], " ")
	if literal, ok := strings.CutPrefix(where, "in literal "); ok {
		word, expected, _ := strings.Cut(strings.TrimSuffix(literal, ")"), " (expecting ")
		at := message.New("json.where.literal", "word", word, "expected", expected)
		return message.New("json.character", "found", found, "where", at), true
	}
	at := slices.IndexFunc(places, func(m message.Message) bool { return message.Say(m) == where })
	if at < 0 {
		return message.Message{}, false
	}
	return message.New("json.character", "found", found, "where", places[at]), true
}

// places are where the JSON decoder says that a character must not stand.
var places = []message.Message{
	message.New("json.where.value"), message.New("json.where.after"), message.New("json.where.name"),
	message.New("json.where.member"), message.New("json.where.element"), message.New("json.where.string"),
	message.New("json.where.control"), message.New("json.where.digit"),
}

// clipPath keeps a pointer readable: a client may use a megabyte, or U+0000, as a name.
func clipPath(pointer string) string {
	const most = 120
	more := ""
	if len(pointer) > most {
		pointer, more = strings.ToValidUTF8(pointer[:most], ""), "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, pointer) + more
}
