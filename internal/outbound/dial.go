package outbound

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"syscall"

	"github.com/usher-id/usher/internal/text"
)

// dialer connects to addresses that may be called.
type dialer struct {
	allowPrivate bool
	public       bool // may be called; what is not encrypted may not go there
	resolver     *net.Resolver
}

// dial looks a name up and connects to one of its addresses. Each is judged at the moment at which it is dialled, when
// no look-up can change it any more; a bad one among good ones is passed over.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	var seen judged
	dial := net.Dialer{
		Timeout: dialTime, Resolver: d.resolver,
		ControlContext: func(_ context.Context, _, dialled string, _ syscall.RawConn) error {
			return seen.note(d.judge(host, dialled))
		},
	}
	conn, err := dial.DialContext(ctx, network, address)
	if err != nil {
		return nil, seen.reason(host, err)
	}
	return conn, nil
}

// judge says whether an address may be dialled, which is an IP address with a port.
func (d *dialer) judge(host, dialled string) *Error {
	to, err := netip.ParseAddrPort(dialled)
	if err != nil {
		return refuse(Address, nil, "outbound.never", "host", host, "address", dialled)
	}
	address := to.Addr().Unmap()
	switch class := Classify(address); {
	case class == Never:
		return refuse(Address, nil, "outbound.never", "host", host, "address", address.String())
	case class == Private && !d.allowPrivate:
		return refuse(Address, nil, "outbound.private", "host", host, "address", address.String())
	case class == Public && !d.public:
		return refuse(Scheme, nil, "outbound.plainPublic", "host", host, "address", address.String())
	}
	return nil
}

// judged is what came of the addresses of a name, which may be dialled at the same time.
type judged struct{ allowed atomic.Bool } // any of them

// note gives the error that keeps an address from being dialled, nil for none.
func (j *judged) note(refused *Error) error {
	if refused == nil {
		j.allowed.Store(true)
		return nil
	}
	return refused
}

// reason is why no connection was made, where the dialer gives the error of the address that it tried first. Where
// another could be called and does not answer, it is not that the first could not.
func (j *judged) reason(host string, err error) error {
	var refused *Error
	if j.allowed.Load() && errors.As(err, &refused) {
		return &Error{Why: Unreachable, Message: text.New("outbound.silent", "host", host)}
	}
	return err
}
