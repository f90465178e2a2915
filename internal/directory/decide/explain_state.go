package decide

import (
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// edited explains what an administrator says of the person (rule M1).
func (e *explainer) edited(names []string) Finding {
	f := Finding{Code: e.Profile.State, Rule: "M1", Says: text.New("explain.edited"), Inputs: []text.Message{}}
	for _, name := range names {
		f.Inputs = append(f.Inputs, text.Plain(name))
	}
	f.Change = text.New("explain.to.reset", "user", e.Profile.ID)
	return f
}

// state explains rule M6, by the very word that decided it.
func (e *explainer) state() Finding {
	p := e.Profile
	f := Finding{Code: p.State, Rule: "M6", Inputs: []text.Message{}}
	all := e.records()
	records := counting(all)
	why := e.why()
	authorities := e.policy.authorities(records)
	for _, r := range all {
		name := e.policy.sources[r.SourceID].Name
		active := strconv.FormatBool(r.Active())
		line := text.New("explain.in.active", "source", name, "active", active)
		switch {
		case !r.Counts():
			line = text.New("explain.in.active.waits", "source", name, "active", active)
		case r.Active() && !r.Present():
			line = text.New("explain.in.active.change", "source", name)
		case authorities[r]:
			line = text.New("explain.in.active.rules", "source", name, "active", active, "domains", e.ruled(r, records))
		}
		f.Inputs = append(f.Inputs, line)
	}
	if why.admin {
		f.Inputs = append(f.Inputs, text.New("explain.in.stopped"))
	}
	if why.ended {
		f.Inputs = append(f.Inputs, text.New("explain.in.ended", "source", why.name))
	}
	f.Says, f.Change = why.says()
	if p.Role != directory.NoRole {
		f.Inputs = append(f.Inputs, text.New("explain.in.role", "role", string(p.Role)))
	}
	return f
}

// why is the word that decides whether a person is active, as decisions find it.
type why struct {
	word
	name string // of the authority
	user string // id of the person
	held bool   // nothing of the person counts, and none of it waits for review
}

func (e *explainer) why() why {
	all := e.records()
	records := counting(all)
	if len(records) == 0 {
		held := !slices.ContainsFunc(all, func(r *directory.Record) bool { return r.Verdict.Code == directory.PendingMerge })
		return why{word: word{state: directory.PendingMerge}, held: held}
	}
	w := e.policy.word(records, e.Profile.User)
	return why{word: w, name: e.policy.sources[w.source].Name, user: e.Profile.ID}
}

// says is the decision in words, and what would change it.
func (w why) says() (says, remedy text.Message) {
	switch {
	case w.held:
		return text.New("explain.state.gaveWayHeld"), text.New("explain.to.approval")
	case w.state == directory.PendingMerge:
		return text.New("explain.state.gaveWay"), text.New("explain.to.review")
	case w.admin:
		return text.New("explain.state.stopped"), text.New("explain.to.resume", "user", w.user)
	case w.ended:
		return text.New("explain.state.ended"), text.New("explain.to.provision")
	case w.source != "" && w.state == directory.Suspended:
		return text.New("explain.state.authorityEnds", "source", w.name), text.New("explain.to.active")
	case w.source != "":
		return text.New("explain.state.authority", "source", w.name), text.New("explain.to.inactive")
	case w.state == directory.Suspended:
		return text.New("explain.state.nobody"), text.New("explain.to.oneActive")
	}
	return text.New("explain.state.somebody"), text.New("explain.to.allInactive")
}

// ruled are the domains by which a record is an authority's word.
func (e *explainer) ruled(r *directory.Record, records []*directory.Record) []string {
	return slices.DeleteFunc(standings(r, records), func(domain string) bool {
		return !e.policy.authority(r.SourceID,
			domain)
	})
}

// managers shows a circle of managers. What sources say of managers is kept as they say it, and
// nothing follows it further than it has to be shown (rule P2).
func (e *explainer) managers(u *directory.Utterance) (Finding, bool) {
	f := e.finding(u, "")
	f.Rule = "P2"
	seen := []string{}
	for id := u.ID; id != "" && !slices.Contains(seen, id); {
		seen = append(seen, id)
		next := e.Managers[directory.MemberKey{SourceID: u.SourceID, ID: id}]
		if at := slices.Index(seen, next); at >= 0 {
			f.Inputs = []text.Message{text.New("explain.in.managers", "circle",
				strings.Join(append(slices.Clone(seen[at:]), next), " -> "))}
			f.Says = text.New("explain.circle.in")
			if at > 0 {
				f.Says = text.New("explain.circle.above")
			}
			f.Change = text.New("explain.to.manager")
			return f, true
		}
		id = next
	}
	return f, false
}
