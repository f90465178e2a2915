package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ confirm.Store = (*DB)(nil)

const confirmationColumns = `account_id, id, source_id, record_id, address, code_hash, link_hash, created, expires,
	attempts, used, sent`

// ConfirmingAccount implements confirm.Store.
func (st *DB) ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error) {
	var row accountRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+accountColumns+` FROM accounts WHERE id = $1`, accountID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read account: %w", db.Reason(ctx, err))
	}
	a := row.account()
	return &a, nil
}

var errTooManyMails = errors.New("too many mails to the address")

// OpenConfirmation implements confirm.Store. Of those who open one for the same address at the
// same time, the unique key of open ones lets one through; the others run again and count it.
// Counting comes after closing the former one, or one that is committed in between would be closed
// and not counted.
func (st *DB) OpenConfirmation(ctx context.Context, c confirm.Confirmation) (opened bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.SQL.ExecContext(ctx, `
			DELETE FROM confirmations WHERE account_id = $1 AND expires < $2`,
			c.AccountID, db.Micros(c.Created.Add(-confirm.Remembered))); err != nil {
			return err
		}
		if _, err := tx.SQL.ExecContext(ctx, `
			UPDATE confirmations SET used = $3 WHERE account_id = $1 AND address = $2 AND used IS NULL`,
			c.AccountID, c.Address, db.Micros(c.Created)); err != nil {
			return err
		}
		var mails int
		if err := tx.SQL.GetContext(ctx, &mails, `
			SELECT count(*) FROM confirmations WHERE account_id = $1 AND address = $2 AND created > $3`,
			c.AccountID, c.Address, db.Micros(c.Created.Add(-confirm.MailsSpan))); err != nil {
			return err
		}
		if mails >= confirm.MaxMails {
			return errTooManyMails
		}
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO confirmations (account_id, id, source_id, record_id, address, code_hash, link_hash, created,
				expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			c.AccountID, c.ID, c.Key.SourceID, c.Key.ID, c.Address, c.CodeHash, c.LinkHash, db.Micros(c.Created),
			db.Micros(c.Expires))
		return err
	})
	if errors.Is(err, errTooManyMails) {
		return false, nil
	}
	return err == nil, db.Reason(ctx, err)
}

// ConfirmationByID implements confirm.Store.
func (st *DB) ConfirmationByID(ctx context.Context, accountID, id string) (*confirm.Confirmation, error) {
	var row confirmationRow
	err := st.ReadPool.GetContext(ctx, &row, `
		SELECT `+confirmationColumns+` FROM confirmations WHERE account_id = $1 AND id = $2`, accountID, id)
	return row.found(ctx, err)
}

// RenewConfirmation implements confirm.Store.
func (st *DB) RenewConfirmation(ctx context.Context, accountID, id string, expires time.Time) (counts bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `
			UPDATE confirmations SET expires = $3 WHERE account_id = $1 AND id = $2 AND used IS NULL`, accountID, id,
			db.Micros(expires))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		counts = n > 0
		return err
	})
	return counts && err == nil, db.Reason(ctx, err)
}

// ConfirmationSent implements confirm.Store.
func (st *DB) ConfirmationSent(ctx context.Context, accountID, id string, at time.Time) error {
	return st.changeConfirmation(ctx, `UPDATE confirmations SET sent = $3 WHERE account_id = $1 AND id = $2`, accountID,
		id, db.Micros(at))
}

// DropConfirmation implements confirm.Store.
func (st *DB) DropConfirmation(ctx context.Context, accountID, id string) error {
	return st.changeConfirmation(ctx, `DELETE FROM confirmations WHERE account_id = $1 AND id = $2`, accountID, id)
}

func (st *DB) changeConfirmation(ctx context.Context, statement string, args ...any) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, statement, args...)
		return err
	}))
}

// TryCode implements confirm.Store. Looking and counting are one statement, so that of many who
// guess at once none is overlooked.
func (st *DB) TryCode(
	ctx context.Context, accountID, address, codeHash string, now time.Time,
) (*confirm.Confirmation, error) {
	var row confirmationRow
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		err := tx.SQL.GetContext(ctx, &row, `
			UPDATE confirmations SET attempts = attempts + CASE WHEN code_hash = $3 THEN 0 ELSE 1 END
			WHERE account_id = $1 AND address = $2 AND used IS NULL AND expires > $4 AND attempts < $5
			RETURNING `+confirmationColumns,
			accountID, address, codeHash, db.Micros(now), confirm.MaxTries)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		return tx.SQL.GetContext(ctx, &row, `
			SELECT `+confirmationColumns+` FROM confirmations WHERE account_id = $1 AND address = $2
			ORDER BY created DESC, id DESC LIMIT 1`,
			accountID, address)
	})
	return row.found(ctx, err)
}

// ConfirmationByLink implements confirm.Store.
func (st *DB) ConfirmationByLink(ctx context.Context, accountID, linkHash string) (*confirm.Confirmation, error) {
	var row confirmationRow
	err := st.ReadPool.GetContext(ctx, &row, `
		SELECT `+confirmationColumns+` FROM confirmations WHERE account_id = $1 AND link_hash = $2`,
		accountID, linkHash)
	return row.found(ctx, err)
}

// UseConfirmation implements confirm.Store.
func (st *DB) UseConfirmation(ctx context.Context, accountID, id string, now time.Time) (won bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `
			UPDATE confirmations SET used = $3 WHERE account_id = $1 AND id = $2 AND used IS NULL AND expires > $3`,
			accountID, id, db.Micros(now))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		won = n > 0
		return err
	})
	return won && err == nil, db.Reason(ctx, err)
}

type confirmationRow struct {
	AccountID string `db:"account_id"`
	ID        string
	SourceID  string `db:"source_id"`
	RecordID  string `db:"record_id"`
	Address   string
	CodeHash  string `db:"code_hash"`
	LinkHash  string `db:"link_hash"`
	Created   int64
	Expires   int64
	Attempts  int
	Used      sql.NullInt64
	Sent      sql.NullInt64
}

// found is what a look-up that ended with err has found, nil for nothing.
func (r confirmationRow) found(ctx context.Context, err error) (*confirm.Confirmation, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find confirmation: %w", db.Reason(ctx, err))
	}
	return &confirm.Confirmation{
		AccountID: r.AccountID, ID: r.ID,
		Key:     directory.RecordKey{SourceID: r.SourceID, Type: directory.TypeUser, ID: r.RecordID},
		Address: r.Address, CodeHash: r.CodeHash, LinkHash: r.LinkHash,
		Created: db.FromMicros(r.Created), Expires: db.FromMicros(r.Expires), Tries: r.Attempts,
		Used: db.FromNullMicros(r.Used), Sent: db.FromNullMicros(r.Sent),
	}, nil
}
