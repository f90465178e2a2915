package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/licensing"
)

var _ devices.Store = (*DB)(nil)

// LicenseOf implements devices.Store.
func (st *DB) LicenseOf(ctx context.Context, keyHash string) (*directory.Account, string, error) {
	var row struct {
		AccountID string `db:"account_id"`
		ID        string
	}
	err := st.ReadPool.GetContext(ctx, &row, `SELECT account_id, id FROM licenses WHERE key_hash = $1 LIMIT 1`, keyHash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("find a license by its key: %w", db.Reason(ctx, err))
	}
	account, err := st.ConfirmingAccount(ctx, row.AccountID)
	if err != nil || account == nil || !account.Ending.IsZero() {
		return nil, "", err
	}
	return account, row.ID, nil
}

// ChangeDevices implements devices.Store. It runs in the lane in which the account's batches run, so that licenses
// stay what they are while it decides.
func (st *DB) ChangeDevices(ctx context.Context, k devices.Key, decide devices.Decide) error {
	var refused error
	err := st.Serially(ctx, k.AccountID, false, func(tx *db.Tx) error {
		refused = nil
		f, err := findDevices(ctx, k, tx.Now(), tx.Prepared)
		if err != nil {
			return err
		}
		c, err := decide(f, tx.Now())
		if c == nil || len(c.Set)+len(c.Log) == 0 {
			refused = err
			return nil
		}
		refused = err
		return writeDevices(ctx, tx, k.AccountID, c)
	})
	if err != nil {
		return fmt.Errorf("change devices: %w", db.Reason(ctx, err))
	}
	return refused
}

func writeDevices(ctx context.Context, tx *db.Tx, accountID string, c *devices.Change) error {
	t := db.NewTable(db.UUID("id"), db.UUID("license_id"), db.UUID("home_license"), db.UUID("user_id"),
		db.Text("fingerprint"),
		db.Text("hardware"), db.Text("name"), db.Text("platform"), db.Text("version"), db.Text("state"), db.Int("activated"),
		db.Int("seen"), db.Int("file_until"), db.Int("released"), db.Text("released_by"))
	for i := range c.Set {
		d := &c.Set[i]
		state := "active"
		if !d.Released.IsZero() {
			state = "released"
		}
		t.Add(d.ID, d.LicenseID, d.HomeLicense, d.UserID, d.Fingerprint, d.Hardware, d.Name, d.Platform, d.Version, state,
			db.Micros(d.Activated), db.Micros(d.Seen), db.MicrosOrZero(d.FileUntil), db.MicrosOrZero(d.Released),
			string(d.ReleasedBy))
	}
	return intake.In(tx).WriteAlso(ctx, accountID, t, `
INSERT INTO devices (account_id, id, license_id, home_license, user_id, fingerprint, hardware, name, platform, version,
       state,
       activated, seen, file_until, released, released_by)
SELECT {account}, id, license_id, home_license, user_id, fingerprint, hardware, name, platform, version, state,
       activated, seen, NULLIF(file_until, 0), NULLIF(released, 0), released_by FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO UPDATE SET fingerprint = excluded.fingerprint, hardware = excluded.hardware,
    name = excluded.name,
       platform = excluded.platform, version = excluded.version, state = excluded.state, seen = excluded.seen,
       file_until = excluded.file_until, released = excluded.released, released_by = excluded.released_by`, c.Log)
}

// Devices implements devices.Store.
func (st *DB) Devices(ctx context.Context, k devices.Key, now time.Time) (*devices.Facts, error) {
	f, err := findDevices(ctx, k, now, func(ctx context.Context, query string) (*sqlx.Stmt, error) {
		return st.Stmt(ctx, st.ReadPool, query)
	})
	if err != nil {
		return nil, fmt.Errorf("read devices: %w", db.Reason(ctx, err))
	}
	return f, nil
}

// findDevices reads what a decision about the devices of a license starts from. Of a license that a merge has set
// aside it is the license to which the device has gone.
func findDevices(
	ctx context.Context, k devices.Key, now time.Time, prepared func(context.Context, string) (*sqlx.Stmt, error),
) (*devices.Facts, error) {
	f := &devices.Facts{}
	find := func(id string) error {
		s, err := prepared(ctx, licenseOfDevices)
		if err != nil {
			return err
		}
		var rows []keyedRow
		if err := s.SelectContext(ctx, &rows, k.AccountID, id, db.Micros(now.Add(-devices.ReleasesSpan))); err != nil ||
			len(rows) == 0 {
			return err
		}
		f.License = rows[0].license()
		return nil
	}
	if err := find(k.LicenseID); err != nil || f.License == nil {
		return f, err
	}
	if f.License.State == licensing.Merged && k.Fingerprint != "" {
		s, err := prepared(ctx, `
			SELECT license_id FROM devices WHERE account_id = $1 AND home_license = $2 AND fingerprint = $3 AND state = 'active'
				LIMIT 1`)
		if err != nil {
			return nil, err
		}
		var moved []string
		if err := s.SelectContext(ctx, &moved, k.AccountID, k.LicenseID, k.Fingerprint); err != nil {
			return nil, err
		}
		if len(moved) > 0 {
			if err := find(moved[0]); err != nil || f.License == nil {
				return f, err
			}
		}
	}
	s, err := prepared(ctx, `
		SELECT `+deviceColumns+` FROM devices d
		 WHERE d.account_id = $1 AND d.license_id = $2 AND (d.state = 'active' OR d.file_until > $3) ORDER BY d.activated,
		 	d.id`)
	if err != nil {
		return nil, err
	}
	var rows []deviceRow
	if err := s.SelectContext(ctx, &rows, k.AccountID, f.License.ID, db.Micros(now)); err != nil {
		return nil, err
	}
	for i := range rows {
		f.Devices = append(f.Devices, rows[i].device())
	}
	return f, nil
}
