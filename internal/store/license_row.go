package store

import (
	"database/sql"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// licenseColumns are the columns of licenses l that administrators and mails need, as licenseRow reads them.
const licenseColumns = `l.id, l.user_id, l.product, l.state, l.pool_id, l.wants, l.rule_id, l.direct, l.devices,
	l.priority, l.why,
		l.requested, l.granted, l.until, l.homes, l.mail`

type licenseRow struct {
	ID        string
	UserID    string `db:"user_id"`
	Product   string
	State     string
	PoolID    sql.NullString `db:"pool_id"`
	Wants     sql.NullString
	RuleID    sql.NullString `db:"rule_id"`
	Direct    bool
	Devices   int
	Priority  int
	Why       sql.NullString
	Requested int64
	Granted   sql.NullInt64
	Until     sql.NullInt64
	Homes     sql.NullString
	Mail      bool
}

func (r *licenseRow) license() licensing.License {
	return licensing.License{
		ID: r.ID, UserID: r.UserID, Product: r.Product, State: licensing.State(r.State), PoolID: r.PoolID.String,
		Wants: r.Wants.String, RuleID: r.RuleID.String, Direct: r.Direct, Devices: r.Devices, Priority: r.Priority,
		Why: licensing.Why(r.Why.String), Requested: db.FromMicros(r.Requested),
		Granted: db.FromNullMicros(r.Granted), Until: db.FromNullMicros(r.Until),
		Homes: r.Homes.String, Mail: r.Mail,
	}
}
