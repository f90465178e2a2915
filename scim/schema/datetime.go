package schema

import (
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// searchTime is the form of dateTimes that compare as strings do: fixed width, UTC.
const searchTime = "2006-01-02T15:04:05.000000000Z"

var errDateTimeForm = message.Errorf("value.time.parts")

// parseDateTime reads an xsd:dateTime with a year of four digits and reports whether it
// had a zone; without one it is taken for UTC. Digits behind the nanosecond are cut off. 24:00:00
// is midnight of the next day, as XML Schema has it.
func parseDateTime(s string) (t time.Time, zoned bool, err error) {
	const form = "dddd-dd-ddTdd:dd:dd"
	if len(s) < len(form) || len(s) > 64 {
		return t, false, errDateTimeForm
	}
	var field [6]int
	n := 0
	for i := range len(form) {
		c := s[i]
		switch {
		case form[i] != 'd':
			if c != form[i] {
				return t, false, errDateTimeForm
			}
			n++
		case c < '0' || c > '9':
			return t, false, errDateTimeForm
		default:
			field[n] = field[n]*10 + int(c-'0')
		}
	}
	year, month, day, hour, minute, second := field[0], field[1], field[2], field[3], field[4], field[5]
	nanos, rest, err := fraction(s[len(form):])
	if err != nil {
		return t, false, err
	}
	offset, zoned, err := zone(rest)
	if err != nil {
		return t, false, err
	}
	midnight := hour == 24 && minute == 0 && second == 0 && nanos == 0
	switch {
	case year == 0:
		return t, false, message.Errorf("value.time.noYear")
	case month < 1 || month > 12:
		return t, false, message.Errorf("value.time.noMonth", "month", s[5:7])
	case day < 1 || day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day():
		return t, false, message.Errorf("value.time.noDay", "month", s[:7], "day", s[8:10])
	case hour > 23 && !midnight, minute > 59, second > 59:
		return t, false, message.Errorf("value.time.noTime", "time", s[11:19])
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC).Add(-offset)
	if t.Year() < 1 || t.Year() > 9999 {
		return t, false, message.Errorf("value.time.utc")
	}
	return t, zoned, nil
}

// fraction reads the digits behind the seconds.
func fraction(s string) (nanos int, rest string, err error) {
	if !strings.HasPrefix(s, ".") {
		return 0, s, nil
	}
	n := digits(s[1:])
	if n == 0 {
		return 0, "", message.Errorf("value.time.digit")
	}
	unit := 100_000_000
	for _, c := range []byte(s[1 : 1+n]) {
		nanos += int(c-'0') * unit
		unit /= 10
	}
	return nanos, s[1+n:], nil
}

var errZone = message.Errorf("value.time.zone")

// zone reads Z or an offset of at most 14 hours.
func zone(s string) (offset time.Duration, zoned bool, err error) {
	switch {
	case s == "":
		return 0, false, nil
	case s == "Z":
		return 0, true, nil
	case len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' || digits(s[1:]) != 2 ||
		digits(s[4:]) != 2:
		return 0, false, errZone
	}
	hours := int(s[1]-'0')*10 + int(s[2]-'0')
	minutes := int(s[4]-'0')*10 + int(s[5]-'0')
	if minutes > 59 || hours*60+minutes > 14*60 {
		return 0, false, errZone
	}
	offset = time.Duration(hours*60+minutes) * time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true, nil
}
