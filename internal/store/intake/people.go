package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

// Profiles implements directory.People.
func (st *Store) Profiles(ctx context.Context, accountID, after string, limit int) ([]*directory.Profile, error) {
	return st.profiles(ctx, accountID, `u.id > $2 AND u.state NOT IN ('deleted', 'merged') ORDER BY u.id LIMIT $3`,
		db.OrNoID(after), limit)
}

// Profile implements directory.People.
func (st *Store) Profile(ctx context.Context, accountID, ref string) (*directory.Profile, error) {
	id, err := st.Whose(ctx, accountID, ref)
	if err != nil {
		return nil, err
	}
	return st.profile(ctx, accountID, id)
}

// Whose is the id of the user whom a reference names as for Profile, or of the record that is nobody's yet: one
// question, and another for the beginning of an id.
func (st *Store) Whose(ctx context.Context, accountID, ref string) (string, error) {
	ref, err := db.Whole(ctx, st.ReadPool, accountID, ref, "users", "records")
	if err != nil {
		return "", err
	}
	var found []struct {
		ID   string
		Rank int // where it is smaller, the others do not count
	}
	query := `SELECT DISTINCT CAST(COALESCE(r.user_id, r.id) AS text) AS id, 2 AS rank FROM records r
		WHERE r.account_id = $1 AND r.source_id <> r.account_id AND
		r.type = 'User' AND r.source_id IN (SELECT id FROM sources WHERE account_id = $1) AND `
	switch address, is := directory.ParseAddress(ref); {
	case !utf8.ValidString(ref) || strings.ContainsRune(ref, 0): // what no text of a database can be
	case directory.IsID(ref):
		err = st.ReadPool.SelectContext(ctx, &found, `
			SELECT CAST(u.id AS text) AS id, 1 AS rank FROM users u WHERE u.account_id = $1 AND u.id = $2
				AND u.state NOT IN ('deleted', 'merged')
			UNION ALL `+query+`r.id = $2 ORDER BY rank`, accountID, ref)
	case is: // whoever owns it, or else everybody who brings it
		err = st.ReadPool.SelectContext(ctx, &found, `
			SELECT CAST(COALESCE(i.user_id, i.record_id) AS text) AS id, CASE WHEN i.owner THEN 1 ELSE 2 END AS rank
				FROM identifiers i
			 WHERE i.account_id = $1 AND i.kind = 'email' AND i.value = $2 ORDER BY i.owner DESC LIMIT 20`, accountID,
			address.String())
	default:
		err = st.ReadPool.SelectContext(ctx, &found, query+`r.user_name = $2`, accountID, directory.LoginKey(ref))
	}
	if err != nil {
		return "", fmt.Errorf("find a user: %w", db.Reason(ctx, err))
	}
	var ids []string
	for _, f := range found {
		if f.Rank == found[0].Rank {
			ids = append(ids, f.ID)
		}
	}
	slices.Sort(ids)
	switch ids = slices.Compact(ids); len(ids) {
	case 0:
		return "", directory.Refuse(directory.NotFound, "people.nobody", "ref", ref)
	case 1:
		return ids[0], nil
	}
	return "", directory.Refuse(directory.Conflict, "people.several", "ref", ref, "ids", ids)
}

// profile is the user of that id, or the record of that id that is nobody's yet.
func (st *Store) profile(ctx context.Context, accountID, id string) (*directory.Profile, error) {
	found, err := st.profiles(ctx, accountID, `u.id = $2`, id)
	if err != nil || len(found) > 0 {
		if len(found) == 0 {
			return nil, err
		}
		return found[0], nil
	}
	records, err := st.utterances(ctx, `r.account_id = $1 AND r.id = $2 AND r.source_id IN (SELECT id FROM sources
		WHERE account_id = $1)`, accountID, id)
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, directory.Refuse(directory.NotFound, "people.nobody", "ref", id)
	}
	return &directory.Profile{UserName: records[0].UserName, Body: records[0].Body, Records: records}, nil
}

// profiles reads users, and with a second question the records of all.
func (st *Store) profiles(ctx context.Context, accountID, where string, args ...any) ([]*directory.Profile, error) {
	var rows []struct {
		ID                 string
		State              string
		Login, Role, Flags sql.NullString
		SuspendedBy        sql.NullString `db:"suspended_by"`
		Stopped            bool
		Edits              sql.NullString
		Created, Modified  int64
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT u.id, u.state, u.login, u.role, u.suspended_by, u.flags, u.stopped, u.edits, u.created, u.modified
			FROM users u WHERE u.account_id = $1 AND `+where,
		append([]any{accountID}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", db.Reason(ctx, err))
	}
	list := make([]*directory.Profile, len(rows))
	byID := make(map[string]*directory.Profile, len(rows))
	keys := db.NewTable(db.UUID("id"))
	for i, r := range rows {
		list[i] = &directory.Profile{User: directory.User{
			ID: r.ID, State: directory.Code(r.State), Login: r.Login.String, Created: db.FromMicros(r.Created),
			Modified: db.FromMicros(r.Modified),
			Role:     directory.Role(r.Role.String), SuspendedBy: r.SuspendedBy.String, Flags: r.Flags.String,
			Stopped: r.Stopped, Edits: r.Edits.String,
		}}
		byID[r.ID] = list[i]
		keys.Add(r.ID)
	}
	if len(list) == 0 {
		return list, nil
	}
	found, err := st.ReadPool.QueryxContext(ctx, `SELECT `+Uttered.SQL+` FROM `+st.Dialect.Rows("k", keys.Cols, 2)+`
		CROSS JOIN `+st.Dialect.UsersRecords("k.id")+` ORDER BY r.id`,
		append([]any{accountID}, st.Dialect.Bind(keys)...)...)
	if err != nil {
		return nil, fmt.Errorf("list users' records: %w", db.Reason(ctx, err))
	}
	err = EachUtterance(found, func(u *directory.Utterance, golden bool, provenance string) error {
		p := byID[u.UserID]
		if golden {
			p.UserName, p.Body = u.UserName, u.Body
			var err error
			if p.Provenance, err = records.UnpackProvenance(provenance); err != nil {
				return fmt.Errorf("provenance of user %s: %w", p.ID, err)
			}
		}
		if u.SourceID != accountID {
			p.Records = append(p.Records, u)
		}
		return nil
	})
	for _, p := range list {
		if p.Body == nil && len(p.Records) > 0 { // all that is known waits, so that nobody sees it
			p.UserName, p.Body = p.Records[0].UserName, p.Records[0].Body
		}
	}
	return list, err
}

// Uttered are the columns of a record r that an utterance is made of.
var Uttered = records.Select("source_id", "type", "id", "user_id", "body", "state", "rule", "case_id", "held_domain",
	"parent_id",
	"confirmed", "version", "created", "modified", "golden", "provenance", "home_id", "standing", "admitted")

// utterances are records, whatever their source.
func (st *Store) utterances(ctx context.Context, where string, args ...any) ([]*directory.Utterance, error) {
	rows, err := st.ReadPool.QueryxContext(ctx, `SELECT `+Uttered.SQL+` FROM records r WHERE `+where+` ORDER BY r.id`,
		args...)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", db.Reason(ctx, err))
	}
	var list []*directory.Utterance
	err = EachUtterance(rows, func(u *directory.Utterance, _ bool, _ string) error {
		list = append(list, u)
		return nil
	})
	return list, err
}

// EachUtterance reads rows of Uttered to their end.
func EachUtterance(rows *sqlx.Rows, do func(u *directory.Utterance, golden bool, provenance string) error) error {
	defer rows.Close()
	for rows.Next() {
		var r records.Row
		if err := rows.Scan(Uttered.Into(&r)...); err != nil {
			return err
		}
		u := &directory.Utterance{
			RecordKey: r.Key(), UserID: r.UserID.String, ParentID: r.ParentID.String, HomeID: r.HomeID.String,
			Body: r.Body, Verdict: r.Verdict(), Confirmed: r.Confirmed.String, Standing: r.Standing.String,
			Version: r.Version.Int64, Created: db.FromMicros(r.Created.Int64),
			Modified: db.FromMicros(r.Modified.Int64),
		}
		if r.Admitted.Valid {
			u.Admitted = []byte(r.Admitted.String)
		}
		var named struct {
			UserName string `json:"userName"`
		}
		if err := json.Unmarshal(slices.Concat([]byte("{"), u.Body, []byte("}")), &named); err != nil {
			return fmt.Errorf("record %s: %w", u.ID, err)
		}
		u.UserName = named.UserName
		if err := do(u, r.Golden.Bool, r.Provenance.String); err != nil {
			return err
		}
	}
	return rows.Err()
}

// RecordByUserName finds a person's record in a source; NotFound when there is none.
func (st *Store) RecordByUserName(
	ctx context.Context, accountID, sourceID, userName string,
) (*directory.Utterance, error) {
	list, err := st.utterances(ctx, `r.account_id = $1 AND r.source_id = $2 AND r.type = 'User' AND r.user_name = $3`,
		accountID, sourceID, directory.LoginKey(userName))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, directory.Refuse(directory.NotFound, "people.notInSource", "name", userName)
	}
	return list[0], nil
}

// Levels are how far the account may speak for the domains of the addresses of a person's records,
// as the gate sees it: a domain of which only a mailbox of the person's is approved is at that level.
func (st *Store) Levels(
	ctx context.Context, accountID string, p *directory.Profile,
) (map[string]directory.Level, error) {
	q := &directory.Questions{}
	addresses := p.Addresses()
	for _, a := range addresses {
		if !slices.Contains(q.Domains, a.Domain) {
			q.Domains = append(q.Domains, a.Domain)
		}
		q.Mailboxes = append(q.Mailboxes, a.String())
	}
	facts := directory.NewFacts()
	err := st.WithTx(ctx, func(tx *db.Tx) error { return In(tx).Find(ctx, accountID, q, facts) })
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	levels := map[string]directory.Level{}
	for _, a := range addresses {
		level := facts.Domains[a.Domain].LevelOf(func() bool { return facts.Mailboxes[a.String()] })
		if level != directory.Unapproved {
			levels[a.Domain] = level
		}
	}
	return levels, nil
}
