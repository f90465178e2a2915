package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/store/storetest"
)

const (
	crashKills   = 20
	crashClients = 6
)

// Rule I2: whenever the server is killed, what it answered 2xx is there, and what it had not
// answered yet is there wholly or not at all.
func TestCrashKeepsWhatWasAnswered(t *testing.T) {
	long(t, killed)
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			token, _ := crashSetUp(t, url)
			tables := openCrashTables(t, url)
			server := startCrashServer(t, url)
			var groups []string
			for i := range 3 {
				groups = append(groups, crashGroup(t, newCrashClient(server.base, token), fmt.Sprintf("Group %d", i)))
			}
			journals := make([]*crashJournal, crashClients)
			for i := range journals {
				journals[i] = newCrashJournal(fmt.Sprintf("client%d", i))
			}
			random := rand.New(rand.NewPCG(1, 1))
			inFlight := 0
			for kill := range crashKills {
				crashUnderLoad(t, server, token, groups, journals, random)
				tables.quiet(t)
				server = startCrashServer(t, url)
				seen, versions := crashLook(t, newCrashClient(server.base, token), groups)
				for _, j := range journals {
					inFlight += len(j.pending)
					j.settle(seen)
				}
				crashCompare(t, journals, seen, versions)
				tables.whole(t)
				tables.match(t, groups, journals)
				if t.Failed() {
					t.Fatalf("after kill %d", kill+1)
				}
			}
			if inFlight == 0 {
				t.Error("no kill met a write that was under way: the load is too light to show anything")
			}
		})
	}
}

// crashUnderLoad kills the server while all clients write, after they have got a random number
// of answers.
func crashUnderLoad(t *testing.T, server *crashServer, token string, groups []string, journals []*crashJournal, random *rand.Rand) {
	t.Helper()
	goal := int64(20 + random.IntN(60))
	var answers atomic.Int64
	reached := make(chan struct{})
	var once sync.Once
	var clients sync.WaitGroup
	for _, j := range journals {
		random := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
		clients.Go(func() {
			client := newCrashClient(server.base, token)
			defer client.http.CloseIdleConnections()
			for {
				wrong, err := crashStep(client, j, random, groups)
				if wrong != "" {
					t.Error(wrong)
				}
				if wrong != "" || err != nil {
					once.Do(func() { close(reached) })
					return
				}
				if answers.Add(1) >= goal {
					once.Do(func() { close(reached) })
				}
			}
		})
	}
	<-reached
	// An answer has just been given. A moment later the server may be anywhere in its next batches.
	time.Sleep(time.Duration(random.Int64N(int64(10 * time.Millisecond))))
	server.kill()
	clients.Wait()
	if n := answers.Load(); n < goal {
		t.Fatalf("the load ended after %d answers of %d", n, goal)
	}
}

// crashCompare compares what the API shows with what the clients were answered.
func crashCompare(t *testing.T, journals []*crashJournal, seen crashState, versions map[string]int64) {
	t.Helper()
	answered := newCrashState()
	for _, j := range journals {
		for name, p := range j.People {
			answered.People[name] = p
		}
		for pair := range j.Members {
			answered.Members[pair] = true
		}
		for group, version := range j.versions {
			if versions[group] < version {
				t.Errorf("group %s is at version %d, and %d was answered", group, versions[group], version)
			}
		}
	}
	if diff := cmp.Diff(answered, seen); diff != "" {
		t.Errorf("the API shows something else than was answered (-answered +shown):\n%s", diff)
	}
}
