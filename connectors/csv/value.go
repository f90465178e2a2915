package csvfile

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/usher-id/usher/scim/message"
)

// keys are the fields by which people are found or told apart, in which a character that nobody sees makes another
// person.
var keys = [fieldCount]bool{
	Email: true, UserName: true, ExternalID: true, EmployeeNumber: true, Manager: true, OtherEmails: true,
}

// numbers are the fields whose numbers are names, which spreadsheets take for amounts.
var numbers = [fieldCount]bool{
	UserName: true, ExternalID: true, EmployeeNumber: true, Manager: true, CostCenter: true, Phone: true,
	Mobile: true, PostalCode: true,
}

// power is a number as spreadsheets show one that is too long for them. 1E5 without a sign is an id as good as any.
var power = regexp.MustCompile(`^[+-]?[0-9]([.,][0-9]+)?[eE]\+[0-9]{2,3}$`)

// failures are what spreadsheets write where a formula has failed, in English and French.
var failures = map[string]bool{
	"#N/A": true, "#REF!": true, "#NAME?": true, "#NOM?": true, "#VALUE!": true, "#VALEUR!": true, "#DIV/0!": true,
	"#NUM!":    true,
	"#NOMBRE!": true, "#NULL!": true, "#NUL!": true, "#SPILL!": true, "#PROPAGATION!": true, "#CALC!": true,
}

// unfit is what makes text the value of no field, or not of this one.
func unfit(f Field, text string) message.Message {
	for _, r := range text {
		switch {
		case r >= ' ' && r < 0x7F:
		case r == unicode.ReplacementChar:
			return message.New("csv.cell.lost", "value", Visible(text))
		case r == '\t' || r == '\n' || r == '\r':
			if keys[f] {
				return message.New("csv.cell.control", "value", Visible(text))
			}
		case unicode.IsControl(r):
			return message.New("csv.cell.control", "value", Visible(text))
		case keys[f] && unseen(r):
			return message.New("csv.cell.unseen", "value", Visible(text))
		}
	}
	if text[0] == '#' && failures[text] {
		return message.New("csv.cell.failure", "value", text)
	}
	if numbers[f] && strings.IndexByte(text, '+') > 0 && power.MatchString(text) {
		return message.New("csv.cell.power", "value", text)
	}
	return message.Message{}
}

// parse is the value of a cell in the form in which it is given on, or what is wrong with it.
func (s *Sheet) parse(i int, text string) (string, message.Message) {
	switch s.Columns[i].Field {
	case Email:
		if !address(text) {
			return "", message.New("csv.email.form", "value", Visible(text))
		}
	case OtherEmails:
		list := split(text)
		for _, one := range list {
			if !address(one) {
				return "", message.New("csv.email.form", "value", Visible(one))
			}
		}
		return text, short(list)
	case Groups:
		if strings.Count(text, "|")+strings.Count(text, ";") >= MaxList {
			return text, short(split(text))
		}
	case Active:
		active, known := truth[text]
		if !known {
			active, known = truth[fold(text)]
		}
		if !known {
			return "", message.New("csv.active", "value", Visible(text))
		}
		return strconv.FormatBool(active), message.Message{}
	case Licenses:
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil || n > MaxWanted {
			return "", message.New("csv.licenses", "value", Visible(text), "most", MaxWanted)
		}
		return strconv.FormatUint(n, 10), message.Message{}
	case StartDate, EndDate:
		return s.date(i, text)
	}
	return text, message.Message{}
}

// short is what is wrong with a list that is too long.
func short(list []string) message.Message {
	if len(list) > MaxList {
		return message.New("csv.list.long", "n", len(list), "most", MaxList)
	}
	return message.Message{}
}

// truth is what a cell says of whether somebody is active, by what fold makes of it.
var truth = map[string]bool{
	"yes": true, "y": true, "oui": true, "o": true, "true": true, "vrai": true, "1": true, "active": true,
	"actif": true, "enabled": true,
	"no": false, "n": false, "non": false, "false": false, "faux": false, "0": false, "inactive": false,
	"inactif":  false,
	"disabled": false,
}

// address reports whether text can be an e-mail address at all; whether it is one that may come in is not for a file to
// say.
func address(text string) bool {
	at := strings.LastIndexByte(text, '@')
	if at < 1 || at == len(text)-1 || len(text) > 320 {
		return false
	}
	local, domain := text[:at], text[at+1:]
	if n := len(local); n > 2 && local[0] == '"' && local[n-1] == '"' {
		local = "quoted"
	}
	const never = `<>,;:|"()[]\@`
	return !strings.ContainsAny(local, never) && !strings.ContainsAny(domain, never+"'") &&
		!strings.ContainsFunc(local, unicode.IsSpace) && !strings.ContainsFunc(domain, unicode.IsSpace)
}

// split is a list in a cell: what | and ; separate, each once.
func split(text string) []string {
	var list []string
	seen := map[string]bool{}
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == ';' }) {
		if one = trim(one); one != "" && !seen[one] {
			seen[one] = true
			list = append(list, one)
		}
	}
	return list
}
