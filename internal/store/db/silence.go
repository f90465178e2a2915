package db

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// How long a connection waits for a server that says nothing. lib/pq tells the server when the context
// of a query has ended, and then waits for what it says to that; one that hangs, or is cut off without a
// word, would be waited for without end. Who reads has asked by key, or lists; a batch may wait for the account's
// lock, which its context bounds (rule P10).
const (
	readSilence  = 30 * time.Second
	writeSilence = 70 * time.Second
)

// ReadTime is how long the look-up of one record may take. It is then ended, in the database, too.
const ReadTime = 10 * time.Second

// silence bounds the reads and writes of a pool's connections; 0 doesn't.
type silence struct {
	most atomic.Int64 // nanoseconds
	dial pq.Dialer    // nil: the usual one
}

func newSilence(most time.Duration, dial pq.Dialer) *silence {
	s := &silence{dial: dial}
	s.most.Store(int64(most))
	return s
}

// Dial implements pq.Dialer.
func (s *silence) Dial(network, address string) (net.Conn, error) {
	return s.DialContext(context.Background(), network, address)
}

// DialTimeout implements pq.Dialer.
func (s *silence) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return s.DialContext(ctx, network, address)
}

// DialContext implements pq.DialerContext.
func (s *silence) DialContext(ctx context.Context, network, address string) (c net.Conn, err error) {
	if s.dial != nil {
		c, err = s.dial.Dial(network, address)
	} else {
		c, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	return &boundedConn{Conn: c, by: s}, nil
}

type boundedConn struct {
	net.Conn
	by *silence
}

func (c *boundedConn) until() time.Time {
	if most := time.Duration(c.by.most.Load()); most > 0 {
		return time.Now().Add(most)
	}
	return time.Time{}
}

func (c *boundedConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(c.until()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *boundedConn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(c.until()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
