package million

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
)

// clockTicks is how many make a second of a process's time in /proc (sysconf(_SC_CLK_TCK), on Linux everywhere 100).
const clockTicks = 100

// spent is what something took: of the clock on the wall, and of processors.
type spent struct {
	wall     time.Duration
	server   time.Duration // of this process, which is the server and makes up the people, too
	database time.Duration // of PostgreSQL and all its processes
}

func (s spent) cpu() time.Duration { return s.server + s.database }

func (s spent) String() string {
	return fmt.Sprintf("%8.1f s on the wall, %8.1f s of processors: %.1f s here and %.1f s of PostgreSQL",
		s.wall.Seconds(), s.cpu().Seconds(), s.server.Seconds(), s.database.Seconds())
}

// measure runs something and says what it took.
func measure(t *testing.T, admin *sqlx.DB, fn func()) spent {
	t.Helper()
	postmaster := postmasterOf(t, admin)
	began, server, database := time.Now(), own(t), family(t, postmaster)
	fn()
	return spent{time.Since(began), own(t) - server, family(t, postmaster) - database}
}

func own(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// postmasterOf is the process that all of PostgreSQL's are children of; 0 where it is not on this machine.
func postmasterOf(t *testing.T, admin *sqlx.DB) int {
	t.Helper()
	var backend int
	if err := admin.GetContext(t.Context(), &backend, "SELECT pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if f := stat(backend); f != nil {
		return f[1]
	}
	return 0
}

// family is the time of processors that a process and all its children have taken, those that have ended included.
func family(t *testing.T, parent int) time.Duration {
	t.Helper()
	ticks := 0
	list, err := os.ReadDir("/proc")
	if err != nil || parent == 0 {
		return 0
	}
	for _, entry := range list {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if f := stat(pid); f != nil && pid == parent {
			ticks += f[11] + f[12] + f[13] + f[14]
		} else if f != nil && f[1] == parent {
			ticks += f[11] + f[12]
		}
	}
	return time.Duration(ticks) * time.Second / clockTicks
}

// stat are the numbers of /proc/PID/stat after the command's name (proc(5)): [1] is the parent, [11] to [14] the ticks that it and its
// children took; nil when there is no such process.
func stat(pid int) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	var numbers []int
	for _, field := range strings.Fields(rest) {
		n, _ := strconv.Atoi(field)
		numbers = append(numbers, n)
	}
	if len(numbers) < 15 {
		return nil
	}
	return numbers
}

// peak is the most memory that this process has had so far, in MB.
func peak() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n >> 10
		}
	}
	return 0
}
