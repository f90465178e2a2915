package csvfile

import (
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// midnight is what databases write behind a day.
var midnight = map[string]bool{
	" 00:00": true, " 00:00:00": true, " 00:00:00.0": true, " 00:00:00.000": true, "T00:00": true, "T00:00:00": true,
	"T00:00:00.000": true,
}

// earliest is the first year that a list can mean.
const earliest = 1900

// date is a day in ISO form. A day with slashes is read as the column's language has it, French day first; in English,
// which has both orders, it is taken only when one of them is no day, and no other row decides which is meant.
func (s *Sheet) date(i int, text string) (string, message.Message) {
	if len(text) > len(time.DateOnly) && midnight[text[len(time.DateOnly):]] {
		text = text[:len(time.DateOnly)]
	}
	if len(text) == len(time.DateOnly) && text[4] == '-' {
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() >= earliest {
			return text, message.Message{}
		}
	}
	a, b, year, slashed := parts(text)
	if !slashed {
		return "", message.New("csv.date.form", "value", Visible(text))
	}
	dayFirst, one := day(year, b, a)
	monthFirst, other := day(year, a, b)
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

// dayFirst reports whether dates of a column begin with the day: as Options say, or else the header of the column,
// where it is French.
func (s *Sheet) dayFirst(i int) bool {
	if s.options.Language != "" {
		return s.options.Language == French
	}
	return s.Columns[i].french
}

// parts are the two first numbers and the year of a day with slashes, dots or dashes.
func parts(text string) (a, b, year int, ok bool) {
	sign := strings.IndexAny(text, "/.-")
	if sign < 0 {
		return 0, 0, 0, false
	}
	list := strings.SplitN(text, text[sign:sign+1], 4)
	if len(list) != 3 || len(list[0]) > 2 || len(list[1]) > 2 || len(list[2]) != 4 {
		return 0, 0, 0, false
	}
	var numbers [3]int
	for i, one := range list {
		if !digits(one) {
			return 0, 0, 0, false
		}
		numbers[i], _ = strconv.Atoi(one)
	}
	return numbers[0], numbers[1], numbers[2], true
}

// day is a day in ISO form, if there is such a day.
func day(year, month, day int) (string, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Format(time.DateOnly), t.Day() == day && t.Month() == time.Month(month) && year >= earliest
}
