package intake

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/query"
	"github.com/usher-id/usher/internal/store/records"
)

// askPeople adds the questions for records and users by their ids, and for those who own identifiers,
// as people: with each comes the user's row, and all of the user's records, the merged one too. Only
// those that are asked for by name come with their groups.
func (tx Tx) askPeople(q *directory.Questions, into *directory.Facts, to *asking, width int) {
	d := tx.DB.Dialect
	people := db.NewTable(db.UUID("source_id"), db.Text("type"), db.UUID("id"))
	others := db.NewTable(people.Cols...)
	for _, k := range q.Records {
		into.Records[k] = nil
		if k.Type == directory.TypeUser {
			people.Add(k.SourceID, k.Type, k.ID)
		} else {
			others.Add(k.SourceID, k.Type, k.ID)
		}
	}
	users := db.NewTable(db.UUID("id"))
	for _, id := range q.Users {
		into.Users[id] = nil
		users.Add(id)
	}
	const user = " LEFT JOIN users u ON u.account_id = $1 AND u.id = r.user_id"
	const named = " WHERE r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.id = k.id"
	columns := func(groups string) string {
		return "SELECT " + known.SQL + ", " + knownUser + ", " + groups + noAnswer(width) + " FROM "
	}
	if people.N > 0 {
		keys, groups := to.rows(people), query.GroupsOf(tx.DB)
		to.add(columns("CASE r.id WHEN f.id THEN "+groups+" ELSE "+unread+" END") + keys +
			" CROSS JOIN records f CROSS JOIN " +
			d.UsersRecords("f.user_id") + user + strings.ReplaceAll(named, "r.", "f."))
		to.add(columns(groups) + keys + " CROSS JOIN records r" + user + named + " AND r.user_id IS NULL")
	}
	if others.N > 0 {
		to.add(columns("NULL") + to.rows(others) + " CROSS JOIN records r" + user + named)
	}
	if users.N > 0 {
		keys := to.rows(users)
		to.add(columns(unread) + keys + " CROSS JOIN " + d.UsersRecords("k.id") + user)
		to.add("SELECT " + noRecord + noAnswer(width) + " FROM " + keys +
			" CROSS JOIN users u WHERE u.account_id = $1 AND u.id = k.id")
	}
	if len(q.Owners) > 0 { // whoever meets an owner asks who that is next
		keys := db.NewTable(owners.cols...)
		for _, k := range q.Owners {
			keys.Add(k.Kind, k.Value)
		}
		theirs := "(SELECT DISTINCT " + d.Each(to.rows(keys), owners.from, owners.where, "r.user_id") + ") k"
		to.add(columns(unread) + theirs + " CROSS JOIN " + d.UsersRecords("k.c0") + user)
	}
}

// known are the columns of a record r that decisions need, and knownUser those of its user u.
var known = records.Select("source_id", "type", "id", "user_id", "body", "state", "rule", "case_id", "held_domain",
	"version",
	"created", "modified", "parent_id", "home_id", "admitted", "confirmed", "sources", "golden", "provenance",
	"standing")

const knownUser = `u.state, u.login, u.created, u.modified, u.role, u.suspended_by, u.flags, u.merged_into, u.stopped,
	u.edits`

// noRecord is the columns of a user without records, noPerson those of the answer to another question.
var (
	noRecord = "u.id" + strings.Repeat(", NULL", len(known.Names)-1) + ", " + knownUser + ", NULL"
	noPerson = strings.Repeat("NULL, ", len(new(person).columns()))
)

// noAnswer is the columns of a person where answers to other questions have theirs.
func noAnswer(width int) string {
	return ", CAST(NULL AS bigint), CAST(NULL AS bigint)" + strings.Repeat(", CAST(NULL AS text)", width)
}

// unread stands for the groups of a record that nobody asked for by name.
const unread = "'-'"

// person is a row of a record and its user.
type person struct {
	records.Row
	groups sql.NullString

	userCreated, userModified                          sql.NullInt64
	state, login, role, suspendedBy, flags, mergedInto sql.NullString
	stopped                                            sql.NullBool
	edits                                              sql.NullString
}

func (p *person) columns() []any {
	return known.Into(&p.Row, &p.state, &p.login, &p.userCreated, &p.userModified, &p.role, &p.suspendedBy, &p.flags,
		&p.mergedInto, &p.stopped, &p.edits, &p.groups)
}

// take adds the row to the facts.
func (p *person) take(accountID string, into *directory.Facts) (err error) {
	user := directory.User{
		State: decided(p.state.String), Unlicensed: unlicensed(p.state.String), Login: p.login.String,
		Created: db.FromMicros(p.userCreated.Int64), Modified: db.FromMicros(p.userModified.Int64),
		Role: directory.Role(p.role.String), SuspendedBy: p.suspendedBy.String, Flags: p.flags.String,
		Into:    p.mergedInto.String,
		Stopped: p.stopped.Bool, Edits: p.edits.String,
	}
	knownAs := func(id string) *directory.Known {
		k := into.Users[id]
		if k == nil {
			user.ID = id
			k = &directory.Known{User: user}
			into.Users[id] = k
		}
		return k
	}
	if !p.ID.Valid { // a user without records
		knownAs(p.SourceID.String)
		return nil
	}
	key := p.Key()
	partial := p.groups.String == "-"
	if have := into.Records[key]; have != nil && (partial || !have.Partial) {
		return nil // found through another record of the person
	}
	verdict := p.Verdict()
	verdict.Code = decided(p.State.String)
	rec := &directory.Record{
		RecordKey: key, UserID: p.UserID.String, Body: p.Body, Version: p.Version.Int64,
		Created: db.FromMicros(p.Created.Int64), Modified: db.FromMicros(p.Modified.Int64),
		Verdict: verdict, ParentID: p.ParentID.String, HomeID: p.HomeID.String, Confirmed: p.Confirmed.String,
		Golden: p.Golden.Bool, Partial: partial, Standing: p.Standing.String,
		Unlicensed: unlicensed(p.State.String),
	}
	if !partial {
		if rec.Groups, err = groupRefs(p.groups); err != nil {
			return fmt.Errorf("groups of record %s: %w", rec.ID, err)
		}
	}
	if p.Admitted.Valid {
		rec.Admitted = []byte(p.Admitted.String)
	}
	if err := records.ParseList(p.Sources, &rec.Sources); err != nil {
		return fmt.Errorf("sources of record %s: %w", rec.ID, err)
	}
	if rec.Provenance, err = records.UnpackProvenance(p.Provenance.String); err != nil {
		return fmt.Errorf("provenance of record %s: %w", rec.ID, err)
	}
	into.Records[rec.RecordKey] = rec
	if rec.UserID == "" {
		return nil
	}
	k := knownAs(rec.UserID)
	if rec.SourceID == accountID {
		k.Merged = rec
	} else if !slices.Contains(k.Records, rec.RecordKey) {
		k.Records = append(k.Records, rec.RecordKey)
	}
	return nil
}

// decided is a state as the batch decides it: whether a person waits for a license is known beside it (rule L3).
func decided(state string) directory.Code {
	if unlicensed(state) {
		return directory.Active
	}
	return directory.Code(state)
}

// unlicensed reports whether a state is that of somebody who waits for a license.
func unlicensed(state string) bool { return state == string(directory.WaitingLicense) }

// groupRefs reads what syntax.groups gives.
func groupRefs(text sql.NullString) ([]directory.GroupRef, error) {
	var pairs [][2]string
	if err := records.ParseList(text, &pairs); err != nil {
		return nil, err
	}
	var groups []directory.GroupRef
	for _, g := range pairs {
		groups = append(groups, directory.GroupRef{ID: g[0], Display: g[1]})
	}
	return groups, nil
}
