package schema

import (
	"slices"
)

// firstFault keeps the fault of the least name.
type firstFault struct {
	name  string
	fault *fault
}

func (w *firstFault) note(name string, f *fault) {
	if f != nil && (w.fault == nil || name < w.name) {
		w.name, w.fault = name, f
	}
}

// bits is a set of attribute positions, those of the common attributes behind the others.
type bits [(MaxAttributes + 64) / 64]uint64

// set adds i and reports whether it was in the set.
func (b *bits) set(i int) bool {
	mask := uint64(1) << (i % 64)
	had := b[i/64]&mask != 0
	b[i/64] |= mask
	return had
}

// tidy keeps equal values once and one primary value at most: the first, or, if
// strict, none is taken.
func (c *canon) tidy(a *Attribute, l []any) (any, *fault) {
	l = distinct(a, l)
	if len(l) == 0 {
		return nil, nil
	}
	if a.primary == nil {
		return l, nil
	}
	first := -1
	for i, e := range l {
		o, ok := e.(Object)
		switch {
		case !ok || o[a.primary.Name] != true:
		case first < 0:
			first = i
		case c.strict:
			return nil, faultf(invalidValue, "value.primary", "attribute", a.Name, "first", first, "second", i)
		default: // PingOne fills two attributes with one address
			o[a.primary.Name] = false
			c.notes.secondPrimary(a.Name)
		}
	}
	return l, nil
}

// distinct removes values equal to an earlier one, in the place of l.
func distinct(a *Attribute, l []any) []any {
	const few = 8
	if len(l) <= few {
		kept := l[:0]
		for _, v := range l {
			if !slices.ContainsFunc(kept, func(k any) bool { return Equal(k, v) }) {
				kept = append(kept, v)
			}
		}
		return kept
	}
	seen := make(map[string]struct{}, len(l))
	var text []byte
	kept := l[:0]
	all := visibilities(a.SubAttributes, func(*Attribute) bool { return true })
	for _, v := range l {
		text = appendAttribute(text[:0], a, v, all)
		if _, twice := seen[string(text)]; !twice {
			seen[string(text)] = struct{}{}
			kept = append(kept, v)
		}
	}
	return kept
}
