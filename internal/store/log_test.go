package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/internal/text"
)

// Rules O1 and O4
func TestLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, okta := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		entra, err := db.CreateSource(ctx, directory.Source{AccountID: account.ID, Name: "entra", Kind: "scim", Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		full := directory.LogEntry{
			ID: newID(t), At: noon, SourceID: okta.ID, Channel: "scim", Operation: "POST /Users", Type: "User",
			RecordID: uuid.NewString(), UserID: uuid.NewString(), Status: 201, Outcome: directory.Created,
			Code: directory.Active, Rule: "D1", Detail: text.Messages{text.Plain(`a "quoted" \ detail {with} braces, NULL and é`)},
			Asked: []byte(`{"userName":"ann@example.com"}`), Changes: []byte(`[]`), RequestID: "req-1", Actor: "ann",
		}
		least := directory.LogEntry{ID: newID(t), At: noon.Add(time.Second), SourceID: entra.ID, Channel: "scim", Operation: "GET /Users", Status: 401, Outcome: directory.Declined}
		if err := db.AppendLog(ctx, account.ID, []directory.LogEntry{full, least}); err != nil {
			t.Fatal(err)
		}
		if err := db.AppendLog(ctx, account.ID, nil); err != nil {
			t.Error(err)
		}

		for _, tt := range []struct {
			what, accountID, sourceID string
			limit                     int
			want                      []directory.LogEntry
		}{
			{"all", account.ID, "", 10, []directory.LogEntry{full, least}},
			{"the newest", account.ID, "", 1, []directory.LogEntry{least}},
			{"none", account.ID, "", 0, nil},
			{"one source", account.ID, okta.ID, 10, []directory.LogEntry{full}},
			{"another account", other.ID, "", 10, nil},
			{"another account's source", other.ID, okta.ID, 10, nil},
		} {
			got, err := db.Log(ctx, tt.accountID, tt.sourceID, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Log, %s (-want +got):\n%s", tt.what, diff)
			}
		}
	})
}

// A refused request may hold anything; its entry is kept all the same.
func TestLogKeepsWhatClientsSend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		err := db.AppendLog(ctx, account.ID, []directory.LogEntry{{
			Channel: "scim", Operation: "GET /Users/\x00", RecordID: "not a UUID", Status: 404, Outcome: directory.Declined,
			Detail: text.Messages{text.Plain("\xff\xfe")}, Asked: []byte("{\"a\": \"\x00"), RequestID: "\x00", Actor: "\x00",
		}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Log(ctx, account.ID, "", 1)
		if err != nil || len(got) != 1 {
			t.Fatalf("Log = %v, %v; want one entry", got, err)
		}
		e := got[0]
		if e.ID == "" || !e.At.Equal(noon) || e.Operation != "GET /Users/\uFFFD" || e.RecordID != "" || e.Detail.String() != "\uFFFD\uFFFD" {
			t.Errorf("entry = %+v", e)
		}
	}, store.WithClock(stopped))
}

// What --follow relies on: ids since a moment, and entries by their ids, both in order.
func TestLogSince(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, source := fixture.NewAccount(t, db, "acme")
		var entries []directory.LogEntry
		var ids []string
		for i := range 5 {
			ids = append(ids, idAt(noon.Add(time.Duration(i)*time.Second)))
			entries = append(entries, directory.LogEntry{
				ID: ids[i], At: noon, SourceID: source.ID, Channel: "scim", Operation: fmt.Sprint("GET /", i), Status: 200, Outcome: directory.Read,
			})
		}
		if err := db.AppendLog(ctx, account.ID, entries); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			since    time.Time
			sourceID string
			want     []string
		}{
			{time.Time{}, "", ids},
			{noon.Add(2 * time.Second), "", ids[2:]},
			{noon.Add(2 * time.Second), source.ID, ids[2:]},
			{noon.Add(2 * time.Second), uuid.NewString(), nil},
			{noon.Add(time.Hour), "", nil},
		} {
			got, err := db.LogIDs(ctx, account.ID, tt.sourceID, tt.since)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("LogIDs since %s (-want +got):\n%s", tt.since, diff)
			}
		}
		got, err := db.LogEntries(ctx, account.ID, []string{ids[3], ids[1], newID(t)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]directory.LogEntry{entries[1], entries[3]}, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("LogEntries (-want +got):\n%s", diff)
		}
	})
}

func newID(t *testing.T) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// idAt is a UUIDv7 of the moment.
func idAt(at time.Time) string {
	ms := at.UnixMilli()
	return fmt.Sprintf("%08x-%04x-7abc-8abc-0123456789ab", ms>>16, ms&0xffff)
}
