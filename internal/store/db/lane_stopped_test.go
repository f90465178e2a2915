package db_test

import (
	"context"
	"database/sql"
	"net"
	"sync"
	"testing"
	"time"

	base "github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"

	"github.com/lib/pq"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule P10: PostgreSQL ends the session of a node that says nothing while it has the account's lock, and
// only then: a lane without a lock may be idle for as long as it likes.
func TestSilenceWithTheLockEndsTheSession(t *testing.T) {
	s := postgresShelf(t)
	setting := func(tx directory.Tx) (value string) {
		stmt, err := tx.(intake.Tx).Prepared(t.Context(), `SHOW idle_session_timeout`)
		if err == nil {
			err = stmt.GetContext(t.Context(), &value)
		}
		if err != nil {
			t.Error(err)
		}
		return value
	}
	for turn := range 2 {
		err := s.DB.Transact(t.Context(), s.Account, false, func(tx directory.Tx) error {
			if got := setting(tx); got != "5s" {
				t.Errorf("turn %d: with the lock a session may be idle for %s, want 5s", turn, got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.DB.LaneSetting(t, "idle_session_timeout"); got != "0" {
			t.Errorf("turn %d: without a lock a session may be idle for %s, want for ever", turn, got)
		}
	}
}

// A holder of the lock that doesn't read what PostgreSQL answers is ended by who waits, as is one that
// says nothing; one that works isn't.
func TestHolderThatHasStopped(t *testing.T) {
	url := storetest.PostgresURL(t)
	s := &laneShelf{fixture.NewShelf(t, "postgres", url)}
	for name, c := range map[string]struct {
		query string // that the holder runs; "" for none
		state string // of its session then
		ended int
	}{
		"says nothing":  {"", `state = 'idle'`, 1},
		"reads nothing": {`SELECT repeat('x', 100000000)`, `wait_event = 'ClientWrite'`, 1},
		"works":         {`SELECT pg_sleep(60)`, `wait_event = 'PgSleep'`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dialer := &deafDialer{}
			connector, err := pq.NewConnector(url + "&application_name=holder")
			if err != nil {
				t.Fatal(err)
			}
			connector.Dialer(dialer)
			holder := sql.OpenDB(connector)
			holder.SetMaxOpenConns(1)
			defer dialer.close()
			if _, err := holder.ExecContext(t.Context(), `SELECT pg_advisory_lock($1)`, base.LockKey(s.Account)); err != nil {
				t.Fatal(err)
			}
			if c.query != "" {
				dialer.deaf()
				go holder.Exec(c.query)
			}
			session := `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder' AND datname = current_database()`
			s.await(t, "the holder", session+` AND `+c.state, func(n int) bool { return n == 1 })
			time.Sleep(10 * time.Millisecond) // what is younger has not stopped
			if n, err := s.DB.EndHolder(t.Context(), s.Account, time.Hour); err != nil || n != 0 {
				t.Errorf("a moment later %d sessions were ended, %v", n, err)
			}
			if n, err := s.DB.EndHolder(t.Context(), s.Account, time.Millisecond); err != nil || n != c.ended {
				t.Errorf("%d sessions were ended, %v, want %d", n, err, c.ended)
			}
			if c.ended == 0 {
				s.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder' AND datname = current_database()`)
			}
			if err := s.DB.Transact(t.Context(), s.Account, false, func(directory.Tx) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
}

// deafDialer dials connections that stop reading.
type deafDialer struct {
	mu    sync.Mutex
	conns []*deafConn
}

func (d *deafDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, time.Minute)
}

func (d *deafDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &deafConn{Conn: conn, closed: make(chan struct{})}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, c)
	return c, nil
}

func (d *deafDialer) deaf() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.conns {
		c.mu.Lock()
		c.deaf = true
		c.mu.Unlock()
	}
}

func (d *deafDialer) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.conns {
		c.once.Do(func() { close(c.closed); c.Conn.Close() })
	}
}

type deafConn struct {
	net.Conn
	mu     sync.Mutex
	deaf   bool
	once   sync.Once
	closed chan struct{}
}

func (c *deafConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	deaf := c.deaf
	c.mu.Unlock()
	if deaf {
		<-c.closed
		return 0, net.ErrClosed
	}
	return c.Conn.Read(b)
}
