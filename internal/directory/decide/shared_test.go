package decide

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule P10: what it costs to match people by addresses that hundreds of one batch share grows with their number, not
// with its square. Memory stands for the cost: whoever looks at all of them for each of them takes gigabytes.
func TestSharedAddressesInOneBatch(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it counts what thousands of addresses cost")
	}
	var emails []any
	for i := range directory.MaxAddresses - 1 {
		emails = append(emails, schema.Object{"value": fmt.Sprintf("m%d@verified.example", i), "type": "work"})
	}
	spent := func(people int) uint64 {
		steps := make([]step, people)
		for i := range steps {
			steps[i] = apartCreate(0, i+1, fmt.Sprintf("p%d@verified.example", i))
			steps[i].Attributes["emails"] = emails
		}
		rows, facts := crowdRows(), directory.NewFacts()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for {
			b, missing := decide(modelAccount, items(steps), modelCases(people), facts, fakeNow)
			if missing != nil {
				rows.find(missing, facts)
				continue
			}
			runtime.ReadMemStats(&after)
			for i, r := range b.results {
				if r.Err != nil || r.Record.Verdict.Code != directory.Active || r.Record.UserID != fakeID(i+1) {
					t.Fatalf("change %d: %+v, %v", i, r.Record, r.Err)
				}
			}
			return after.TotalAlloc - before.TotalAlloc
		}
	}
	few, many := spent(32), spent(256)
	if many > 12*few {
		t.Errorf("%d MB for 256 people, %d MB for 32", many>>20, few>>20)
	}
}
