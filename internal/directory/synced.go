package directory

import "github.com/usher-id/usher/internal/text"

// SyncMark says of which item of a sync run's snapshot a change is. What becomes of the item is kept in the transaction of the change,
// so that a run that is cut off neither repeats it nor loses it (rule S7).
type SyncMark struct {
	RunID string
	Turn  int64  // of whoever carries the run out: in an older one nothing is done any more
	N     int64  // number of the item within its source
	Hash  string // of what is applied
	Facts string // of that, as the sync run knows it
	More  bool   // it is not all that is to be applied of the item
	Gone  bool   // the item is forgotten: what it was about is deleted
	Quiet bool   // the item was counted with an earlier change of the run
}

// Synced is what has become of an item.
type Synced struct {
	SyncMark
	SourceID string
	RecordID string
	Tally    Tally
	Case     string
	Why      text.Messages // of TallyFailed
}

// Tally is how a change is counted by whoever brings many.
type Tally string

// The tallies: each change has one.
const (
	TallyCreated   Tally = "created"
	TallyLinked    Tally = "linked"
	TallyUpdated   Tally = "updated"
	TallyUnchanged Tally = "unchanged"
	TallyHeld      Tally = "held"
	TallyReview    Tally = "review"
	TallyWaiting   Tally = "waiting" // for a license
	TallyFailed    Tally = "failed"
)

// Tally counts a result.
func (r *Result) Tally() Tally {
	switch {
	case r.Err != nil:
		return TallyFailed
	case r.Outcome == Held:
		return TallyHeld
	case r.Outcome == InReview:
		return TallyReview
	case r.Outcome == Unchanged:
		return TallyUnchanged
	case r.Record != nil && r.Record.Unlicensed && r.Record.Shown().Code == WaitingLicense:
		return TallyWaiting
	case r.Outcome == Created:
		return TallyCreated
	case r.Outcome == Linked:
		return TallyLinked
	}
	return TallyUpdated
}

// synced is what has become of the item that a change is about; nil where it is about none.
func (i Item) synced(r *Result) *Synced {
	if i.Said == nil || i.Said.Sync == nil {
		return nil
	}
	s := &Synced{SyncMark: *i.Said.Sync, SourceID: i.Said.Source.ID, RecordID: i.Said.ID, Tally: r.Tally(), Case: r.Case}
	if r.Err != nil {
		s.Why = text.Messages{text.Told(r.Err)}
	}
	return s
}
