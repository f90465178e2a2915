package nature

import (
	"strings"
	"unicode"
)

// latinLooks are letters beyond ASCII that most fonts draw like one of a to z, each before that one: a choice from the
// scripts that have enough of them for whole words (UTS 39 section 4, "whole-script confusables"). Letters with marks,
// such as ü, are not among them: they can be told apart.
const latinLooks = "" +
	"аa сc ԁd еe ҽe ԍg һh іi јj ӏl пn оo рp ԛq гr ѕs ѵv ԝw ѡw хx уy үy ьb " + // Cyrillic
	"αa γy ηn ιi κk νv οo ρp τt υu χx ωw ϲc ϳj " + // Greek
	"գq զq լl հh յj նu ոn սu ցg քp օo " + // Armenian
	"ıi ɑa ɡg ɩi ɪi ʏy ʟl ɴn ʀr ʜh ʙb ɢg ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜰf ꜱs" // Latin itself

// latin are the letters of latinLooks, and what each looks like.
var latin = func() map[rune]rune {
	all := map[rune]rune{}
	for pair := range strings.FieldsSeq(latinLooks) {
		letters := []rune(pair)
		all[letters[0]] = letters[1]
	}
	return all
}()

// LooksLike is the domain of plain Latin letters that a domain in A-label form can be mistaken for; "" for none.
func LooksLike(name string) string {
	shown := Unicode(name)
	seen := strings.Map(func(r rune) rune {
		if like, is := latin[r]; is {
			return like
		}
		return r
	}, shown)
	if seen == shown || strings.ContainsFunc(seen, func(r rune) bool { return r > unicode.MaxASCII }) {
		return ""
	}
	return seen
}

// ConfusableLabel finds a label of a domain in Unicode form that could be read as one of plain Latin letters although
// it is not; "" when there is none.
func ConfusableLabel(domain string) string {
	for label := range strings.SplitSeq(domain, ".") {
		if looksLatin(label) {
			return label
		}
	}
	return ""
}

func looksLatin(label string) bool {
	foreign := false
	for _, r := range label {
		if r <= unicode.MaxASCII {
			continue
		}
		if _, is := latin[r]; !is {
			return false
		}
		foreign = true
	}
	return foreign
}
