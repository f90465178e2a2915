package intake_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// company is an account whose people come from several sources: two that are authoritative for
// its verified domain and know their people by number, and one that nobody trusts.
type company struct {
	*fixture.Shelf
	url                string
	acct               directory.Account
	okta, entra, plain directory.Source
	in                 *directory.Intake
}

func newCompany(t testing.TB, kind, url string) *company {
	t.Helper()
	s := fixture.NewShelf(t, kind, url)
	fixture.Verify(t, s.DB, s.Account, "example.com")
	acct, err := s.DB.Account(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	c := &company{Shelf: s, url: url, acct: *acct, okta: s.Source, in: fixture.Intake(s.DB)}
	for name, source := range map[string]*directory.Source{"entra": &c.entra, "plain": &c.plain} {
		made, err := s.DB.CreateSource(t.Context(), directory.Source{AccountID: s.Account, Name: name, Kind: "scim", Rank: 200, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		*source = *made
	}
	for _, source := range []*directory.Source{&c.okta, &c.entra} {
		source.Settings = directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: directory.EnterpriseUser + ":employeeNumber"}
		if err := s.DB.ChangeSource(t.Context(), *source); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func eachCompany(t *testing.T, fn func(t *testing.T, c *company)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, newCompany(t, "sqlite", storetest.SQLiteURL(t))) })
	t.Run("postgres", func(t *testing.T) { fn(t, newCompany(t, "postgres", storetest.PostgresURL(t))) })
}

// somebody is the creation of a person by an address, with more attributes in pairs.
func somebody(source directory.Source, address string, more ...any) directory.Change {
	o := schema.Object{"userName": address, "externalId": "x-" + address, "active": true, "emails": []any{schema.Object{"value": address, "primary": true}}}
	for i := 0; i < len(more); i += 2 {
		o[more[i].(string)] = more[i+1]
	}
	return directory.Change{
		Source: source, Action: directory.Create, Type: fixture.UserType, ID: uuid.Must(uuid.NewV7()).String(), Attributes: o,
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}
}

// decision is what an administrator decides of a record.
func decision(source directory.Source, action directory.Action, id string) directory.Decision {
	return directory.Decision{
		Action: action, Record: directory.RecordKey{SourceID: source.ID, Type: directory.TypeUser, ID: id},
		Type: fixture.UserType, Request: directory.Request{Channel: "cli", Operation: "TEST", Actor: "ada"},
	}
}

// again judges a record of a source again.
func again(source directory.Source, id string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Reconsider, Type: fixture.UserType, ID: id,
		Request: directory.Request{Channel: "domain", Operation: "TEST"},
	}
}

// one applies one change, which has to succeed, with a state.
func (c *company) one(t testing.TB, want directory.Code, change directory.Change) *directory.Record {
	t.Helper()
	return wanted(t, want, fixture.Apply(t, c.in, c.acct, change)[0].Record)
}

// decide carries out one decision, after which its record has to be there, with a state.
func (c *company) decide(t testing.TB, want directory.Code, d directory.Decision) {
	t.Helper()
	wanted(t, want, fixture.Decide(t, c.in, c.acct, d)[0].Record)
}

func wanted(t testing.TB, want directory.Code, r *directory.Record) *directory.Record {
	t.Helper()
	if want != "" && (r == nil || r.Verdict.Code != want) {
		t.Fatalf("want %s: %+v", want, r)
	}
	return r
}

// live lets everything happen that changes who is whom.
func (c *company) live(t testing.TB, name string) {
	t.Helper()
	at := func(s string) string { return s + name + "@example.com" }
	number := func(n string) []any {
		return []any{directory.EnterpriseUser, schema.Object{"employeeNumber": n + name, "department": "Sales"}}
	}
	named := []any{"displayName", "Ann Lee " + name, directory.EnterpriseUser, schema.Object{"department": "Sales " + name}}

	ann := c.one(t, directory.Active, somebody(c.okta, at("ann"), named...))
	two := c.one(t, directory.Active, somebody(c.entra, at("ann")))
	if two.UserID != ann.ID {
		t.Fatalf("not linked by the address: %+v", two)
	}
	bob := c.one(t, directory.Active, somebody(c.okta, at("bob"), number("7")...))
	if by := c.one(t, directory.Active, somebody(c.entra, at("robert"), number("7")...)); by.UserID != bob.ID {
		t.Fatalf("not linked by the key: %+v", by)
	}
	waits := c.one(t, directory.PendingMerge, somebody(c.plain, at("ann")))
	alike := c.one(t, directory.PendingMerge, somebody(c.plain, at("b.o.b")))
	like := c.one(t, directory.PendingMerge, somebody(c.plain, at("someone"), named...))
	c.one(t, directory.PendingDomain, somebody(c.plain, "held"+name+"@elsewhere.example"))
	for _, r := range []*directory.Record{ann, waits} {
		c.one(t, "", again(source(c, r), r.ID))
	}
	change := decision(c.plain, directory.Link, waits.ID)
	change.Into = ann.ID
	c.decide(t, directory.Active, change)
	c.decide(t, directory.Active, decision(c.plain, directory.Unmerge, waits.ID))
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.KeepApart, alike.ID)
	change.Into = bob.ID
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.NeverLink, like.ID)
	change.Into = ann.ID
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.Confirm, like.ID)
	change.Address = at("someone")
	c.decide(t, directory.Active, change)
	for _, role := range []directory.Role{"owner", directory.NoRole} {
		if role == directory.NoRole { // somebody else is by then
			change = decision(c.okta, directory.SetRole, bob.ID)
			change.Role = "owner"
			c.decide(t, "", change)
		}
		change = decision(c.okta, directory.SetRole, ann.ID)
		change.Role = role
		c.decide(t, "", change)
	}
	c.one(t, "", fixture.Rename(c.plain, alike.ID, at("bob"))) // shares the address
	c.one(t, "", fixture.Rename(c.plain, alike.ID, at("free")))
	boss := somebody(c.okta, at("boss"))
	c.one(t, directory.Active, boss)
	c.one(t, directory.Active, somebody(c.okta, at("under"), directory.EnterpriseUser, schema.Object{"manager": schema.Object{"value": boss.ID}}))
	team := fixture.Apply(t, c.in, c.acct, fixture.Group(c.okta, "team "+name, ann.ID))[0].Record
	fixture.Apply(t, c.in, c.acct, fixture.AddMember(c.okta, team.ID, bob.ID))
	c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
	c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
	fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, ann.ID))
	fixture.Apply(t, c.in, c.acct, fixture.Remove(c.plain, like.ID))
	again := somebody(c.plain, at("someone"))
	again.Attributes["externalId"] = "another " + name
	c.one(t, directory.Active, again)
	c.one(t, "", somebody(c.okta, at("ann"))) // comes back
	fixture.Apply(t, c.in, c.acct, somebody(c.okta, at("new1")), somebody(c.okta, at("new2")), somebody(c.entra, at("new1")), fixture.Remove(c.entra, two.ID))
}

func source(c *company, r *directory.Record) directory.Source {
	for _, s := range []directory.Source{c.okta, c.entra} {
		if s.ID == r.SourceID {
			return s
		}
	}
	return c.plain
}

// look reads whatever commands read about who is whom.
func (c *company) look(t testing.TB) {
	ctx := t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil && directory.KindOf(err) != directory.NotFound {
			t.Error(err)
		}
	}
	must(c.DB.Profiles(ctx, c.Account, "", 100))
	for _, ref := range []string{fixture.SomeID, "nobody@example.com", "somebody"} {
		must(c.DB.Profile(ctx, c.Account, ref))
	}
	people, err := c.DB.Profiles(ctx, c.Account, "", 1)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	must(c.DB.Profile(ctx, c.Account, people[0].ID))
	must(c.DB.Profile(ctx, c.Account, people[0].Records[0].ID))
	must(c.DB.Profile(ctx, c.Account, people[0].Login))
	must(c.DB.Levels(ctx, c.Account, people[0]))
	must(c.DB.RecordByUserName(ctx, c.Account, c.plain.ID, "nobody"))
	known := people[0].Records[0]
	found, err := c.DB.KnownPeople(ctx, c.Account, known.SourceID,
		[]admin.PersonKey{{ExternalID: "1", UserName: known.UserName, Address: "nobody@example.com"}},
		admin.KnownWants{Groups: true, PoolID: uuid.NewString()})
	if err != nil || len(found) != 1 || len(found[0]) == 0 {
		t.Fatal(found, err)
	}
	must(c.DB.RecordBodies(ctx, c.Account, c.plain.ID, directory.TypeUser, []string{uuid.NewString()}))
	cases, err := c.DB.Cases(ctx, c.Account, "", true, 100)
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	must(c.DB.Cases(ctx, c.Account, "", false, 100))
	must(c.DB.Case(ctx, c.Account, cases[0].ID))
	must(c.DB.CasesOf(ctx, c.Account, cases[0].RecordID))
	must(c.DB.HeldBy(ctx, c.Account, "elsewhere.example", "", 100))
	must(c.DB.HeldInVain(ctx, 64))
	must(c.DB.InReview(ctx, c.Account, "", 100))
	must(c.DB.ReviewedInVain(ctx, 64))
	must(c.DB.UserRecords(ctx, c.Account, c.plain.ID, "", 100))
	for _, f := range []directory.Finding{
		{}, {State: directory.Active}, {State: directory.Suspended}, {State: directory.PendingDomain, After: fixture.SomeID}, {SourceID: c.plain.ID},
		{SourceID: c.plain.ID, State: directory.Active, After: fixture.SomeID}, {Words: []string{"ann"}},
		{Words: []string{"ann", "lee@"}, SourceID: c.plain.ID, State: directory.Active},
	} {
		f.Limit = 100
		must(c.DB.Find(ctx, c.Account, f))
	}
	for _, q := range []directory.LogQuery{
		{}, {Records: []string{fixture.SomeID, people[0].ID}}, {Actor: "ann"}, {Outcome: directory.Held}, {Changes: true, Since: fixture.Start, Until: fixture.Start.Add(time.Hour)},
	} {
		q.Limit = 100
		must(c.DB.FindLog(ctx, c.Account, q))
	}
	for _, ref := range []string{fixture.SomeID, "nobody@example.com"} {
		must(c.DB.Lost(ctx, &c.acct, ref))
	}
	_, _, err = c.DB.SourcePulses(ctx, c.Account, fixture.Start)
	must(nil, err)
	must(c.DB.RecordsOf(ctx, &c.acct, people[0].ID))
	must(c.DB.RecordsOf(ctx, &c.acct, "nobody@example.com"))
	must(c.DB.HeldAddresses(ctx, c.Account, []string{"elsewhere.example"}, 5))
}
