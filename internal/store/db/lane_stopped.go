package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sync/atomic"
	"time"
)

// A node that stops while it holds an account's lock (its machine is paused, its process gets SIGSTOP,
// its network is cut) must not hold up the others. The lock is the session's, and whatever a batch
// writes goes through the same session: so PostgreSQL ends the session when the node says nothing for
// stoppedAfter, and the lock is free. When the node wakes it has neither the lock nor a session to write
// with. There is no moment at which another node has the lock and this one can still write, as there
// would be with a lease whose end each of them reads from its own clock.
//
// idle_session_timeout is set with the lock and taken back with it, in the same statements: lanes
// without a lock may be idle for as long as they like. Within a transaction the pool's
// idle_in_transaction_session_timeout takes its place.

// stoppedAfter is how long a node may say nothing while it has a lock or a transaction.
const stoppedAfter = 5 * time.Second

var (
	stoppedMillis = millis(stoppedAfter)
	boundIdle     = "set_config('idle_session_timeout', '" + stoppedMillis + "', false)"
	unboundIdle   = "set_config('idle_session_timeout', NULL, false)" // as it was when the session began
)

// stoppedParameters bound what sessions of the intake hold when their node stops: rows that a
// transaction has locked, and a session that waits for its node to read an answer.
var stoppedParameters = []string{"idle_in_transaction_session_timeout", stoppedMillis, "tcp_user_timeout",
	stoppedMillis}

// holderQuery ends the session that holds an advisory lock, if its node has done nothing for a while:
// it is idle, or waits for its node to read an answer, which no time limit of PostgreSQL ends but
// tcp_user_timeout, and that only over TCP. A session that works is left alone. Everybody may end
// sessions of the own role, and whoever sees nothing of a session ends nothing.
const holderQuery = `
SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_database
 WHERE datname = current_database())
   AND l.classid = CAST(CAST($1 AS bigint) AS oid) AND l.objid = CAST(CAST($2 AS bigint) AS oid)
   AND (a.state LIKE 'idle%' AND a.state_change < clock_timestamp() - $3 * interval '1 ms'
     OR a.wait_event_type = 'Client' AND a.query_start < clock_timestamp() - $3 * interval '1 ms')`

// awake finds out whether a lane that has not been asked for long still has its session, before it
// writes: when it hasn't, nothing was sent, so the batch can run again, and nobody has to be told that the
// outcome is unknown.
func (l *lane) awake(ctx context.Context) error {
	if time.Since(l.last) < stoppedAfter/2 {
		return nil
	}
	if err := l.do(ctx, "SELECT 1"); err != nil {
		return fmt.Errorf("%w: %w", driver.ErrBadConn, err)
	}
	return nil
}

// patience is a wait for a lock.
type patience struct {
	over  atomic.Bool
	timer *time.Timer
}

// Stop ends it.
func (p *patience) Stop() {
	p.over.Store(true)
	p.timer.Stop()
}

// endStopped ends the session that holds an account's lock when it has stopped, a second after
// PostgreSQL should have done so, and looks again every second until the wait is over.
func (ls *lanes) endStopped(accountID string) *patience {
	p := &patience{}
	armed := make(chan struct{})
	p.timer = time.AfterFunc(stoppedAfter+time.Second, func() {
		<-armed
		if p.over.Load() {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, _ = ls.endHolder(ctx, accountID, stoppedAfter)
		p.timer.Reset(time.Second)
		if p.over.Load() {
			p.timer.Stop()
		}
	})
	close(armed)
	return p
}

// endHolder ends the session that holds an account's lock, if its node has done nothing for so long, and
// returns how many it ended.
func (ls *lanes) endHolder(ctx context.Context, accountID string, after time.Duration) (ended int, err error) {
	key := uint64(LockKey(accountID))
	err = ls.others.GetContext(ctx, &ended, holderQuery, int64(key>>32), int64(key&0xffffffff), after.Milliseconds())
	return ended, err
}
