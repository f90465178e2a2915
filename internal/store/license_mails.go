package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/text"
)

var _ licensemail.Store = (*DB)(nil)

const licenseMailColumns = `account_id, id, license_id, user_id, address, link_hash, created, expires, sent, opened,
	replaced, refused, why`

// OpenLicenseMail implements licensemail.Store. The person's row is locked, so that of those who open mails to one
// person at the same time each counts the others'.
func (st *DB) OpenLicenseMail(ctx context.Context, m *licensemail.Mail) (opened bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		opened = false
		if _, err := tx.SQL.ExecContext(ctx, `DELETE FROM license_mails WHERE account_id = $1 AND expires < $2`,
			m.AccountID, db.Micros(m.Created.Add(-licensemail.Remembered))); err != nil {
			return err
		}
		many, err := st.manyLicenseMails(ctx, tx, m.AccountID, m.UserID, m.Created)
		if err != nil || many {
			return err
		}
		opened = true
		_, err = tx.SQL.ExecContext(ctx, `
			INSERT INTO license_mails (account_id, id, license_id, user_id, address, link_hash, created, expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			m.AccountID, m.ID, m.LicenseID, m.UserID, m.Address, m.LinkHash, db.Micros(m.Created), db.Micros(m.Expires))
		if err != nil {
			return err
		}
		return holdUntil(ctx, tx, m.AccountID, m.LicenseID, m.Expires)
	})
	return opened && err == nil, db.Reason(ctx, err)
}

// manyLicenseMails reports whether a person has had as many mails as there may be.
func (st *DB) manyLicenseMails(ctx context.Context, tx *db.Tx, accountID, userID string, now time.Time) (bool, error) {
	if st.Name() == "postgres" {
		if _, err := tx.SQL.ExecContext(ctx, `SELECT 1 FROM users WHERE account_id = $1 AND id = $2 FOR UPDATE`, accountID,
			userID); err != nil {
			return false, err
		}
	}
	var mails int
	err := tx.SQL.GetContext(ctx, &mails, `
		SELECT count(*) FROM license_mails WHERE account_id = $1 AND user_id = $2 AND created > $3 AND refused IS NULL`,
		accountID, userID, db.Micros(now.Add(-licensemail.MailsSpan)))
	return mails >= licensemail.MaxMails, err
}

// LicenseMail implements licensemail.Store.
func (st *DB) LicenseMail(ctx context.Context, accountID, id string) (*licensemail.Mail, error) {
	return st.findLicenseMail(ctx, `id = $2`, accountID, db.OrNoID(id))
}

// LicenseMailByLink implements licensemail.Store.
func (st *DB) LicenseMailByLink(ctx context.Context, accountID, linkHash string) (*licensemail.Mail, error) {
	return st.findLicenseMail(ctx, `link_hash = $2`, accountID, linkHash)
}

func (st *DB) findLicenseMail(ctx context.Context, where string, args ...any) (*licensemail.Mail, error) {
	var row licenseMailRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+licenseMailColumns+` FROM license_mails WHERE account_id = $1
		AND `+where, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a license mail: %w", db.Reason(ctx, err))
	}
	return row.mail(), nil
}

// RenewLicenseMail implements licensemail.Store.
func (st *DB) RenewLicenseMail(ctx context.Context, accountID, id string, expires time.Time) (bool, error) {
	var renewed bool
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		var licenses []string
		err := tx.SQL.SelectContext(ctx, &licenses, `
			UPDATE license_mails SET expires = $3, refused = NULL, why = NULL
			 WHERE account_id = $1 AND id = $2 AND opened IS NULL AND replaced IS NULL RETURNING license_id`, accountID, id,
			db.Micros(expires))
		renewed = len(licenses) > 0
		if err != nil || !renewed {
			return err
		}
		return holdUntil(ctx, tx, accountID, licenses[0], expires)
	})
	return renewed && err == nil, db.Reason(ctx, err)
}

// holdUntil has a seat that is held for a mailbox to confirm be held until the link ends that was sent there (rule L6).
func holdUntil(ctx context.Context, tx *db.Tx, accountID, licenseID string, expires time.Time) error {
	_, err := tx.SQL.ExecContext(ctx, `
		UPDATE licenses SET until = $3 WHERE account_id = $1 AND id = $2 AND state = 'held'`, accountID, licenseID,
		db.Micros(expires))
	return err
}

// LicenseMailSent implements licensemail.Store.
func (st *DB) LicenseMailSent(ctx context.Context, m *licensemail.Mail, at time.Time) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.SQL.ExecContext(ctx, `UPDATE license_mails SET sent = $3 WHERE account_id = $1 AND id = $2`,
			m.AccountID, m.ID, db.Micros(at)); err != nil {
			return err
		}
		_, err := tx.SQL.ExecContext(ctx, `
			UPDATE license_mails SET replaced = $3
			 WHERE account_id = $1 AND license_id = $4 AND id <> $2 AND created <= $5 AND opened IS NULL AND replaced IS NULL`,
			m.AccountID, m.ID, db.Micros(at), m.LicenseID, db.Micros(m.Created))
		return err
	}))
}

// LicenseMailRefused implements licensemail.Store.
func (st *DB) LicenseMailRefused(ctx context.Context, accountID, id string, at time.Time, why text.Messages) error {
	_, err := st.changeLicenseMail(ctx, `UPDATE license_mails SET refused = $3, why = $4 WHERE account_id = $1
		AND id = $2`,
		accountID, id, db.Micros(at), bounded(db.Storable(why.Keep())))
	return err
}

// DropLicenseMail implements licensemail.Store.
func (st *DB) DropLicenseMail(ctx context.Context, accountID, id string) error {
	_, err := st.changeLicenseMail(ctx, `DELETE FROM license_mails WHERE account_id = $1 AND id = $2`, accountID, id)
	return err
}

// UseLicenseMail implements licensemail.Store.
func (st *DB) UseLicenseMail(
	ctx context.Context, accountID, id string, now time.Time, e directory.LogEntry,
) (won bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		n, err := affected(tx.SQL.ExecContext(ctx, `
			UPDATE license_mails SET opened = $3
			 WHERE account_id = $1 AND id = $2 AND opened IS NULL AND replaced IS NULL AND expires > $3`, accountID, id,
			db.Micros(now)))
		if won = n > 0; err != nil || !won {
			return err
		}
		e.At = tx.Now()
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: []directory.LogEntry{e}})
	})
	return won && err == nil, db.Reason(ctx, err)
}

func (st *DB) changeLicenseMail(ctx context.Context, statement string, args ...any) (changed bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		n, err := affected(tx.SQL.ExecContext(ctx, statement, args...))
		changed = n > 0
		return err
	})
	return changed && err == nil, db.Reason(ctx, err)
}

// affected is how many rows a statement has changed.
func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

type licenseMailRow struct {
	AccountID string `db:"account_id"`
	ID        string
	LicenseID string `db:"license_id"`
	UserID    string `db:"user_id"`
	Address   string
	LinkHash  string `db:"link_hash"`
	Created   int64
	Expires   int64
	Sent      sql.NullInt64
	Opened    sql.NullInt64
	Replaced  sql.NullInt64
	Refused   sql.NullInt64
	Why       sql.NullString
}

func (r *licenseMailRow) mail() *licensemail.Mail {
	return &licensemail.Mail{
		AccountID: r.AccountID, ID: r.ID, LicenseID: r.LicenseID, UserID: r.UserID, Address: r.Address, LinkHash: r.LinkHash,
		Created: db.FromMicros(r.Created), Expires: db.FromMicros(r.Expires), Sent: db.FromNullMicros(r.Sent),
		Opened: db.FromNullMicros(r.Opened), Replaced: db.FromNullMicros(r.Replaced), Refused: db.FromNullMicros(r.Refused),
		Why: text.Kept(r.Why.String),
	}
}
