package client

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/licensing/licensefile"
)

// Kept is what a device keeps, in a file of its own: what it needs to work without the server.
type Kept struct {
	File string    `json:"file"` // license file
	Seen time.Time `json:"seen"` // the greatest time that the device has seen
	Next time.Time `json:"next"` // when to ask the server again
	Lost int       `json:"lost"` // how often in a row it has not answered
}

// Check judges the license file that is kept, and asks nobody. Kept.Seen is to be kept again, whatever comes. The error
// is a *licensefile.Error.
func (k *Kept) Check(keys licensefile.KeySet, e licensefile.Expect) (*licensefile.License, error) {
	e.Seen = k.Seen
	l, err := licensefile.Verify([]byte(k.File), keys, e)
	var refused *licensefile.Error
	if errors.As(err, &refused) && refused.License != nil {
		k.Seen = refused.License.Seen
	}
	if l != nil {
		k.Seen = l.Seen
	}
	return l, err
}

// Renew gets the license file of an active device anew and keeps it, and then judges it as Check does. Where the
// server can't be reached the file that is kept counts, as long as it does; Kept.Next says when to ask again: with
// growing pauses. The error is an *Error where the server refuses the device, and a *licensefile.Error where the
// file does not count.
func (c *Client) Renew(
	ctx context.Context, r Request, k *Kept, keys licensefile.KeySet, e licensefile.Expect,
) (*licensefile.License, error) {
	if e.Now.IsZero() {
		e.Now = time.Now()
	}
	r.Offline = true
	grant, err := c.Heartbeat(ctx, r)
	switch {
	case err == nil:
		k.File, k.Seen, k.Lost = grant.File, grant.Now, 0
		k.Next = e.Now.Add(time.Duration(grant.Heartbeat) * time.Second)
	case errors.Is(err, ErrUnreachable):
		k.Lost++
		k.Next = e.Now.Add(Pause(k.Lost))
	default:
		return nil, err
	}
	e.Fingerprint = r.Fingerprint
	return k.Check(keys, e)
}

// Pause is how long to wait before the server is asked again that has not answered so often: from a minute, twice
// as long each time, up to six hours.
func Pause(lost int) time.Duration {
	const most = 6 * time.Hour
	if lost > 9 {
		return most
	}
	return min(most, time.Minute<<max(0, lost-1))
}
