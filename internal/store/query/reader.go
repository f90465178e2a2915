package query

import (
	"github.com/usher-id/usher/internal/store/db"
)

// maxStatements is how many statements of searches are kept prepared.
const maxStatements = 256

// Reader answers what is asked about the records of a source, and about the directory view.
type Reader struct {
	*db.DB
	lookups  *db.Statements // prepared, of searches that an index answers
	searches *db.Statements // of the others
	turns    *turns         // of searches
	pages    *turns         // of large pages of lists
}

// NewReader reads a database.
func NewReader(base *db.DB) *Reader {
	return &Reader{
		DB: base, lookups: db.Keep(maxStatements), searches: db.Keep(maxStatements),
		turns: newTurns(base.SearchesAtOnce(), base.SearchTime), pages: newTurns(maxPages, base.SearchTime),
	}
}
