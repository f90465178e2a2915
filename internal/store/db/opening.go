package db

import (
	"errors"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/usher-id/usher/internal/text"
)

// opening is why a database can't be opened, in words where the driver has only its own (PostgreSQL manual,
// appendix A).
func opening(err error) error {
	key := ""
	var se *sqlite.Error
	var pe *pq.Error
	switch {
	case errors.As(err, &se):
		switch se.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			key = "database.noDatabase"
		case sqlite3.SQLITE_CORRUPT:
			key = "database.damaged"
		}
	case errors.As(err, &pe):
		switch {
		case pe.Code.Class() == "28": // invalid_authorization_specification
			key = "database.denied"
		case pe.Code == "3D000": // invalid_catalog_name
			key = "database.noName"
		}
	}
	if key == "" {
		return err
	}
	return &text.Error{Message: text.New(key), Cause: err}
}
