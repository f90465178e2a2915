package admin_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// Rules L9 and L10, trap TA15: contacts are told once of each threshold, however often a pool crosses it within a day and
// however many nodes look; one mail lists all pools, with the seats that are missing and where there are more.
func TestSeatAlerts(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx, now := t.Context(), time.Now()
		french, contacts := "fr", []string{"it@acme.test"}
		_, err := admin.NewAccounts(o.db, o.db).Set(ctx, ann, o.account, admin.AccountChange{Language: &french, Contacts: &contacts})
		if err != nil {
			t.Fatal(err)
		}
		shield := fixture.Pool(t, o.db, o.account.ID, "shield", licensing.Settings{Seats: 10, BuyAt: "https://buy.example"})
		sword := fixture.Pool(t, o.db, o.account.ID, "sword", licensing.Settings{Seats: 10, Mode: licensing.PerDevice, Devices: 2})
		held := func(pool string, used, waiting int) {
			t.Helper()
			if _, err := o.db.WritePool.ExecContext(ctx, `UPDATE pools SET used = $1, waiting = $2 WHERE id = $3`, used, waiting, pool); err != nil {
				t.Fatal(err)
			}
		}
		sender, err := mail.New("smtp://"+o.mails.Addr, "usher@acme.test")
		if err != nil {
			t.Fatal(err)
		}
		look := func(what string, want int) {
			t.Helper()
			alerts := admin.SeatAlerts{Store: o.db, Mailer: sender, Clock: func() time.Time { return now }}
			var nodes sync.WaitGroup
			for range 2 {
				nodes.Go(func() {
					if err := alerts.All(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			nodes.Wait()
			list, err := o.db.TakeJobs(ctx, admin.JobSeats, "here", time.Minute, 100)
			if err != nil {
				t.Fatal(err)
			}
			kind := alerts.Mailing()
			for _, j := range list {
				if err := kind.Do(ctx, &j); err != nil {
					t.Error(err)
				}
				if _, err := o.db.SettleJob(ctx, &j, jobs.Outcome{State: jobs.Done}); err != nil {
					t.Error(err)
				}
			}
			if got := len(o.mails.Mails()); got != want {
				t.Errorf("%s: %d mails so far, want %d", what, got, want)
			}
		}
		held(shield, 7, 0)
		look("70 %", 0)
		held(shield, 8, 0)
		held(sword, 10, 3)
		look("80 % of one and all of another", 1)
		content := o.mails.Mails()[0].Read(t)
		for _, want := range []string{"shield\u00a0: 8 sur 10", "sword\u00a0: 10 sur 10", "6 manquent", "https://buy.example"} {
			if !strings.Contains(content.Text, want) || !strings.Contains(content.HTML, want) {
				t.Errorf("the mail lacks %q:\n%s", want, content.Text)
			}
		}
		for range 5 {
			now = now.Add(time.Hour)
			held(shield, 7, 0)
			look("under it", 1)
			now = now.Add(time.Hour)
			held(shield, 8, 0)
			look("over it again", 1)
		}
		held(shield, 9, 0)
		look("90 %", 2)
		held(shield, 5, 0)
		look("half", 2)
		now = now.Add(admin.SeatCalm)
		look("half for a day", 2)
		held(shield, 8, 0)
		look("80 % after a day below", 3)

		held(shield, 10, 0)
		look("100 %", 4)
		for _, used := range []int{8, 7, 8, 7} { // while the day below 100 % passes
			held(shield, used, 0)
			now = now.Add(8 * time.Hour)
			look("about 80 % after 100 %", 4)
		}
		held(shield, 8, 0)
		look("80 % again, of which was told less than a day ago", 4)
		held(shield, 9, 0)
		look("90 %, below which it was for a day", 5)
		now = now.Add(-48 * time.Hour) // a clock that is put back
		held(shield, 8, 0)
		look("below 90 %, two days ago", 5)
		held(shield, 9, 0)
		look("90 % again", 5)
	})
}
