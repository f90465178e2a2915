package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// counted notes how much each transaction of an Expirer removed, and in how many it did.
type counted struct {
	*store.DB
	most, slices int
}

func (c *counted) ForgetLog(ctx context.Context, accountID string, before time.Time, limit int) (int, error) {
	n, err := c.DB.ForgetLog(ctx, accountID, before, limit)
	c.most, c.slices = max(c.most, n), c.slices+1
	return n, err
}

// Rule O3: entries live for the time that their account sets, and so does recent traffic; a transaction removes a
// thousand of them at most, and a second run finds nothing to do.
func TestRetention(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		acme, okta := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		_, err := db.ChangeAccountSettings(ctx, other, func(s *directory.AccountSettings) error {
			s.LogDays, s.TrafficDays = 10, 1
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now().UTC().Truncate(time.Second)
		days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
		put := func(account *directory.Account, at time.Time, n int, operation string) {
			t.Helper()
			entries := make([]directory.LogEntry, n)
			for i := range entries {
				entries[i] = directory.LogEntry{
					ID: entryAt(at, i), At: at, Channel: "scim", Operation: operation, SourceID: okta.ID, Outcome: directory.Created, Status: 201,
				}
			}
			if err := db.AppendLog(ctx, account.ID, entries); err != nil {
				t.Fatal(err)
			}
			err := db.KeepTraffic(ctx, []directory.Traffic{{
				AccountID: account.ID, ID: uuid.NewString(), Method: "GET", Route: operation, Status: 200, Count: 1, First: at, Last: at,
			}}, nil)
			if err != nil {
				t.Fatal(err)
			}
		}
		put(acme, days(181), 2500, "old")
		put(acme, days(179), 3, "179 days")
		put(acme, days(6), 1, "6 days")
		put(other, days(11), 5, "old")
		put(other, days(9), 2, "9 days")
		put(&directory.Account{}, days(8), 0, "nobody's, old")
		put(&directory.Account{}, days(6), 0, "nobody's")

		kept := &counted{DB: db}
		e := &directory.Expirer{Kept: kept, Clock: func() time.Time { return now }}
		for range 2 {
			if err := e.Expire(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if kept.most != 1000 || kept.slices != 3+1+2+2 {
			t.Errorf("%d transactions removed %d entries at most", kept.slices, kept.most)
		}
		for _, tt := range []struct {
			account      string
			log, traffic []string
		}{
			{acme.ID, []string{"179 days", "179 days", "179 days", "6 days"}, []string{"6 days"}},
			{other.ID, []string{"9 days", "9 days"}, nil},
			{"", nil, []string{"nobody's"}},
		} {
			var log, traffic []string
			if tt.account != "" {
				entries, err := db.Log(ctx, tt.account, "", 9999)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					log = append(log, e.Operation)
				}
			}
			kinds, err := db.Traffic(ctx, tt.account, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range kinds {
				traffic = append(traffic, k.Route)
			}
			if !slices.Equal(log, tt.log) || !slices.Equal(traffic, tt.traffic) {
				t.Errorf("of %q are left %q and %q, want %q and %q", tt.account, log, traffic, tt.log, tt.traffic)
			}
		}
	})
}

// entryAt is the id of an entry that was made at a time.
func entryAt(at time.Time, n int) string {
	ms := at.UnixMilli()
	return fmt.Sprintf("%08x-%04x-7000-8000-%012x", ms>>16, ms&0xffff, n)
}
