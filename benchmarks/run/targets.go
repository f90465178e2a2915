package main

import (
	"fmt"
	"slices"
)

// target is something that Usher has to reach.
type target struct {
	what      string
	over      cell    // the ratio is this rate
	under     cell    // over this one
	at        float64 // and has to be at least so much
	wantedFor string  // how the requirement says it
}

// targets lists them for the numbers of clients and the group sizes that were measured.
func targets(s settings) []target {
	var all []target
	versus := func(operation string, clients int, at float64, wanted string) {
		all = append(all, target{
			what:  fmt.Sprintf("%s, %s: Usher / elimity", titles[operation], counted(clients, "client")),
			over:  cell{"usher", operation, 0, clients},
			under: cell{"elimity", operation, 0, clients}, at: at, wantedFor: wanted,
		})
	}
	if slices.Contains(s.clients, 8) {
		versus("create", 8, 1, "at least as fast")
	}
	if slices.Contains(s.clients, 32) {
		versus("create", 32, 1.5, "1.5 times")
	}
	for _, operation := range []string{"get", "filter"} {
		for _, clients := range s.clients {
			versus(operation, clients, 2, "twice")
		}
	}
	for _, clients := range s.clients {
		all = append(all, target{
			what: fmt.Sprintf("create, %s: somebody known from another source / somebody new",
				counted(clients, "client")),
			over:  cell{"usher", "merge", 0, clients},
			under: cell{"usher", "create", 0, clients}, at: 0.7, wantedFor: "at least 0.7 as fast",
		})
	}
	smallest, largest := slices.Min(s.groupSizes), slices.Max(s.groupSizes)
	for _, clients := range s.clients {
		all = append(all, target{
			what: fmt.Sprintf("add a member, %s: group of %s / of %s", counted(clients, "client"),
				grouped(float64(largest)), grouped(float64(smallest))),
			over:  cell{"usher", "group-add", largest, clients},
			under: cell{"usher", "group-add", smallest, clients}, at: 1 / 1.5, wantedFor: "at most 1.5 times as slow",
		})
	}
	if slices.Contains(s.clients, 1) && slices.Contains(s.clients, 8) {
		all = append(all, target{
			what:  "add to one group: 8 clients / 1 client",
			over:  cell{"usher", "one-group", 0, 8},
			under: cell{"usher", "one-group", 0, 1}, at: 1, wantedFor: "at least as fast",
		})
	}
	return all
}

// judge gives the measured ratio of the medians and whether it suffices; measured is false where a side is missing.
func (t target) judge(f figures) (ratio float64, met, measured bool) {
	over, _, _ := f.rate(t.over)
	under, _, _ := f.rate(t.under)
	if over == 0 || under == 0 {
		return 0, false, false
	}
	return over / under, over/under >= t.at, true
}
