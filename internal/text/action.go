package text

import (
	"cmp"
	"maps"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// action is something that an administrator can do: as a command, and in words that follow "ask an administrator to"
// or "demandez à un administrateur" in a message to somebody who can't do it himself.
type action struct {
	// command has the arguments of the message in braces; what the message does not have stands there in capitals, to be
	// filled in. {account} is the flag that names the account.
	command string
	words
}

// verb writes what an action is for the reader: {do:key} and, at the beginning of a sentence, {Do:key}. {run:key} is
// the command alone, for a text whose readers all have a command line.
func (r Reader) verb(verb, key string, args message.Args) string {
	a, known := actions[key]
	if !known {
		return "{" + verb + ":" + key + "}"
	}
	says := ""
	switch {
	case verb == "run" || r.Surface == CommandLine:
		says = "`" + r.command(a.command, args) + "`"
		if verb != "run" {
			says = words{"run ", "lancez "}.in(r.Language) + says
		}
	default:
		says = words{"ask an administrator to ", "demandez à un administrateur "}.in(r.Language) + r.asked(a.in(r.Language),
			args)
	}
	if verb == "Do" {
		says = strings.ToUpper(says[:1]) + says[1:]
	}
	return says
}

// asked is what somebody else is to be asked for; what the message does not have stands there in capitals.
func (r Reader) asked(template string, args message.Args) string {
	all := maps.Clone(args)
	for _, name := range message.Names(template) {
		if r.fill("{"+name+"}", args) == "" {
			if all == nil {
				all = message.Args{}
			}
			all[name] = strings.ToUpper(name)
		}
	}
	return r.fill(template, all)
}

func (r Reader) fill(template string, args message.Args) string {
	return message.Language{Templates: r.template, One: r.one}.Fill(template, args)
}

// command is a command line that a shell takes as it stands, but for what is in capitals.
func (r Reader) command(template string, args message.Args) string {
	var line []string
	for _, word := range strings.Fields(template) {
		name, is := strings.CutPrefix(word, "{")
		name = strings.TrimSuffix(name, "}")
		value := ""
		if is {
			value = r.fill("{"+name+"}", args)
		}
		switch {
		case !is:
			line = append(line, word)
		case name == "account":
			if value = cmp.Or(value, r.Account); value != "" {
				line = append(line, "--account", Quoted(value))
			}
		case value == "":
			line = append(line, strings.ToUpper(name))
		default:
			line = append(line, Quoted(value))
		}
	}
	return strings.Join(line, " ")
}

// Quoted is a word as a POSIX shell takes it (XCU 2.2.2).
func Quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Commands are the command lines of all actions, by key, with what they are about in capitals.
func Commands() map[string]string {
	r, all := Reader{Account: "ACCOUNT"}, map[string]string{}
	for key, a := range actions {
		all[key] = r.command(a.command, nil)
	}
	return all
}
