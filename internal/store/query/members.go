package query

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// A group may have any number of members, and a client may take any time to read them. So they
// are read a page at a time, each by a statement of its own that has ended before anything of it
// is handed on: memory is bounded by a page, and no connection, lock or old version of a row is
// held while a client is written to. A group of more members than a page is therefore not read
// at one moment: who joins or leaves meanwhile may or may not be seen, everybody else is, once.
const (
	firstMembers = 1000 // read together with the record, or with a page of records
	nextMembers  = 5000
)

// memberRow is one member as withMembers and roster read it. By its id it has its place in the
// roster; in the directory view it is shown by another one.
type memberRow struct {
	id, typ, display, shown sql.NullString
}

func (m *memberRow) fields(s syntax) []any {
	return []any{&m.id, &m.typ, &m.display, &m.shown}[:s.members()]
}

func (m *memberRow) member() directory.Member {
	shown := m.id
	if m.shown.Valid {
		shown = m.shown
	}
	return directory.Member{ID: shown.String, Type: m.typ.String, Display: m.display.String}
}

// placed is a member of the group at a position.
type placed struct {
	directory.Member
	group int
}

// rosters reads the members of groups, group after group.
type rosters struct {
	rd      *Reader
	ctx     context.Context // of the request that ranges over them
	sql     syntax
	account string
	groups  []string
	page    []placed // read, and not handed on yet
	group   int      // whose member was read last
	last    string   // that member's id
	more    bool     // a page may follow
}

// readRosters gives the views that are groups their members, of which it reads the first.
func (rd *Reader) readRosters(ctx context.Context, syntax syntax, accountID string, views []*directory.View) error {
	r := &rosters{rd: rd, ctx: ctx, sql: syntax, account: accountID}
	for _, v := range views {
		if v.Type == directory.TypeGroup {
			v.Members = r.of(len(r.groups))
			r.groups = append(r.groups, v.ID)
		}
	}
	if len(r.groups) == 0 {
		return nil
	}
	return r.read(firstMembers)
}

// of ranges over the members of the group at a position. Those of groups that were left out on
// the way are passed over.
func (r *rosters) of(position int) iter.Seq2[directory.Member, error] {
	return func(yield func(directory.Member, error) bool) {
		for {
			for len(r.page) > 0 && r.page[0].group <= position {
				m := r.page[0]
				r.page = r.page[1:]
				if m.group == position && !yield(m.Member, nil) {
					return
				}
			}
			if len(r.page) > 0 || !r.more || r.group > position {
				return
			}
			if r.group < position {
				r.group, r.last = position, ""
			}
			if err := r.read(nextMembers); err != nil {
				r.more = false
				yield(directory.Member{}, err)
				return
			}
		}
	}
}

// read reads the next members, at most so many.
func (r *rosters) read(most int) error {
	stmt, err := r.rd.Stmt(r.ctx, r.rd.ReadPool, r.sql.roster())
	if err != nil {
		return db.Reason(r.ctx, err)
	}
	rows, err := stmt.QueryxContext(r.ctx, r.account, r.sql.ids(r.groups[r.group:]), db.OrNoID(r.last), most)
	if err != nil {
		return fmt.Errorf("read members: %w", db.Reason(r.ctx, err))
	}
	defer rows.Close()
	r.page = nil // a page that was handed on is not kept while the next is
	from := r.group
	for rows.Next() {
		var row memberRow
		var position int
		if err := rows.Scan(append([]any{&position}, row.fields(r.sql)...)...); err != nil {
			return fmt.Errorf("read members: %w", db.Reason(r.ctx, err))
		}
		if err := r.took(from+position, &row); err != nil {
			return err
		}
	}
	r.more = len(r.page) == most
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read members: %w", db.Reason(r.ctx, err))
	}
	return nil
}

// took notes a member. The pages are cut by the order of the rows, so rows in another are not
// taken.
func (r *rosters) took(group int, row *memberRow) error {
	if group < r.group || group == r.group && row.id.String <= r.last {
		return fmt.Errorf("read members: %s of group %d came after %s of group %d", row.id.String, group, r.last,
			r.group)
	}
	r.group, r.last = group, row.id.String
	r.page = append(r.page, placed{row.member(), group})
	return nil
}
