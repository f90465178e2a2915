package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/lib/pq"
)

// postgres is the server that all contenders share.
type postgres struct {
	admin *url.URL
	db    *sql.DB
	made  []string // databases to drop at the end
}

func connect(ctx context.Context, admin string) (*postgres, error) {
	u, err := url.Parse(admin)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	db, err := sql.Open("postgres", admin)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	p := &postgres{admin: u, db: db}
	var fsync string
	if err := db.QueryRowContext(ctx, "show fsync").Scan(&fsync); err != nil {
		return nil, errors.Join(fmt.Errorf("DATABASE_URL: %w", err), db.Close())
	}
	if fsync != "on" {
		return nil, errors.Join(errors.New("this PostgreSQL runs with fsync off; figures from it would mean nothing"),
			db.Close())
	}
	return p, nil
}

// create makes a new database and returns its URL. The name holds this process's id, so it is nobody else's.
func (p *postgres) create(ctx context.Context, contender string) (string, error) {
	name := fmt.Sprintf("bench_%s_%d", contender, os.Getpid())
	if _, err := p.db.ExecContext(ctx, "create database "+pq.QuoteIdentifier(name)); err != nil {
		return "", err
	}
	p.made = append(p.made, name)
	u := *p.admin
	u.Path = "/" + name
	return u.String(), nil
}

// settle brings a freshly loaded database to the state that a database in use is in.
func settle(ctx context.Context, database string) error {
	db, err := sql.Open("postgres", database)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "vacuum analyze")
	return errors.Join(err, db.Close())
}

// checkpoint writes out what earlier rounds left, so that each starts alike. It needs a role that may.
func (p *postgres) checkpoint(ctx context.Context) error {
	if _, err := p.db.ExecContext(ctx, "checkpoint"); err != nil {
		return fmt.Errorf("the role of DATABASE_URL must be allowed to checkpoint: %w", err)
	}
	return nil
}

// close drops what create made, also after an interruption.
func (p *postgres) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var failed error
	for _, name := range p.made {
		_, err := p.db.ExecContext(ctx, "drop database if exists "+pq.QuoteIdentifier(name)+" with (force)")
		failed = errors.Join(failed, err)
	}
	return errors.Join(failed, p.db.Close())
}
