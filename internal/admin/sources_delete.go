package admin

import (
	"context"
	"errors"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
)

// What becomes of the people of a source that is deleted (rule S8).
const (
	PeopleKeep    = "keep"    // its records stay as they are, and nobody changes them any more
	PeopleSuspend = "suspend" // as if the source had said of everybody that they are inactive
	PeopleRemove  = "remove"  // as if it had deleted everybody, and its groups
)

// PeopleChoices are the three.
var PeopleChoices = []string{PeopleKeep, PeopleSuspend, PeopleRemove}

// SourceDeletion asks to delete a source.
type SourceDeletion struct {
	Name   string
	People string // one of PeopleChoices; "" for a source without records
}

// LeftSource is what has become of a source that was deleted.
type LeftSource struct {
	directory.Source
	Changed int  // records that were suspended or removed
	Refused int  // those of whom that was refused, such as the last owner
	Pending bool // a server does it, or will
	Kept    int  // records that stay as they are
}

// Delete deletes a source: its tokens end at once, and its people become what was chosen. That is done in batches, by a
// job that survives whatever ends the process; repeating the command goes on with it. A source that has records is
// refused (Conflict) without a choice.
func (s *Sources) Delete(
	ctx context.Context, actor Actor, account *directory.Account, r SourceDeletion,
) (left *LeftSource, err error) {
	err = s.do(ctx, actor, account, "SOURCE DELETE "+r.Name, func(ctx context.Context) error {
		if r.People != "" && !slices.Contains(PeopleChoices, r.People) {
			return directory.Refuse(directory.Invalid, "source.choice", "people", r.People, "choices", PeopleChoices)
		}
		source, err := s.pushed(ctx, account, r.Name)
		if err != nil {
			return err
		}
		has, err := s.Store.SourceCensus(ctx, account.ID, source.ID)
		if err != nil {
			return err
		}
		m := SourceMove{
			From: []directory.SourceState{directory.SourceActive, directory.SourceDisabled}, To: directory.SourceLeft,
			Revoke: true, Retire: true, Entry: directory.LogEntry{Operation: "SOURCE DELETE"},
		}
		switch {
		case len(has) > 0 && r.People == "":
			return ChoosePeople(source, has)
		case len(has) == 0 && source.State != directory.SourceLeaving:
			m.To = directory.SourceGone
			m.Entry.Detail = text.Messages{text.New("act.source.deleted", "source", source.Name)}
		case r.People == PeopleKeep:
			m.Entry.Detail = text.Messages{text.New("act.source.kept", "source", source.Name)}
		default:
			if err := s.leave(ctx, actor, account, source, r.People, &left); err != nil {
				return err
			}
			return directory.ForgetSnapshots(ctx, s.Store, account.ID)
		}
		moved, err := s.Store.MoveSource(ctx, source, m)
		if err != nil {
			return err
		}
		left = &LeftSource{Source: *moved}
		for _, n := range has {
			left.Kept += n
		}
		return directory.ForgetSnapshots(ctx, s.Store, account.ID)
	})
	return left, err
}

// ChoosePeople refuses a deletion that does not say what becomes of the people. has is how many records the source has,
// by type.
func ChoosePeople(source *directory.Source, has map[string]int) error {
	others := 0
	for name, n := range has {
		if name != directory.TypeUser {
			others += n
		}
	}
	return directory.Refuse(directory.Conflict, "source.people", "source", source.Name, "name", source.Name,
		"people", has[directory.TypeUser], "others", others)
}

// leave begins to suspend or remove everybody, and does it here unless a server does.
func (s *Sources) leave(
	ctx context.Context, actor Actor, account *directory.Account, source *directory.Source, people string,
	left **LeftSource,
) error {
	job, err := jobs.New(JobLeave, source.ID, leaving{source.Name, people, actor.Name, actor.Channel}, jobs.Grace)
	if err != nil {
		return err
	}
	says := text.New("act.source.suspending", "source", source.Name)
	if people == PeopleRemove {
		says = text.New("act.source.removing", "source", source.Name)
	}
	moved, err := s.Store.MoveSource(ctx, source, SourceMove{
		From: []directory.SourceState{
			directory.SourceActive, directory.SourceDisabled, directory.SourceLeaving, directory.SourceLeft,
		},
		To:     directory.SourceLeaving,
		Revoke: true, Jobs: []directory.Job{job},
		Entry: directory.LogEntry{Operation: "SOURCE DELETE", Detail: text.Messages{says}},
	})
	if err != nil {
		return err
	}
	*left, err = s.Leaver.Now(ctx, account.ID, source.ID)
	if errors.Is(err, jobs.ErrNone) { // a server was faster
		*left, err = &LeftSource{Source: *moved, Pending: true}, nil
	}
	if err != nil {
		return text.Errorf(err, "source.halfLeft")
	}
	return nil
}
