package admin

import (
	"context"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains/nature"
	"github.com/usher-id/usher/internal/text"
)

// TokenWarning is how long before its end a token is shown as one that is about to expire.
const TokenWarning = 30 * 24 * time.Hour

// samples is how many addresses of a domain are named that can only be approved one by one.
const samples = 5

// Overviews is how an account stands. It is safe for concurrent use.
type Overviews struct {
	Finder directory.Finder
	Pulse  Pulse
	Clock  clock.Clock
}

// Pulse knows when sources were last heard, and their tokens.
type Pulse interface {
	// SourcePulses are those of an account's sources, in the order of their ranks and names, and the account's
	// tokens that are neither revoked nor expired. It takes two questions.
	SourcePulses(ctx context.Context, accountID string, now time.Time) ([]SourcePulse, []LiveToken, error)
	// HeldAddresses are addresses of people who wait for domains, at most limit of each.
	HeldAddresses(ctx context.Context, accountID string, domains []string, limit int) (map[string][]string, error)
}

// SourcePulse is a sign of life of a source.
type SourcePulse struct {
	ID, Name, Kind string
	LastContact    time.Time    // when one of its tokens was last used, or it was read; zero for never
	LastError      *SourceError // the last request of it that was refused or failed; nil for none
}

// SourceError is why a request of a source was refused or failed.
type SourceError struct {
	Case string // id of the log entry
	At   time.Time
	Says text.Messages
}

// LiveToken is a token that can be used.
type LiveToken struct {
	ID, SourceID string
	Source       string // name
	Expires      time.Time
	LastUsed     time.Time
	Replaced     bool // by a newer one, when it was rotated
}

// Overview is how an account stands at a moment.
type Overview struct {
	States  map[directory.Code]int
	Waiting []DomainWaits
	Cases   int
	Sources []SourcePulse
	Tokens  []LiveToken // about to expire, the first to end first
}

// DomainWaits is how many people wait for a domain, and what lets them in.
type DomainWaits struct {
	Domain  string // A-label; "" for those without an address
	Unicode string
	People  int
	Next    []text.Message
}

// Show shows how an account stands.
func (s *Overviews) Show(ctx context.Context, _ Actor, account *directory.Account) (*Overview, error) {
	census, err := s.Finder.Census(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	o := &Overview{States: census.States, Cases: census.Cases}
	if o.Waiting, err = s.waiting(ctx, account, census.Waiting); err != nil {
		return nil, err
	}
	now := s.Clock()
	var tokens []LiveToken
	if o.Sources, tokens, err = s.Pulse.SourcePulses(ctx, account.ID, now); err != nil {
		return nil, err
	}
	for _, t := range tokens {
		if t.Expires.Before(now.Add(TokenWarning)) && !replaced(&t, tokens) {
			o.Tokens = append(o.Tokens, t)
		}
	}
	slices.SortFunc(o.Tokens, func(a, b LiveToken) int { return a.Expires.Compare(b.Expires) })
	return o, nil
}

// replaced reports whether a token was rotated and its source has another that lives longer: nothing is to be done
// about the old one then.
func replaced(t *LiveToken, live []LiveToken) bool {
	return t.Replaced && slices.ContainsFunc(live, func(other LiveToken) bool {
		return other.SourceID == t.SourceID && other.Expires.After(t.Expires)
	})
}

// Waiting is how many people wait for each domain, also for those that nobody named yet.
func (s *Overviews) Waiting(ctx context.Context, _ Actor, account *directory.Account) ([]DomainWaits, error) {
	census, err := s.Finder.Census(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return s.waiting(ctx, account, census.Waiting)
}

// waiting says what lets in those who wait. Of a public mail provider that is each address by itself.
func (s *Overviews) waiting(
	ctx context.Context, account *directory.Account, list []directory.DomainWait,
) ([]DomainWaits, error) {
	var public []string
	for _, w := range list {
		if nature.Of(w.Domain) == nature.PublicMail {
			public = append(public, w.Domain)
		}
	}
	addresses := map[string][]string{}
	if len(public) > 0 {
		var err error
		if addresses, err = s.Pulse.HeldAddresses(ctx, account.ID, public, samples); err != nil {
			return nil, err
		}
	}
	waits := make([]DomainWaits, len(list))
	for i, w := range list {
		waits[i] = DomainWaits{Domain: w.Domain, Unicode: nature.Unicode(w.Domain), People: w.People}
		switch of := addresses[w.Domain]; {
		case w.Domain == "":
			waits[i].Next = []text.Message{text.New("gate.remedy.noAddress")}
		case len(of) > 0:
			waits[i].Next = []text.Message{text.New("gate.remedy.address", "address", of[0])}
			for _, address := range of[1:] {
				waits[i].Next = append(waits[i].Next, text.New("gate.remedy.another", "address", address))
			}
		default:
			waits[i].Next = []text.Message{directory.DomainRemedy(w.Domain, "")}
		}
	}
	return waits, nil
}
