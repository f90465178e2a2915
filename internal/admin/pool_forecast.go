package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// ForecastDays is how far a forecast goes unless it is told otherwise.
const ForecastDays = 30

// Forecast is how a pool will stand day by day, today first, if nothing happens but what is known.
type Forecast struct {
	Pool  licensing.Pool
	Days  []licensing.ForecastDay
	Short *licensing.ForecastDay // the first of them on which seats are missing; nil for none
}

// Unlimited reports whether the pool never runs short.
func (f *Forecast) Unlimited() bool { return f.Pool.Overage == licensing.Unlimited }

// More says where there are more seats (rule L10).
func (f *Forecast) More() text.Message { return directory.MoreSeats(f.Pool.BuyAt) }

// Forecast looks so many days ahead, 0 for ForecastDays. What is counted stands in docs/licensing.md.
func (s *Licensing) Forecast(
	ctx context.Context, _ Actor, account *directory.Account, name string, days int,
) (*Forecast, error) {
	if days == 0 {
		days = ForecastDays
	}
	if days < 0 || days > licensing.MaxForecast {
		return nil, directory.Refuse(directory.Invalid, "pool.days", "limit", licensing.MaxForecast)
	}
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	p, err := pool(f, name)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	midnights := p.Midnights(now, days)
	o, err := s.Store.PoolOutlook(ctx, account.ID, p, midnights)
	if err != nil {
		return nil, err
	}
	if o.Planned, err = s.planned(ctx, account, f, p, now, midnights); err != nil {
		return nil, err
	}
	forecast := &Forecast{Pool: *p, Days: p.Settings.Forecast(o, now, midnights)}
	forecast.Short = licensing.RunsShort(forecast.Days)
	return forecast, nil
}

// planned is by day for how many seats of a pool rules will ask since a pool of its product begins or ends: for
// people to whom they give nothing of it now. Where no pool does, nobody is looked at.
func (s *Licensing) planned(
	ctx context.Context, account *directory.Account, f *licensing.Facts, p *licensing.Pool, now time.Time,
	midnights []time.Time,
) ([]int, error) {
	planned := make([]int, len(midnights)-1)
	if p.FirstUse {
		return planned, nil // its seats are taken by devices that nobody knows of
	}
	compile := s.compiler(ctx, account)
	ledgers := make([]*licensing.Ledger, len(planned)) // by day, as of the last change in it; nil where there is none
	byGroup, turns := false, false
	for i := range f.Pools {
		q := &f.Pools[i]
		for _, turn := range []time.Time{q.Begins(), q.Ends()} {
			if day := licensing.DayOf(midnights, turn); q.Product == p.Product && turn.After(now) && day >= 0 {
				ledgers[day] = licensing.NewLedger(f, compile, midnights[day+1].Add(-time.Second))
				byGroup, turns = ledgers[day].ByGroup(""), true
			}
		}
	}
	if !turns {
		return planned, nil
	}
	present := licensing.NewLedger(f, compile, now)
	err := s.eachPerson(ctx, account, byGroup, func(person *licensing.Person, has []licensing.License) {
		license := ofProduct(has, p.Product)
		if rule := present.RuleFor(p.Product, person); rule != nil && rule.PoolID == p.ID {
			return // it has a license of the pool, or waits for one
		}
		if license != nil && (license.PoolID == p.ID || license.Wants == p.ID) {
			return
		}
		for day, ledger := range ledgers {
			if ledger == nil || license != nil && license.Direct && ledger.Pool(license.PoolID) != nil &&
				ledger.Pool(license.PoolID).Valid(midnights[day+1].Add(-time.Second)) {
				continue
			}
			if rule := ledger.RuleFor(p.Product, person); rule != nil && rule.PoolID == p.ID {
				planned[day] += p.Takes(p.DeviceLimit())
				return
			}
		}
	})
	return planned, err
}
