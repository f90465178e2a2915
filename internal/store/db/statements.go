package db

import (
	"container/list"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/jmoiron/sqlx"
)

// Statements keeps prepared statements, those used last. Clients repeat the shapes of their
// filters and batches, but nothing bounds how many shapes there can be.
type Statements struct {
	most   int          // how many are kept
	grown  func() grown // nil: plans stay as they are
	mu     sync.Mutex
	byText map[string]*list.Element // of *statement
	recent list.List                // the one used last in front
}

// preparer is a pool, or a connection.
type preparer interface {
	PreparexContext(ctx context.Context, text string) (*sqlx.Stmt, error)
}

// Keep keeps so many prepared statements.
func Keep(most int) *Statements { return &Statements{most: most} }

// Len is how many are kept now.
func (s *Statements) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recent.Len()
}

type statement struct {
	*sqlx.Stmt
	text    string
	when    grown
	uses    int  // callers that are about to run it
	dropped bool // no longer kept: the last caller closes it
}

// Query runs a search. Rows that are open outlive the statement's place among those kept.
func (s *Statements) Query(ctx context.Context, pool *sqlx.DB, text string, args ...any) (*sqlx.Rows, error) {
	stmt, err := s.take(ctx, pool, text)
	if err != nil {
		return nil, Reason(ctx, err)
	}
	defer s.release(stmt)
	rows, err := stmt.QueryxContext(ctx, args...)
	return rows, Reason(ctx, err)
}

func (s *Statements) take(ctx context.Context, pool preparer, text string) (*statement, error) {
	if stmt := s.kept(text); stmt != nil {
		return stmt, nil
	}
	var when grown
	if s.grown != nil {
		when = s.grown()
	}
	prepared, err := pool.PreparexContext(ctx, text) // outside of the lock: it is a round trip
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", text, err)
	}
	if stmt := s.kept(text); stmt != nil { // somebody else was faster
		prepared.Close()
		return stmt, nil
	}
	return s.keep(&statement{Stmt: prepared, text: text, when: when, uses: 1}), nil
}

func (s *Statements) kept(text string) *statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byText[text]
	if !ok {
		return nil
	}
	stmt := e.Value.(*statement)
	if s.grown != nil && stmt.when.outgrown(s.grown()) {
		s.drop(e)
		return nil
	}
	s.recent.MoveToFront(e)
	stmt.uses++
	return stmt
}

func (s *Statements) keep(stmt *statement) *statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byText == nil {
		s.byText = make(map[string]*list.Element)
	}
	if e, ok := s.byText[stmt.text]; ok { // two prepared it at the same moment
		s.drop(e)
	}
	s.byText[stmt.text] = s.recent.PushFront(stmt)
	if s.recent.Len() > s.most {
		s.drop(s.recent.Back())
	}
	return stmt
}

func (s *Statements) drop(e *list.Element) {
	stmt := s.recent.Remove(e).(*statement)
	delete(s.byText, stmt.text)
	stmt.dropped = true
	if stmt.uses == 0 {
		stmt.Close()
	}
}

func (s *Statements) release(stmt *statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt.uses--
	if stmt.dropped && stmt.uses == 0 {
		stmt.Close()
	}
}

// KeptTexts are the texts that are kept prepared of reads by key, and for the intake.
func (db *DB) KeptTexts() []string {
	var list []string
	db.prepared.Range(func(text, _ any) bool {
		list = append(list, text.(string))
		return true
	})
	if db.lanes != nil {
		db.lanes.mu.Lock()
		defer db.lanes.mu.Unlock()
		for _, l := range db.lanes.idle {
			for text := range l.stmts.byText {
				list = append(list, text)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
