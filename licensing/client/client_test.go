package client_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/deviceapi"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/licensing/client"
	"github.com/usher-id/usher/licensing/licensefile"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// Rule L8, trap TA12: a client activates at a real server, gets its file anew while the server answers, and works on without it
// until the file and its grace have ended; it asks again with growing pauses.
func TestClient(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, source := fixture.Tenancy(t, db)
		key := licensed(t, db, account, source)
		server := httptest.NewServer((&deviceapi.API{Devices: &devices.Service{Store: db}, Logger: slog.New(slog.DiscardHandler)}).Handler())
		defer server.Close()
		c := &client.Client{Server: server.URL + "/", Language: "fr"}
		r := client.Request{Key: strings.ToLower(key), Fingerprint: "fingerprint-1", Name: "laptop", Platform: "linux", Version: "1", Offline: true}
		grant, err := c.Activate(ctx, r)
		if err != nil || grant.Device == "" || grant.Limit != 1 || grant.Heartbeat != 86400 || grant.File == "" {
			t.Fatalf("%+v, %v", grant, err)
		}
		other := r
		other.Fingerprint = "fingerprint-2"
		_, err = c.Activate(ctx, other)
		var refused *client.Error
		if !errors.As(err, &refused) || refused.Code != "device-limit" || refused.Limit != 1 || !strings.Contains(refused.Detail, "permet 1 appareil") {
			t.Errorf("one too many: %v", err)
		}
		if s, err := c.Status(ctx, r); err != nil || s.Device != grant.Device || len(s.Devices) != 1 || s.Devices[0].Name != "laptop" || !s.Usable {
			t.Errorf("%+v, %v", s, err)
		}

		signing, err := devices.SigningKey(account.Secret, 1)
		if err != nil {
			t.Fatal(err)
		}
		keys := licensefile.KeySet{signing.Public()}
		var kept client.Kept
		if l, err := c.Renew(ctx, r, &kept, keys, licensefile.Expect{}); err != nil || l.State != licensefile.Valid || l.Device != grant.Device {
			t.Fatalf("%+v, %v", l, err)
		}
		server.Close()
		for _, after := range []struct {
			time.Duration
			state  licensefile.State
			reason licensefile.Reason
		}{
			{time.Hour, licensefile.Valid, ""},
			{devices.FileFor + time.Hour, licensefile.Grace, ""},
			{devices.FileFor + devices.FileGrace + time.Hour, "", licensefile.Expired},
		} {
			now := time.Now().Add(after.Duration)
			l, err := c.Renew(ctx, r, &kept, keys, licensefile.Expect{Now: now})
			var over *licensefile.Error
			if after.reason == "" && (err != nil || l.State != after.state) || after.reason != "" && (!errors.As(err, &over) || over.Reason != after.reason) {
				t.Errorf("after %s: %+v, %v", after.Duration, l, err)
			}
			if kept.Next.Sub(now) != client.Pause(kept.Lost) {
				t.Errorf("asks again after %s", kept.Next.Sub(now))
			}
		}
		if kept.Lost != 3 || client.Pause(1) != time.Minute || client.Pause(3) != 4*time.Minute || client.Pause(100) != 6*time.Hour {
			t.Errorf("lost %d", kept.Lost)
		}
	})
}

// licensed makes a person with a license for one device, and gives its key.
func licensed(t *testing.T, db *store.DB, account directory.Account, source directory.Source) string {
	t.Helper()
	pool := uuid.NewString()
	settings := licensing.Settings{Product: "player", Seats: 1, Devices: 1}
	for _, statement := range []struct {
		text string
		args []any
	}{
		{`INSERT INTO pools (account_id, id, name, name_key, settings, created, modified) VALUES ($1, $2, 'p', 'p', $3, 1, 1)`,
			[]any{account.ID, pool, settings.Text()}},
		{`INSERT INTO license_rules (account_id, id, number, pool_id, conditions, created) VALUES ($1, $2, 1, $3, '{}', 1)`,
			[]any{account.ID, uuid.NewString(), pool}},
	} {
		if _, err := db.WritePool.ExecContext(t.Context(), statement.text, statement.args...); err != nil {
			t.Fatal(err)
		}
	}
	fixture.Apply(t, fixture.Intake(db), account, fixture.Person(source, 1))
	var id string
	if err := db.ReadPool.GetContext(t.Context(), &id, `SELECT id FROM licenses WHERE account_id = $1`, account.ID); err != nil {
		t.Fatal(err)
	}
	return directory.LicenseKey(account.Secret, id).Text()
}

// Trap TA12: what is no answer of a license server, such as a captive portal's page or one that is down, is no refusal.
func TestUnreachable(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a portal": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<h1>Welcome</h1>"))
		},
		"a portal that refuses": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) },
		"a proxy":               func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusBadGateway) },
		"a busy server": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(`{"code":"unavailable","detail":"later"}`))
		},
	} {
		server := httptest.NewServer(answer)
		_, err := (&client.Client{Server: server.URL}).Heartbeat(t.Context(), client.Request{Key: "SECRET", Fingerprint: "fingerprint"})
		server.Close()
		if !errors.Is(err, client.ErrUnreachable) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
