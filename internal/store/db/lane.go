package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
)

// lane is a connection that the intake's batches take turns on, with the statements that were
// prepared on it. PostgreSQL only.
//
// A batch runs while its lane holds the account's lock, so that batches of one account run one
// after the other on all nodes together, as they do on each of them. That makes decisions serial:
// what a batch was told stays true until it is written, whether it is about rows that are there
// or about such that are not. And since a batch writes all that it changes in one statement,
// which is a transaction by itself, it needs no BEGIN and no COMMIT around it: while the lock is
// kept from one batch to the next, a batch costs the round trips of its questions and of its
// answer, and nothing else.
type lane struct {
	conn  *sqlx.Conn
	stmts Statements

	last   time.Time     // when it was last asked something
	holds  string        // the account whose lock it has; "" for none
	since  time.Time     // since when
	atMost time.Duration // how long it keeps it
	turn   int           // counts how often it was taken
}

// How long a lane keeps a lock that others may wait for: from batch to batch without giving way,
// twice as long each time when nobody has waited, up to a bound; and after its last batch.
const (
	lockAtMost  = 20 * time.Millisecond
	lockForLong = 80 * time.Millisecond
	lockIdle    = 5 * time.Millisecond
)

// laneStatements is how many statements a lane keeps prepared. A transaction needs far fewer.
const laneStatements = 128

// maxLanes is how many batches, of different accounts, may be in the database at once.
const maxLanes = 16

// lanes are the connections of the intake. The one that was used last is used next: its
// statements are prepared.
type lanes struct {
	pool   *sqlx.DB
	others *sqlx.DB      // on which a holder of a lock that has stopped is ended
	atMost time.Duration // lockAtMost
	rest   time.Duration // lockIdle
	busy   chan struct{} // has room for one token a lane
	closed chan struct{}
	grown  func() grown // see statements
	mu     sync.Mutex
	idle   []*lane
	giving int        // lanes that are giving up a lock and will be idle again in a moment
	given  *sync.Cond // told when one has
}

func newLanes(pool, others *sqlx.DB) *lanes {
	ls := &lanes{pool: pool, others: others, atMost: lockAtMost, rest: lockIdle, busy: make(chan struct{}, maxLanes),
		closed: make(chan struct{})}
	ls.given = sync.NewCond(&ls.mu)
	return ls
}

// take waits for a lane, if possible the one that has the account's lock.
func (ls *lanes) take(ctx context.Context, accountID string) (*lane, error) {
	select {
	case ls.busy <- struct{}{}:
	case <-ls.closed:
		return nil, sql.ErrConnDone
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ls.mu.Lock()
	for len(ls.idle) == 0 && ls.giving > 0 {
		ls.given.Wait() // rather than connect anew
	}
	if n := len(ls.idle); n > 0 {
		at := n - 1
		if holder := slices.IndexFunc(ls.idle, func(l *lane) bool { return l.holds == accountID }); holder >= 0 {
			at = holder
		}
		l := ls.idle[at]
		ls.idle = slices.Delete(ls.idle, at, at+1)
		l.turn++
		ls.mu.Unlock()
		return l, nil
	}
	ls.mu.Unlock()
	conn, err := ls.pool.Connx(ctx)
	if err != nil {
		<-ls.busy
		return nil, err
	}
	return &lane{conn: conn, stmts: Statements{most: laneStatements, grown: ls.grown}}, nil
}

// put gives a lane back; one that isn't usable is ended, with whatever transaction is open.
func (ls *lanes) put(l *lane, usable bool) {
	if !usable || !ls.keep(l) {
		l.end()
	}
	<-ls.busy
}

func (ls *lanes) keep(l *lane) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.isClosed() {
		return false
	}
	ls.idle = append(ls.idle, l)
	if l.holds != "" {
		turn := l.turn
		time.AfterFunc(ls.rest, func() { ls.unlock(l, turn) })
	}
	return true
}

// unlock gives up the lock of a lane that nobody has used since its turn.
func (ls *lanes) unlock(l *lane, turn int) {
	ls.mu.Lock()
	at := slices.Index(ls.idle, l)
	if at < 0 || l.turn != turn {
		ls.mu.Unlock()
		return
	}
	ls.idle = slices.Delete(ls.idle, at, at+1)
	ls.giving++
	ls.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), unlockTime)
	defer cancel()
	err := l.do(ctx, fmt.Sprintf("SELECT pg_advisory_unlock(%d), "+unboundIdle, LockKey(l.holds)))
	l.holds = ""
	if err != nil || !ls.keep(l) {
		l.end() // and the lock with it
	}
	ls.mu.Lock()
	ls.giving--
	ls.given.Broadcast()
	ls.mu.Unlock()
}

// unlockTime bounds how long a connection may take to give a lock up.
const unlockTime = 10 * time.Second

// lock makes the lane hold the account's lock, and lets others have it in between when it had it
// for long. They are served in the order in which they came.
func (l *lane) lock(ctx context.Context, ls *lanes, accountID string) error {
	switch {
	case l.holds == accountID && time.Since(l.since) < l.atMost:
		return nil
	case l.holds == accountID:
		var again bool // nobody has waited, or who waits would have it now
		key := LockKey(accountID)
		give := fmt.Sprintf("SELECT CASE WHEN pg_advisory_unlock(%d) THEN pg_try_advisory_lock(%d) ELSE false END", key,
			key)
		if err := l.conn.GetContext(ctx, &again, give); err != nil {
			return err
		}
		if again {
			l.since, l.atMost = time.Now(), min(2*l.atMost, lockForLong)
			return nil
		}
		l.holds = ""
	}
	release := ""
	if l.holds != "" {
		release = fmt.Sprintf("SELECT pg_advisory_unlock(%d); ", LockKey(l.holds))
	}
	patience := ls.endStopped(accountID)
	defer patience.Stop()
	if err := l.do(ctx, release+fmt.Sprintf("SELECT "+boundIdle+", pg_advisory_lock(%d)",
		LockKey(accountID))); err != nil {
		return err
	}
	l.holds, l.since, l.atMost = accountID, time.Now(), ls.atMost
	return nil
}

func (ls *lanes) isClosed() bool {
	select {
	case <-ls.closed:
		return true
	default:
		return false
	}
}

// end ends the connection. Closing it alone would give it back to the pool as it is.
func (l *lane) end() {
	_ = l.conn.Raw(func(any) error { return driver.ErrBadConn }) // takes it out of the pool
	_ = l.conn.Close()
}

// forget ends the lanes that nobody uses: when one connection is dead, the server was away, and
// the others are dead too.
func (ls *lanes) forget() {
	ls.mu.Lock()
	idle := ls.idle
	ls.idle = nil
	ls.mu.Unlock()
	for _, l := range idle {
		l.end()
	}
}

// close ends the lanes, and waits as long as ctx allows for those that are under way. Those that
// still are then end when they come back.
func (ls *lanes) close(ctx context.Context) {
	ls.mu.Lock()
	first := !ls.isClosed()
	if first {
		close(ls.closed)
	}
	ls.mu.Unlock()
	ls.forget()
	if !first {
		return
	}
	for range cap(ls.busy) {
		select {
		case ls.busy <- struct{}{}:
		case <-ctx.Done():
			return
		}
	}
}
