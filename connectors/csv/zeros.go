package csvfile

import (
	"iter"
	"strings"
)

// Lost is an id that has lost the zeros in front of it.
type Lost struct{ Now, Before string }

// ZerosGone reports ids from which a spreadsheet has taken the zeros in front away: of the ids that were known before
// some begin with zeros, of those that a file has now none does, and some of these are former ones without their zeros.
// Those it gives, in the order of now and at most MaxFaults of them; none when the zeros are not all gone. It is for a
// warning before a file is imported: what look like new people are the former ones. It keeps the former ids with zeros
// in memory.
func ZerosGone(before, now iter.Seq[string]) []Lost {
	former := map[string]string{}
	for id := range before {
		if short := strings.TrimLeft(id, "0"); short != id && digits(short) {
			former[short] = id
		}
	}
	if len(former) == 0 {
		return nil
	}
	var lost []Lost
	for id := range now {
		if len(id) > 1 && id[0] == '0' {
			return nil
		}
		if was, is := former[id]; is && len(lost) < MaxFaults {
			lost = append(lost, Lost{Now: id, Before: was})
			delete(former, id)
		}
	}
	return lost
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
