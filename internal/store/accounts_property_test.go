package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

const enterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// tenant is an account of a store that has many, with the same sources in each.
type tenant struct {
	directory.Account
	sources []directory.Source
	prefix  string // of the ids of its records
}

// id is that of the nth record; later ones are greater.
func (c *tenant) id(n int) string { return fmt.Sprintf("%s-7000-8000-%012d", c.prefix, n) }

// found makes the nth account.
func found(t *rapid.T, db *store.DB, n int) *tenant {
	ctx := context.Background()
	account, err := db.CreateAccount(ctx, fmt.Sprint("tenant", n))
	if err != nil {
		t.Fatal(err)
	}
	c := &tenant{Account: *account, prefix: fmt.Sprintf("0199%04x-%04x", n>>16, n&0xffff)}
	for _, s := range []directory.Source{
		{Name: "okta", Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: "employeeNumber"}},
		{Name: "entra", Kind: directory.KindSCIM, Rank: 90, Settings: directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: "employeeNumber"}},
		{Name: "slack", Kind: directory.KindSCIM, Rank: 10},
	} {
		s.AccountID, s.Policy = account.ID, directory.Hold
		made, err := db.CreateSource(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		c.sources = append(c.sources, *made)
	}
	if _, err := db.ApproveDomain(ctx, account.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	return c
}

// step is a change of either of two accounts, by numbers, so that a third can be told to do it.
type step struct {
	tenant, source, id, into int
	foreign, foreignInto     bool // the number is that of the other account's record
	action                   directory.Action
	says                     schema.Object
	manager, member          int // foreign, always; -1 for none
}

func (s step) item(own, other *tenant) directory.Item {
	at := func(foreign bool, n int) string {
		if foreign {
			return other.id(n)
		}
		return own.id(n)
	}
	says := schema.Clone(s.says)
	if s.manager >= 0 && says != nil {
		enterprise, _ := says[enterpriseURN].(schema.Object)
		enterprise = schema.Clone(enterprise)
		if enterprise == nil {
			enterprise = schema.Object{}
		}
		enterprise["manager"] = schema.Object{"value": other.id(s.manager)}
		says[enterpriseURN] = enterprise
	}
	id, user, request := at(s.foreign, s.id), schema.Core().Type("User"), directory.Request{Channel: "scim", Operation: "a test", Success: 200}
	if s.member < 0 && s.action > directory.Reconsider {
		return directory.Item{Decided: &directory.Decision{
			Record: directory.RecordKey{SourceID: own.sources[s.source].ID, Type: user.Name, ID: id}, Type: user, Action: s.action,
			Into: at(s.foreignInto, s.into), Role: directory.Administrator, Address: "p0@example.com", Request: request,
		}}
	}
	c := directory.Change{
		Source: own.sources[s.source], Action: s.action, Type: user, ID: id, Attributes: says,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			next["active"] = says["active"]
			next["title"] = "edited"
			return next, true, nil
		},
		Request: request,
	}
	if s.member >= 0 {
		c.Action, c.Type = directory.Create, schema.Core().Type("Group")
		c.ID, c.Attributes = own.id(500_000+s.id), schema.Object{"displayName": "team"}
		c.Members = &directory.MemberChange{Clear: true, Add: []directory.Member{{ID: other.id(s.member)}}}
	}
	return directory.Item{Said: &c}
}

// drawSteps draws what happens to two accounts that know the same people.
func drawSteps(t *rapid.T) []step {
	steps := make([]step, rapid.IntRange(4, 16).Draw(t, "steps"))
	made := [2][]step{}
	for i := range steps {
		s := step{tenant: rapid.SampledFrom([]int{0, 0, 1}).Draw(t, "tenant"), id: i, action: directory.Create, source: rapid.IntRange(0, 2).Draw(t, "source"), manager: -1, member: -1}
		n := rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "person")
		s.says = schema.Object{
			"userName": fmt.Sprint("p", n, rapid.SampledFrom([]string{"", "", "", "", "+tag", "a"}).Draw(t, "tag"), "@example.com"), "externalId": fmt.Sprint("x", n),
			"active": rapid.IntRange(0, 9).Draw(t, "active") != 5, "displayName": "P",
		}
		if rapid.IntRange(0, 3).Draw(t, "numbered") < 3 {
			s.says[enterpriseURN] = schema.Object{"employeeNumber": fmt.Sprint(n), "department": "D"}
		}
		others := made[1-s.tenant]
		if len(others) > 0 && rapid.IntRange(0, 5).Draw(t, "names the other's") == 0 {
			s.manager = rapid.SampledFrom(others).Draw(t, "manager").id
		}
		own := made[s.tenant]
		if len(own) > 0 && rapid.IntRange(0, 2).Draw(t, "again") > 0 {
			s.action = rapid.SampledFrom([]directory.Action{
				directory.Edit, directory.Replace, directory.Delete, directory.Link, directory.Link, directory.Link, directory.Unmerge,
				directory.NeverLink, directory.Reconsider, directory.Confirm, directory.SetRole,
			}).Draw(t, "action")
			of := rapid.SampledFrom(own).Draw(t, "record")
			s.id, s.source, s.into = of.id, of.source, rapid.SampledFrom(own).Draw(t, "into").id
			if len(others) > 0 && rapid.IntRange(0, 3).Draw(t, "foreign") == 0 {
				s.foreignInto, s.into = true, rapid.SampledFrom(others).Draw(t, "foreign user").id
				s.foreign = rapid.Bool().Draw(t, "foreign record")
				if s.foreign {
					s.id = s.into
				}
			}
		} else if len(others) > 0 && rapid.IntRange(0, 5).Draw(t, "team") == 0 {
			s.member = rapid.SampledFrom(others).Draw(t, "member").id
		}
		if s.action == directory.Create && s.member < 0 {
			made[s.tenant] = append(made[s.tenant], s)
		}
		steps[i] = s
	}
	return steps
}

// rowsOf is all that a database keeps of an account that comes from what sources say, without times
// and with names in the place of ids.
func rowsOf(t *rapid.T, db *store.DB, c *tenant) []string {
	names := []string{c.ID, "account", c.prefix, "own"}
	for _, s := range c.sources {
		names = append(names, s.ID, s.Name)
	}
	rename := strings.NewReplacer(names...)
	var all []string
	for _, table := range []string{"records", "counts", "users", "identifiers", "uniques", "members", "tombstones", "log", "reviews", "never_links"} {
		rows, err := db.ReadPool.Queryx(`SELECT * FROM `+table+` WHERE account_id = $1`, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row := map[string]any{}
			if err := rows.MapScan(row); err != nil {
				t.Fatal(err)
			}
			for _, column := range []string{"created", "modified", "decided", "deleted", "at", "case_id", "external_hash", "address_hash", "traits", "hash"} {
				delete(row, column)
			}
			if n, counts := row["n"]; counts && n == int64(0) {
				continue // somebody who came and went in one batch was not counted
			}
			if table == "log" || table == "reviews" {
				delete(row, "id")
			}
			all = append(all, rename.Replace(fmt.Sprint(table, row)))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(all)
	return all
}

// What happens in one account is nothing to another: of two that know the same people and name each
// other's records, each is as if it had the store to itself.
func TestAccountsDoNotMeet(t *testing.T) {
	db := storetest.SQLite(t)
	in := fixture.Intake(db)
	accounts, cases, linked := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var c [3]*tenant // two that share a time, and then one of them once more, alone
		for i := range c {
			c[i] = found(t, db, accounts)
			accounts++
		}
		steps := drawSteps(t)
		done := func(results []directory.Result, err error) {
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				if directory.KindOf(r.Err) == 0 && r.Err != nil {
					t.Fatal(r.Err)
				}
			}
		}
		apply := func(own *tenant, items ...directory.Item) { // what sources say between two decisions goes together
			var said []directory.Change
			for _, item := range items {
				if item.Said != nil {
					said = append(said, *item.Said)
					continue
				}
				done(in.Apply(context.Background(), own.Account, said))
				done(in.Decide(context.Background(), own.Account, []directory.Decision{*item.Decided}))
				said = nil
			}
			done(in.Apply(context.Background(), own.Account, said))
		}
		for _, s := range steps {
			apply(c[s.tenant], s.item(c[s.tenant], c[1-s.tenant]))
		}
		var items []directory.Item
		for _, s := range steps {
			if s.tenant == 0 {
				items = append(items, s.item(c[2], c[1]))
			}
		}
		apply(c[2], items...)
		together, alone := rowsOf(t, db, c[0]), rowsOf(t, db, c[2])
		if diff := cmp.Diff(alone, together); diff != "" {
			t.Fatalf("alone (-) and beside another account (+):\n%s", diff)
		}
		cases++
		if slices.ContainsFunc(alone, func(row string) bool { return strings.Contains(row, "parent_id:own") }) {
			linked++
		}
	})
	if wanted := cases / 20; !t.Failed() && linked < wanted && cases >= 1000 { // of few it would be chance
		t.Errorf("%d of %d accounts have anybody whom two sources know", linked, cases)
	}
}
