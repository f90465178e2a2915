package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// Explanation answers why a person is linked, held, active or not.
type Explanation struct {
	UserID   string    `json:"user,omitempty"`
	State    Code      `json:"state"`
	Login    string    `json:"login,omitempty"`
	Findings []Finding `json:"findings"`
}

// Finding is one decision: the rule that made it, what it was made of, and what would change it.
type Finding struct {
	Record string   `json:"record,omitempty"` // "" for what concerns the whole person
	Source string   `json:"source,omitempty"` // its name
	Code   Code     `json:"state"`
	Rule   string   `json:"rule"`
	Case   string   `json:"case,omitempty"` // id of the log entry, or of the review
	Says   string   `json:"says"`
	Inputs []string `json:"inputs"`
	Change string   `json:"change,omitempty"`
}

// Explaining is what an explanation is made from.
type Explaining struct {
	Profile *Profile
	Sources []Source
	Levels  map[string]Level   // of the domains of the records' addresses, as the gate sees them
	Cases   map[string][]*Case // open ones, by record
}

// Explain explains a person. It is pure.
func Explain(in Explaining) Explanation {
	e := explainer{Explaining: in, policy: policy{sources: map[string]Source{}}}
	for _, s := range in.Sources {
		e.policy.sources[s.ID] = s
	}
	x := Explanation{UserID: in.Profile.ID, State: in.Profile.State, Login: in.Profile.Login, Findings: []Finding{}}
	if in.Profile.ID == "" {
		x.State = in.Profile.Records[0].Verdict.Code
	}
	for _, u := range in.Profile.Records {
		r := said(u)
		x.Findings = append(x.Findings, e.gate(u, r))
		if u.Verdict.Code != PendingDomain {
			x.Findings = append(x.Findings, e.linked(u, r))
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

// said reads what a source says.
func said(u *Utterance) schema.Object {
	var o map[string]any
	if json.Unmarshal(slices.Concat([]byte("{"), u.Body, []byte("}")), &o) != nil {
		return nil
	}
	return plain(o)
}

// plain is decoded JSON as schema.Object all the way down.
func plain(o map[string]any) schema.Object {
	out := make(schema.Object, len(o))
	for k, v := range o {
		switch v := v.(type) {
		case map[string]any:
			out[k] = plain(v)
		case []any:
			list := make([]any, len(v))
			for i, e := range v {
				if inner, ok := e.(map[string]any); ok {
					list[i] = plain(inner)
				} else {
					list[i] = e
				}
			}
			out[k] = list
		default:
			out[k] = v
		}
	}
	return out
}

func (e *explainer) finding(u *Utterance) Finding {
	return Finding{Record: u.ID, Source: e.policy.sources[u.SourceID].Name, Code: u.Verdict.Code, Case: u.Verdict.Case}
}

// gate explains rules D1 and D7.
func (e *explainer) gate(u *Utterance, o schema.Object) Finding {
	f := e.finding(u)
	login, has := LoginAddress(o)
	if !has {
		f.Rule, f.Says = "D7", "held: it brings no address, so no domain can be checked"
		f.Inputs = []string{fmt.Sprintf("userName %q and emails hold no e-mail address", text(o, "userName"))}
		f.Change = "an address in emails, or a userName that is one, from the source"
		return f
	}
	level := e.Levels[login.Domain]
	f.Inputs = []string{"address " + login.String(), fmt.Sprintf("domain %s is %s", login.Domain, e.levelText(level))}
	if u.Verdict.Code == PendingDomain {
		f.Rule, f.Says = "D7", "held: the domain of its address is not approved"
		f.Change = "usher domain approve " + login.Domain + ", or a proof (usher domain claim " + login.Domain + "); then it is let in by itself"
		return f
	}
	f.Code, f.Rule, f.Says = Active, "D1", "let in by its domain"
	if level == Unapproved {
		f.Says = "let in when its domain or address was approved; nobody who is in is thrown out (D4)"
	}
	return f
}

func (e *explainer) levelText(l Level) string {
	if l == Unapproved {
		return "not approved"
	}
	return string(l)
}

// linked explains rule M2.
func (e *explainer) linked(u *Utterance, o schema.Object) Finding {
	f := e.finding(u)
	f.Inputs = []string{}
	for _, a := range Addresses(o) {
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
	case u.Verdict.Code == PendingMerge:
		f.Rule, f.Says = "M2", "waits in the review queue and inherits nothing"
		for _, c := range e.Cases[u.ID] {
			f.Case = c.ID
			f.Inputs = append(f.Inputs, fmt.Sprintf("case %s: may be user %s; %s", c.ID, c.UserID, c.Reason.Sentence()))
			f.Change = "usher review decide " + c.ID + " link, apart or never; or " + c.Reason.remedy(f.Source)
		}
	case u.ParentID != "":
		f.Rule = linkRule(u.Verdict)
		f.Says = "linked to record " + u.ParentID
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
func linkRule(v Verdict) string {
	if strings.HasPrefix(v.Rule, "M2") {
		return v.Rule
	}
	return "M2"
}

// state explains rule M6.
func (e *explainer) state() Finding {
	p := e.Profile
	f := Finding{Code: p.State, Rule: "M6", Inputs: []string{}}
	authority := false
	for _, u := range p.Records {
		r := &Record{RecordKey: u.RecordKey, Attributes: said(u)}
		line := fmt.Sprintf("%s says active=%v", e.policy.sources[u.SourceID].Name, r.Active())
		for _, a := range Addresses(r.Attributes) {
			if e.policy.authority(u.SourceID, a.Domain) {
				authority = true
				line += ", and is authoritative for " + a.Domain
				break
			}
		}
		f.Inputs = append(f.Inputs, line)
	}
	switch {
	case p.Barred != "" && p.State == Suspended:
		f.Inputs = append(f.Inputs, e.policy.sources[p.Barred].Name+", which was authoritative, has deleted the person")
		f.Says, f.Change = "suspended: the authority ended the person, and nobody else can bring it back", "the authoritative source provisions the person again, active"
	case p.State == Suspended && authority:
		f.Says, f.Change = "suspended: an authoritative source set active to false", "that source sets active to true"
	case p.State == Suspended:
		f.Says, f.Change = "suspended: no source says that the person is active", "one of them sets active to true"
	default:
		f.Says = "active: a source says so, and no authoritative one says otherwise"
		f.Change = "an authoritative source sets active to false, or all sources do"
	}
	if p.Role != NoRole {
		f.Inputs = append(f.Inputs, "role "+string(p.Role)+", which no source gave (M10)")
	}
	return f
}

// Sentence says what a reason means.
func (r Reason) Sentence() string { return reasons[r].says }

func (r Reason) remedy(source string) string {
	return strings.ReplaceAll(reasons[r].remedy, "{}", source)
}

var reasons = map[Reason]struct{ says, remedy string }{
	NotVerified:  {"the same address, whose domain is approved and not verified", "prove the domain (usher domain claim)"},
	NotTrusted:   {"the same address, asserted by a source that is not trusted for its domain", "usher source set {} --trusted-for DOMAIN"},
	NotProved:    {"the same address, which nothing proves to be the other person's", "trust the other person's source (usher source set SOURCE --trusted-for DOMAIN)"},
	NotConfirmed: {"the same address, typed in and not confirmed by its mailbox", "the mailbox answers the mail (usher user add sends it again)"},
	IsPrivileged: {"the same address, whose holder has a role in the account", "nothing else: such a link is for a person to decide"},
	IsSuspended:  {"the same address, whose holder is suspended", "bring the holder back first"},
	IsSeveral:    {"its identifiers belong to several people", "correct them at the source"},
	IsRecycled:   {"the same address, with which its source has deleted somebody else", "nothing else: a recycled address is for a person to decide"},
	PlusTag:      {"an alias of the same address by a +tag", "nothing else: look-alikes prove nothing"},
	Dots:         {"the same address but for dots", "nothing else: look-alikes prove nothing"},
	Confusable:   {"an address with letters that look alike", "nothing else: look-alikes prove nothing"},
	SameName:     {"the same name and department", "nothing else: names prove nothing"},
	Shared:       {"it has come to bring an address that is another person's", "correct the address at the source"},
}

// Addresses are those that the person's records bring, each once.
func (p *Profile) Addresses() []Address {
	var all []Address
	for _, u := range p.Records {
		for _, a := range Addresses(said(u)) {
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}
