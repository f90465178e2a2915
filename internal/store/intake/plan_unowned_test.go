package intake_test

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// Whom an approval lets take addresses over (rule D7) is found in a time that grows with the addresses, not with their square:
// the owner of each is looked up, also by a PostgreSQL that takes the table for much smaller than it is.
func TestOwnersAreLookedUpOneByOne(t *testing.T) {
	c := newCompany(t, "postgres", storetest.PostgresURL(t))
	c.crowd(t, 1, 50)
	if err := c.DB.RefreshStatistics(); err != nil {
		t.Fatal(err)
	}
	c.crowd(t, 51, 5_000)
	asked := overheard(c.DB, c.url, func() {
		if _, err := c.DB.Unowned(t.Context(), c.acct.ID, "example.com", "", 100); err != nil {
			t.Fatal(err)
		}
	})
	if len(asked) != 1 {
		t.Fatalf("%d statements", len(asked))
	}
	plan := c.planOf(t, c.DB.ReadPool, asked[0])
	if strings.Contains(plan, "Anti Join") || !strings.Contains(plan, "identifiers_owner") {
		t.Errorf("each address is compared with all:\n%s", plan)
	}
}
