package intake_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rules M7 and M8: what is kept of deleted people goes after its time, a slice at a time; that there was
// somebody stays, and a return of who was forgotten is somebody new.
func TestHashesAreForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		in := fixture.Intake(db)
		account, source := fixture.Tenancy(t, db)
		for i := range 3 {
			r := fixture.Apply(t, in, account, fixture.Person(source, i))[0]
			fixture.Apply(t, in, account, fixture.Remove(source, r.Record.ID))
		}
		if n, err := db.ForgetHashes(t.Context(), time.Now().Add(-directory.TombstoneLife), 10); n != 0 || err != nil {
			t.Errorf("%d were forgotten at once: %v", n, err)
		}
		for _, want := range []int{2, 1, 0} {
			if n, err := db.ForgetHashes(t.Context(), time.Now().Add(time.Hour), 2); n != want || err != nil {
				t.Errorf("%d were forgotten, want %d: %v", n, want, err)
			}
		}
		for i := range 3 {
			if r := fixture.Apply(t, in, account, fixture.Person(source, i))[0].Record; r.UserID != r.ID {
				t.Errorf("who was forgotten came back as %s", r.UserID)
			}
		}
	})
}
