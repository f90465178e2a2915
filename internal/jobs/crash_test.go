package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// In the environment these make the test binary be a worker on a database, which writes down in a file
// what it does, and say how large TestCrash is.
const (
	crashURL   = "USHER_TEST_JOBS_URL"
	crashDiary = "USHER_TEST_JOBS_DIARY"
	crashKills = "USHER_TEST_KILLS"
)

func init() {
	url := os.Getenv(crashURL)
	if url == "" {
		return
	}
	diary, err := os.OpenFile(os.Getenv(crashDiary), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	db, err := store.Open(context.Background(), url)
	if err != nil {
		panic(err)
	}
	write := func(what, key string) { fmt.Fprintf(diary, "%s %d %s\n", what, os.Getpid(), key) }
	w := &jobs.Worker{
		Queue: db, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)), Poll: 50 * time.Millisecond, Lease: crashLease,
		Kinds: []jobs.Kind{{Name: "test", AtOnce: 4, Do: func(_ context.Context, j *jobs.Job) error {
			write("began", j.Key)
			time.Sleep(rand.N(30 * time.Millisecond))
			write("ended", j.Key)
			return nil
		}}},
	}
	w.Run(context.Background())
}

// crashLease is long enough for a process that two cores are too few for.
const crashLease = 4 * time.Second

// Two nodes do jobs and are killed, again and again, in the middle. Each job is done, and begun again only
// by reason of the death of whoever had begun it; a job that nobody's death concerned is done once.
func TestCrash(t *testing.T) {
	kills := 4
	if n, err := strconv.Atoi(os.Getenv(crashKills)); err == nil {
		kills = n
	}
	if testing.Short() {
		kills = 1
	}
	const eachRound = 40
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			account, err := db.CreateAccount(t.Context(), "acme")
			if err != nil {
				t.Fatal(err)
			}
			s := &stage{db, account.ID}
			path := filepath.Join(t.TempDir(), "diary")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			nodes := [2]*exec.Cmd{startNode(t, url, path), startNode(t, url, path)}
			n := 0
			for kill := range kills {
				for range eachRound {
					s.enqueue(t, "test", fmt.Sprint(n), nil, 0)
					n++
				}
				time.Sleep(rand.N(300 * time.Millisecond))
				victim := nodes[kill%2]
				victim.Process.Kill()
				victim.Wait()
				note(t, path, victim.Process.Pid)
				nodes[kill%2] = startNode(t, url, path)
			}
			eventually(t, "all jobs to be done", func() bool { return s.states(t)[jobs.Done] == n })
			again := readDiary(t, path, n)
			t.Logf("%d jobs, %d kills, %d jobs begun again", n, kills, again)
			if again > kills*4 {
				t.Errorf("%d jobs were begun again after %d kills of processes with 4 each", again, kills)
			}
		})
	}
}

func startNode(t *testing.T, url, diary string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), crashURL+"="+url, crashDiary+"="+diary)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	return c
}

func note(t *testing.T, diary string, killed int) {
	t.Helper()
	f, err := os.OpenFile(diary, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintf(f, "killed %d -\n", killed)
}

// readDiary checks what the nodes wrote down of so many jobs, and returns how many were begun again.
func readDiary(t *testing.T, path string, n int) (again int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dead, holder, ended := map[string]bool{}, map[string]string{}, map[string]int{}
	repeated := map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		word := strings.Fields(lines.Text())
		what, pid, key := word[0], word[1], word[2]
		switch what {
		case "killed":
			dead[pid] = true
		case "began":
			if before := holder[key]; before != "" {
				repeated[key] = true
				if !dead[before] {
					t.Errorf("job %s was begun by %s while %s, which had begun it, lived", key, pid, before)
				}
			}
			holder[key] = pid
		case "ended":
			ended[key]++
		}
	}
	for i := range n {
		if key := fmt.Sprint(i); ended[key] == 0 || ended[key] > 1 && !repeated[key] {
			t.Errorf("job %s was done %d times", key, ended[key])
		}
	}
	return len(repeated)
}
