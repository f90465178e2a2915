package admin_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// ann decides in these tests.
var ann = admin.Actor{Name: "ann", Channel: "cli"}

// office is an account whose domain example.com is approved and not verified, so that the second
// source that brings somebody waits for a decision.
type office struct {
	t           *testing.T
	db          *store.DB
	account     *directory.Account
	okta, entra directory.Source
	intake      *directory.Intake
	mails       *mailtest.Server
	people      *admin.People
	reviews     *admin.Reviews
}

// eachOffice runs fn with an office on each database.
func eachOffice(t *testing.T, fn func(o *office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(newOffice(t, db, "acme")) })
}

func newOffice(t *testing.T, db *store.DB, name string) *office {
	t.Helper()
	account, err := db.CreateAccount(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApproveDomain(t.Context(), account.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, db: db, account: account, mails: mailtest.Start(t, &mailtest.Server{})}
	for name, source := range map[string]*directory.Source{"okta": &o.okta, "entra": &o.entra} {
		made, err := db.CreateSource(t.Context(), directory.Source{AccountID: account.ID, Name: name, Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		*source = *made
	}
	o.intake = directory.NewIntake(db, decide.Batch, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		if err := o.intake.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	desk := admin.Desk{Directory: db, Sources: db, Intake: o.intake, UserType: userType}
	o.people = &admin.People{
		Desk: desk, Finder: db, Search: db, ParseFilter: scim.ParseFilter, Patch: patchOf, Typed: db, Gate: db, Confirmations: db, Queue: db, Asker: o.asker,
	}
	o.reviews = &admin.Reviews{Desk: desk}
	return o
}

func userType(context.Context, string) (*schema.ResourceType, error) {
	return schema.Core().Type("User"), nil
}

// asker sends mails to the office's own mail server.
func (o *office) asker() (admin.Asker, error) {
	sender, err := mail.New("smtp://"+o.mails.Addr, "usher@acme.test")
	return &confirm.Loop{Store: o.db, Mailer: sender, BaseURL: "https://usher.acme.test"}, err
}

// push is what a source says about somebody; it returns the record's id.
func (o *office) push(source directory.Source, userName string) string {
	o.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	o.apply(directory.Change{
		Source: source, Action: directory.Create, ID: id,
		Attributes: schema.Object{"userName": userName, "emails": []any{schema.Object{"value": userName}}},
		Request:    directory.Request{Operation: "POST /Users", Success: 201},
	})
	return id
}

// hire is what a source says about somebody, in its own words.
func (o *office) hire(source directory.Source, said schema.Object) string {
	o.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	o.apply(directory.Change{
		Source: source, Action: directory.Create, ID: id, Attributes: said,
		Request: directory.Request{Operation: "POST /Users", Success: 201},
	})
	return id
}

func (o *office) apply(c directory.Change) {
	o.t.Helper()
	c.Type, c.Request.Channel = schema.Core().Type("User"), "scim"
	results, err := o.intake.Apply(o.t.Context(), *o.account, []directory.Change{c})
	if err == nil {
		err = results[0].Err
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// pair is somebody whom both sources bring: the user of the first, and the record of the second,
// which waits, with its case.
func (o *office) pair(userName string) (user, waiting, caseID string) {
	o.t.Helper()
	user, waiting = o.push(o.okta, userName), o.push(o.entra, userName)
	cases, err := o.db.CasesOf(o.t.Context(), o.account.ID, waiting)
	if err != nil || len(cases) != 1 {
		o.t.Fatalf("the cases of %s: %v, %v", userName, cases, err)
	}
	return user, waiting, cases[0].ID
}

// newest is the newest entry of the log.
func (o *office) newest() directory.LogEntry {
	o.t.Helper()
	entries, err := o.db.Log(o.t.Context(), o.account.ID, "", 1)
	if err != nil || len(entries) != 1 {
		o.t.Fatalf("the log: %v, %v", entries, err)
	}
	return entries[0]
}

// logged checks that the newest entry says who decided what, and about whom.
func (o *office) logged(operation, record string) {
	o.t.Helper()
	if e := o.newest(); e.Actor != "ann" || e.Channel != "cli" || e.Operation != operation || e.RecordID != record {
		o.t.Errorf("the log says %s %q of %s by %q; want %q of %s by ann",
			e.Channel, e.Operation, e.RecordID, e.Actor, operation, record)
	}
}

// records are the records of the user that a record is part of; nil for nobody's.
func (o *office) records(record string) []string {
	o.t.Helper()
	p, err := o.people.Show(o.t.Context(), ann, o.account, record)
	if err != nil {
		o.t.Fatal(err)
	}
	if p.ID == "" {
		return nil
	}
	var ids []string
	for _, r := range p.Records {
		ids = append(ids, r.ID)
	}
	return ids
}

// wantKind checks that a refusal is of the kind and has the words.
func wantKind(t *testing.T, what string, err error, kind directory.Kind, words string) {
	t.Helper()
	if directory.KindOf(err) != kind || !contains(err, words) {
		t.Errorf("%s: %v (kind %d), want kind %d with %q", what, err, directory.KindOf(err), kind, words)
	}
}

// patchOf reads the PATCH that an administrator's edit is.
func patchOf(rt *schema.ResourceType, body any) (admin.PatchEdit, int, error) {
	p, err := scim.CompilePatch(rt, body, schema.Mode{})
	if err != nil {
		return nil, 0, err
	}
	return p.Apply, p.Steps(), nil
}
