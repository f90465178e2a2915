package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest"
)

// crashStops, in the environment, is how often TestCrashStoppedNode stops a node; 2 by default.
const crashStops = "USHER_TEST_STOPS"

// crashGoesOn is within what time the other node must go on (rule P10).
const crashGoesOn = 10 * time.Second

// Rules P10 and I2: a node that is stopped while it holds the account's lock holds nobody else up for
// longer than that, and when it wakes nothing is lost, twice or half.
func TestCrashStoppedNode(t *testing.T) {
	long(t, killed)
	stops := 2
	if n, err := strconv.Atoi(os.Getenv(crashStops)); err == nil {
		stops = n
	}
	database := storetest.PostgresURL(t)
	token, _ := crashSetUp(t, database)
	tables := openCrashTables(t, database)
	stopped, other := startCrashServer(t, crashNamed(t, database, "stopped")), startCrashServer(t, crashNamed(t, database, "other"))
	var groups []string
	for i := range 3 {
		groups = append(groups, crashGroup(t, newCrashClient(other.base, token), fmt.Sprintf("Group %d", i)))
	}
	var journals []*crashJournal
	for i := range crashClients {
		journals = append(journals, newCrashJournal(fmt.Sprintf("client%d", i)))
	}
	random := rand.New(rand.NewPCG(3, 4))
	var longest time.Duration
	unknown, states := 0, map[string]int{}
	for stop := range stops {
		load := crashLoadOf(t, token, groups, journals, random, func(i int) string { return []string{stopped.base, other.base}[i%2] })
		load.more(t, 20+random.Int64N(40))
		states[crashStopHolder(t, tables, stopped)]++
		at := time.Now()
		answered := load.answered[other.base].Load()
		// The requests that were under way may still be answered; those after them wait for the lock.
		load.until(t, other.base, answered+crashClients+10)
		took := time.Since(at)
		if longest = max(longest, took); took > crashGoesOn {
			t.Errorf("stop %d: the other node went on after %s", stop+1, took)
		}
		if err := stopped.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		load.more(t, 20)
		load.end()

		seen, versions := crashLook(t, newCrashClient(other.base, token), groups)
		for _, j := range journals {
			if len(j.pending) > 0 {
				unknown++
			}
			j.settle(seen)
		}
		crashCompare(t, journals, seen, versions)
		tables.whole(t)
		tables.match(t, groups, journals)
		if t.Failed() {
			t.Fatalf("after stop %d", stop+1)
		}
	}
	t.Logf("%d stops, holder's session: %v; the other node went on after %s at most; answered that the outcome is unknown: %d", stops, states, longest.Round(time.Millisecond), unknown)
}

// crashNamed is a database whose sessions have a name, by which they are told apart.
func crashNamed(t *testing.T, database, name string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("application_name", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// crashStopHolder stops a server at a moment when it holds an account's lock, and says in what state
// the session is that does.
func crashStopHolder(t *testing.T, tables *crashTables, server *crashServer) (state string) {
	t.Helper()
	const holders = `
		SELECT coalesce(max(a.state), '') FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		 WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND a.application_name = 'stopped'`
	signal := func(s os.Signal) {
		if err := server.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	for range 10_000 {
		if tables.column(t, holders)[0] == "" {
			continue
		}
		signal(syscall.SIGSTOP)
		time.Sleep(50 * time.Millisecond) // what it has sent is done by then
		if state := tables.column(t, holders)[0]; state != "" {
			return state
		}
		signal(syscall.SIGCONT)
	}
	t.Fatal("the server was never stopped while it held the lock")
	return ""
}

// crashLoad is clients that write until they are told to end, or don't know what became of a request.
type crashLoad struct {
	answered map[string]*atomic.Int64 // by the base of the server
	all      atomic.Int64
	ended    atomic.Bool
	clients  sync.WaitGroup
}

// crashLoadOf starts a client a journal; base says which server each asks.
func crashLoadOf(t *testing.T, token string, groups []string, journals []*crashJournal, random *rand.Rand, base func(int) string) *crashLoad {
	l := &crashLoad{answered: map[string]*atomic.Int64{}}
	for i := range journals {
		l.answered[base(i)] = &atomic.Int64{}
	}
	for i, j := range journals {
		random := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		l.clients.Go(func() {
			client := newCrashClient(base(i), token)
			defer client.http.CloseIdleConnections()
			for !l.ended.Load() {
				wrong, err := crashStep(client, j, random, groups)
				if wrong != "" {
					t.Error(wrong)
				}
				if err != nil {
					t.Logf("%s: %v", j.name, err)
				}
				if wrong != "" || err != nil {
					return
				}
				l.answered[base(i)].Add(1)
				l.all.Add(1)
			}
		})
	}
	return l
}

// more waits for so many further answers of any server.
func (l *crashLoad) more(t *testing.T, n int64) {
	t.Helper()
	crashAwait(t, &l.all, l.all.Load()+n)
}

// until waits for a server to have given so many answers.
func (l *crashLoad) until(t *testing.T, base string, n int64) {
	t.Helper()
	crashAwait(t, l.answered[base], n)
}

func crashAwait(t *testing.T, count *atomic.Int64, n int64) {
	t.Helper()
	for end := time.Now().Add(time.Minute); count.Load() < n; time.Sleep(time.Millisecond) {
		if time.Now().After(end) || t.Failed() {
			t.Fatalf("waited in vain for answers: %d of %d", count.Load(), n)
		}
	}
}

// end ends the clients, and waits for the answers that they wait for.
func (l *crashLoad) end() {
	l.ended.Store(true)
	l.clients.Wait()
}
