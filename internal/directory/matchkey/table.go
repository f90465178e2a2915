package matchkey

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// Unicode publishes confusables.txt for each of its versions, below Public/security.
//
//go:generate sh -c "go run ./gen <confusables.txt >table.new && mv table.new table.txt"

//go:embed table.txt
var tableText string

// table gives the skeleton of each character that is not its own. It is read from its text, about
// 7,000 characters, when it is first needed.
var table = sync.OnceValue(func() map[rune]string { return read(tableText) })

func read(text string) map[rune]string {
	skeletons := make(map[rune]string, 1<<13)
	for line := range strings.Lines(text) {
		to, from, ok := strings.Cut(line, " < ")
		if !ok || line[0] == '#' {
			continue
		}
		skeleton := seen(string(characters(to)))
		for _, r := range characters(from) {
			skeletons[r] = skeleton
		}
	}
	return skeletons
}

// characters reads hexadecimal numbers. The table's are right: a test reads them all.
func characters(s string) []rune {
	var all []rune
	for field := range strings.FieldsSeq(s) {
		n, _ := strconv.ParseUint(field, 16, 32)
		all = append(all, rune(n))
	}
	return all
}
