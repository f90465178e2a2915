package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// memberRow is one member as withMembers and roster read it.
type memberRow struct {
	id, typ, display sql.NullString
}

func (m *memberRow) fields() []any { return []any{&m.id, &m.typ, &m.display} }

func (m *memberRow) member() directory.Member {
	return directory.Member{ID: m.id.String, Type: m.typ.String, Display: m.display.String}
}

// ownMembers streams the members of one record, from rows that stand on the first of them.
type ownMembers struct {
	memberRow
	ctx  context.Context
	rows *sqlx.Rows
}

func (s *ownMembers) close() { s.rows.Close() }

func (s *ownMembers) all(yield func(directory.Member, error) bool) {
	defer s.rows.Close()
	if s.id.Valid && !yield(s.member(), nil) {
		return
	}
	var other viewRow // of which later rows show nothing
	fields := append(other.fields(), s.fields()...)
	for s.rows.Next() {
		if err := s.rows.Scan(fields...); err != nil {
			yield(directory.Member{}, err)
			return
		}
		if !yield(s.member(), nil) {
			return
		}
	}
	if err := s.rows.Err(); err != nil {
		yield(directory.Member{}, fmt.Errorf("read members: %w", ctxError(s.ctx, err)))
	}
}

// rosters streams the members of the groups of one page, group after group.
type rosters struct {
	memberRow
	ctx      context.Context
	rows     *sqlx.Rows
	position int // of the group whose member was read last
	ahead    bool
}

// readRosters gives the views that are groups their members, by one query.
func (db *DB) readRosters(ctx context.Context, accountID string, views []*directory.View) (closer func(), err error) {
	var groups []*directory.View
	var ids []string
	for _, v := range views {
		if v.Type == directory.TypeGroup {
			groups, ids = append(groups, v), append(ids, v.ID)
		}
	}
	if len(groups) == 0 {
		return func() {}, nil
	}
	stmt, err := db.stmt(ctx, db.read, db.syntax().roster())
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	rows, err := stmt.QueryxContext(ctx, accountID, db.syntax().ids(ids))
	if err != nil {
		return nil, fmt.Errorf("read members: %w", ctxError(ctx, err))
	}
	s := &rosters{ctx: ctx, rows: rows, position: -1}
	for i, v := range groups {
		v.Members = s.of(i)
	}
	return func() { rows.Close() }, nil
}

// of ranges over the members of the group at a position. Those of groups that were left out on
// the way are passed over.
func (s *rosters) of(position int) iter.Seq2[directory.Member, error] {
	return func(yield func(directory.Member, error) bool) {
		for s.position <= position {
			if !s.ahead {
				if !s.rows.Next() {
					if err := s.rows.Err(); err != nil {
						yield(directory.Member{}, fmt.Errorf("read members: %w", ctxError(s.ctx, err)))
					}
					return
				}
				before := s.position
				if err := s.rows.Scan(append([]any{&s.position}, s.fields()...)...); err != nil {
					yield(directory.Member{}, err)
					return
				}
				if s.position < before {
					yield(directory.Member{}, fmt.Errorf("read members: group %d came after group %d", s.position, before))
					return
				}
			}
			s.ahead = s.position > position
			if s.position == position && !yield(s.member(), nil) {
				return
			}
		}
	}
}
