package csvfile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is what is compared of a header: letters and digits, without accents, in small letters.
func fold(header string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(header) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// meaning is what a header says.
type meaning struct {
	use             Use
	field           Field
	english, french bool
}

// meanings are the known headers, by what fold makes of them.
var meanings = func() map[string]meaning {
	all := map[string]meaning{}
	for _, r := range roles {
		all[fold(r)] = meaning{use: Role, field: NoField}
	}
	for _, r := range remarks {
		all[fold(r)] = meaning{use: Remark, field: NoField}
	}
	for f, n := range names {
		put := func(header string, english, french bool) {
			key := fold(header)
			m, there := all[key]
			if there && (m.use != Read || m.field != Field(f)) {
				panic("csvfile: the header " + header + " has two meanings")
			}
			all[key] = meaning{Read, Field(f), english || m.english, french || m.french}
		}
		put(n.Name, true, false)
		for _, header := range n.English {
			put(header, true, false)
		}
		for _, header := range n.French {
			put(header, false, true)
		}
	}
	return all
}()

// meaningOf is what a header says, also one with a remark in brackets behind it.
func meaningOf(header string) (meaning, bool) {
	m, known := meanings[fold(header)]
	if remark := strings.IndexAny(header, "(["); !known && remark > 0 {
		m, known = meanings[fold(header[:remark])]
	}
	return m, known
}

// nearest is the header of a known column that is nearest to one that is not, as that is written in templates; "" when
// none is near.
func nearest(header string) string {
	key := fold(header)
	if len(key) > 100 {
		return ""
	}
	best, near := len([]rune(key))/3+1, ""
	for known, m := range meanings {
		if m.use != Read {
			continue
		}
		d := distance(key, known, best)
		if d > best || d == best && (near == "" || known >= fold(near)) {
			continue
		}
		best, near = d, written(known, m)
	}
	return near
}

// written is a known header as it is written.
func written(key string, m meaning) string {
	for _, list := range [][]string{names[m.field].English, names[m.field].French, {names[m.field].Name}} {
		for _, header := range list {
			if fold(header) == key {
				return header
			}
		}
	}
	return ""
}

// distance is how many letters have to be changed, added or left out to make one text of the other, or most where that
// is more.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 || len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)]
}
