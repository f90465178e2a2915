package main

import (
	"fmt"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// raceSetting is a fresh database with servers over it, and a client of one connection for each.
type raceSetting struct {
	*crashTables
	url     string
	clients []*crashClient
	reject  *crashClient // of the source that rejects people of other domains, at the first server
}

// client gives the clients in turn, so that all servers have work.
func (s *raceSetting) client(i int) *crashClient { return s.clients[i%len(s.clients)] }

// raceEach runs fn on both databases, with one server and with two over the same database.
func raceEach(t *testing.T, fn func(t *testing.T, s *raceSetting)) {
	t.Helper()
	for _, servers := range []int{1, 2} {
		if testing.Short() && servers == 1 {
			continue // two servers meet as one server's requests do, and each other
		}
		for kind, url := range storetest.URLs(t) {
			t.Run(fmt.Sprintf("%s/%d", kind, servers), func(t *testing.T) {
				t.Parallel() // the databases wait for the disk most of the time
				hold, reject := crashSetUp(t, url)
				s := &raceSetting{crashTables: openCrashTables(t, url), url: url}
				for range servers {
					s.clients = append(s.clients, newCrashClient(startCrashServer(t, url).base, hold))
				}
				s.reject = newCrashClient(s.clients[0].base, reject)
				for _, c := range append(s.clients, s.reject) {
					t.Cleanup(c.http.CloseIdleConnections) // a stop waits for connections that were never used
				}
				fn(t, s)
				s.whole(t)
			})
		}
	}
}

// raceTogether runs n functions that all begin at the same moment, and returns when all have
// ended.
func raceTogether(n int, fn func(i int)) {
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			fn(i)
		})
	}
	close(begin)
	all.Wait()
}

// raceAnswers sends n requests at the same moment and returns their answers.
func raceAnswers(t *testing.T, n int, request func(i int) (c *crashClient, method, path string, body any, headers []string)) []*crashReply {
	t.Helper()
	replies := make([]*crashReply, n)
	raceTogether(n, func(i int) {
		c, method, path, body, headers := request(i)
		r, err := c.do(method, path, body, headers...)
		if err != nil {
			t.Errorf("%s %s: %v", method, path, err)
			r = &crashReply{}
		}
		replies[i] = r
	})
	return replies
}

// raceStatuses counts answers by status and says what those said that no one expects.
func raceStatuses(t *testing.T, replies []*crashReply, want map[int]int) {
	t.Helper()
	got := map[int]int{}
	for _, r := range replies {
		got[r.status]++
		if want[r.status] == 0 {
			t.Errorf("status %d: %s", r.status, r.text)
		}
	}
	for status, n := range want {
		if got[status] != n {
			t.Errorf("status %d was answered %d times, want %d; all: %v", status, got[status], n, got)
		}
	}
}
