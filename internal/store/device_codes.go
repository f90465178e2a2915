package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
)

var _ devicecode.Store = (*DB)(nil)

// errOver undoes what was counted beyond a limit.
var errOver = errors.New("a limit is reached")

// OpenCode implements devicecode.Store.
func (st *DB) OpenCode(
	ctx context.Context, c *devicecode.Code, job directory.Job, counters []devicecode.Counter,
) (wait time.Duration, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		wait = 0
		counts, err := st.count(ctx, tx, counters)
		if err != nil {
			return err
		}
		for i := range counters[1:] {
			if over := counts[i+1].over(&counters[i+1], tx.Now()); over > 0 {
				wait = over
				return errOver
			}
		}
		kept := counts[0].over(&counters[0], tx.Now()) == 0
		if _, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO device_codes (address, id, code_hash, asked, language, created, expires)
			SELECT address, id, code_hash, asked, language, created, expires
			  FROM (SELECT CAST($1 AS text) AS address, CAST($2 AS `+st.uuid()+`) AS id, CAST($3 AS text) AS code_hash,
			  	CAST($4 AS text) AS asked,
			       CAST($5 AS text) AS language, CAST($6 AS bigint) AS created, CAST($7 AS bigint) AS expires) c
			 WHERE CAST($8 AS integer) = 1
			    ON CONFLICT (address) DO UPDATE SET id = excluded.id, code_hash = excluded.code_hash, asked = excluded.asked,
			       language = excluded.language, created = excluded.created, expires = excluded.expires, sent = NULL,
			       	used = NULL`,
			c.Address, c.ID, c.Hash, db.Storable(c.Asked), c.Language, db.Micros(c.Created), db.Micros(c.Expires),
			oneIf(kept)); err != nil {
			return err
		}
		// Beyond the limit the job finds no code, and ends: whoever measures finds nothing out.
		return writeJobs(ctx, tx, jobs.Nobody, []directory.Job{job})
	})
	if errors.Is(err, errOver) {
		return wait, nil
	}
	if err != nil {
		return 0, fmt.Errorf("keep a device code: %w", db.Reason(ctx, err))
	}
	return 0, nil
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// uuid is the type of ids.
func (st *DB) uuid() string {
	if st.Name() == "postgres" {
		return "uuid"
	}
	return "text"
}

// ProveCode implements devicecode.Store. A right code is counted first and taken back then: so those who try at the
// same time wait for one another.
func (st *DB) ProveCode(
	ctx context.Context, address, hash string, counters []devicecode.Counter,
) (*devicecode.Proof, error) {
	var proof devicecode.Proof
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		proof = devicecode.Proof{Over: -1}
		counts, err := st.count(ctx, tx, counters)
		if err != nil {
			return err
		}
		for i := range counters {
			if wait := counts[i].over(&counters[i], tx.Now()); wait > 0 {
				proof.Over, proof.Wait = i, wait
				return errOver
			}
		}
		proof.Left = counters[0].Most - counts[0].N
		var row codeRow
		err = tx.SQL.GetContext(ctx, &row, `SELECT `+codeColumns+` FROM device_codes WHERE address = $1`, address)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		c := row.code()
		if !c.Opens(hash, tx.Now()) {
			return nil
		}
		done, err := tx.SQL.ExecContext(ctx, `UPDATE device_codes SET used = $2 WHERE id = $1 AND used IS NULL`, c.ID,
			db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		proof.ID = c.ID
		return st.uncount(ctx, tx, counters)
	})
	if err != nil && !errors.Is(err, errOver) {
		return nil, fmt.Errorf("prove a device code: %w", db.Reason(ctx, err))
	}
	return &proof, nil
}

// ReturnCode implements devicecode.Store.
func (st *DB) ReturnCode(ctx context.Context, id string) error {
	return st.changeCode(ctx, func(tx *db.Tx) (sql.Result, error) {
		return tx.SQL.ExecContext(ctx, `UPDATE device_codes SET used = NULL WHERE id = $1`, id)
	})
}

// RenewCode implements devicecode.Store.
func (st *DB) RenewCode(ctx context.Context, id string, validity time.Duration) error {
	return st.changeCode(ctx, func(tx *db.Tx) (sql.Result, error) {
		return tx.SQL.ExecContext(ctx, `UPDATE device_codes SET expires = $2 WHERE id = $1 AND used IS NULL`, id,
			db.Micros(tx.Now().Add(validity)))
	})
}

// CodeSent implements devicecode.Store.
func (st *DB) CodeSent(ctx context.Context, id string) error {
	return st.changeCode(ctx, func(tx *db.Tx) (sql.Result, error) {
		return tx.SQL.ExecContext(ctx, `UPDATE device_codes SET sent = $2 WHERE id = $1`, id, db.Micros(tx.Now()))
	})
}

// changeCode has one statement change a code.
func (st *DB) changeCode(ctx context.Context, change func(*db.Tx) (sql.Result, error)) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := change(tx)
		return err
	}))
}

// CodeByID implements devicecode.Store.
func (st *DB) CodeByID(ctx context.Context, id string) (*devicecode.Code, error) {
	var row codeRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+codeColumns+` FROM device_codes WHERE id = $1`, db.OrNoID(id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find a device code: %w", db.Reason(ctx, err))
	}
	return row.code(), nil
}

// ForgetCodes implements devicecode.Store.
func (st *DB) ForgetCodes(ctx context.Context, limit int) (most int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		most = 0
		now := db.Micros(tx.Now())
		for _, d := range []struct {
			query string
			args  []any
		}{
			// What is still to be mailed is kept: its time begins anew then.
			{`DELETE FROM device_codes WHERE address IN (
				SELECT address FROM device_codes WHERE expires <= $1 AND (sent IS NOT NULL OR created <= $2) LIMIT $3)`,
				[]any{now, db.Micros(tx.Now().Add(-devicecode.GiveUp)), limit}},
			{`DELETE FROM device_limits WHERE scope IN (SELECT scope FROM device_limits WHERE ends <= $1 LIMIT $2)`,
				[]any{now, limit}},
		} {
			result, err := tx.SQL.ExecContext(ctx, d.query, d.args...)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			most = max(most, int(n))
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget device codes: %w", db.Reason(ctx, err))
	}
	return most, nil
}

// Products implements devicecode.Store.
func (st *DB) Products(ctx context.Context, accountID, userID string) ([]devicecode.Product, error) {
	var rows []struct{ ID, Product string }
	if err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, product FROM licenses WHERE account_id = $1 AND user_id = $2 AND state <> 'merged' ORDER BY product, id`,
		accountID, userID); err != nil {
		return nil, fmt.Errorf("read a person's licenses: %w", db.Reason(ctx, err))
	}
	list := make([]devicecode.Product, len(rows))
	for i, r := range rows {
		list[i] = devicecode.Product{LicenseID: r.ID, Product: r.Product}
	}
	return list, nil
}

// Candidates implements devicecode.Store. An account that has lost the proof of a domain (rule D4) keeps who is in,
// and so is asked first as before.
func (st *DB) Candidates(ctx context.Context, a directory.Address, named string) ([]devicecode.Candidate, error) {
	names := db.NewTable(db.Text("domain"), db.Bool("own"))
	for name, own := a.Domain, true; strings.Contains(name, "."); own = false {
		names.Add(name, own)
		_, name, _ = strings.Cut(name, ".")
	}
	var rows []struct {
		accountRow
		Rank int
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+accountColumns+`, rank FROM accounts a JOIN (
		       SELECT account_id, min(rank) AS rank FROM (
		              SELECT d.account_id, CASE WHEN d.state IN ('verified', 'stale') THEN 1 ELSE 2 END AS rank
		                FROM `+st.Dialect.Rows("n", names.Cols, 3)+` JOIN domains d ON d.domain = n.domain
		                	AND (n.own OR d.subdomains)
		               WHERE d.state IN ('verified', 'stale', 'approved')
		              UNION ALL SELECT account_id, 2 FROM approved_addresses WHERE address = $1
		              UNION ALL SELECT id, 3 FROM accounts
		              	WHERE (SELECT count(*) FROM (SELECT 1 FROM accounts LIMIT 2) two) = 1
		              UNION ALL SELECT id, 4 FROM accounts WHERE id = $2) found
		        GROUP BY account_id) f ON f.account_id = a.id
		 WHERE a.ending IS NULL ORDER BY rank, a.id LIMIT 100`,
		append([]any{a.String(), db.OrNoID(db.UUIDOrNone(named))}, st.Dialect.Bind(names)...)...)
	if err != nil {
		return nil, fmt.Errorf("find the accounts of an address: %w", db.Reason(ctx, err))
	}
	list := make([]devicecode.Candidate, len(rows))
	for i := range rows {
		list[i] = devicecode.Candidate{Account: rows[i].account(), Rank: rows[i].Rank}
	}
	return list, nil
}
