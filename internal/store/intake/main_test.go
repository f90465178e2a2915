package intake_test

import (
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
