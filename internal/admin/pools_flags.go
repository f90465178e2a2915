package admin

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// SeatMode says what a seat is for: user or device.
type SeatMode = licensing.Mode

// Overage is a number of percent, or licensing.Unlimited, as people write it.
type Overage int

// UnmarshalText reads none, unlimited, or a number with or without a sign of percent.
func (o *Overage) UnmarshalText(given []byte) error {
	s := string(given)
	switch s {
	case "none":
		*o = 0
		return nil
	case "unlimited":
		*o = licensing.Unlimited
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, "%"))
	if err != nil || n < 0 {
		return text.Errorf(nil, "pool.overage")
	}
	*o = Overage(n)
	return nil
}

// String is the overage as UnmarshalText reads it.
func (o Overage) String() string {
	switch o {
	case 0:
		return "none"
	case licensing.Unlimited:
		return "unlimited"
	}
	return strconv.Itoa(int(o)) + "%"
}

// ModeName is what a seat of the pool is for.
func (p *PoolView) ModeName() string {
	if p.PerDevice() {
		return string(licensing.PerDevice)
	}
	return string(licensing.PerUser)
}
