package main

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/google/uuid"
	"github.com/lib/pq"
)

//go:embed schema.sql
var tables string

// connections is the size of the pool, and how many of them stay open when idle.
const connections = 20

// open connects and makes the tables.
func open(ctx context.Context, url string) (*sql.DB, error) {
	db, err := sql.Open("postgres", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if _, err := db.ExecContext(ctx, tables); err != nil {
		return nil, errors.Join(fmt.Errorf("make the tables: %w", err), db.Close())
	}
	return db, nil
}

// row is one stored resource.
type row struct {
	id                string
	doc               map[string]any
	created, modified time.Time
}

// collection is one table of resources. All of its statements are prepared.
type collection struct {
	db                                             *sql.DB
	insert, get, slim, lock, update, remove, count *sql.Stmt
	page, slimPage                                 *sql.Stmt
	all                                            *sql.Stmt
	equal                                          map[string]*sql.Stmt // by attribute
}

// newCollection prepares the statements of a table; the attributes named have an index for "eq".
func newCollection(ctx context.Context, db *sql.DB, table string, attributes ...string) (*collection, error) {
	c := &collection{db: db, equal: map[string]*sql.Stmt{}}
	var failed error
	prepare := func(query string) *sql.Stmt {
		statement, err := db.PrepareContext(ctx, query)
		failed = errors.Join(failed, err)
		return statement
	}
	const columns, slim = "id, doc, created, modified", "id, doc - 'members', created, modified"
	c.insert = prepare("insert into " + table + " (id, doc, created, modified) values ($1, $2, $3, $3)")
	c.get = prepare("select " + columns + " from " + table + " where id = $1")
	c.slim = prepare("select " + slim + " from " + table + " where id = $1")
	c.lock = prepare("select " + columns + " from " + table + " where id = $1 for update")
	c.update = prepare("update " + table + " set doc = $2, modified = $3 where id = $1 returning created")
	c.remove = prepare("delete from " + table + " where id = $1")
	c.count = prepare("select count(*) from " + table)
	c.page = prepare("select " + columns + " from " + table + " order by id offset $1 limit $2")
	c.slimPage = prepare("select " + slim + " from " + table + " order by id offset $1 limit $2")
	c.all = prepare("select " + columns + " from " + table + " order by id")
	for _, attribute := range attributes {
		expression := "lower(doc ->> '" + attribute + "') = lower($1)"
		if attribute == "externalId" { // the only one of them that is case-exact
			expression = "doc ->> 'externalId' = $1"
		}
		c.equal[attribute] = prepare("select " + columns + " from " + table + " where " + expression)
	}
	return c, failed
}

// query reads the rows of a statement.
func (c *collection) query(ctx context.Context, statement *sql.Stmt, args ...any) ([]row, error) {
	found, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var rows []row
	for found.Next() {
		var (
			r   row
			doc []byte
		)
		if err := found.Scan(&r.id, &doc, &r.created, &r.modified); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(doc, &r.doc); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, found.Err()
}

// one reads the row of an id, or says that there is none.
func (c *collection) one(ctx context.Context, statement *sql.Stmt, id string) (row, error) {
	if _, err := uuid.Parse(id); err != nil {
		return row{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	rows, err := c.query(ctx, statement, id)
	if err != nil {
		return row{}, err
	}
	if len(rows) == 0 {
		return row{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	return rows[0], nil
}

// store writes the document of an existing row through a statement of the pool or of a transaction.
func store(ctx context.Context, update *sql.Stmt, id string, doc map[string]any) (row, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return row{}, err
	}
	r := row{id: id, doc: doc, modified: time.Now().UTC()}
	err = update.QueryRowContext(ctx, id, string(text), r.modified).Scan(&r.created)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	return r, asConflict(err)
}

// change applies a function to the document of a row that is locked meanwhile.
func (c *collection) change(ctx context.Context, id string, apply func(map[string]any) error) (row, error) {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return row{}, err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	r, err := c.one(ctx, tx.StmtContext(ctx, c.lock), id)
	if err != nil {
		return row{}, err
	}
	if err := apply(r.doc); err != nil {
		return row{}, err
	}
	if r, err = store(ctx, tx.StmtContext(ctx, c.update), id, r.doc); err != nil {
		return row{}, err
	}
	return r, tx.Commit()
}

// asConflict turns a violated unique index into the error that SCIM has for it.
func asConflict(err error) error {
	var violation *pq.Error
	if errors.As(err, &violation) && violation.Code == "23505" {
		return scimerrors.ScimErrorUniqueness
	}
	return err
}
