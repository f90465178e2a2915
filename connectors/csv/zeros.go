package csvfile

import "strings"

// ZerosGone reports that a spreadsheet has taken the zeros in front of ids away: of the ids that were known before, some begin with 0;
// of those that the file has now none does; and some of these are the former ones without their zeros, which it gives, with a former
// id each, in the order of now. It is for a warning before rows are judged: what looks like new people are the old ones.
func ZerosGone(before, now []string) (lost []Lost, gone bool) {
	bare := map[string]string{}
	for _, id := range before {
		if short := strings.TrimLeft(id, "0"); short != id && digits(short) {
			bare[short] = id
		}
	}
	for _, id := range now {
		if strings.HasPrefix(id, "0") {
			return nil, false
		}
		if former, was := bare[id]; was {
			lost = append(lost, Lost{Now: id, Before: former})
			delete(bare, id)
		}
	}
	return lost, len(lost) > 0
}

// Lost is an id that has lost its zeros.
type Lost struct{ Now, Before string }

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
