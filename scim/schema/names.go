package schema

// names finds attributes by name without regard to case. It holds every name twice, as
// the schema spells it and in lower case, so that the spelling that clients mostly use is found
// without changing a string.
type names map[string]*Attribute

func (n names) add(a *Attribute) {
	n[a.Name] = a
	n[lower(a.Name)] = a
}

func (n names) find(name string) *Attribute {
	if a, ok := n[name]; ok {
		return a
	}
	if len(name) > maxName {
		return nil
	}
	return n[lower(name)]
}

// lower changes ASCII letters only: names and URNs are ASCII, and Unicode's rules would let the
// Kelvin sign stand for a k.
func lower(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

func sameName(a, b string) bool {
	return len(a) == len(b) && (a == b || lower(a) == lower(b))
}

// nearest returns the candidate that a person who typed name most likely meant, or "".
func nearest(name string, candidates []string) string {
	best, distance := "", 1+len(name)/3
	if len(name) > maxName {
		return ""
	}
	name = lower(name)
	for _, c := range candidates {
		if len(c) > maxName {
			continue
		}
		if d := editDistance(name, lower(c)); d < distance || d == distance && best == "" {
			best, distance = c, d
		}
	}
	return best
}

// editDistance counts the bytes to insert, delete or change to get from a to b (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func namesOf(attributes []*Attribute) []string {
	list := make([]string, len(attributes))
	for i, a := range attributes {
		list[i] = a.Name
	}
	return list
}
