package library_test

import "testing"

// scim allocates less often in each operation. The standard of comparison is the other library, not a
// figure that was once measured.
func TestFewerAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it is about a rival, not about Usher")
	}
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			e, other := o.start(t, ours), o.start(t, theirs)
			fewer(t, func() { e.send(t) }, func() { other.send(t) })
		})
	}
	for _, f := range filters {
		t.Run(f.name, func(t *testing.T) {
			parse := func(i int) func() {
				return func() {
					if err := parsers[i](f.text); err != nil {
						t.Fatal(err)
					}
				}
			}
			fewer(t, parse(0), parse(1))
		})
	}
}

// fewer compares what one run of each costs.
func fewer(t *testing.T, usher, elimity func()) {
	t.Helper()
	const runs = 200
	few, many := testing.AllocsPerRun(runs, usher), testing.AllocsPerRun(runs, elimity)
	t.Logf("%s %.0f allocations, %s %.0f", ours.name, few, theirs.name, many)
	if few >= many {
		t.Errorf("%s allocates %.0f times, %s %.0f", ours.name, few, theirs.name, many)
	}
}
