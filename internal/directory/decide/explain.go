package decide

import (
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains/nature"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// Explanation answers why a person is linked, held, active or not.
type Explanation struct {
	UserID   string
	State    directory.Code
	Login    string
	Findings []Finding
}

// Finding is one decision: the rule that made it, what it was made of, and what would change it.
type Finding struct {
	Record string // "" for what concerns the whole person
	Source string // its name
	Code   directory.Code
	Rule   string
	Case   string // id of the log entry, or of the review
	Says   text.Message
	Inputs []text.Message // because of what
	Change text.Message   // what would change it; nothing where nothing is said
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
		waits := in.Profile.Records[0]
		x.State, x.Login = waits.Verdict.Code, knownAs(waits.Said())
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
		if names := directory.Edited(in.Profile.Edits); len(names) > 0 {
			x.Findings = append(x.Findings, e.edited(names))
		}
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

// finding is the beginning of one about a record. It has the case of the record's verdict where that is the one that
// decided what the finding is about, and not, say, a suspension that came later.
func (e *explainer) finding(u *directory.Utterance, rules string) Finding {
	f := Finding{Record: u.ID, Source: e.policy.sources[u.SourceID].Name, Code: u.Verdict.Code}
	if strings.HasPrefix(u.Verdict.Rule, rules) {
		f.Case = u.Verdict.Case
	}
	return f
}

// gate explains rules D1 and D7.
func (e *explainer) gate(u *directory.Utterance, o schema.Object) Finding {
	f := e.finding(u, "D")
	login, has := directory.LoginAddress(o)
	if !has {
		f.Rule, f.Says = "D7", text.New("explain.noAddress")
		f.Inputs = []text.Message{text.New("explain.in.noAddress", "name", directory.Text(o, "userName"))}
		f.Change = text.New("explain.to.address")
		return f
	}
	level := e.Levels[login.Domain]
	verdict := Gate(directory.Hold, login, level)
	f.Rule = verdict.Rule
	f.Inputs = []text.Message{
		text.New("explain.in.address", "address", login.String()),
		text.New("explain.in.domain", "domain", nature.Unicode(login.Domain), "level", levelMessage(level)),
	}
	if u.Verdict.Code == directory.PendingDomain {
		f.Says = text.New("explain.held")
		if u.Admitted != nil {
			f.Says = text.New("explain.held.change")
		}
		f.Change = directory.DomainRemedy(login.Domain, login.String())
		return f
	}
	f.Code, f.Says = directory.Active, text.New("explain.letIn")
	if verdict.Code != directory.Active {
		f.Rule, f.Says = "D4", text.New("explain.stays")
	}
	return f
}

// levelMessage says how far an account may speak for a domain (rule D1).
func levelMessage(l directory.Level) text.Message {
	switch l {
	case directory.Verified:
		return text.New("level.verified")
	case directory.Approved:
		return text.New("level.approved")
	case directory.Mailbox:
		return text.New("level.address")
	}
	return text.New("level.none")
}

// linked explains rule M2.
func (e *explainer) linked(u *directory.Utterance, o schema.Object) Finding {
	f := e.finding(u, "M2")
	f.Inputs = []text.Message{}
	for _, a := range directory.Addresses(o) {
		claim := text.New("explain.in.untrusted", "source", f.Source, "domain", a.Domain)
		switch {
		case u.Confirmed == a.String():
			claim = text.New("explain.in.confirmed")
		case e.policy.authority(u.SourceID, a.Domain):
			claim = text.New("explain.in.authority", "source", f.Source, "domain", a.Domain)
		case e.policy.trusted(u.SourceID, a.Domain):
			claim = text.New("explain.in.trusted", "source", f.Source, "domain", a.Domain)
		}
		f.Inputs = append(f.Inputs, text.New("explain.in.claim", "address", a.String(), "level",
			levelMessage(e.Levels[a.Domain]), "claim", claim))
	}
	switch {
	case u.Verdict.Code == directory.PendingMerge:
		f.Rule, f.Says = u.Verdict.Rule, text.New("explain.review")
		if u.UserID != "" {
			f.Says = text.New("explain.review.change")
			switch {
			case u.Admitted != nil && f.Rule == "M2e":
				f.Says = text.New("explain.review.addresses")
			case u.Admitted == nil:
				f.Says = text.New("explain.gaveWay")
			}
		}
		for _, c := range e.Cases[u.ID] {
			f.Case = c.ID
			f.Inputs = append(f.Inputs, text.New("explain.in.case", "case", c.ID, "user", c.UserID, "reason",
				c.Reason.Message()))
			f.Change = text.New("explain.to.decide", "case", c.ID, "remedy", c.Remedy(e.names()))
		}
	case u.ParentID != "":
		f.Rule = linkRule(u.Verdict)
		f.Says = text.New("explain.linked", "parent", u.ParentID)
		if u.Verdict.Rule == "M2" { // that of no link by itself
			f.Says = text.New("explain.linked.decided", "parent", u.ParentID)
		}
		f.Change = text.New("explain.to.unmerge", "record", u.ID)
	default:
		f.Rule, f.Says = "M2", text.New("explain.first")
		if u.Verdict.Rule == "M7" {
			f.Rule, f.Says, f.Case = "M7", text.New("explain.recycled"), u.Verdict.Case
		}
		f.Change = text.New("explain.to.link", "record", u.ID)
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

// records are the person's, as decisions see them.
func (e *explainer) records() []*directory.Record {
	all := make([]*directory.Record, len(e.Profile.Records))
	for i, u := range e.Profile.Records {
		all[i] = u.Record()
	}
	return all
}
