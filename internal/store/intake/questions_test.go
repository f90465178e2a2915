package intake_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// mostQuestions is what an administrator's question may cost, however many people there are.
const mostQuestions = 4

// crowdSize is how many people there are; make shows-finding has 100,000.
func crowdSize(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("USHER_TEST_PEOPLE"))
	if err != nil {
		return 5_000
	}
	t.Logf("%d people", n)
	return n
}

// Rule P10: who there is, who waits and what happened to somebody is asked of the database in at most four questions, each
// of which goes by an index (the plans), however many people an account has; also while somebody of a public mail provider
// waits, and of somebody who is gone.
func TestAdministratorsQuestionsAreFew(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		c.live(t, "one")
		waits := somebody(c.plain, "max@gmail.com", "name", map[string]any{"givenName": "Max", "familyName": "Berg"})
		c.one(t, directory.PendingDomain, waits)
		c.crowd(t, 1, crowdSize(t))
		c.Exec(t, `ANALYZE`)
		people := &admin.People{Desk: admin.Desk{Directory: c.DB, Sources: c.DB}, Finder: c.DB}
		status := &admin.Overviews{Finder: c.DB, Pulse: c.DB, Clock: clock.System}
		log := &admin.Log{Reader: c.DB, Directory: c.DB, Sources: c.DB}
		nobody := admin.Actor{}
		ears, stop := eavesdrop(c.DB, c.url)
		for name, ask := range map[string]func(context.Context) (any, error){
			"search by name": func(ctx context.Context) (any, error) {
				return people.List(ctx, nobody, &c.acct, admin.PeopleRequest{Search: "ber", Limit: 20})
			},
			"search by address": func(ctx context.Context) (any, error) {
				return people.List(ctx, nobody, &c.acct, admin.PeopleRequest{Search: "person12", Limit: 20})
			},
			"status": func(ctx context.Context) (any, error) { return status.Show(ctx, nobody, &c.acct) },
			"log of an address": func(ctx context.Context) (any, error) {
				return log.List(ctx, nobody, &c.acct, admin.LogRequest{User: "person123@example.com", Last: 20})
			},
			"log of who waits": func(ctx context.Context) (any, error) {
				return log.List(ctx, nobody, &c.acct, admin.LogRequest{User: waits.ID, Last: 20})
			},
			"log of nobody": func(ctx context.Context) (any, error) {
				_, err := log.List(ctx, nobody, &c.acct, admin.LogRequest{User: fixture.SomeID, Last: 20})
				if directory.KindOf(err) == directory.NotFound {
					err = nil
				}
				return nil, err
			},
		} {
			before, began := ears.questions(), time.Now()
			if _, err := ask(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			asked, took := ears.questions()-before, time.Since(began)
			t.Logf("%s: %d questions, %v", name, asked, took.Round(100*time.Microsecond))
			if asked == 0 || asked > mostQuestions {
				t.Errorf("%s takes %d questions", name, asked)
			}
		}
		stop()
		for _, text := range ears.texts() {
			// Those who wait and open cases have an index of their own, which is counted as it is.
			c.checkPeoplePlan(t, c.DB.ReadPool, text, !strings.Contains(text, "GROUP BY held_domain"))
		}
	})
}
