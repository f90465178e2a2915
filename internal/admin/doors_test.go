package admin_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// The doors by which people come here, in the order of the ranks of their sources (rule M1).
const (
	byPush = iota
	byService
	byFile
	byAddress
	byDevice
	doorCount
)

var doorNames = [doorCount]string{"push", "service", "file", "address", "device"}

// doors is an office with a door of every kind.
type doors struct {
	*bureau
	hr      *ledger
	service *syncrun.Service
	runner  *syncrun.Runner
	codes   *devicecode.Service
	sender  *mail.Sender
	sources [doorCount]directory.Source
}

// ledger is a connected service in memory.
type ledger struct{ people, changes []connectors.Entry }

func (l *ledger) Read(context.Context, string) (*connectors.Page, error) {
	return &connectors.Page{Entries: l.people, Total: len(l.people)}, nil
}

func (l *ledger) Mark(context.Context) (string, error) { return "mark", nil }

func (l *ledger) Changes(context.Context, string, string) (*connectors.Page, error) {
	return &connectors.Page{Entries: l.changes, Mark: "mark"}, nil
}

func (l *ledger) Sees() (deletions, memberships bool) { return true, true }

// withDoors opens all doors of an office. There are seats for everybody.
func withDoors(b *bureau) *doors {
	b.t.Helper()
	d := &doors{bureau: b, hr: &ledger{}}
	hr, err := b.db.CreateSource(b.t.Context(), directory.Source{
		AccountID: b.account.ID, Name: "hr", Kind: directory.KindPulled, Rank: directory.Ranks[directory.KindPulled],
		Policy: directory.Hold,
	})
	must(b.t, err)
	d.sources[byPush], d.sources[byService] = b.okta, *hr
	for door, own := range map[int]func(context.Context, directory.SourceMaker, string) (*directory.Source, error){
		byFile: directory.CSVSource, byAddress: directory.TypedSource, byDevice: directory.DeviceSource,
	} {
		source, err := own(b.t.Context(), b.db, b.account.ID)
		must(b.t, err)
		d.sources[door] = *source
	}
	pool := fixture.Pool(b.t, b.db, b.account.ID, "standard", licensing.Settings{Seats: 1000, Devices: 5})
	fixture.Rule(b.t, b.db, b.account.ID, pool, 1, licensing.Conditions{})
	d.service = &syncrun.Service{Source: *hr, Kind: "memory", Settings: "{}", Scope: "all"}
	must(b.t, b.db.ConnectService(b.t.Context(), d.service, directory.LogEntry{}))
	d.runner = &syncrun.Runner{
		Store: b.db, Intake: b.intake, Clock: clock.System, Logger: slog.New(slog.DiscardHandler),
		Registry: func(context.Context, string) (*schema.Registry, error) { return schema.Core(), nil },
		Connect:  func(context.Context, *syncrun.Service) (connectors.Connector, error) { return d.hr, nil },
	}
	d.codes = &devicecode.Service{
		Store: b.db, Key: []byte("a key of 32 bytes, or nearly so."), Intake: b.intake, UserType: userType,
		Clock:   clock.System,
		Devices: &devices.Service{Store: b.db, Clock: clock.System, Seats: devices.Seats(b.intake, userType)},
	}
	d.sender, err = mail.New("smtp://"+b.mails.Addr, "usher@acme.test")
	must(b.t, err)
	return d
}

// trusting verifies the domain, and takes the word of the sources that can be trusted for it: whoever comes is the same
// person.
func (d *doors) trusting() {
	d.t.Helper()
	fixture.Verify(d.t, d.db, d.account.ID, "example.com")
	for _, door := range []int{byPush, byService, byFile} {
		d.sources[door].Settings.TrustedFor = []string{"example.com"}
		must(d.t, d.db.ChangeSource(d.t.Context(), d.sources[door]))
	}
	d.okta, d.service.Source = d.sources[byPush], d.sources[byService]
}

// saidBy is what a door says of somebody beside the address.
func saidBy(door int) schema.Object {
	return schema.Object{"title": doorNames[door], "name": schema.Object{"givenName": doorNames[door]}}
}

// pushed comes by a push.
func (d *doors) pushed(email string) (record string) {
	d.t.Helper()
	said := saidBy(byPush)
	said["userName"], said["emails"] = email, []any{schema.Object{"value": email, "primary": true}}
	return d.hire(d.sources[byPush], said)
}

// reads brings people by the service, in the first run and its preview.
func (d *doors) reads(emails ...string) {
	d.t.Helper()
	for _, email := range emails {
		d.hr.people = append(d.hr.people, connectors.Entry{Type: connectors.User, ID: email, Attributes: map[string]any{
			"userName": email, "active": true, "emails": []any{map[string]any{"value": email, "primary": true}},
			"title": doorNames[byService], "name": map[string]any{"givenName": doorNames[byService]},
		}})
	}
	d.run(syncrun.Preview)
	d.run(syncrun.Full)
}

// run carries a run of the service out.
func (d *doors) run(mode syncrun.Mode) {
	d.t.Helper()
	run := &syncrun.Run{AccountID: d.account.ID, SourceID: d.service.Source.ID, Mode: mode}
	asked, err := d.db.AskRun(d.t.Context(), run,
		directory.Job{ID: d.account.ID, Kind: admin.JobSync, Key: d.service.Source.ID, Payload: "{}"})
	must(d.t, err)
	must(d.t, d.runner.Do(d.t.Context(), d.account.ID, d.service.Source.ID))
	r, err := d.db.SyncRun(d.t.Context(), d.account.ID, asked.ID)
	must(d.t, err)
	if r.State != syncrun.Completed || r.Parked > 0 || r.Failed > 0 {
		d.t.Fatalf("the run is %s: %+v, %s", r.State, r.Counts, r.Problem)
	}
}

// gone has the service say that somebody is not there any more.
func (d *doors) gone(emails ...string) {
	d.t.Helper()
	d.hr.changes = nil
	for _, email := range emails {
		d.hr.changes = append(d.hr.changes, connectors.Entry{Type: connectors.User, ID: email, Gone: true})
	}
	d.run(syncrun.Delta)
}

// filed comes by a file of one row; it returns the import.
func (d *doors) filed(email string) (id string) {
	d.t.Helper()
	file := fmt.Sprintf("email,First name,Job title\n%s,%s,%[2]s\n", email, doorNames[byFile])
	return d.take(file).ID
}

// typed is typed by an administrator; it returns the record.
func (d *doors) typed(email string) *directory.Record {
	d.t.Helper()
	request := admin.AddRequest{Email: email, GivenName: doorNames[byAddress]}
	added, err := d.office.people.Add(d.t.Context(), ann, d.account, request)
	must(d.t, err)
	return added.Record
}

// agrees has the mailbox of what was typed answer by the code of its mail, which is the newest.
func (d *doors) agrees(email string) {
	d.t.Helper()
	request := admin.ConfirmRequest{Email: email, Code: d.code()}
	_, err := d.office.people.Confirm(d.t.Context(), ann, d.account, request)
	must(d.t, err)
}

// activates comes by a device with the code that was mailed to it; the answer is what the device is told.
func (d *doors) activates(email string) devices.Code {
	d.t.Helper()
	ctx := d.t.Context()
	question := devicecode.Question{Email: email, Account: d.account.ID, Client: email, Language: text.English}
	must(d.t, d.codes.Ask(ctx, question))
	list, err := d.db.TakeJobs(ctx, devicecode.JobKind, "test", time.Minute, 10)
	must(d.t, err)
	if len(list) != 1 {
		d.t.Fatalf("%d mails are to be sent", len(list))
	}
	must(d.t, d.codes.Mailing(d.sender).Do(ctx, &list[0]))
	_, err = d.db.SettleJob(ctx, &list[0], jobs.Outcome{State: jobs.Done})
	must(d.t, err)
	answer := devicecode.Answer{Email: email, Code: d.code(), Account: d.account.ID, Client: email}
	_, err = d.codes.Activate(ctx, answer,
		devices.Request{Fingerprint: "fingerprint-" + email, Name: "laptop", Issuer: "https://usher.acme.test"})
	var refused *devices.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	must(d.t, err)
	return ""
}

// utterances are what each door says of an address.
func (d *doors) utterances(email string) (said [doorCount]*directory.Utterance) {
	d.t.Helper()
	for door := range said {
		u, err := d.db.RecordByUserName(d.t.Context(), d.account.ID, d.sources[door].ID, email)
		if directory.KindOf(err) == directory.NotFound {
			continue
		}
		must(d.t, err)
		said[door] = u
	}
	return said
}

// verdicts are those of each door about an address.
func (d *doors) verdicts(email string) string {
	d.t.Helper()
	var said []string
	for door, u := range d.utterances(email) {
		code := directory.Code("none")
		if u != nil {
			code = u.Verdict.Code
		}
		said = append(said, fmt.Sprintf("%s %s", doorNames[door], code))
	}
	return strings.Join(said, ", ")
}

// disconnects takes the service away, with all that it said.
func (d *doors) disconnects() {
	d.t.Helper()
	deletion := admin.SourceDeletion{Name: "hr", People: admin.PeopleRemove}
	_, err := d.office.sources(d.intake).Delete(d.t.Context(), ann, d.account, deletion)
	must(d.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
