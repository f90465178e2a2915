package store

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

// difference is one value that an administrator has changed, as log entries show it.
type difference struct {
	Path   string `json:"path"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}

// differences are those between two lists of values of the same names.
func differences(names []string, before, after []any) []difference {
	var list []difference
	for i, name := range names {
		was, _ := json.Marshal(before[i])
		is, _ := json.Marshal(after[i])
		if string(was) != string(is) {
			list = append(list, difference{name, before[i], after[i]})
		}
	}
	return list
}

// logAct leaves the log entry of what an administrator does, in the transaction that does it (rules O1 and O4). Where
// nobody acts, as when a server sets itself up, it leaves none.
func logAct(ctx context.Context, tx *db.Tx, accountID string, e directory.LogEntry, changes []difference) error {
	act := directory.ActOf(ctx)
	if act.Actor == "" {
		return nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	if changes != nil {
		if e.Changes, err = json.Marshal(changes); err != nil {
			return err
		}
	}
	e.ID, e.At, e.Channel, e.Actor, e.Outcome = id.String(), tx.Now(), act.Channel, act.Actor, directory.Changed
	return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: []directory.LogEntry{e}})
}
