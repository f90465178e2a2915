package query

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/scim/schema"
)

// errSearchTime ends a search that takes too long.
var errSearchTime = errors.New("the search takes too long")

// limited runs a search within its time. The connection of one that is cut off is cancelled:
// PostgreSQL is told to stop, and SQLite stops before the next row. It has the same limit itself on
// PostgreSQL, for a node that can't tell it any more.
func (rd *Reader) limited(ctx context.Context, search func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, rd.SearchTime, errSearchTime)
	defer cancel()
	err := search(limited)
	var pe *pq.Error
	switch {
	case err == nil || ctx.Err() != nil:
		return db.Reason(ctx, err)
	case errors.Is(context.Cause(limited), errSearchTime), errors.As(err, &pe) && pe.Code == "57014": // query_canceled
		if failed := rd.answers(ctx); failed != nil {
			return failed
		}
		return tooMany("the search took longer than %s, which is as long as one may: ask for less, by a filter that compares userName, externalId, id or an e-mail's value with eq, or by fewer terms", rd.SearchTime)
	}
	return db.Reason(ctx, err)
}

// answers finds out whether the database answers at all: what it gives no answer to may be a hard
// question, or a database that is gone.
func (rd *Reader) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := rd.ReadPool.PingContext(ctx); err != nil {
		return db.Unavailable(err)
	}
	return nil
}

// tooMany refuses a search that would cost too much (RFC 7644 table 9).
func tooMany(format string, args ...any) error {
	return refuseQuery(&schema.Error{ScimType: "tooMany", Detail: fmt.Sprintf(format, args...)})
}
