package admin

import (
	"context"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// explainLicenses says of each product of the account why a person has a license, waits for one, or has none (rules
// L3 to L7).
func explainLicenses(
	ctx context.Context, store LicenseStore, account *directory.Account, p *directory.Profile, now time.Time,
) (findings []decide.Finding, err error) {
	f, err := store.Licensing(ctx, account.ID)
	id := p.ID
	if id == "" && len(p.Records) > 0 {
		id = p.Records[0].ID // whose it is waits for the mailbox: what was given is kept under the record's own id
	}
	if err != nil || len(f.Pools) == 0 || id == "" {
		return nil, err
	}
	list, err := store.Licenses(ctx, account.ID, LicenseQuery{UserID: id})
	if err != nil {
		return nil, err
	}
	settling, err := store.Resettling(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	if settling {
		findings = append(findings, decide.Finding{
			Code: p.State, Rule: "L6", Says: text.New("explain.license.settling"),
			Change: text.New("explain.license.settlingChange"),
		})
	}
	var has []string
	for i := range list {
		x := &list[i]
		named(f, x)
		if x.Aside() {
			continue
		}
		has = append(has, x.Product)
		found := decide.Finding{Code: p.State, Rule: "L6", Says: text.New("explain.license."+string(x.State), "product",
			x.Product, "pool", x.Pool)}
		switch x.State {
		case licensing.Waiting:
			found.Rule = "L3"
			for i := range f.Pools {
				if f.Pools[i].ID == x.Wants {
					found.Change = directory.MoreSeats(f.Pools[i].BuyAt)
				}
			}
		case licensing.Grace, licensing.Held:
			if found.Rule = "L7"; x.State == licensing.Held {
				found.Rule = "L6"
			}
			if x.State == licensing.Grace {
				found.Change = text.New("explain.license.graceChange", "user", id, "pool", x.Pool)
			}
			found.Inputs = append(found.Inputs, text.New("explain.license.until", "until", x.Until.UTC().Format(time.RFC3339)))
		}
		if x.Direct {
			found.Inputs = append(found.Inputs, text.New("explain.license.direct"))
		} else if x.Rule > 0 {
			found.Inputs = append(found.Inputs, text.New("explain.license.rule", "number", x.Rule))
		}
		findings = append(findings, found)
	}
	for _, pool := range f.Pools {
		if p.ID != "" && !slices.Contains(has, pool.Product) {
			has = append(has, pool.Product)
			findings = append(findings, noLicense(f, p, pool, now))
		}
	}
	return findings, nil
}

// noLicense says why somebody has no license of a pool's product. Where one of the product's pools is valid, that
// is the one to get it of.
func noLicense(f *licensing.Facts, p *directory.Profile, pool licensing.Pool, now time.Time) decide.Finding {
	says, change := "explain.license.noPool", "explain.license.noPoolChange"
	for i := range f.Pools {
		if other := &f.Pools[i]; other.Product == pool.Product && other.Valid(now) {
			pool, says, change = *other, "explain.license.none", "explain.license.change"
			break
		}
	}
	return decide.Finding{
		Code: p.State, Rule: "L6", Says: text.New(says, "product", pool.Product),
		Change: text.New(change, "user", p.ID, "pool", pool.Name),
	}
}
