package query

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// search is a query on its way to SQL.
type search struct {
	q          *directory.Query
	sql        syntax
	order      order
	args       arguments
	fixed      int // of the arguments, those that count and page share
	branches   []branch
	pool       *sqlx.DB       // that it runs on,
	statements *db.Statements // and what is prepared there
	known      *int           // the total, once it is known before the page
	begun      bool           // the branches begin with the page: nothing is to be skipped
}

// branch is the part of a search that concerns one type.
type branch struct {
	from  string // FROM and WHERE, of records r
	typ   string // the type's parameter
	key   string // to sort by
	whole bool   // all records of the type are found
	heavy bool   // each of many records is looked at
	sieve *sieve // decides the filter in the place of from, which is known afterwards
}

// Search implements directory.Reader. It takes one round trip when the first page holds all that
// was found, and a second one for the total when it doesn't. A list of whole types takes one for
// any page, unless it is sorted by an attribute. One that looks at many records waits for its turn, on
// connections of its own.
func (rd *Reader) Search(
	ctx context.Context, accountID, sourceID string, q *directory.Query,
) (*directory.Found, error) {
	s, err := newSearch(rd.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		return nil, err
	}
	found := &directory.Found{}
	if len(s.branches) == 0 {
		return found, nil
	}
	s.pool, s.statements = rd.ReadPool, rd.lookups
	var turns *turns
	switch {
	case s.heavy():
		s.pool, s.statements, turns = rd.SearchPool, rd.searches, rd.turns
	case s.isList() && q.Count > smallPage:
		turns = rd.pages
	}
	if turns != nil {
		end, err := turns.wait(ctx, accountID, sourceID)
		if err != nil {
			return nil, err
		}
		defer end()
	}
	err = rd.limited(ctx, func(ctx context.Context) error { return rd.run(ctx, s, accountID, sourceID, found) })
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	if q.Want.Members {
		if err := rd.readRosters(ctx, s.sql, accountID, found.Records); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// run finds what a search asks for.
func (rd *Reader) run(ctx context.Context, s *search, accountID, sourceID string, found *directory.Found) error {
	if s.sifted() > 0 {
		if err := s.sift(ctx, rd, accountID, sourceID); err != nil {
			return err
		}
		found.Total = *s.known
	}
	known := s.known != nil
	if s.q.Count > 0 {
		var err error
		if known, err = rd.page(ctx, s, found); err != nil {
			return err
		}
	}
	if known {
		return nil
	}
	return rd.count(ctx, s, found)
}

func newSearch(syntax syntax, accountID, sourceID string, q *directory.Query) (*search, error) {
	scope := syntax.parameters(accountID, sourceID)
	s := &search{q: q, sql: syntax}
	var err error
	if s.order, err = newOrder(syntax, q); err != nil {
		return nil, err
	}
	if err := s.compile(scope, false); err != nil {
		return nil, err
	}
	if sifted := s.sifted(); sifted > 0 && sifted < len(s.branches) { // what one type needs all get
		err = s.compile(scope, true)
	}
	return s, err
}

// sifted is how many branches are decided in this process.
func (s *search) sifted() (n int) {
	for _, b := range s.branches {
		if b.sieve != nil {
			n++
		}
	}
	return n
}

// compile makes a branch of each type that the filter can be true of.
func (s *search) compile(scope arguments, sift bool) error {
	s.args, s.branches = slices.Clone(scope), nil
	lacks := &lacking{}
	for i, rt := range s.q.Types {
		c := &compiler{sql: s.sql, rt: rt, args: &s.args, scope: scope, lacks: lacks, sift: sift}
		before := len(s.args)
		b, possible, err := c.branch(s.q.Filter)
		if err != nil {
			return err
		}
		if !possible {
			s.args = s.args[:before]
			continue
		}
		if s.order.keys != nil {
			b.key = s.order.keys[i]
		}
		s.branches = append(s.branches, b)
	}
	s.fixed = len(s.args)
	return lacks.err(len(s.q.Types))
}

// maxPageBytes bounds a page: it ends with the record that reaches so many bytes. Clients go on from itemsPerPage,
// or with the cursor (RFC 7644 section 3.4.2.4). A thousand people of 4 KB are within it.
const maxPageBytes = 4 << 20

// page reads the records of the page and one more, which tells whether there are others. It
// reports whether the total is known with that.
func (rd *Reader) page(ctx context.Context, s *search, found *directory.Found) (total bool, err error) {
	query, err := s.pageQuery()
	if err != nil {
		return false, err
	}
	ctx, stop := context.WithCancel(ctx) // what is left of a page that is cut is not worth being sent
	defer stop()
	rows, err := s.statements.Query(ctx, s.pool, query, s.args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	bytes := 0
	var last position
	var known sql.NullInt64
	more := false
	var row viewRow // all of which is read anew each time
	var key sql.NullString
	fields := append(row.fields(), &key, &known)
	for rows.Next() {
		if more = len(found.Records) == s.q.Count; more {
			break
		}
		if more = bytes >= maxPageBytes; more {
			stop()
			break
		}
		if err := rows.Scan(fields...); err != nil {
			return false, err
		}
		v, err := row.view()
		if err != nil {
			return false, err
		}
		if v == nil { // a list's empty page shows the total only
			continue
		}
		if s.order.keys == nil && v.ID <= last.ID {
			return false, fmt.Errorf("%s came after %s", v.ID, last.ID)
		}
		found.Records = append(found.Records, v)
		bytes += row.size()
		if last = (position{ID: v.ID}); key.Valid {
			by := key.String
			last.Key = &by
		}
	}
	if err := rows.Err(); err != nil && !more {
		return false, db.Reason(ctx, err)
	}
	if more && s.q.Cursor {
		found.Next = last.encode()
	}
	if s.known != nil {
		found.Total = *s.known
		return true, nil
	}
	if known.Valid {
		found.Total = int(known.Int64)
		return true, nil
	}
	before := s.skip()
	if more || s.q.Cursor && s.q.After != "" || len(found.Records) == 0 && before > 0 {
		return false, nil
	}
	found.Total = before + len(found.Records)
	return true, nil
}

// skip is how many results come before the page.
func (s *search) skip() int {
	if s.q.Cursor || s.begun {
		return 0
	}
	return max(s.q.Start-1, 0)
}
