package store

import (
	"database/sql"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// licenseOfDevices reads a license as devices need it. A person whose records have been merged has one that is no
// other's child.
const licenseOfDevices = `
SELECT l.id, l.user_id, l.product, l.state, l.why, l.until, l.devices, p.id AS pool_id, p.name, p.settings, u.login,
       r.source_id, r.id AS record_id, (SELECT a.license_keys FROM accounts a WHERE a.id = $1) AS keys,
       (SELECT count(*) FROM devices d WHERE d.account_id = $1 AND d.user_id = l.user_id AND d.released_by = 'user'
       AND d.released > $3) AS own,
       (SELECT count(*) FROM devices d WHERE d.account_id = $1 AND d.license_id = l.id AND d.state = 'released'
           AND d.released_by = 'user' AND d.released > $3) AS its
  FROM licenses l
  LEFT JOIN pools p ON p.account_id = $1 AND p.id = coalesce(l.pool_id, l.wants)
  LEFT JOIN users u ON u.account_id = $1 AND u.id = l.user_id
  LEFT JOIN records r ON r.account_id = $1 AND r.user_id = l.user_id AND r.type = 'User' AND r.source_id <> $1
  AND r.parent_id IS NULL
 WHERE l.account_id = $1 AND l.id = $2
 ORDER BY r.id LIMIT 1`

type keyedRow struct {
	ID       string
	UserID   string `db:"user_id"`
	Product  string
	State    string
	Why      sql.NullString
	Until    sql.NullInt64
	Devices  int
	PoolID   sql.NullString `db:"pool_id"`
	Name     sql.NullString
	Settings sql.NullString
	Login    sql.NullString
	SourceID sql.NullString `db:"source_id"`
	RecordID sql.NullString `db:"record_id"`
	Keys     int
	Own      int
	Its      int
}

func (r *keyedRow) license() *devices.License {
	l := &devices.License{
		ID: r.ID, UserID: r.UserID, Product: r.Product, State: licensing.State(r.State), Why: licensing.Why(r.Why.String),
		Until: db.FromNullMicros(r.Until), Limit: r.Devices, PoolID: r.PoolID.String, PoolName: r.Name.String,
		Login:    r.Login.String,
		Record:   directory.RecordKey{SourceID: r.SourceID.String, Type: directory.TypeUser, ID: r.RecordID.String},
		Releases: max(r.Own, r.Its), Generation: devices.Generation(r.Keys + 1),
	}
	if r.Settings.Valid {
		l.Pool = licensing.KeptSettings(r.Settings.String)
	}
	return l
}

const deviceColumns = `d.id, d.license_id, d.home_license, d.user_id, d.fingerprint, d.hardware, d.name, d.platform,
	d.version,
       d.activated, d.seen, d.file_until, d.released, d.released_by`

type deviceRow struct {
	ID          string
	LicenseID   string         `db:"license_id"`
	HomeLicense sql.NullString `db:"home_license"`
	UserID      string         `db:"user_id"`
	Fingerprint string
	Hardware    sql.NullString
	Name        sql.NullString
	Platform    sql.NullString
	Version     sql.NullString
	Activated   int64
	Seen        int64
	FileUntil   sql.NullInt64 `db:"file_until"`
	Released    sql.NullInt64
	ReleasedBy  sql.NullString `db:"released_by"`
	Login       sql.NullString
	Product     sql.NullString
}

func (r *deviceRow) device() devices.Device {
	return devices.Device{
		ID: r.ID, LicenseID: r.LicenseID, HomeLicense: r.HomeLicense.String, UserID: r.UserID, Fingerprint: r.Fingerprint,
		Hardware: r.Hardware.String, Name: r.Name.String, Platform: r.Platform.String, Version: r.Version.String,
		Activated: db.FromMicros(r.Activated), Seen: db.FromMicros(r.Seen), FileUntil: db.FromNullMicros(r.FileUntil),
		Released: db.FromNullMicros(r.Released), ReleasedBy: devices.By(r.ReleasedBy.String),
	}
}

// silentRow is a device that has been silent for long.
type silentRow struct {
	AccountID string `db:"account_id"`
	ID        string
	LicenseID string `db:"license_id"`
	Seen      int64
}

func (r *silentRow) silence() devices.Silence {
	return devices.Silence{AccountID: r.AccountID, LicenseID: r.LicenseID, DeviceID: r.ID,
		Seen: time.UnixMicro(r.Seen).UTC()}
}
