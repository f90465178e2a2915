package syncrun

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
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

// plan finds out who is missing and what would be taken from people, and has it parked where that is much (rules S2 to S4). It may be
// begun again.
func (j *job) plan(ctx context.Context) error {
	if j.run.Mode == Allowed {
		return nil
	}
	applied, err := j.Store.Applied(ctx, j.run)
	if err != nil {
		return err
	}
	empty := j.run.Mode != Delta && j.run.Read == 0 && applied > 0
	vanished := 0
	// What can't be read says nothing of who is missing, and neither does half of it.
	if j.run.Mode != Delta && (!incomplete(j.run.Problem) || j.said("sync.empty")) {
		if empty && !j.said("sync.empty") {
			j.run.Problem = append(j.run.Problem, text.New("sync.empty", "before", applied))
		}
		if vanished, err = j.missing(ctx, empty); err != nil {
			return err
		}
	}
	staged, err := j.staged(ctx)
	if err != nil {
		return err
	}
	removals := vanished + staged
	missing := max(0, j.run.Missing-vanished) // for the first time: not all of them were asked for, and in two halves as many would pass
	switch {
	case empty && vanished > 0, Guard(removals, applied), vanished > 0 && Guard(vanished+missing, applied):
	case Guard(missing, applied) && !j.said("sync.missing"):
		j.run.Problem = append(j.run.Problem, text.New("sync.missing", "missing", missing, "of", applied))
		return nil
	default:
		return nil
	}
	j.run.Problem = append(j.run.Problem, text.New("sync.parked", "removals", removals, "of", applied, "service", j.service.Source.Name))
	j.more.Parked = removals
	return j.save(ctx, &Step{Park: j.run.Mode != Preview})
}

// said reports whether the run has a problem already.
func (j *job) said(key string) bool {
	return slices.ContainsFunc(j.run.Problem, func(m text.Message) bool { return m.Key == key })
}

// staged is how many staged items take something from people. What was staged by a run that did not end, and was not read again, is
// dropped.
func (j *job) staged(ctx context.Context) (removals int, err error) {
	for _, entryType := range []string{connectors.User, connectors.Group} {
		for after := int64(-1); ; {
			items, err := j.Store.NextItems(ctx, j.run, Staged, entryType, after, planSlice, false)
			if err != nil {
				return 0, err
			}
			step := &Step{}
			for _, item := range items {
				after = item.N
				switch {
				case item.Removal == Vanishes: // counted as missing
				case j.run.Mode != Delta && !j.seen.has(item.N) && item.Removal != Deletes:
					if item.State, item.Body, item.NewHash, item.NewFacts, item.Removal = Settled, "", "", "", ""; item.Hash == "" && !item.Made {
						step.Drop = append(step.Drop, item)
					} else {
						step.Change = append(step.Change, item)
					}
				case item.Removal != "":
					removals++
				}
			}
			if len(step.Drop)+len(step.Change) > 0 && j.run.Mode != Preview {
				if err := j.save(ctx, step); err != nil {
					return 0, err
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
// they are to be removed (rule S4). Where nothing at all was read, nobody is asked for: an administrator decides.
func (j *job) missing(ctx context.Context, empty bool) (removals int, err error) {
	confirmed := 0
	for from := int64(0); from < j.service.NextN; {
		if i := from / chunkBits; from%chunkBits == 0 && j.seen.full(i) {
			from += chunkBits
			continue
		}
		items, err := j.Store.ItemsFrom(ctx, j.run, from, planSlice)
		if err != nil {
			return 0, err
		}
		step := &Step{}
		for _, item := range items {
			from = item.N + 1
			if j.seen.has(item.N) || item.Hash == "" && !item.Made || item.Hash == removedHash {
				continue
			}
			n, err := j.notRead(ctx, &item, step, &confirmed, empty)
			if err != nil {
				return 0, err
			}
			removals += n
		}
		if len(step.Change)+len(step.Stage) > 0 || j.more != (Counts{}) {
			if err := j.save(ctx, step); err != nil {
				return 0, err
			}
		}
		if len(items) < planSlice {
			break
		}
	}
	return removals, nil
}

// notRead is what follows for one item; 1 when it is to be removed.
func (j *job) notRead(ctx context.Context, item *Item, step *Step, confirmed *int, empty bool) (removals int, err error) {
	switch {
	case item.State == Allowing, item.State == Parked, item.State == Kept && item.NewHash == removedHash:
		return 0, nil // decided, or to be
	case item.Removal == Vanishes: // before this was cut off
		return 1, nil
	case item.MissingIn == j.run.ID:
		return 0, nil
	}
	j.more.Missing++
	if j.run.Mode == Preview {
		return 0, nil
	}
	gone := item.MissingIn != "" || empty
	reader, err := j.connected(ctx)
	if err != nil {
		return 0, err
	}
	if confirmer, is := reader.(connectors.Confirmer); is && *confirmed < confirmMost && !empty {
		*confirmed++
		there, err := again(ctx, j, func() (bool, error) { return confirmer.Confirm(ctx, item.Type, item.NativeID) })
		if err != nil {
			return 0, err
		}
		if gone = !there; there {
			if item.MissingIn = ""; item.State == Absent {
				item.State = Settled
			}
			step.Change = append(step.Change, *item)
			return 0, nil
		}
	}
	item.At = j.Clock()
	if !gone {
		item.State, item.MissingIn, item.NewHash, item.NewFacts, item.Removal = Absent, j.run.ID, "", "", ""
		step.Change = append(step.Change, *item)
		return 0, nil
	}
	item.State, item.Body, item.NewHash, item.NewFacts, item.Removal = Staged, "", removedHash, "", Vanishes
	step.Stage = append(step.Stage, *item)
	return 1, nil
}
