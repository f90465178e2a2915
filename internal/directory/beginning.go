package directory

import "strings"

// LeastBeginning is how much of an id stands for it, in bytes: the moment that it begins with, and what tells apart
// those that one server made within one (RFC 9562 section 5.7, rand_a).
const LeastBeginning = len("00000000-0000-0000")

// Beginning is the first and the last id that begin with a text, where it is at least LeastBeginning of one and less
// than all of it.
func Beginning(ref string) (first, last string, is bool) {
	const shape = "00000000-0000-0000-0000-000000000000"
	ref = strings.ToLower(ref)
	if len(ref) < LeastBeginning || len(ref) >= len(shape) {
		return "", "", false
	}
	first = ref + shape[len(ref):]
	last = ref + strings.ReplaceAll(shape[len(ref):], "0", "f")
	return first, last, IsID(first) && IsID(last)
}

// Begins reports whether an id is the one that was named, or begins like it.
func Begins(id, ref string) bool {
	first, last, is := Beginning(ref)
	return id == ref || is && first <= id && id <= last
}

// AfterID is the id behind which a list goes on, of which the beginning suffices.
func AfterID(ref string) string {
	if _, last, is := Beginning(ref); is {
		return last
	}
	return ref
}
