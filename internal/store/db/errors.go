package db

import (
	"context"
	"database/sql"
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
	"github.com/usher-id/usher/internal/text"
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
		case sqlite3.SQLITE_BUSY:
			return se.Code() != sqlite3.SQLITE_BUSY // which was waited for as long as it may be
		case sqlite3.SQLITE_LOCKED:
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
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &ne) && !ne.Timeout()
}

// uncertain marks the failure of a commit: whether it happened can't be told, so it must not be
// tried again as if it had not. What the database refused for certain stays what it is.
func uncertain(err error) error {
	if err == nil || lostRace(err) && !errors.Is(err, driver.ErrBadConn) || refusedBySQLite(err) {
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

// UniqueViolation reports whether a unique key refused the row.
func UniqueViolation(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		return pe.Code == "23505"
	}
	var se *sqlite.Error
	return errors.As(err, &se) &&
		(se.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || se.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// Reason prefers the context's own error to what a driver makes of a cancelled query, and marks that
// of a database that can't serve.
func Reason(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, directory.ErrUncertain) {
		return ctx.Err()
	}
	return served(err)
}

// served gives an error the kind directory.Unavailable if it says that the database serves nobody now:
// it is gone, takes no changes, is full or too slow. All else, and whatever has a kind or is uncertain,
// stays what it is.
func served(err error) error {
	if err == nil || directory.KindOf(err) != 0 || errors.Is(err, directory.ErrUncertain) || !unserving(err) {
		return err
	}
	return Unavailable(err)
}

func Unavailable(err error) error {
	return &directory.Error{Kind: directory.Unavailable, Err: text.Errorf(err, "database.gone")}
}

// unserving reports whether the database, and not what was asked of it, is the reason of an error
// (PostgreSQL manual, appendix A).
func unserving(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		switch pe.Code.Class() {
		case "08", // connection exceptions
			"28", // invalid authorization: it lets nobody in
			"53", // insufficient resources: disk full, out of memory, too many connections
			"57", // operator intervention: shut down, starting, cancelled after a time limit
			"58": // system error: I/O
			return true
		}
		switch pe.Code {
		case "25006", // read_only_sql_transaction: a standby, or default_transaction_read_only
			"25P03", // idle_in_transaction_session_timeout
			"25P04", // transaction_timeout
			"3D000", // invalid_catalog_name: the database is not there
			"55P03": // lock_not_available
			return true
		}
		return false
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
			sqlite3.SQLITE_CANTOPEN,
			sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL,
			sqlite3.SQLITE_NOLFS:
			return true
		}
		return false
	}
	var ne net.Error // also of a name that isn't found, and of a handshake
	return dead(err) || errors.As(err, &ne)
}

// refusedBySQLite reports whether SQLite has said for certain that it did not commit.
func refusedBySQLite(err error) bool {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return false
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL:
		return true
	}
	return false
}

// busy reports whether another process has a SQLite file.
func busy(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_BUSY
}
