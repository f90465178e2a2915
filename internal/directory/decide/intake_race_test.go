package decide

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// However many submit at once, each gets its own results, nothing is lost, and of those who
// bring the same name one gets it. Some submissions fail in the database on the way.
func TestIntakeConcurrently(t *testing.T) {
	store := newFakeStore()
	store.refuse = poisoned
	in := newTestIntake(store)
	const callers, rounds = 8, 25
	group := requiresGroup(999, nil)
	if _, err := in.Apply(t.Context(), modelAccount, []step{group}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	winners := make([][callers]bool, rounds)
	for caller := range callers {
		all.Go(func() {
			for round := range rounds {
				n := 10_000 + (caller*rounds+round)*10
				contested := intakePerson(n+1, "contested")
				contested.Attributes["userName"] = fmt.Sprint("contested", round)
				results, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(n, "own"), contested, intakeJoin(group.ID, n)})
				if err != nil || results[0].Err != nil || results[2].Err != nil || results[0].Record.ID != fakeID(n) {
					t.Errorf("caller %d, round %d: %v, %v", caller, round, results, err)
					return
				}
				winners[round][caller] = results[1].Err == nil
				if _, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(n+2, "poison")}); err == nil {
					t.Error("the poison was taken")
				}
			}
		})
	}
	all.Wait()
	intakeClose(t, in)
	for round, list := range winners {
		won := 0
		for _, w := range list {
			if w {
				won++
			}
		}
		if won != 1 {
			t.Errorf("round %d: the name was given %d times", round, won)
		}
	}
	if n := len(store.rows.roster(group.ID)); n != callers*rounds {
		t.Errorf("%d members, want %d", n, callers*rounds)
	}
	if v := store.rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeGroup, ID: group.ID}].Version; v != 1+callers*rounds {
		t.Errorf("the group is at version %d after %d changes", v, callers*rounds)
	}
	if n := len(store.rows.records); n != 1+callers*rounds+rounds {
		t.Errorf("%d records", n)
	}
}

// intakeJoin adds the nth person to a group.
func intakeJoin(group string, n int) step {
	return step{
		Source: modelSources[0], Action: directory.Edit, Type: fakeType(directory.TypeGroup), ID: group,
		Edit:    func(o schema.Object) (schema.Object, bool, error) { return o, false, nil },
		Members: &directory.MemberChange{Add: []directory.Member{{ID: fakeID(n)}}},
	}
}

// One account never waits for another.
func TestIntakeAccountsDoNotWait(t *testing.T) {
	slow, quick := newFakeStore(), newFakeStore()
	g := newGate()
	slow.before = g.pass
	in := newTestIntake(accountStores{modelAccount.ID: slow, "other": quick})
	other := directory.Account{ID: "other", Secret: []byte("other")}
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(1, "slow")}); err != nil {
			t.Error(err)
		}
	})
	<-g.entered
	if _, err := in.Apply(t.Context(), other, []step{intakePerson(1, "quick")}); err != nil { // hangs if it waits
		t.Error(err)
	}
	close(g.open)
	all.Wait()
	if len(slow.rows.records) != 1 || len(quick.rows.records) != 1 {
		t.Errorf("%d and %d records", len(slow.rows.records), len(quick.rows.records))
	}
}

// accountStores is a store in which each account has rows of its own.
type accountStores map[string]*fakeStore

func (s accountStores) Transact(ctx context.Context, accountID string, dry bool, fn func(directory.Tx) error) error {
	return s[accountID].Transact(ctx, accountID, dry, fn)
}

// Who gives up waiting is told so at once, the change is carried out all the same, and Close
// waits for it. Who has given up before is not served.
func TestIntakeContext(t *testing.T) {
	store := newFakeStore()
	g := newGate()
	store.before = g.pass
	in := newTestIntake(store)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-g.entered
		cancel()
	}()
	if _, err := in.Apply(ctx, modelAccount, []step{intakePerson(1, "a")}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if _, err := in.Apply(ctx, modelAccount, []step{intakePerson(2, "b")}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	close(g.open)
	intakeClose(t, in)
	if len(store.rows.records) != 1 || store.rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}].Version != 1 {
		t.Errorf("%d records", len(store.rows.records))
	}
}
