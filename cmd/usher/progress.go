package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress shows how far something is: a bar that moves on a terminal, otherwise a line whenever a phase begins and every some
// seconds.
type progress struct {
	app      *app
	out      io.Writer
	width    int // of the terminal in cells; 0 for none
	phase    string
	last     time.Time
	shown    bool
	interval time.Duration
}

// progressEvery is how often a line says how far something is, where there is no terminal.
const progressEvery = 10 * time.Second

// progressOn shows progress on standard error.
func progressOn(a *app) *progress {
	p := &progress{app: a, out: a.err, interval: progressEvery}
	if file, is := a.err.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		if n, _, err := term.GetSize(int(file.Fd())); err == nil {
			p.width = n
		}
	}
	return p
}

// at shows that done of so many are done in a phase; of is 0 when nobody knows. more is what else is to be said.
func (p *progress) at(phase string, done, of int, more string) {
	says := p.app.says("sync.progress", "phase", phase, "done", strconv.Itoa(done))
	if of > 0 {
		says = p.app.says("sync.progress.of", "phase", phase, "done", strconv.Itoa(done), "of", strconv.Itoa(of))
	}
	if more != "" {
		says += ", " + more
	}
	if p.width > 0 {
		fmt.Fprint(p.out, "\r\x1b[K", fit(p.bar(done, of)+says, p.width-1))
		p.shown = true
		return
	}
	if phase == p.phase && time.Since(p.last) < p.interval {
		return
	}
	p.phase, p.last = phase, time.Now()
	fmt.Fprintln(p.out, says)
}

// barWidth is the length of the bar in cells.
const barWidth = 24

func (p *progress) bar(done, of int) string {
	if of <= 0 {
		return ""
	}
	full := min(barWidth, barWidth*done/of)
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "] "
}

// fit cuts a text to so many cells.
func fit(s string, most int) string {
	for cells(s) > most {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s
}

// end leaves the bar.
func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
