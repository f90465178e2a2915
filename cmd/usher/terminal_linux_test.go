package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/usher-id/usher/internal/store/storetest"
)

// pseudoTerminal is a terminal of so many columns: what is written to one end is read from the other.
func pseudoTerminal(t *testing.T, columns uint16) (master, terminal *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	} else if err != nil {
		t.Skipf("there are no pseudo-terminals: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: columns})
	}
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, terminal
}

// onTerminal runs a command, as a process, on a terminal where somebody types what stands in typed, and returns what
// the screen shows and whether the command succeeded.
func (n *node) onTerminal(t *testing.T, columns uint16, language, typed string, args ...string) (screen string, ok bool) {
	t.Helper()
	master, terminal := pseudoTerminal(t, columns)
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Env = append(os.Environ(), crashProcess+"=1", "USHER_DATABASE_URL="+n.database, "LC_ALL="+language, "COLUMNS=40")
	command.Stdin, command.Stdout, command.Stderr = terminal, terminal, terminal
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	command.WaitDelay = 10 * time.Second
	err := command.Start()
	terminal.Close()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(master, typed); err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	if _, err := io.Copy(&shown, master); err != nil && !errors.Is(err, syscall.EIO) { // the other end is closed
		t.Fatal(err)
	}
	err = command.Wait()
	return strings.ReplaceAll(shown.String(), "\r\n", "\n"), err == nil
}

// On a terminal tables fit it, whatever COLUMNS says, and nothing of a row is lost; in a pipe there is a row on each line.
func TestTablesFitTheTerminal(t *testing.T) {
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	n.keepOpen(t)
	c := n.tenant(t, "acme")
	for i := range 3 {
		c.post(t, "/Users", person(fmt.Sprintf("rosa.quintanilla.%d", i), object{"displayName": "Rosa Quintanilla de la Fuente"})).want(201)
	}
	login := "somebody.with.a.very.long.name.indeed@research.and.development.partner.example"
	c.post(t, "/Users", object{"userName": login, "externalId": "long", "emails": list{object{"value": login}}}).want(201)
	for _, columns := range []uint16{80, 120, 200} {
		if testing.Short() && columns != 80 {
			continue // the narrowest
		}
		for _, line := range []string{
			"user list", "domain list", "status", "log", "traffic", "token list", "source list", "source show okta", "job list",
		} {
			screen, ok := n.onTerminal(t, columns, "en_US.UTF-8", "", strings.Fields(line)...)
			if !ok || screen == "" {
				t.Errorf("%s in %d columns: %q", line, columns, screen)
			}
			for row := range strings.Lines(screen) {
				if w := cells(strings.TrimRight(row, "\n")); w > int(columns) {
					t.Errorf("%s in %d columns has a line of %d: %s", line, columns, w, row)
				}
			}
			letters := strings.Join(strings.Fields(screen), "")
			if line == "user list" && (strings.Count(letters, "rosa.quintanilla.") < 3 || !strings.Contains(letters, "pendingDomain")) {
				t.Errorf("in %d columns something is lost:\n%s", columns, screen)
			}
		}
	}
	if out := n.usher(t, "user", "list", "--account", "acme"); strings.Count(out, "\n") != 4 || !strings.Contains(out, login) {
		t.Errorf("in a pipe:\n%s", out)
	}
}

// Rule O3: who erases somebody is asked for the address on the terminal; another answer, or none, erases nobody.
func TestEraseAsksOnTheTerminal(t *testing.T) {
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	c := n.tenant(t, "acme")
	c.hire(t, "rosa")
	for _, tt := range []struct {
		language, typed, asks, says string
		ok                          bool
	}{
		{"en_US.UTF-8", "rose@example.com\n", "Type rosa@example.com to do it:", "usher: ", false},
		{"en_US.UTF-8", "\x04", "Type rosa@example.com to do it:", "usher: ", false}, // the end of what is typed
		{"fr_CA.UTF-8", "\n", "Tapez rosa@example.com", "usher: ", false},
		{"fr_CA.UTF-8", "rosa@example.com\n", "Tapez rosa@example.com", "(dossier ", true},
	} {
		screen, ok := n.onTerminal(t, 100, tt.language, tt.typed, "user", "erase", "rosa@example.com", "--account", "acme")
		if ok != tt.ok || !strings.Contains(screen, tt.asks) || !strings.Contains(screen, tt.says) {
			t.Errorf("%q typed, success %v:\n%s", tt.typed, ok, screen)
		}
		if left := len(n.listed(t, "user", "list", "--account", "acme")); (left == 0) != tt.ok {
			t.Errorf("after %q %d people are there", tt.typed, left)
		}
	}
}
