package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/records"
	"github.com/usher-id/usher/internal/store/storetest"
)

// The table records has the columns that package records describes, and no others.
func TestRecordsAreDescribed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rows, err := db.ReadPool.QueryxContext(t.Context(), `SELECT * FROM records LIMIT 0`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		there, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		described := append(strings.Split(records.Inserted.Names, ", "), "account_id")
		slices.Sort(there)
		slices.Sort(described)
		if !slices.Equal(there, described) {
			t.Errorf("the table has %v, and described are %v", there, described)
		}
	})
}
