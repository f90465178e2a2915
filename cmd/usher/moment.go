package main

import (
	"time"

	"github.com/alecthomas/kong"

	"github.com/usher-id/usher/internal/text"
)

// moment is a time on the command line: a day, a time, or how long ago.
type moment struct{ time.Time }

// Decode implements kong.MapperValue.
func (m *moment) Decode(ctx *kong.DecodeContext) error {
	var s string
	if err := ctx.Scan.PopValueInto("time", &s); err != nil {
		return err
	}
	t, err := parseMoment(s, time.Now())
	m.Time = t
	return err
}

func parseMoment(s string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04",
		time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	if ago, err := parseDuration(s); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	return time.Time{}, text.Errorf(nil, "usage.moment", "found", s)
}
