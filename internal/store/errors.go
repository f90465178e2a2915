package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/usher-id/usher/internal/directory"
)

// lostRace reports whether a transaction failed only because of what others did at the same
// time, so that running it again is right: it will see what the winner wrote.
func lostRace(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		switch pe.Code {
		case "40001", // serialization_failure
			"40P01", // deadlock_detected
			"23505": // unique_violation: the intake looked the key up before, so another node took it since
			return true
		}
		return false
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
		return se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return errors.Is(err, driver.ErrBadConn)
}

// dead reports whether an error says that the connection has ended, or that the server ends it
// (PostgreSQL manual, appendix A, classes 08 and 57P).
func dead(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		return pe.Code.Class() == "08" || strings.HasPrefix(string(pe.Code), "57P")
	}
	var ne *net.OpError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &ne) && !ne.Timeout()
}

// uncertain marks the failure of a commit: whether it happened can't be told, so it must not be
// tried again as if it had not. What the database refused for certain stays what it is.
func uncertain(err error) error {
	if err == nil || lostRace(err) && !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return fmt.Errorf("%w: %v", directory.ErrUncertain, err)
}

// uncertainUnlessAnswered marks the failure of a statement that commits: what PostgreSQL itself
// refused did not happen; where no answer came, or one from a server that was going down, it may
// have.
func uncertainUnlessAnswered(err error) error {
	var pe *pq.Error
	if err == nil || errors.As(err, &pe) && !dead(err) || errors.Is(err, errNoID) { // which was not sent
		return err
	}
	return fmt.Errorf("%w: %v", directory.ErrUncertain, err)
}

// uniqueViolation reports whether a unique key refused the row.
func uniqueViolation(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		return pe.Code == "23505"
	}
	var se *sqlite.Error
	return errors.As(err, &se) &&
		(se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// ctxError prefers the context's own error to what a driver makes of a cancelled query.
func ctxError(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
