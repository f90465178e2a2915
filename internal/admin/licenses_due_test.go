package admin_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// dueLicenses are licenses that end, of people of whom the database tells nothing but errors.
type dueLicenses struct {
	admin.LicenseStore
	directory.People
	list  []admin.Due
	asked []string // for whose people
}

var errTorn = errors.New("the page is torn")

func (d *dueLicenses) DueLicenses(_ context.Context, _ time.Time, after admin.Due, limit int) ([]admin.Due, error) {
	for i := range d.list {
		if d.list[i].LicenseID > after.LicenseID {
			return d.list[i:min(i+limit, len(d.list))], nil
		}
	}
	return nil, nil
}

func (d *dueLicenses) Profile(_ context.Context, _, userID string) (*directory.Profile, error) {
	d.asked = append(d.asked, userID)
	return nil, errTorn
}

// Rule L7: a license that can't be ended, however many there are, leaves nobody behind it waiting.
func TestWhatCannotEndHoldsUpNobody(t *testing.T) {
	d := &dueLicenses{}
	for i := range 1_200 {
		d.list = append(d.list, admin.Due{UserID: fmt.Sprint("user ", i), LicenseID: fmt.Sprintf("license %05d", i)})
	}
	s := admin.Settler{Store: d, Desk: admin.Desk{Directory: d}, Now: time.Now}
	if err := s.Due(t.Context()); !errors.Is(err, errTorn) {
		t.Errorf("the failure is not told: %v", err)
	}
	if len(d.asked) != len(d.list) || d.asked[len(d.asked)-1] != d.list[len(d.list)-1].UserID {
		t.Errorf("looked at %d of %d", len(d.asked), len(d.list))
	}
}
