package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// People of a database that was made before there were several sources of one come up as what they
// are: each record one user, shown in the directory view and counted there, whom records of other
// sources find; held ones still wait. Until then commands refuse the database.
func TestPeopleAreMigrated(t *testing.T) {
	for kind, url := range storetest.EmptyURLs(t) {
		t.Run(kind, func(t *testing.T) {
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.MigrateTo(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			raw := sqlx.MustOpen(kind, strings.TrimPrefix(url, "sqlite:"))
			defer raw.Close()
			seedBefore(t, raw)

			pending, err := db.Pending(t.Context())
			if err != nil || pending < 1 {
				t.Fatalf("%d migrations are pending, %v", pending, err)
			}
			want := fmt.Sprintf("the database lacks %d migrations of this usher: run usher migrate, or start usher serve", pending)
			if err := db.Prepare(t.Context()); err == nil || err.Error() != want {
				t.Errorf("Prepare: %v, want %q", err, want)
			}
			if n, err := db.Pending(t.Context()); err != nil || n != pending {
				t.Errorf("Prepare has changed something: %d migrations are pending, %v", n, err)
			}
			if n, err := db.Migrate(t.Context()); err != nil || n != pending {
				t.Fatalf("Migrate: %d, %v", n, err)
			}
			if err := db.Prepare(t.Context()); err != nil {
				t.Errorf("Prepare of a migrated database: %v", err)
			}
			checkMigrated(t, db, raw)
		})
	}
}

// Of the old people: their record's ids and their users', which differ where somebody has come back.
const (
	oldAccount = "018f0000-0000-7000-8000-0000000000a0"
	oldSource  = "018f0000-0000-7000-8000-0000000000b0"
	oldAnn     = "018f0000-0000-7000-8000-000000000001"
	oldBob     = "018f0000-0000-7000-8000-000000000002"
	oldBobUser = "018f0000-0000-7000-8000-000000000009"
	oldEve     = "018f0000-0000-7000-8000-000000000003" // inactive
	oldHeld    = "018f0000-0000-7000-8000-000000000004"
	oldMoved   = "018f0000-0000-7000-8000-000000000005" // was let in, and has changed to an address that is held
	oldGroup   = "018f0000-0000-7000-8000-000000000006"
	oldCase    = "018f0000-0000-7000-8000-0000000000c0"
)

// seedBefore fills tables as they were in version 1.
func seedBefore(t *testing.T, raw *sqlx.DB) {
	t.Helper()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatalf("%v\n%s", err, query)
		}
	}
	exec(`INSERT INTO accounts (id, name, secret, created) VALUES ($1, 'acme', $2, 1)`, oldAccount, []byte("0123456789abcdef0123456789abcdef"))
	exec(`INSERT INTO sources (account_id, id, name, kind, rank, domain_policy, created) VALUES ($1, $2, 'okta', 'scim', 100, 'hold', 1)`, oldAccount, oldSource)
	exec(`INSERT INTO domains (account_id, domain, level, created) VALUES ($1, 'example.com', 'approved', 1)`, oldAccount)
	for _, p := range []struct{ id, user, name, domain, state string }{
		{oldAnn, oldAnn, "ann", "example.com", "active"},
		{oldBob, oldBobUser, "bob", "example.com", "active"},
		{oldEve, oldEve, "eve", "example.com", "suspended"},
		{oldHeld, "", "held", "elsewhere.example", "pendingDomain"},
		{oldMoved, oldMoved, "moved", "elsewhere.example", "pendingDomain"},
	} {
		address, heldFor, rule := p.name+"@"+p.domain, any(nil), "D1"
		if p.state == "pendingDomain" {
			heldFor, rule = p.domain, "D7"
		}
		body := fmt.Sprintf(`"userName":%q,"active":%v,"emails":[{"value":%q}]`, address, p.state != "suspended", address)
		exec(`INSERT INTO records (account_id, source_id, type, id, user_id, user_name, external_id, active, state, rule, case_id, held_domain, body, search, version, created, modified)
			VALUES ($1, $2, 'User', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 1, 1)`,
			oldAccount, oldSource, p.id, fixture.OrNull(p.user), address, "x-"+p.name, p.state != "suspended", p.state, rule, oldCase, heldFor, body, "{"+body+"}")
		exec(`INSERT INTO identifiers (account_id, kind, value, record_id, user_id, owner) VALUES ($1, 'email', $2, $3, $4, $5)`,
			oldAccount, address, p.id, fixture.OrNull(p.user), p.user != "")
		if p.user != "" {
			state := strings.Replace(p.state, "pendingDomain", "active", 1)
			exec(`INSERT INTO users (account_id, id, state, login, created, modified) VALUES ($1, $2, $3, $4, 1, 1)`, oldAccount, p.user, state, address)
		}
	}
	exec(`INSERT INTO records (account_id, source_id, type, id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		VALUES ($1, $2, 'Group', $3, 'team', true, 'active', 'I1', $4, '"displayName":"Team"', '{"displayName":"team"}', 1, 1, 1)`, oldAccount, oldSource, oldGroup, oldCase)
	exec(`INSERT INTO members (account_id, group_id, member_id, type, waiting) VALUES ($1, $2, $3, 'User', false)`, oldAccount, oldGroup, oldBob)
	exec(`INSERT INTO counts (account_id, source_id, type, n) VALUES ($1, $2, 'User', 5), ($1, $2, 'Group', 1)`, oldAccount, oldSource)
}

func checkMigrated(t *testing.T, db *store.DB, raw *sqlx.DB) {
	t.Helper()
	ctx := context.Background()
	account, err := db.Account(ctx, "acme")
	if err != nil {
		t.Fatal(err)
	}
	okta, err := db.Source(ctx, oldAccount, "okta")
	if err != nil {
		t.Fatal(err)
	}
	view := func() map[string]string {
		t.Helper()
		found, err := db.Search(ctx, oldAccount, oldAccount, fixture.Query(fixture.UserType))
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]string{}
		for _, v := range found.Records {
			shown[v.ID] = string(v.Body)
		}
		if found.Total != len(shown) {
			t.Errorf("the view counts %d people and shows %d", found.Total, len(shown))
		}
		return shown
	}
	shown := view()
	for _, id := range []string{oldAnn, oldBobUser, oldEve} {
		if shown[id] == "" {
			t.Errorf("the view doesn't show %s: %v", id, shown)
		}
	}
	if len(shown) != 3 { // whoever was moved is shown again with the next word about the record
		t.Errorf("the view shows %v", shown)
	}
	groups, err := db.Search(ctx, oldAccount, oldAccount, fixture.Query(fixture.GroupType))
	if err != nil || groups.Total != 1 || len(groups.Records) != 1 {
		t.Errorf("groups of the view: %+v, %v", groups, err)
	}
	people, err := db.Profiles(ctx, oldAccount, "", 100)
	if err != nil || len(people) != 4 {
		t.Errorf("%d users, %v", len(people), err)
	}
	for _, p := range people {
		if len(p.Records) != 1 || p.Records[0].UserID != p.ID || p.Records[0].ParentID != "" {
			t.Errorf("user %s: %+v", p.ID, p)
		}
	}

	// The old people are found by another source's records, and changed as ever.
	fixture.Verify(t, db, oldAccount, "example.com")
	entra, err := db.CreateSource(ctx, directory.Source{AccountID: oldAccount, Name: "entra", Kind: "scim", Rank: 100, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*directory.Source{okta, entra} {
		s.Settings.AuthoritativeFor = []string{"example.com"}
		if err := db.ChangeSource(ctx, *s); err != nil {
			t.Fatal(err)
		}
	}
	in := fixture.Intake(db)
	linked := fixture.Apply(t, in, *account, somebody(*entra, "bob@example.com"))[0].Record
	if linked.UserID != oldBobUser || linked.ParentID != oldBob {
		t.Errorf("another source's record of Bob is %+v", linked)
	}
	fixture.Decide(t, in, *account, decision(*entra, directory.Unmerge, linked.ID))
	fixture.Apply(t, in, *account, fixture.Deactivate(*okta, oldAnn))
	if _, err := db.ApproveDomain(ctx, oldAccount, "elsewhere.example"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{oldHeld, oldMoved} {
		if r := fixture.Apply(t, in, *account, again(*okta, id))[0].Record; r.Verdict.Code != directory.Active || r.UserID != id {
			t.Errorf("%s, whose domain is approved: %+v", id, r.Verdict)
		}
	}
	fixture.Apply(t, in, *account, fixture.Remove(*okta, oldEve))
	shown = view()
	for _, id := range []string{oldAnn, oldBobUser, linked.ID, oldHeld, oldMoved} {
		if shown[id] == "" {
			t.Errorf("the view doesn't show %s: %v", id, shown)
		}
	}
	if len(shown) != 5 {
		t.Errorf("the view shows %v", shown)
	}
	var wrong []string
	err = raw.Select(&wrong, `
		SELECT CAST(source_id AS text) || ' ' || type || ' ' || CAST(sum(n) AS text)
		  FROM (SELECT source_id, type, n FROM counts UNION ALL
		        SELECT source_id, type, -1 FROM records WHERE source_id <> account_id UNION ALL
		        SELECT account_id, type, -1 FROM records WHERE golden OR type = 'Group') c
		 GROUP BY source_id, type HAVING sum(n) <> 0`)
	if err != nil || len(wrong) > 0 {
		t.Errorf("source, type and how many too many are counted: %v, %v", wrong, err)
	}
}
