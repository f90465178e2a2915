package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// Offering is what inbound.Offering asks for. Rules that ask for no entitlement are left out.
func (st *DB) Offering(ctx context.Context, accountID string) ([]licensing.Offer, []licensing.Rule, error) {
	var pools []struct {
		ID, Name, Settings string
		Used, Waiting      int
		Created, Modified  int64
	}
	err := st.ReadPool.SelectContext(ctx, &pools, `
		SELECT id, name, settings, used, waiting, created, modified FROM pools WHERE account_id = $1`, accountID)
	if err != nil {
		return nil, nil, fmt.Errorf("read pools: %w", db.Reason(ctx, err))
	}
	var kept []struct {
		ID, Conditions string
		Number         int
		PoolID         string `db:"pool_id"`
	}
	err = st.ReadPool.SelectContext(ctx, &kept, `
		SELECT id, number, pool_id, conditions FROM license_rules WHERE account_id = $1`, accountID)
	if err != nil {
		return nil, nil, fmt.Errorf("read license rules: %w", db.Reason(ctx, err))
	}
	offers := make([]licensing.Offer, len(pools))
	for i, p := range pools {
		offers[i] = licensing.Offer{
			Pool: licensing.Pool{
				ID: p.ID, Name: p.Name, Created: db.FromMicros(p.Created), Settings: licensing.KeptSettings(p.Settings),
				Used: p.Used, Waiting: p.Waiting,
			},
			Modified: db.FromMicros(p.Modified),
		}
	}
	var rules []licensing.Rule
	for _, r := range kept {
		if c := licensing.KeptConditions(r.Conditions); c.Entitlement != "" {
			rules = append(rules, licensing.Rule{ID: r.ID, Number: r.Number, PoolID: r.PoolID, Conditions: c})
		}
	}
	return offers, rules, nil
}
