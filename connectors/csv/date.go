package csvfile

import (
	"regexp"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// midnight is what databases write behind a day.
var midnight = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00(\.0+)?)?$`)

// slashed is a day with slashes, dots or dashes, with the year last.
var slashed = regexp.MustCompile(`^([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{4})$`)

// date is a day in ISO form. A day with slashes is read as the column's language has it, French day first; in English, which has both
// orders, it is taken only when one of them is no day, and no other row decides which is meant.
func (s *Sheet) date(i int, text string) (string, message.Message) {
	if found := midnight.FindStringSubmatch(text); found != nil {
		text = found[1]
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() >= 1900 {
		return text, message.Message{}
	}
	found := slashed.FindStringSubmatch(text)
	if found == nil || found[2] != found[4] {
		return "", message.New("csv.date.form", "value", Visible(text))
	}
	dayFirst, one := dateOf(found[5], found[3], found[1])
	monthFirst, other := dateOf(found[5], found[1], found[3])
	switch french := s.dayFirst(i); {
	case french && one, !french && one && (!other || dayFirst == monthFirst):
		return dayFirst, message.Message{}
	case !french && other && !one:
		return monthFirst, message.Message{}
	case one && other:
		return "", message.New("csv.date.unclear", "value", text, "first", dayFirst, "second", monthFirst)
	}
	return "", message.New("csv.date.form", "value", Visible(text))
}

// dayFirst reports whether dates of a column begin with the day: as Options say, or else the header of the column, where it is French.
func (s *Sheet) dayFirst(i int) bool {
	if s.options.Language != "" {
		return s.options.Language == French
	}
	m, _ := meaningOf(s.Columns[i].Header)
	return m.french && !m.english
}

func dateOf(year, month, day string) (string, bool) {
	t, err := time.Parse("2006-1-2", year+"-"+month+"-"+day)
	return t.Format(time.DateOnly), err == nil && t.Year() >= 1900
}
