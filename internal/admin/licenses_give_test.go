package admin_test

import (
	"context"
	"errors"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// onePool is a store of an account that has one pool.
type onePool struct {
	admin.LicenseStore
	pool licensing.Pool
}

func (s onePool) Licensing(context.Context, string) (*licensing.Facts, error) {
	return &licensing.Facts{Pools: []licensing.Pool{s.pool}}, nil
}

// Rules L4 and L10: who adds people with licenses is told of as many missing seats as who gives one: those of who waits already, and
// those that are held beyond the pool, are missing, too.
func TestWhoAddsPeopleIsToldOfAllMissingSeats(t *testing.T) {
	perDevice := licensing.Settings{Product: "x", Seats: 10, Mode: licensing.PerDevice, Devices: 2}
	for _, test := range []struct {
		pool   licensing.Pool
		people int
		wants  int64
	}{
		{licensing.Pool{Settings: licensing.Settings{Seats: 10}, Used: 10}, 2, 2},
		{licensing.Pool{Settings: licensing.Settings{Seats: 10}, Used: 10, Waiting: 5}, 2, 7},
		{licensing.Pool{Settings: licensing.Settings{Seats: 10}, Used: 13, Waiting: 5}, 2, 10},
		{licensing.Pool{Settings: perDevice, Used: 10, Waiting: 5}, 2, 16}, // licenses for three devices
	} {
		test.pool.Name = "shield"
		s := admin.NewLicensing(onePool{pool: test.pool}, admin.Desk{}, nil, nil, nil, nil, nil)
		_, err := s.Giving(t.Context(), &directory.Account{}, admin.GiveRequest{People: test.people, Devices: 3})
		var refused *directory.Error
		if !errors.As(err, &refused) {
			t.Fatalf("%+v: %v", test.pool, err)
		}
		if found := refused.Message.Args["missing"]; found != test.wants {
			t.Errorf("%+v: %v seats are said to be missing, want %d", test.pool, found, test.wants)
		}
	}
}
