package main

import (
	"time"

	"github.com/usher-id/usher/internal/admin"
)

// soon is how long something takes of which nobody needs to be told how far it is, where there is no terminal.
const soon = 2 * time.Second

// importProgress shows how far an import is, and how fast.
type importProgress struct {
	*app
	*progress
	phase admin.ImportPhase
	began time.Time // of the phase
	since time.Time
}

func (a *app) importProgress() *importProgress {
	return &importProgress{app: a, progress: progressOn(a), since: time.Now()}
}

// show shows how far it is.
func (p *importProgress) show(at admin.ImportProgress) {
	now := time.Now()
	if at.Phase != p.phase {
		p.phase, p.began = at.Phase, now
	}
	if at.Of == 0 || p.progress.width == 0 && now.Sub(p.since) < soon {
		return
	}
	rate := ""
	if spent := now.Sub(p.began).Seconds(); spent > 1 {
		rate = p.says("import.rate", "rate", int(float64(at.Done)/spent))
	}
	p.at(p.says("import.phase."+string(at.Phase)), at.Done, at.Of, rate)
}
