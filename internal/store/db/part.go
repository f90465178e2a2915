package db

import "context"

// Part is one statement that changes rows, with its parameters. Its text depends on how many
// parameters stand before its own.
type Part struct {
	Text func(before int) string
	Args []any
}

// Run carries out the statements, on a lane as a transaction of their own.
func (tx *Tx) Run(ctx context.Context, statements []Part) error {
	if len(statements) == 0 {
		return nil
	}
	if tx.lane != nil {
		return tx.lane.write(ctx, tx, statements)
	}
	return tx.all(ctx, statements)
}

func (tx *Tx) all(ctx context.Context, statements []Part) error {
	for _, p := range statements {
		if err := tx.exec(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) exec(ctx context.Context, p Part) error {
	stmt, err := tx.Prepared(ctx, p.Text(0))
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, p.Args...)
	return err
}

// Announce tells that jobs are enqueued, once they are: those of a lane are by now.
func (tx *Tx) Announce() {
	tx.jobs = true
	if tx.lane != nil && !tx.dry {
		tx.DB.wake()
	}
}
