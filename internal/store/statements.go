package store

import (
	"container/list"
	"context"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"
)

// maxStatements is how many statements of searches are kept prepared.
const maxStatements = 256

// statements keeps prepared statements, those used last. Clients repeat the shapes of their
// filters and batches, but nothing bounds how many shapes there can be.
type statements struct {
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

type statement struct {
	*sqlx.Stmt
	text    string
	when    grown
	uses    int  // callers that are about to run it
	dropped bool // no longer kept: the last caller closes it
}

// query runs a search. Rows that are open outlive the statement's place among those kept.
func (s *statements) query(ctx context.Context, pool *sqlx.DB, text string, args ...any) (*sqlx.Rows, error) {
	stmt, err := s.take(ctx, pool, text)
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	defer s.release(stmt)
	rows, err := stmt.QueryxContext(ctx, args...)
	return rows, ctxError(ctx, err)
}

func (s *statements) take(ctx context.Context, pool preparer, text string) (*statement, error) {
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

func (s *statements) kept(text string) *statement {
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

func (s *statements) keep(stmt *statement) *statement {
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

func (s *statements) drop(e *list.Element) {
	stmt := s.recent.Remove(e).(*statement)
	delete(s.byText, stmt.text)
	stmt.dropped = true
	if stmt.uses == 0 {
		stmt.Close()
	}
}

func (s *statements) release(stmt *statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stmt.uses--
	if stmt.dropped && stmt.uses == 0 {
		stmt.Close()
	}
}
