package intake_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// office is a company with licenses and a clock that can be put forward.
type office struct {
	*company
	ahead time.Duration
}

func eachOffice(t *testing.T, fn func(t *testing.T, c *office)) {
	t.Helper()
	eachCompany(t, func(t *testing.T, c *company) {
		o := &office{company: c}
		c.DB.Clock = func() time.Time { return time.Now().Add(o.ahead) }
		fn(t, o)
	})
}

// license is a license as tests look at it.
type license struct {
	ID, State, Why, Rule string
	Until                int64 // microseconds
}

// licenses are those of a user, by product, without such as a merge has set aside.
func (c *office) licenses(t *testing.T, userID string) map[string]license {
	t.Helper()
	rows, err := c.DB.ReadPool.QueryContext(t.Context(), `
SELECT product, CAST(id AS text), state, COALESCE(why, ''), COALESCE(CAST(rule_id AS text), ''), COALESCE(until, 0)
  FROM licenses WHERE account_id = $1 AND user_id = $2 AND state <> 'merged'`, c.Account, userID)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	list := map[string]license{}
	for rows.Next() {
		var product string
		var x license
		if err := rows.Scan(&product, &x.ID, &x.State, &x.Why, &x.Rule, &x.Until); err != nil {
			t.Fatal(err)
		}
		if _, two := list[product]; two {
			t.Errorf("user %s has two licenses of %s (rule L6)", userID, product)
		}
		list[product] = x
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// has holds a user's licenses to the states that they should be in, and returns that of a product.
func (c *office) has(t *testing.T, userID string, want map[string]string) map[string]license {
	t.Helper()
	list, got := c.licenses(t, userID), map[string]string{}
	for product, x := range list {
		got[product] = x.State
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("licenses of %s (-want +got):\n%s", userID, diff)
	}
	return list
}

// counts holds a pool to how many seats are used and how many wait, and its counts to its licenses (rule L2).
func (c *office) counts(t *testing.T, pool string, used, waiting int) {
	t.Helper()
	var kept, true [2]int
	for into, query := range map[*[2]int]string{
		&kept: `SELECT used, waiting FROM pools WHERE account_id = $1 AND id = $2`,
		&true: `SELECT count(CASE WHEN pool_id = $2 AND state <> 'unused' THEN 1 END), count(CASE WHEN wants = $2 THEN 1 END) FROM licenses WHERE account_id = $1`,
	} {
		if err := c.DB.ReadPool.QueryRowContext(t.Context(), query, c.Account, pool).Scan(&into[0], &into[1]); err != nil {
			t.Fatal(err)
		}
	}
	if want := [2]int{used, waiting}; kept != want || true != want {
		t.Fatalf("used and waiting are %v as the pool has it and %v by its licenses, want %v", kept, true, want)
	}
}

// shown is the state that a user's records are shown in.
func (c *office) shown(t *testing.T, userID string, want directory.Code) {
	t.Helper()
	var states []string
	if err := c.DB.ReadPool.SelectContext(t.Context(), &states, `
SELECT state FROM users WHERE account_id = $1 AND id = $2 UNION ALL
SELECT state FROM records WHERE account_id = $1 AND user_id = $2 AND type = 'User'`, c.Account, userID); err != nil {
		t.Fatal(err)
	}
	if len(states) < 2 {
		t.Fatalf("user %s has only %v", userID, states)
	}
	for _, state := range states {
		if state != string(want) {
			t.Fatalf("user %s and its records are shown as %v, want %s", userID, states, want)
		}
	}
}

// settle settles somebody's licenses again, as the job does when a time is over.
func (c *office) settle(t *testing.T, source directory.Source, id string) {
	t.Helper()
	fixture.Decide(t, c.in, c.acct, decision(source, directory.License, id))
}

// pool makes a pool and a rule for it.
func (c *office) pool(t *testing.T, name string, number int, s licensing.Settings, rule licensing.Conditions) (poolID, ruleID string) {
	t.Helper()
	poolID = fixture.Pool(t, c.DB, c.Account, name, s)
	return poolID, fixture.Rule(t, c.DB, c.Account, poolID, number, rule)
}

// team is a change of groups, which gives licenses.
func team(c directory.Change) directory.Change {
	c.UserType = fixture.UserType
	return c
}
