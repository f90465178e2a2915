package admin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/erasure"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// Erasures is how people are erased (rule O3). Clock and Slack have defaults.
type Erasures struct {
	Keep    erasure.Keep
	Journal Journal
	Clock   clock.Clock
	Slack   time.Duration // see erasure.Eraser
	// Lost is that of directory.LogReader.
	Lost func(ctx context.Context, account *directory.Account, ref string) ([]string, error)
	// Worker does the jobs of the kinds, now; see jobs.Worker.
	Worker func(kinds ...jobs.Kind) *jobs.Worker
}

// Condemned is somebody who may be erased, as whoever asks for it is to confirm.
type Condemned struct {
	Name    string   // address, or else userName; what the person was asked for by, of somebody who is gone
	Sources []string // names of the sources that have the person; none of somebody who is gone
	ref     string
	profile *directory.Profile // nil for somebody who is gone
	lost    []string
}

// Erased is an erasure that was asked for.
type Erased struct {
	Case    string // of the receipt
	Records int
	Entries int       // of the log
	Until   time.Time // when the last of what stays is forgotten
	Says    text.Message
}

// ToErase finds whom Erase erases: also somebody whom no source has any more, of whom the log speaks still. The
// error is NotFound for nobody.
func (s *People) ToErase(ctx context.Context, _ Actor, account *directory.Account, ref string) (*Condemned, error) {
	c := &Condemned{Name: strings.TrimSpace(ref), ref: strings.TrimSpace(ref)}
	p, err := s.Directory.Profile(ctx, account.ID, c.ref)
	if err != nil && directory.KindOf(err) != directory.NotFound {
		return nil, err
	}
	also := c.ref
	if err == nil {
		if c.profile, c.Name, also = p, called(p), Ident(p); p.ID != "" {
			also = p.ID
		}
		names, err := s.Sources.SourceNames(ctx, account.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range p.Records {
			if name := names[r.SourceID]; !slices.Contains(c.Sources, name) {
				c.Sources = append(c.Sources, name)
			}
		}
	}
	lost, failed := s.Erasures.Lost(ctx, account, also)
	if failed != nil {
		return nil, failed
	}
	slices.Sort(lost)
	if c.lost = slices.Compact(lost); c.profile == nil && len(lost) == 0 {
		return nil, err
	}
	if c.profile == nil { // an address or externalId may have been several people's
		people, err := s.Erasures.Keep.WhoseWere(ctx, account.ID, lost)
		if err != nil {
			return nil, err
		}
		if len(people) > 1 {
			return nil, directory.Refuse(directory.Conflict, "people.several", "ref", c.ref, "ids", people)
		}
	}
	return c, nil
}

// called is by what an administrator knows a person.
func called(p *directory.Profile) string {
	if p.Login != "" {
		return p.Login
	}
	if p.UserName != "" {
		return p.UserName
	}
	return p.Records[0].UserName
}

// Erase erases somebody: all records, what the log says of the person, and the person's addresses, names and ids
// wherever else something was kept. It stays done after a crash: a server finishes it. The error is Refused where a
// rule stands against it (M10); nothing is erased then. confirm has to be the name of whom it is about: Invalid
// otherwise.
func (s *People) Erase(
	ctx context.Context, actor Actor, account *directory.Account, c *Condemned, confirm string,
) (*Erased, error) {
	if !strings.EqualFold(strings.TrimSpace(confirm), c.Name) {
		return nil, directory.Refuse(directory.Invalid, "erase.unconfirmed", "name", c.Name)
	}
	var erased *Erased
	err := acts{s.Erasures.Journal}.do(ctx, actor, account, "ERASE", func(ctx context.Context) (err error) {
		erased, err = s.erase(ctx, actor, account, c)
		return err
	})
	return erased, err
}

func (s *People) erase(ctx context.Context, actor Actor, account *directory.Account, c *Condemned) (*Erased, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	e := &erasure.Erasure{ID: id.String(), Actor: actor.Name, Channel: actor.Channel, Records: slices.Clone(c.lost)}
	if c.profile != nil {
		e.Person = Ident(c.profile)
		s.condemn(e, c.profile)
		if _, err := s.burial(ctx, account, e, c.profile, s.Intake.DryDecide); err != nil {
			return nil, err
		}
	}
	if _, _, is := directory.Beginning(c.ref); !is && !directory.IsID(c.ref) {
		e.Traces.Add(c.ref)
	}
	job, err := jobs.New(erasure.Job, e.ID, struct{}{}, time.Minute) // not before this process had its time
	if err != nil {
		return nil, err
	}
	if err := s.Erasures.Keep.BeginErasure(ctx, account.ID, e, job); err != nil {
		return nil, err
	}
	var done *erasure.Erasure
	kind := s.Erasing()
	kind.Do = func(ctx context.Context, _ *jobs.Job) (err error) {
		done, err = s.eraser().Erase(ctx, account, e.ID)
		return final(err)
	}
	if err := s.Erasures.Worker(kind).Now(ctx, account.ID, erasure.Job, e.ID); err != nil {
		return nil, err
	}
	erased := &Erased{Case: e.ID, Until: s.Erasures.Clock.OrSystem()().Add(directory.TombstoneLife)}
	if done != nil {
		erased.Records, erased.Entries, erased.Says = len(done.Records), done.Entries,
			done.Says(s.Erasures.Clock.OrSystem()())
	}
	return erased, nil
}

// Erasing is how a worker finishes erasures that were cut off.
func (s *People) Erasing() jobs.Kind {
	return jobs.Kind{Name: erasure.Job, Limit: time.Hour, Do: func(ctx context.Context, j *jobs.Job) error {
		account, err := s.Confirmations.ConfirmingAccount(ctx, j.AccountID)
		if err != nil || account == nil {
			return err
		}
		_, err = s.eraser().Erase(ctx, account, j.Key)
		return final(err)
	}}
}

// final keeps a job from being tried again where a rule stands against it.
func final(err error) error {
	if k := directory.KindOf(err); k == 0 || k == directory.Unavailable || k == directory.Busy {
		return err
	}
	return jobs.Final(err)
}

func (s *People) eraser() *erasure.Eraser {
	return &erasure.Eraser{Keep: s.Erasures.Keep, Bury: s.bury, Clock: s.Erasures.Clock, Slack: s.Erasures.Slack}
}

// bury deletes all records of the person of an erasure: also those that came while it was begun.
func (s *People) bury(ctx context.Context, account *directory.Account, e *erasure.Erasure) error {
	for e.Person != "" {
		p, err := s.Directory.Profile(ctx, account.ID, e.Person)
		if directory.KindOf(err) == directory.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		s.condemn(e, p)
		if err := s.Erasures.Keep.KeepErasure(ctx, account.ID, e); err != nil {
			return err
		}
		if n, err := s.burial(ctx, account, e, p, s.Intake.Decide); err != nil || n == 0 {
			return err
		}
	}
	return nil
}

// condemn notes what is known of a person.
func (s *People) condemn(e *erasure.Erasure, p *directory.Profile) {
	if p.ID != "" && !slices.Contains(e.Users, p.ID) {
		e.Users = append(e.Users, p.ID)
	}
	for _, r := range p.Records {
		if !slices.Contains(e.Records, r.ID) {
			e.Records = append(e.Records, r.ID)
		}
		e.Traces.Learn(map[string]any{"userName": r.UserName})
		if o, err := schema.Decode(slices.Concat([]byte("{"), r.Body, []byte("}"))); err == nil {
			if attributes, is := o.(map[string]any); is {
				e.Traces.Learn(attributes)
			}
		}
	}
	e.Traces.Learn(map[string]any{"emails": p.Login})
}

// burial deletes the records of a person, and says how many there were to delete.
func (s *People) burial(
	ctx context.Context, account *directory.Account, e *erasure.Erasure, p *directory.Profile,
	decide func(context.Context, directory.Account, []directory.Decision) ([]directory.Result, error),
) (n int, err error) {
	if len(p.Records) == 0 {
		return 0, nil
	}
	rt, err := s.UserType(ctx, account.ID)
	if err != nil {
		return 0, err
	}
	decisions := make([]directory.Decision, 0, len(p.Records))
	for _, r := range p.Records {
		decisions = append(decisions, directory.Decision{
			Action: directory.Delete, Record: r.RecordKey, Type: rt,
			Request: directory.Request{Operation: "ERASE", Channel: e.Channel, Actor: e.Actor, Success: 204},
		})
	}
	results, err := decide(ctx, *account, decisions)
	for _, r := range results {
		if err == nil && directory.KindOf(r.Err) != directory.NotFound {
			err = r.Err
		}
	}
	return len(decisions), err
}
