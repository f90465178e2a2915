package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// aboutPeople turns the questions about who is whom into keys.
func (tx *Tx) aboutPeople(q *directory.Questions, f *directory.Facts, all *[lookupKinds]questions) {
	if q.Policy {
		f.Sources = map[string]directory.Source{}
		all[askPolicy].keys.add(int64(0))
		all[askPolicy].answer = func(_ int, id, rest string) {
			s := directory.Source{ID: id}
			var rank, settings string
			s.Kind, rest, _ = strings.Cut(rest, " ")
			rank, settings, _ = strings.Cut(rest, " ")
			s.Rank, _ = strconv.Atoi(rank)
			s.Settings = parseSettings(settings)
			f.Sources[id] = s
		}
	}
	if q.RoleOwners {
		f.RoleOwners = []string{}
		all[askRoleOwners].keys.add(int64(0))
		all[askRoleOwners].answer = func(_ int, id, _ string) { f.RoleOwners = append(f.RoleOwners, id) }
	}
	for i, k := range q.Owners {
		f.Owners[k] = directory.Identifier{}
		all[askOwners].keys.add(int64(i), k.Kind, k.Value)
	}
	all[askOwners].answer = func(i int, text, _ string) { f.Owners[q.Owners[i]] = parseIdentifier(q.Owners[i].Kind, text) }

	for i, k := range q.Holders {
		f.Holders[k] = nil
		all[askHolders].keys.add(int64(i), k.Kind, k.Value)
	}
	all[askHolders].answer = func(i int, _, lines string) {
		k := q.Holders[i]
		for line := range linesOf(lines) {
			f.Holders[k] = append(f.Holders[k], parseIdentifier(k.Kind, line))
		}
	}
	for i, k := range q.Alikes {
		f.Alikes[k] = nil
		all[askAlikes].keys.add(int64(i), k.SourceID, k.Value)
	}
	all[askAlikes].answer = func(i int, _, lines string) {
		for line := range linesOf(lines) {
			f.Alikes[q.Alikes[i]] = append(f.Alikes[q.Alikes[i]], parseIdentifier(directory.ByEmail, line))
		}
	}
	for i, k := range q.Likenesses {
		f.Likenesses[k] = nil
		all[askLikenesses].keys.add(int64(i), k.SourceID, k.Value)
	}
	all[askLikenesses].answer = func(i int, _, lines string) {
		for line := range linesOf(lines) {
			parts := strings.Split(line, " ")
			f.Likenesses[q.Likenesses[i]] = append(f.Likenesses[q.Likenesses[i]], directory.Likeness{SourceID: parts[0], RecordID: parts[1], UserID: parts[2]})
		}
	}
	since := micros(tx.now.Add(-tombstoneLife))
	for i, h := range q.Recycled {
		f.Recycled[h] = directory.Reuse{}
		all[askRecycled].keys.add(int64(i), h, since)
	}
	all[askRecycled].answer = func(i int, source, _ string) {
		sources := append(f.Recycled[q.Recycled[i]].Sources, source)
		f.Recycled[q.Recycled[i]] = directory.Reuse{Anywhere: true, Sources: sources}
	}

	for i, id := range q.Apart {
		f.Apart[id] = nil
		all[askApart].keys.add(int64(i), id)
	}
	all[askApart].answer = func(i int, other, _ string) {
		f.Apart[q.Apart[i]] = append(f.Apart[q.Apart[i]], other)
	}
}

// linesOf ranges over the lines of a text; there are none in "".
func linesOf(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			var line string
			if line, text, _ = strings.Cut(text, "\n"); !yield(line) {
				return
			}
		}
	}
}

// intakeColumns are the columns of a record r and of its user u that decisions need.
const intakeColumns = `r.source_id, r.type, r.id, r.user_id, r.body, r.state, r.rule, r.case_id, r.held_domain, r.version, r.created, r.modified,
	r.parent_id, r.home_id, r.admitted, r.confirmed, r.sources, r.face, r.provenance,
	u.state, u.login, u.created, u.modified, u.role, u.barred, u.flags, u.merged_into`

// findRecords finds records and users by their ids, and with each the whole person: the user's row
// and all of its records, the merged one too.
func (tx *Tx) findRecords(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	d := tx.db.dialect
	people := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"id", uuidCol})
	others := newTable(people.cols...)
	for _, k := range q.Records {
		into.Records[k] = nil
		if k.Type == directory.TypeUser {
			people.add(k.SourceID, k.Type, k.ID)
		} else {
			others.add(k.SourceID, k.Type, k.ID)
		}
	}
	users := newTable(column{"id", uuidCol})
	for _, id := range q.Users {
		into.Users[id] = nil
		users.add(id)
	}
	const user = " LEFT JOIN users u ON u.account_id = $1 AND u.id = r.user_id"
	const named = " WHERE r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.id = k.id"
	columns := "SELECT " + intakeColumns + ", CASE r.type WHEN 'User' THEN " + tx.db.syntax().groups() + " END FROM "
	var parts []string
	args := []any{accountID}
	keysOf := func(t *table) string {
		keys := d.rows("k", t.cols, len(args)+1)
		args = append(args, d.bind(t)...)
		return keys
	}
	if people.n > 0 {
		keys := keysOf(people)
		parts = append(parts,
			columns+keys+" CROSS JOIN records f CROSS JOIN "+d.usersRecords("f.user_id")+user+strings.ReplaceAll(named, "r.", "f."),
			columns+keys+" CROSS JOIN records r"+user+named+" AND r.user_id IS NULL")
	}
	if others.n > 0 {
		parts = append(parts, columns+keysOf(others)+" CROSS JOIN records r"+user+named)
	}
	if users.n > 0 {
		keys := keysOf(users)
		parts = append(parts,
			columns+keys+" CROSS JOIN "+d.usersRecords("k.id")+user,
			"SELECT "+noRecord+" FROM "+keys+" CROSS JOIN users u WHERE u.account_id = $1 AND u.id = k.id")
	}
	stmt, err := tx.prepared(ctx, strings.Join(parts, " UNION ALL "))
	if err != nil {
		return err
	}
	rows, err := stmt.QueryxContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := takePerson(rows, accountID, into); err != nil {
			return err
		}
	}
	return rows.Err()
}

// noRecord is the columns of a user without records.
var noRecord = "u.id" + strings.Repeat(", NULL", 18) + ", u.state, u.login, u.created, u.modified, u.role, u.barred, u.flags, u.merged_into, NULL"

// takePerson adds a row of findRecords to the facts.
func takePerson(rows *sqlx.Rows, accountID string, into *directory.Facts) error {
	var id, typ, sourceID, userID, code, rule, caseID, heldDomain, parent, home, admitted, confirmed, sources, provenance, groups sql.NullString
	var body []byte
	var version, created, modified, userCreated, userModified sql.NullInt64
	var face sql.NullBool
	var state, login, role, barred, flags, mergedInto sql.NullString
	err := rows.Scan(&sourceID, &typ, &id, &userID, &body, &code, &rule, &caseID, &heldDomain, &version, &created, &modified,
		&parent, &home, &admitted, &confirmed, &sources, &face, &provenance,
		&state, &login, &userCreated, &userModified, &role, &barred, &flags, &mergedInto, &groups)
	if err != nil {
		return err
	}
	user := directory.User{
		State: directory.Code(state.String), Login: login.String, Created: fromMicros(userCreated.Int64), Modified: fromMicros(userModified.Int64),
		Role: directory.Role(role.String), Barred: barred.String, Flags: flags.String, Into: mergedInto.String,
	}
	known := func(id string) *directory.Known {
		k := into.Users[id]
		if k == nil {
			user.ID = id
			k = &directory.Known{User: user}
			into.Users[id] = k
		}
		return k
	}
	if !id.Valid { // a user without records
		known(sourceID.String)
		return nil
	}
	key := directory.RecordKey{SourceID: sourceID.String, Type: typ.String, ID: id.String}
	if have := into.Records[key]; have != nil {
		return nil // found through another record of the person
	}
	rec := &directory.Record{
		RecordKey: key, UserID: userID.String, Body: body, Version: version.Int64, Created: fromMicros(created.Int64), Modified: fromMicros(modified.Int64),
		Verdict:  directory.Verdict{Code: directory.Code(code.String), Rule: rule.String, Case: caseID.String, Domain: heldDomain.String},
		ParentID: parent.String, HomeID: home.String, Confirmed: confirmed.String, Face: face.Bool,
	}
	if rec.Groups, err = groupRefs(groups); err != nil {
		return fmt.Errorf("groups of record %s: %w", rec.ID, err)
	}
	if admitted.Valid {
		rec.Admitted = []byte(admitted.String)
	}
	if err := jsonList(sources, &rec.Sources); err != nil {
		return fmt.Errorf("sources of record %s: %w", rec.ID, err)
	}
	if rec.Provenance, err = unpackProvenance(provenance.String); err != nil {
		return fmt.Errorf("provenance of record %s: %w", rec.ID, err)
	}
	into.Records[rec.RecordKey] = rec
	if rec.UserID == "" {
		return nil
	}
	k := known(rec.UserID)
	if rec.SourceID == accountID {
		k.Merged = rec
	} else {
		k.Records = append(k.Records, rec.RecordKey)
	}
	return nil
}

func jsonList[T any](text sql.NullString, into *[]T) error {
	if !text.Valid || text.String == "" {
		return nil
	}
	return json.Unmarshal([]byte(text.String), into)
}

// groupRefs reads what syntax.groups gives.
func groupRefs(text sql.NullString) ([]directory.GroupRef, error) {
	var pairs [][2]string
	if err := jsonList(text, &pairs); err != nil {
		return nil, err
	}
	var groups []directory.GroupRef
	for _, g := range pairs {
		groups = append(groups, directory.GroupRef{ID: g[0], Display: g[1]})
	}
	return groups, nil
}
