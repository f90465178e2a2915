package domains

import (
	"strings"
	"unicode"
)

// latinLooks are letters beyond ASCII that most fonts draw like one of a to z: a choice from the
// scripts that have enough of them for whole words (UTS 39 section 4, "whole-script confusables").
// Letters with marks, such as ü, are not among them: they can be told apart.
const latinLooks = "" +
	"асԁеҽԍһіјӏпорԛгѕѵԝѡхуүь" + // Cyrillic
	"αγηικνορτυχωϲϳ" + // Greek
	"գզլհյնոսցքօ" + // Armenian
	"ıɑɡɩɪʏʟɴʀʜʙɢᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ" // Latin itself

// confusableLabel finds a label of a domain in Unicode form that could be read as one of plain
// Latin letters although it is not; "" when there is none.
func confusableLabel(domain string) string {
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
		switch {
		case r <= unicode.MaxASCII:
		case strings.ContainsRune(latinLooks, r):
			foreign = true
		default:
			return false
		}
	}
	return foreign
}

// CheckConfusable refuses a domain that can be mistaken for another (rule D6), which a person has
// to look at first.
func CheckConfusable(d Domain) error {
	if label := confusableLabel(d.Unicode); label != "" {
		return refused("D6", d, "%s looks like another domain, since %q can be read as plain Latin letters: check every character, and add --confusable-ok if it is meant", d, label)
	}
	return nil
}
