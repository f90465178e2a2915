// Package message is what a server tells people, kept as a key and arguments until it is known who reads it and in
// which language. English has what this library says itself; a server that speaks other languages renders the same
// keys and arguments with a catalogue of its own.
package message

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Message is one sentence, or a part of one: a key of a catalogue and the arguments of its template, or else Text as
// it stands, in whatever language that is. The zero value says nothing.
type Message struct {
	Key  string `json:"k,omitempty"`
	Args Args   `json:"a,omitempty"`
	Text string `json:"t,omitempty"`
}

// Args are the arguments of a message by name: a string, an int64, a Message, a []string or a []Message each.
type Args map[string]any

// New makes a message of a key and pairs of an argument's name and its value. Integers of any type are taken; an error
// that tells a message counts as it; what is none of these is put as fmt.Sprint has it.
func New(key string, pairs ...any) Message {
	if len(pairs)%2 != 0 {
		panic("message: " + key + " has an argument without value")
	}
	m := Message{Key: key}
	if len(pairs) > 0 {
		m.Args = make(Args, len(pairs)/2)
	}
	for i := 0; i < len(pairs); i += 2 {
		m.Args[pairs[i].(string)] = argument(pairs[i+1])
	}
	return m
}

// Plain is text that is no message of a catalogue, such as what an operating system says.
func Plain(text string) Message { return Message{Text: text} }

// IsZero reports whether the message says nothing.
func (m Message) IsZero() bool { return m.Key == "" && m.Text == "" }

func argument(v any) any {
	switch v := v.(type) {
	case string, int64, Message, []string, []Message:
		return v
	case int:
		return int64(v)
	case int32:
		return int64(v)
	case error:
		return Of(v)
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

// UnmarshalJSON gives each argument the type that it had.
func (a *Args) UnmarshalJSON(document []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(document, &raw); err != nil {
		return err
	}
	*a = make(Args, len(raw))
	for name, value := range raw {
		v, err := restore(value)
		if err != nil {
			return fmt.Errorf("argument %s: %w", name, err)
		}
		(*a)[name] = v
	}
	return nil
}

func restore(value json.RawMessage) (any, error) {
	switch value[0] {
	case '"':
		return into[string](value)
	case '{':
		return into[Message](value)
	case '[':
		if list, err := into[[]string](value); err == nil {
			return list, nil
		}
		return into[[]Message](value)
	}
	return strconv.ParseInt(string(value), 10, 64)
}

func into[T any](value json.RawMessage) (v T, err error) {
	err = json.Unmarshal(value, &v)
	return v, err
}
