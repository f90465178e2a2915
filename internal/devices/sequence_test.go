package devices_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// sequenceSteps, in the environment, is how many steps TestDevicesOfManyPeople takes in each of its pools.
const sequenceSteps = "USHER_TEST_DEVICE_STEPS"

// sequence is a history of people who come, go, merge and are taken apart, and of their devices, through the intake and the
// service for devices.
type sequence struct {
	*stage
	pool   licensing.Settings
	random *rand.Rand
	people []directory.Change
	fresh  int
	did    map[string]int
}

// decide has an administrator decide something about somebody; that it is refused is no fault.
func (q *sequence) decide(t *testing.T, of directory.Change, action directory.Action, set func(*directory.Decision)) (done bool) {
	t.Helper()
	d := directory.Decision{
		Record: directory.RecordKey{SourceID: q.source.ID, Type: directory.TypeUser, ID: of.ID}, Type: of.Type, Action: action, AcceptRisk: true,
		Request: directory.Request{Channel: "cli", Operation: "TEST", Actor: "test"},
	}
	if set != nil {
		set(&d)
	}
	results, err := q.intake.Decide(t.Context(), q.account, []directory.Decision{d})
	if err != nil {
		t.Fatal(err)
	}
	if err := results[0].Err; err != nil && directory.KindOf(err) == 0 {
		t.Fatal(err)
	}
	return results[0].Err == nil
}

// step does one thing, and returns what it was.
func (q *sequence) step(t *testing.T) string {
	t.Helper()
	if len(q.people) < 3 || q.random.IntN(12) == 0 && len(q.people) < 12 {
		q.fresh++
		change := fixture.Person(q.source, q.fresh)
		fixture.Apply(t, q.intake, q.account, change)
		q.people = append(q.people, change)
		return "created"
	}
	i := q.random.IntN(len(q.people))
	who := q.people[i]
	switch q.random.IntN(12) {
	case 0:
		fixture.Apply(t, q.intake, q.account, directory.Change{Source: q.source, Action: directory.Delete, Type: who.Type, ID: who.ID,
			Request: directory.Request{Channel: "scim", Operation: "DELETE", Success: 204}})
		q.people = append(q.people[:i], q.people[i+1:]...)
		return "deleted"
	case 1, 2:
		into := q.userOf(t, q.people[q.random.IntN(len(q.people))])
		if q.decide(t, who, directory.Link, func(d *directory.Decision) { d.Into = into }) {
			return "merged"
		}
	case 3, 4:
		if q.decide(t, who, directory.Unmerge, nil) {
			return "taken apart"
		}
	case 5:
		if q.decide(t, who, directory.License, func(d *directory.Decision) {
			d.License = &licensing.Order{Do: licensing.Assign, PoolID: q.poolID, Product: "player", Devices: 1 + q.random.IntN(4), Queue: q.random.IntN(2) == 0}
		}) {
			return "assigned"
		}
	case 6:
		action := directory.Suspend
		if q.random.IntN(3) > 0 {
			action = directory.Resume
		}
		if q.decide(t, who, action, nil) {
			return "suspended or resumed"
		}
	case 7:
		q.wait(time.Duration(q.random.IntN(30)) * time.Hour)
		return "waited"
	default:
		return q.device(t, who)
	}
	return "refused"
}

// device has a device of somebody activate, or be released, and holds the answer to the limit of the license (rules L6 and L8).
func (q *sequence) device(t *testing.T, who directory.Change) string {
	t.Helper()
	var ids []string
	err := q.db.ReadPool.SelectContext(t.Context(), &ids, `SELECT id FROM licenses WHERE account_id = $1 AND user_id = $2 AND state <> 'merged'`,
		q.account.ID, q.userOf(t, who))
	if err != nil {
		t.Fatal(err)
	}
	if len(ids) == 0 {
		return "nothing to activate"
	}
	request := device(directory.LicenseKey(q.account.Secret, ids[0]).Text(), fmt.Sprint(q.random.IntN(6)))
	if q.random.IntN(3) == 0 {
		if _, err = q.Service.Release(t.Context(), request); err == nil {
			return "released"
		}
	} else {
		var a *devices.Answer // two rows of one fingerprint, as a merge brings them together, are one device
		before := q.number(t, `SELECT count(DISTINCT fingerprint) FROM devices WHERE account_id = $1 AND license_id = $2 AND state = 'active'`, ids[0])
		known := q.number(t, `SELECT count(*) FROM devices WHERE account_id = $1 AND license_id = $2 AND state = 'active' AND name = '`+request.Name+`'`, ids[0])
		if a, err = q.Activate(t.Context(), request); err == nil {
			if known == 0 && before >= a.License.Limit {
				t.Fatalf("a device beside %d takes a slot of a license for %d", before, a.License.Limit)
			}
			return "activated"
		}
	}
	var refused *devices.Error
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	return "device refused: " + string(refused.Code)
}

func (q *sequence) number(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := q.db.ReadPool.GetContext(t.Context(), &n, query, append([]any{q.account.ID}, args...)...); err != nil {
		t.Fatal(err)
	}
	return n
}

// holds checks what is promised at any moment: what the pool shows is the sum of what is held, no more than there is, and nobody
// waits beside free seats (rules L1, L2, L5, L6).
func (q *sequence) holds(t *testing.T, after string) {
	t.Helper()
	takes := "1"
	if q.pool.PerDevice() {
		takes = "devices"
	}
	used := q.number(t, `SELECT COALESCE(CAST(sum(`+takes+`) AS integer), 0) FROM licenses WHERE account_id = $1 AND state IN ('active', 'grace', 'held')`)
	waiting := q.number(t, `SELECT count(*) FROM licenses WHERE account_id = $1 AND wants IS NOT NULL`)
	shows, line := q.number(t, `SELECT used FROM pools WHERE account_id = $1`), q.number(t, `SELECT waiting FROM pools WHERE account_id = $1`)
	if used != shows || waiting != line || used > q.pool.Capacity() {
		t.Fatalf("after %s: %d seats are held and %d people wait; the pool shows %d and %d, of %d", after, used, waiting, shows, line, q.pool.Capacity())
	}
	first := `SELECT COALESCE((SELECT CASE WHEN asks > 0 THEN asks ELSE devices END FROM licenses WHERE account_id = $1 AND wants IS NOT NULL
		 ORDER BY priority DESC, requested, id LIMIT 1), 0)`
	if needs := q.number(t, first); needs > 0 && q.pool.Capacity()-used >= q.pool.Takes(needs) {
		t.Fatalf("after %s: somebody waits beside %d free seats", after, q.pool.Capacity()-used)
	}
}

// Rules L1, L2, L5, L6, L8 and M8: in pools of both modes, without, with some and with unlimited overage, whatever people and their
// devices do, what the pool shows is the sum of what is held, and no license has more devices come in than it was allocated.
func TestDevicesOfManyPeople(t *testing.T) {
	steps := 120
	if n, err := strconv.Atoi(os.Getenv(sequenceSteps)); err == nil {
		steps = n
	}
	for _, mode := range []licensing.Mode{licensing.PerUser, licensing.PerDevice} {
		for _, overage := range []int{0, 50, licensing.Unlimited} {
			t.Run(fmt.Sprint(mode, " overage ", overage), func(t *testing.T) {
				pool := licensing.Settings{Seats: 5, Mode: mode, Devices: 2, Overage: overage}
				each(t, pool, func(t *testing.T, s *stage) {
					q := &sequence{stage: s, pool: pool, random: rand.New(rand.NewPCG(7, uint64(overage))), did: map[string]int{}}
					for i := range steps {
						what := q.step(t)
						q.did[strings.TrimSuffix(what, " ")]++
						q.holds(t, fmt.Sprintf("step %d, %s", i+1, what))
					}
					for _, what := range []string{"merged", "taken apart", "activated", "released", "assigned"} {
						if steps >= 100 && q.did[what] == 0 {
							t.Errorf("nobody was ever %s: the sequence shows nothing", what)
						}
					}
					t.Log(q.did)
				})
			})
		}
	}
}
