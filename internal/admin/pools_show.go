package admin

import (
	"context"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// Pools are the account's pools by name.
func (s *Licensing) Pools(ctx context.Context, _ Actor, account *directory.Account) ([]PoolView, error) {
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	list := make([]PoolView, len(f.Pools))
	for i, p := range f.Pools {
		list[i].Pool = p
		if list[i].Grace, list[i].Held, err = s.Store.PoolEnding(ctx, account.ID, p.ID); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(x, y PoolView) int { return strings.Compare(x.Name, y.Name) })
	return list, nil
}

// Pool is one pool.
func (s *Licensing) Pool(ctx context.Context, _ Actor, account *directory.Account, name string) (*PoolView, error) {
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	p, err := pool(f, name)
	if err != nil {
		return nil, err
	}
	v := &PoolView{Pool: *p}
	if v.Grace, v.Held, err = s.Store.PoolEnding(ctx, account.ID, p.ID); err != nil {
		return nil, err
	}
	now := s.Now()
	midnights := p.Midnights(now, ForecastDays)
	o, err := s.Store.PoolOutlook(ctx, account.ID, p, midnights)
	if err != nil {
		return nil, err
	}
	v.Short = licensing.RunsShort(p.Forecast(o, now, midnights))
	return v, nil
}
