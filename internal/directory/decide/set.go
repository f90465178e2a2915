package decide

import "slices"

// few is up to how many values are compared one with each other, without further memory; beyond that a map keeps the
// cost in proportion to their number.
const few = 16

// finder returns a function that tells whether a list has a value.
func finder[T any, K comparable](list []T, key func(T) K) func(K) bool {
	if len(list) <= few {
		return func(k K) bool { return slices.ContainsFunc(list, func(t T) bool { return key(t) == k }) }
	}
	has := make(map[K]struct{}, len(list))
	for _, t := range list {
		has[key(t)] = struct{}{}
	}
	return func(k K) bool { _, ok := has[k]; return ok }
}

func itself[K comparable](k K) K { return k }
