package decide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Explanation answers why a person is linked, held, active or not.
type Explanation struct {
	UserID   string         `json:"user,omitempty"`
	State    directory.Code `json:"state"`
	Login    string         `json:"login,omitempty"`
	Findings []Finding      `json:"findings"`
}

// Finding is one decision: the rule that made it, what it was made of, and what would change it.
type Finding struct {
	Record string         `json:"record,omitempty"` // "" for what concerns the whole person
	Source string         `json:"source,omitempty"` // its name
	Code   directory.Code `json:"state"`
	Rule   string         `json:"rule"`
	Case   string         `json:"case,omitempty"` // id of the log entry, or of the review
	Says   string         `json:"says"`
	Inputs []string       `json:"inputs"`
	Change string         `json:"change,omitempty"`
}

// Explaining is what an explanation is made from.
type Explaining struct {
	Profile *directory.Profile
	Sources []directory.Source
	Levels  map[string]directory.Level   // of the domains of the records' addresses, as the gate sees them
	Cases   map[string][]*directory.Case // open ones, by record
	// Managers are the ids of the records' managers, and of theirs, as their own source names them.
	Managers map[directory.MemberKey]string
}

// Explain explains a person. It is pure.
func Explain(in Explaining) Explanation {
	e := explainer{Explaining: in, policy: policy{sources: map[string]directory.Source{}}}
	for _, s := range in.Sources {
		e.policy.sources[s.ID] = s
	}
	x := Explanation{UserID: in.Profile.ID, State: in.Profile.State, Login: in.Profile.Login, Findings: []Finding{}}
	if in.Profile.ID == "" {
		x.State = in.Profile.Records[0].Verdict.Code
	}
	for _, u := range in.Profile.Records {
		r := u.Said()
		x.Findings = append(x.Findings, e.gate(u, r))
		if u.Verdict.Code != directory.PendingDomain {
			x.Findings = append(x.Findings, e.linked(u, r))
		}
		if f, circle := e.managers(u); circle {
			x.Findings = append(x.Findings, f)
		}
	}
	if in.Profile.ID != "" {
		x.Findings = append(x.Findings, e.state())
	}
	return x
}

type explainer struct {
	Explaining
	policy policy
}

// names are those of the sources, by id.
func (e *explainer) names() map[string]string {
	names := make(map[string]string, len(e.Sources))
	for _, s := range e.Sources {
		names[s.ID] = s.Name
	}
	return names
}

func (e *explainer) finding(u *directory.Utterance) Finding {
	return Finding{Record: u.ID, Source: e.policy.sources[u.SourceID].Name, Code: u.Verdict.Code, Case: u.Verdict.Case}
}

// gate explains rules D1 and D7.
func (e *explainer) gate(u *directory.Utterance, o schema.Object) Finding {
	f := e.finding(u)
	login, has := directory.LoginAddress(o)
	if !has {
		f.Rule, f.Says = "D7", "held: it brings no address, so no domain can be checked"
		f.Inputs = []string{fmt.Sprintf("userName %q and emails hold no e-mail address", directory.Text(o, "userName"))}
		f.Change = "an address in emails, or a userName that is one, from the source"
		return f
	}
	level := e.Levels[login.Domain]
	verdict := Gate(directory.Hold, login, level)
	f.Rule = verdict.Rule
	f.Inputs = []string{"address " + login.String(), fmt.Sprintf("domain %s is %s", login.Domain, e.levelText(level))}
	if u.Verdict.Code == directory.PendingDomain {
		f.Says = "held: the domain of its address is not approved"
		if u.Admitted != nil {
			f.Says = "its change is held: the domain of its address is not approved; what it said before stays in force"
		}
		f.Change = "usher domain approve " + login.Domain + ", or a proof (usher domain claim " + login.Domain + "); then it is let in by itself"
		return f
	}
	f.Code, f.Says = directory.Active, "let in by its domain"
	if verdict.Code != directory.Active {
		f.Rule, f.Says = "D4", "let in when its domain or address was approved; nobody who is in is thrown out"
	}
	return f
}

func (e *explainer) levelText(l directory.Level) string {
	if l == directory.Unapproved {
		return "not approved"
	}
	return string(l)
}

// linked explains rule M2.
func (e *explainer) linked(u *directory.Utterance, o schema.Object) Finding {
	f := e.finding(u)
	f.Inputs = []string{}
	for _, a := range directory.Addresses(o) {
		claim := "source " + f.Source + " is not trusted for " + a.Domain
		switch {
		case u.Confirmed == a.String():
			claim = "its mailbox has confirmed it"
		case e.policy.authority(u.SourceID, a.Domain):
			claim = "source " + f.Source + " is authoritative for " + a.Domain
		case e.policy.trusted(u.SourceID, a.Domain):
			claim = "source " + f.Source + " is trusted for " + a.Domain
		}
		f.Inputs = append(f.Inputs, fmt.Sprintf("%s: domain %s, %s", a, e.levelText(e.Levels[a.Domain]), claim))
	}
	switch {
	case u.Verdict.Code == directory.PendingMerge:
		f.Rule, f.Says = u.Verdict.Rule, "waits in the review queue and inherits nothing"
		if u.UserID != "" {
			f.Says = "its change waits in the review queue; what it said before stays in force"
			switch {
			case u.Admitted != nil && f.Rule == "M2e":
				f.Says = "addresses of it that the authority has brought wait in the review queue; what else it said before stays in force"
			case u.Admitted == nil:
				f.Says = "gives way to the authority's person, and waits in the review queue with all that it says"
			}
		}
		for _, c := range e.Cases[u.ID] {
			f.Case = c.ID
			f.Inputs = append(f.Inputs, fmt.Sprintf("case %s: may be user %s; %s", c.ID, c.UserID, c.Reason.Sentence()))
			f.Change = "usher review decide " + c.ID + " link, apart or never; or " + c.Remedy(e.names())
		}
	case u.ParentID != "":
		f.Rule = linkRule(u.Verdict)
		f.Says = "linked to record " + u.ParentID
		if u.Verdict.Rule == "M2" { // that of no link by itself
			f.Says += " by an administrator's decision"
		}
		f.Change = "usher user unmerge " + u.ID + " takes it out again"
	default:
		f.Rule, f.Says = "M2", "the first record of its user; nothing linked it to anybody"
		if u.Verdict.Rule == "M7" {
			f.Rule, f.Says = "M7", "a new person, although the address belonged to somebody who was deleted: nothing of theirs is inherited"
		}
		f.Change = "usher user link " + u.ID + " USER makes it part of another user"
	}
	return f
}

// linkRule is the rule that linked a record; later verdicts of the same record hide it.
func linkRule(v directory.Verdict) string {
	if strings.HasPrefix(v.Rule, "M2") {
		return v.Rule
	}
	return "M2"
}

// state explains rule M6, by the very word that decided it.
func (e *explainer) state() Finding {
	p := e.Profile
	f := Finding{Code: p.State, Rule: "M6", Inputs: []string{}}
	all := e.records()
	records := counting(all)
	why := e.why()
	authorities := e.policy.authorities(records)
	for _, r := range all {
		name := e.policy.sources[r.SourceID].Name
		line := fmt.Sprintf("%s says active=%v", name, r.Active())
		switch {
		case !r.Counts():
			line += ", which does not count while its record waits"
		case r.Active() && !r.Present():
			line = name + " says active=true in a change that waits; until it is let in, active=false stays in force"
		case authorities[r]:
			line += ", and is authoritative for " + strings.Join(e.ruled(r, records), ", ")
		}
		f.Inputs = append(f.Inputs, line)
	}
	if why.ended {
		f.Inputs = append(f.Inputs, why.name+", which was authoritative, has deleted the person")
	}
	f.Says, f.Change = why.says()
	if p.Role != directory.NoRole {
		f.Inputs = append(f.Inputs, "role "+string(p.Role)+", which no source gave (M10)")
	}
	return f
}

// records are the person's, as decisions see them.
func (e *explainer) records() []*directory.Record {
	all := make([]*directory.Record, len(e.Profile.Records))
	for i, u := range e.Profile.Records {
		all[i] = u.Record()
	}
	return all
}

// why is the word that decides whether a person is active, as decisions find it.
type why struct {
	word
	name string // of the authority
	held bool   // nothing of the person counts, and none of it waits for review
}

func (e *explainer) why() why {
	all := e.records()
	records := counting(all)
	if len(records) == 0 {
		held := !slices.ContainsFunc(all, func(r *directory.Record) bool { return r.Verdict.Code == directory.PendingMerge })
		return why{word: word{state: directory.PendingMerge}, held: held}
	}
	w := e.policy.word(records, e.Profile.SuspendedBy)
	return why{word: w, name: e.policy.sources[w.source].Name}
}

// says is the decision in words, and what would change it.
func (w why) says() (text, remedy string) {
	switch {
	case w.held:
		return "waits: it gave way to somebody else's address, and the domain of its new one is not approved", "the approval of that domain (see above)"
	case w.state == directory.PendingMerge:
		return "waits: all that is known of the person gives way to somebody else's", "a decision in the review queue (usher review list)"
	case w.ended:
		return "suspended: the authority ended the person, and nobody else can bring it back", "the authoritative source provisions the person again, active"
	case w.source != "" && w.state == directory.Suspended:
		return "suspended: " + w.name + ", the authority, set active to false", "that source sets active to true"
	case w.source != "":
		return "active: " + w.name + ", the authority, says so", "that source sets active to false"
	case w.state == directory.Suspended:
		return "suspended: no source says that the person is active", "one of them sets active to true"
	}
	return "active: a source says so, and none is an authority", "all sources set active to false"
}

// ruled are the domains by which a record is an authority's word.
func (e *explainer) ruled(r *directory.Record, records []*directory.Record) []string {
	return slices.DeleteFunc(standings(r, records), func(domain string) bool { return !e.policy.authority(r.SourceID, domain) })
}

// managers shows a circle of managers. What sources say of managers is kept as they say it, and
// nothing follows it further than it has to be shown (rule P2).
func (e *explainer) managers(u *directory.Utterance) (Finding, bool) {
	f := e.finding(u)
	f.Rule = "P2"
	seen := []string{}
	for id := u.ID; id != "" && !slices.Contains(seen, id); {
		seen = append(seen, id)
		next := e.Managers[directory.MemberKey{SourceID: u.SourceID, ID: id}]
		if at := slices.Index(seen, next); at >= 0 {
			f.Inputs = []string{"managers: " + strings.Join(append(slices.Clone(seen[at:]), next), " -> ")}
			f.Says = "is above, or among, people who are their own managers, directly or through others"
			if at > 0 {
				f.Says = "has managers who are their own managers, directly or through others"
			}
			f.Change = "the source names another manager for one of them"
			return f, true
		}
		id = next
	}
	return f, false
}
