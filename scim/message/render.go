package message

import (
	"strconv"
	"strings"
)

// Language is how a message becomes a sentence.
//
// A template has its arguments in braces: {name} is the argument as it is, lists with commas between; {name:q} is it
// between quotation marks, with what can't be printed escaped; {n?person|people} is the first word where the number n
// is one, else the second; {verb:rest} with any other verb is what Verbs makes of it.
type Language struct {
	// Templates finds the template of a key.
	Templates func(key string) (template string, known bool)
	// One reports whether a number takes the singular; nil where only 1 does.
	One func(n int64) bool
	// Verbs writes what {verb:rest} stands for; nil where templates have no verbs of their own.
	Verbs func(verb, rest string, args Args) string
}

// English is how this library itself speaks.
var English = Language{Templates: english}

// Say is a message in this library's English. A key that it does not know is shown with its arguments.
func Say(m Message) string { return English.Say(m) }

// Say is a message as a sentence.
func (l Language) Say(m Message) string {
	if m.Key == "" {
		return m.Text
	}
	template, known := l.Templates(m.Key)
	if !known {
		return m.Key + l.rest(m.Args)
	}
	return l.Fill(template, m.Args)
}

// Fill puts arguments into a template.
func (l Language) Fill(template string, args Args) string {
	if !strings.Contains(template, "{") {
		return template
	}
	var b strings.Builder
	for template != "" {
		before, behind, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			break
		}
		var spot string
		if spot, template, found = strings.Cut(behind, "}"); !found {
			b.WriteString("{" + spot)
			break
		}
		b.WriteString(l.spot(spot, args))
	}
	return b.String()
}

// spot is what stands between two braces.
func (l Language) spot(spot string, args Args) string {
	if name, words, is := strings.Cut(spot, "?"); is {
		one, many, _ := strings.Cut(words, "|")
		n, _ := args[name].(int64)
		if n == 1 || l.One != nil && l.One(n) {
			return one
		}
		return many
	}
	first, second, is := strings.Cut(spot, ":")
	switch {
	case !is:
		return l.show(args[first])
	case second == "q":
		return strconv.Quote(l.show(args[first]))
	case l.Verbs != nil:
		return l.Verbs(first, second, args)
	}
	return "{" + spot + "}"
}

func (l Language) show(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case Message:
		return l.Say(v)
	case []string:
		return strings.Join(v, ", ")
	case []Message:
		all := make([]string, len(v))
		for i, m := range v {
			all[i] = l.Say(m)
		}
		return strings.Join(all, ", ")
	}
	return ""
}

func (l Language) rest(args Args) string {
	var b strings.Builder
	for _, name := range sorted(args) {
		b.WriteString(" " + name + "=" + l.show(args[name]))
	}
	return b.String()
}
