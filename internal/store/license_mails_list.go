package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/text"
)

var _ admin.LicenseMailStore = (*DB)(nil)

// QueueLicenseMail implements admin.LicenseMailStore.
func (st *DB) QueueLicenseMail(
	ctx context.Context, accountID string, l *licensemail.License, job directory.Job, e directory.LogEntry,
) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		many, err := st.manyLicenseMails(ctx, tx, accountID, l.UserID, tx.Now())
		if err != nil {
			return err
		}
		if many {
			return &directory.Error{Kind: directory.Conflict, Verdict: directory.Verdict{Rule: "L9"},
				Message: licensemail.TooMany(l.UserID)}
		}
		if err := intake.In(tx).Write(ctx, accountID, &directory.Changes{Jobs: []directory.Job{job}}); err != nil {
			return err
		}
		return logAct(ctx, tx, accountID, e, nil)
	}))
}

// LicenseMails implements admin.LicenseMailStore. A mail that was not begun yet, or was given up before anything
// was kept of it, is a job alone.
func (st *DB) LicenseMails(ctx context.Context, accountID, before string, limit int) ([]admin.LicenseMail, error) {
	before = cmp.Or(before, "ffffffff-ffff-ffff-ffff-ffffffffffff")
	columns := "m." + strings.ReplaceAll(licenseMailColumns, ", ", ", m.")
	var rows []struct {
		licenseMailRow
		Product   sql.NullString
		JobState  sql.NullString `db:"job_state"`
		LastError sql.NullString `db:"last_error"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+columns+`, l.product, j.state AS job_state, j.last_error FROM license_mails m
		  LEFT JOIN licenses l ON l.account_id = m.account_id AND l.id = m.license_id
		  LEFT JOIN jobs j ON j.account_id = m.account_id AND j.id = m.id
		 WHERE m.account_id = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3`, accountID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list license mails: %w", db.Reason(ctx, err))
	}
	var alone []struct {
		ID        string
		LicenseID string `db:"license_id"`
		UserID    string `db:"user_id"`
		Product   string
		State     string
		LastError sql.NullString `db:"last_error"`
		Created   int64
	}
	err = st.ReadPool.SelectContext(ctx, &alone, `
		SELECT j.id, l.id AS license_id, l.user_id, l.product, j.state, j.last_error, j.created FROM jobs j
		  JOIN licenses l ON l.account_id = j.account_id AND CAST(l.id AS text) = j.key
		 WHERE j.account_id = $1 AND j.kind = '`+licensemail.JobKind+`' AND j.state <> 'done' AND j.id < $2
		   AND NOT EXISTS (SELECT 1 FROM license_mails m WHERE m.account_id = j.account_id AND m.id = j.id)
		 ORDER BY j.id DESC LIMIT $3`, accountID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list license mails that wait: %w", db.Reason(ctx, err))
	}
	list := make([]admin.LicenseMail, 0, len(rows)+len(alone))
	for i := range rows {
		r := &rows[i]
		m := admin.LicenseMail{Mail: *r.mail(), Product: r.Product.String}
		if m.Sent.IsZero() && m.Opened.IsZero() && m.Refused.IsZero() {
			m.Status, m.Why = jobStatus(jobs.State(r.JobState.String)), text.Kept(r.LastError.String)
		}
		list = append(list, m)
	}
	for _, r := range alone {
		list = append(list, admin.LicenseMail{
			Mail: licensemail.Mail{
				AccountID: accountID, ID: r.ID, LicenseID: r.LicenseID, UserID: r.UserID, Created: db.FromMicros(r.Created),
				Why: text.Kept(r.LastError.String),
			},
			Product: r.Product, Status: jobStatus(jobs.State(r.State)),
		})
	}
	slices.SortFunc(list, func(x, y admin.LicenseMail) int { return strings.Compare(y.ID, x.ID) })
	return list[:min(len(list), limit)], nil
}

// jobStatus is how far a mail is that was not sent, by its job; "" where that has come to an end.
func jobStatus(s jobs.State) licensemail.State {
	switch s {
	case jobs.Waiting, jobs.Running:
		return licensemail.Waiting
	case jobs.Failed:
		return licensemail.Refused
	}
	return ""
}
