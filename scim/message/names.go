package message

import (
	"maps"
	"slices"
	"strings"
)

// Names are the arguments that a template has, each once, in the order of the alphabet, and its verbs as "verb:rest".
func Names(template string) []string {
	found := map[string]bool{}
	for _, piece := range strings.Split(template, "{")[1:] {
		spot, _, _ := strings.Cut(piece, "}")
		name, _, _ := strings.Cut(spot, "?")
		if first, second, is := strings.Cut(name, ":"); is && second == "q" {
			name = first
		}
		found[name] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func sorted(args Args) []string { return slices.Sorted(maps.Keys(args)) }
