package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

// syncPeople, in the environment, is how many people the other Usher has; a group of 250 for each 50 of them.
const syncPeople = "USHER_TEST_SYNC"

// syncKills is how often a server is killed while it synchronizes.
const syncKills = 5

// syncMemory bounds what a server takes that synchronizes 100,000 people and 500,000 memberships, in kB.
const syncMemory = 200 << 10

// Rules S1, S4 and S7: what another Usher has comes over, though the servers that bring it are killed: two nodes run, and whichever has
// the run is killed five times. Then both have the same, nothing came twice, and a second run writes no record. Whoever leaves there is
// inactive after two runs here.
func TestCrashWhileSynchronizing(t *testing.T) {
	long(t, killed)
	people := 1500
	if n, err := strconv.Atoi(os.Getenv(syncPeople)); err == nil {
		people = n
	}
	origin := newSyncOrigin(t, people)
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			d := newSyncDestination(t, url, origin)
			d.usher(t, "service", "sync", "directory")
			nodes := []*crashServer{d.start(t), d.start(t)}
			for kill := range syncKills {
				if !d.reach(t, (kill+1)*people*2/(syncKills+2)) {
					break
				}
				victim := nodes[kill%2]
				victim.kill()
				nodes[kill%2] = d.start(t)
			}
			d.ended(t, "completed")
			for i, node := range nodes {
				if peak := node.peak(t); peak > syncMemory {
					t.Errorf("node %d took %d kB", i, peak)
				} else {
					t.Logf("node %d took %d kB", i, peak)
				}
			}
			d.equals(t, origin)
			if n, m := d.count(t, `SELECT count(*) FROM log WHERE operation = 'SYNC User'`), people; n != m {
				t.Errorf("%d log entries of %d people", n, m)
			}
			versions := `SELECT COALESCE(CAST(sum(version) AS integer), 0) FROM records`
			before := d.count(t, versions)
			d.usher(t, "service", "sync", "directory", "--full")
			d.ended(t, "completed")
			if after := d.count(t, versions); after != before {
				t.Errorf("a run in which nothing has changed wrote records: their versions sum up to %d, not %d", after, before)
			}
		})
	}
}

// syncOrigin is another Usher, with people and groups.
type syncOrigin struct {
	*node
	db    *store.DB
	token string
}

func newSyncOrigin(t *testing.T, people int) *syncOrigin {
	t.Helper()
	url := storetest.SQLiteURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ctx := t.Context()
	account, err := db.CreateAccount(ctx, "origin")
	if err == nil {
		_, err = db.ApproveDomain(ctx, account.ID, "example.com")
	}
	if err != nil {
		t.Fatal(err)
	}
	okta, err := db.CreateSource(ctx, directory.Source{AccountID: account.ID, Name: "okta", Kind: directory.KindSCIM, Rank: 100, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	defer intake.Close(context.Background())
	user, group := schema.Core().Type("User"), schema.Core().Type("Group")
	ids := make([]string, people)
	bring := func(changes []directory.Change) {
		for slice := range slices.Chunk(changes, directory.MaxBatch) {
			results, err := intake.Apply(ctx, *account, slice)
			for i := range results {
				if err == nil {
					err = results[i].Err
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var changes []directory.Change
	for i := range ids {
		ids[i] = uuid.Must(uuid.NewV7()).String()
		name := fmt.Sprintf("p%d@example.com", i)
		attributes := schema.Object{
			"userName": name, "externalId": fmt.Sprint("e", i), "displayName": fmt.Sprint("Person ", i), "active": i%50 != 7,
			"name":   schema.Object{"givenName": "Person", "familyName": fmt.Sprint("Family ", i)},
			"emails": []any{schema.Object{"value": name, "type": "work", "primary": true}}, "title": "Engineer",
		}
		if i > 0 {
			attributes[directory.EnterpriseUser] = schema.Object{"department": fmt.Sprint("D", i%20), "manager": schema.Object{"value": ids[i/10]}}
		}
		changes = append(changes, directory.Change{
			Source: *okta, Action: directory.Create, Type: user, ID: ids[i], Attributes: attributes,
			Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
		})
	}
	bring(changes)
	changes = nil
	for g := range max(2, people/50) {
		members := &directory.MemberChange{}
		for k := range min(250, people) {
			members.Add = append(members.Add, directory.Member{ID: ids[(g*50+k)%people], Type: directory.TypeUser})
		}
		changes = append(changes, directory.Change{
			Source: *okta, Action: directory.Create, Type: group, ID: uuid.Must(uuid.NewV7()).String(), Members: members, UserType: user,
			Attributes: schema.Object{"displayName": fmt.Sprint("Group ", g)},
			Request:    directory.Request{Channel: "scim", Operation: "POST /Groups", Success: 201},
		})
	}
	bring(changes)
	o := &syncOrigin{node: startNode(t, url), db: db}
	o.token = strings.TrimSpace(strings.Split(o.usher(t, "token", "create", "--source", "okta"), "\n")[0])
	return o
}

// syncDestination is an Usher that reads another one.
type syncDestination struct {
	url    string
	tables *crashTables
}

func newSyncDestination(t *testing.T, url string, o *syncOrigin) *syncDestination {
	t.Helper()
	d := &syncDestination{url: url}
	d.usher(t, "migrate")
	d.usher(t, "account", "create", "acme")
	d.usher(t, "domain", "approve", "example.com")
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(o.token), 0o600); err != nil {
		t.Fatal(err)
	}
	d.usher(t, "service", "connect", "scim", "--name", "directory", "--url", o.base, "--secret-file", token, "--allow-private", "--preset", "usher",
		"--no-preview")
	d.tables = openCrashTables(t, url)
	return d
}

// usher runs a command over the database, as another process would.
func (d *syncDestination) usher(t *testing.T, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if status := Run(t.Context(), append(args, "--database", d.url), withKey(noEnvironment), &out, &log); status != 0 {
		t.Fatalf("usher %s: status %d: %s", strings.Join(args, " "), status, &log)
	}
	return strings.TrimSpace(out.String())
}

// start starts a node.
func (d *syncDestination) start(t *testing.T) *crashServer {
	t.Helper()
	return startCrashBinary(t, os.Args[0], nil, d.url, crashLease+"=2s", sealed.KeyVariable+"="+testKey())
}

// reach waits until the run has read and applied so many entries; false when it was over before.
func (d *syncDestination) reach(t *testing.T, steps int) bool {
	t.Helper()
	n, open := 0, 1
	for deadline := time.Now().Add(30 * time.Minute); n < steps && open == 1; time.Sleep(20 * time.Millisecond) {
		err := d.tables.db.QueryRow(`SELECT was_read + created + linked + updated + unchanged + failed,
			CASE WHEN state IN ('waiting', 'running') THEN 1 ELSE 0 END FROM sync_runs ORDER BY id DESC LIMIT 1`).Scan(&n, &open)
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("the run is at %d of %d steps: %v", n, steps, err)
		}
	}
	return open == 1
}

// ended waits for the end of the run.
func (d *syncDestination) ended(t *testing.T, state string) {
	t.Helper()
	d.reach(t, math.MaxInt)
	var run object
	line, _, _ := strings.Cut(d.usher(t, "service", "runs", "directory", "--limit", "1", "--json"), "\n")
	if err := json.Unmarshal([]byte(line), &run); err != nil {
		t.Fatal(err)
	}
	if run["state"] != state {
		t.Fatalf("the run is %v: %v", run["state"], run["problem"])
	}
	t.Logf("%v", run)
}

func (d *syncDestination) count(t *testing.T, query string) (n int) {
	t.Helper()
	if err := d.tables.db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// equals compares what both have: people field by field, managers by name, and groups with their members.
func (d *syncDestination) equals(t *testing.T, o *syncOrigin) {
	t.Helper()
	want, got := everything(t, o.db.ReadPool.DB.Query), everything(t, d.tables.db.Query)
	if len(want) < 10 || len(want) != len(got) {
		t.Fatalf("there are %d people and groups, and here are %d", len(want), len(got))
	}
	wrong := 0
	for name, says := range want {
		if diff := cmp.Diff(says, got[name]); diff != "" {
			if wrong++; wrong < 4 {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d differ", wrong, len(want))
	}
}

// everything is what a database has: people and groups by name, ids in the place of which are names.
func everything(t *testing.T, query sqlQuery) map[string]string {
	t.Helper()
	names, bodies := map[string]string{}, map[string]string{}
	each := func(text string, fn func(a, b string)) {
		rows, err := query(text)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var a, b string
			if err := rows.Scan(&a, &b); err != nil {
				t.Fatal(err)
			}
			fn(a, b)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	records := `SELECT CAST(r.id AS text), r.body FROM records r JOIN sources s ON s.account_id = r.account_id AND s.id = r.source_id WHERE r.type = `
	for _, kind := range []struct{ name, by string }{{"User", "userName"}, {"Group", "displayName"}} {
		each(records+"'"+kind.name+"'", func(id, body string) {
			var said map[string]any
			if err := json.Unmarshal([]byte("{"+body+"}"), &said); err != nil {
				t.Fatal(err)
			}
			names[id], _ = said[kind.by].(string)
			bodies[id] = body
		})
	}
	members := map[string][]string{}
	each(`SELECT CAST(group_id AS text), CAST(member_id AS text) FROM members`, func(group, member string) {
		members[group] = append(members[group], names[member])
	})
	all := map[string]string{}
	for id, body := range bodies {
		if at := strings.Index(body, `"manager":{"value":"`); at >= 0 {
			at += len(`"manager":{"value":"`)
			body = body[:at] + names[body[at:at+36]] + body[at+36:]
		}
		all[names[id]] = body + strings.Join(slices.Sorted(slices.Values(members[id])), " ")
	}
	delete(all, "")
	return all
}

type sqlQuery = func(query string, args ...any) (*sql.Rows, error)

// peak is the most memory that the process has had so far, in kB.
func (s *crashServer) peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Logf("this system does not say how much memory a process takes: %v", err)
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}
