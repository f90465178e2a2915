package store_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// wantKind checks that a refusal is of the kind, and says something.
func wantKind(t *testing.T, what string, err error, want directory.Kind) {
	t.Helper()
	if directory.KindOf(err) != want || err.Error() == "" {
		t.Errorf("%s: %v (kind %d), want kind %d", what, err, directory.KindOf(err), want)
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

// stopped is a clock that stands at noon.
func stopped() time.Time { return noon }
