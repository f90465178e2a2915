package main

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors/connectortest/fakescim"
)

// Show 3 and rule S3: an administrator allows or rejects what is parked, one, several or all, and reads what was done, in French, too.
// Rules O1, O3, O4 and S8: who asked stands in what the runs changed; whoever is erased is forgotten, and comes back as somebody new; a
// service that is disconnected leaves nothing of what was read.
func TestParkedIsDecided(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		r := n.reads(t, 60)
		suspended := func(names ...int) {
			t.Helper()
			users := make([]fakescim.Object, len(r.users))
			for i, u := range r.users {
				users[i] = fakescim.Object{}
				for k, v := range u {
					users[i][k] = v
				}
				for _, k := range names {
					if k == i {
						users[i]["active"] = false
					}
				}
			}
			r.fake.Serve(users, r.groups)
		}
		active := func(want int) {
			t.Helper()
			got := 0
			for _, u := range r.listed(t, "user", "list", "--limit", "500", "--account", "acme") {
				if u["state"] == "active" {
					got++
				}
			}
			if got != want {
				t.Errorf("%d are active, not %d", got, want)
			}
		}
		suspended(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
		for _, args := range []string{
			"service sync hr --full --follow", "service status", "service status hr", "service runs hr", "service parked list hr",
			"service parked allow hr nobody", "service parked allow hr",
		} {
			n.speaksFrench(t, append(strings.Fields(args), "--account", "acme")...)
		}
		if ids := r.parked(t); len(ids) != 12 {
			t.Fatalf("%d are parked", len(ids))
		}
		if said := n.speaksFrench(t, "service", "parked", "allow", "hr", "u-001", "--account", "acme"); !strings.Contains(said, "1") {
			t.Errorf("allowing one says %q", said)
		}
		active(59)
		n.speaksFrench(t, "service", "parked", "allow", "hr", "p002", "p003", "--account", "acme")
		active(57)
		n.speaksFrench(t, "service", "parked", "reject", "hr", "p004", "--account", "acme")
		if said := r.command(t, 0, "service", "parked", "reject", "hr", "--all"); !strings.Contains(said, "8") {
			t.Errorf("rejecting the rest says %q", said)
		}
		active(57)
		r.synced(t, 0, "completed")
		active(57)
		if ids := r.parked(t); len(ids) != 0 {
			t.Errorf("%v are parked after they were rejected", ids)
		}

		changed := r.listed(t, "log", "--user", "p001@example.com", "--account", "acme")
		last := changed[len(changed)-1]
		if last["operation"] != "SYNC User" || last["actor"] == nil || last["source"] != "hr" {
			t.Errorf("the log says of p001: %v", last)
		}
		if said := n.speaksFrench(t, "explain", "--user", "p001@example.com", "--account", "acme"); !strings.Contains(said, "hr") {
			t.Errorf("explain doesn't name the service: %s", said)
		}

		r.command(t, 0, "user", "erase", "p050@example.com", "--yes")
		left := 0
		if err := r.commands().ReadPool.Get(&left, `SELECT count(*) FROM sync_items WHERE name = 'p050' OR native_id = 'u-050'`); err != nil || left != 0 {
			t.Errorf("%d entries are left of whom was erased: %v", left, err)
		}
		if run := r.synced(t, 0, "completed"); run["created"] != float64(1) && run["waiting"] != float64(1) && run["review"] != float64(1) {
			t.Errorf("whoever was erased is in the service, and the run says %v", run)
		}

		r.command(t, 0, "service", "disconnect", "hr", "--remove")
		for _, table := range []string{"sync_items", "sync_seen", "service_secrets"} {
			if err := r.commands().ReadPool.Get(&left, `SELECT count(*) FROM `+table); err != nil || left != 0 {
				t.Errorf("%d rows are left in %s: %v", left, table, err)
			}
		}
		if list := r.listed(t, "service", "status", "--account", "acme"); len(list) != 0 {
			t.Errorf("the service is still listed: %v", list)
		}
	})
}
