package syncrun

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/text"
)

// How many items are gone through at once, and of how many a run asks the service whether they are still there.
const (
	planSlice   = 2000
	confirmMost = 500
)

// Guard is from how many removals on a run parks them: more than five and than a tenth (rule S3).
func Guard(removals, of int) bool { return removals > max(5, of/10) }

// ScopeOf is a word for what is read: by which connector, with which settings, and what of it can't be read.
func ScopeOf(kind, settings string, lacks []connectors.Lack) string {
	var names []string
	for _, l := range lacks {
		names = append(names, l.What)
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(kind + "\x00" + settings + "\x00" + strings.Join(slices.Compact(names), " ")))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// tally counts entries by type.
type tally map[string]int

func (t tally) all() (n int) {
	for _, k := range t {
		n += k
	}
	return n
}

// guarded reports whether so many removals of a type, of so many entries of it that are in force, are to be parked. People and groups
// are counted apart: many groups make no suspension of everybody a small one.
func (t tally) guarded(of tally) bool {
	for entryType, n := range t {
		if Guard(n, of[entryType]) {
			return true
		}
	}
	return false
}

// plus is both together.
func (t tally) plus(other tally) tally {
	sum := tally{}
	for _, each := range []tally{t, other} {
		for entryType, n := range each {
			sum[entryType] += n
		}
	}
	return sum
}

// plan finds out who is missing and what would be taken from people, and has it parked where that is much (rules S2 to S4). It may be
// begun again.
func (j *job) plan(ctx context.Context) error {
	if j.run.Mode == Allowed {
		return nil
	}
	inForce, err := j.Store.InForce(ctx, j.run)
	if err != nil {
		return err
	}
	of := tally(inForce)
	empty := j.run.Mode != Delta && j.run.Read == 0 && of.all() > 0
	vanished, missing := tally{}, tally{} // missing for the first time: not all of them were asked for, and in two halves as many would pass
	// What can't be read says nothing of who is missing, and neither does half of it.
	if j.run.Mode != Delta && (!incomplete(j.run.Problem) || j.said("sync.empty")) {
		if empty && !j.said("sync.empty") {
			j.run.Problem = append(j.run.Problem, text.New("sync.empty", "before", of.all()))
		}
		if vanished, missing, err = j.missing(ctx, empty); err != nil {
			return err
		}
	}
	staged, err := j.staged(ctx)
	if err != nil {
		return err
	}
	removals := vanished.plus(staged)
	switch {
	case empty && vanished.all() > 0, removals.guarded(of), vanished.all() > 0 && vanished.plus(missing).guarded(of):
	case missing.guarded(of) && !j.said("sync.missing"):
		j.run.Problem = append(j.run.Problem, text.New("sync.missing", "missing", missing.all(), "of", of.all()))
		return nil
	default:
		return nil
	}
	j.run.Problem = append(j.run.Problem, text.New("sync.parked", "removals", removals.all(), "of", of.all(), "service", j.service.Source.Name))
	j.more.Parked = removals.all()
	return j.save(ctx, &Step{Park: j.run.Mode != Preview})
}

// said reports whether the run has a problem already.
func (j *job) said(key string) bool {
	return slices.ContainsFunc(j.run.Problem, func(m text.Message) bool { return m.Key == key })
}

// staged is how many staged items take something from people. What was staged by a run that did not end, and was not read again, is
// dropped.
func (j *job) staged(ctx context.Context) (removals tally, err error) {
	removals = tally{}
	for _, entryType := range []string{connectors.User, connectors.Group} {
		for after := int64(-1); ; {
			items, err := j.Store.NextItems(ctx, j.run, Staged, entryType, after, planSlice, false)
			if err != nil {
				return nil, err
			}
			step := &Step{}
			for _, item := range items {
				after = item.N
				switch {
				case item.Removal == Vanishes, j.run.Mode == Delta && !j.seen.has(item.N): // counted as missing, or not applied
				case j.run.Mode != Delta && !j.seen.has(item.N) && item.Removal != Deletes:
					if item.State, item.Body, item.NewHash, item.NewFacts, item.Removal = Settled, "", "", "", ""; item.Hash == "" && !item.Made {
						step.Drop = append(step.Drop, item)
					} else {
						step.Change = append(step.Change, item)
					}
				case item.Removal != "":
					removals[entryType]++
				}
			}
			if len(step.Drop)+len(step.Change) > 0 && j.run.Mode != Preview {
				if err := j.save(ctx, step); err != nil {
					return nil, err
				}
			}
			if len(items) < planSlice {
				break
			}
		}
	}
	return removals, nil
}

// missing goes through the items that were not read. In one complete run they are missing; in two, or when the service says so of one,
// they are to be removed (rule S4). Where nothing at all was read, nobody is asked for: an administrator decides. vanished are those who
// are to be removed, and missing those who are missing for the first time. Groups that the credential can't read are none of both.
func (j *job) missing(ctx context.Context, empty bool) (vanished, missing tally, err error) {
	vanished, missing = tally{}, tally{}
	asking := &asking{empty: empty}
	for from := int64(0); from < j.service.NextN; {
		for i := from / chunkBits; from%chunkBits == 0 && j.seen.full(i); i++ {
			from += chunkBits
		}
		items, err := j.Store.ItemsFrom(ctx, j.run, from, planSlice)
		if err != nil {
			return nil, nil, err
		}
		step := &Step{}
		for _, item := range items {
			from = item.N + 1
			if j.seen.has(item.N) || item.Hash == "" && !item.Made || item.Hash == removedHash ||
				item.Type == connectors.Group && slices.Contains(j.lacks, "groups") {
				continue
			}
			became, err := j.notRead(ctx, &item, step, asking)
			if err != nil {
				return nil, nil, err
			}
			switch became {
			case isVanished:
				vanished[item.Type]++
			case isMissing:
				missing[item.Type]++
			}
		}
		if len(step.Change)+len(step.Stage) > 0 || j.more != (Counts{}) {
			if err := j.save(ctx, step); err != nil {
				return nil, nil, err
			}
		}
		if len(items) < planSlice {
			break
		}
	}
	return vanished, missing, nil
}

// asking is how a service is asked for entries that were not read.
type asking struct {
	empty bool // nothing was read at all
	n     int  // how often it was asked
}

// What follows for an item that was not read.
type absence int

const (
	isDecided  absence = iota // nothing, or an administrator decides of it already
	isThere                   // the service says so
	isMissing                 // only missing
	isVanished                // to be removed
)

// notRead is what follows for one item that was not read.
func (j *job) notRead(ctx context.Context, item *Item, step *Step, asking *asking) (absence, error) {
	switch {
	case item.State == Allowing, item.State == Parked, item.State == Kept && item.NewHash == removedHash:
		return isDecided, nil
	case item.Removal == Vanishes: // before this was cut off
		return isVanished, nil
	case item.MissingIn == j.run.ID:
		return isMissing, nil
	}
	j.more.Missing++
	if j.run.Mode == Preview {
		return isMissing, nil
	}
	gone := item.MissingIn != "" || asking.empty
	if !asking.empty {
		there, asked, err := j.confirm(ctx, item, asking)
		switch {
		case err != nil:
			return isDecided, err
		case asked && there:
			if item.MissingIn = ""; item.State == Absent {
				item.State = Settled
			}
			step.Change = append(step.Change, *item)
			return isThere, nil
		case asked:
			gone = true
		}
	}
	item.At = j.Clock()
	if !gone {
		if item.MissingIn = j.run.ID; item.State != Kept { // which stays decided
			item.State, item.NewHash, item.NewFacts, item.Removal = Absent, "", "", ""
		}
		step.Change = append(step.Change, *item)
		return isMissing, nil
	}
	item.State, item.Body, item.NewHash, item.NewFacts, item.Removal = Staged, "", removedHash, "", Vanishes
	step.Stage = append(step.Stage, *item)
	return isVanished, nil
}

// confirm asks the service for an item that was not read; asked is false where it can't be asked for it, or does not answer what can be
// understood: then two readings decide. Where it can be asked, but not for as many, whoever was not asked for is as if the service had
// said that it is there.
func (j *job) confirm(ctx context.Context, item *Item, asking *asking) (there, asked bool, err error) {
	reader, err := j.connected(ctx)
	if err != nil {
		return false, false, err
	}
	confirmer, is := reader.(connectors.Confirmer)
	if !is {
		return false, false, nil
	}
	if asking.n >= confirmMost {
		return true, true, nil
	}
	asking.n++
	there, err = again(ctx, j, func() (bool, error) { return confirmer.Confirm(ctx, item.Type, item.NativeID) })
	var e *connectors.Error
	if errors.As(err, &e) && (e.Kind == connectors.Malformed || e.Kind == connectors.Permission) {
		return false, false, nil
	}
	return there, err == nil, err
}
