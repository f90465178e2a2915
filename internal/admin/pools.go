package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// PoolRequest is a pool that is to be made, or what is to change of one: what is nil stays.
type PoolRequest struct {
	Name     string
	Product  *string
	Seats    *int
	Mode     *licensing.Mode
	Devices  *int
	Overage  *int // percent, or licensing.Unlimited
	Strict   *bool
	Priority *int
	From, To *string // YYYY-MM-DD; "" for none
	Zone     *string
	BuyAt    *string
	FirstUse *bool
	Silent   *bool
}

// PoolView is a pool and how it stands.
type PoolView struct {
	licensing.Pool
	Rule  int                    // of CreatePool: the next number that is free for a rule, behind all others
	Grace int                    // licenses in grace, which hold a seat
	Held  int                    // licenses whose seat is held until a mailbox confirms (rule L6)
	Short *licensing.ForecastDay // of Pool: the first day of the next 30 on which seats are missing; nil for none
}

// apply puts what a request says into settings.
func (r *PoolRequest) apply(s *licensing.Settings) {
	set(&s.Product, r.Product)
	set(&s.Seats, r.Seats)
	set(&s.Mode, r.Mode)
	set(&s.Devices, r.Devices)
	set(&s.Overage, r.Overage)
	set(&s.Strict, r.Strict)
	set(&s.Priority, r.Priority)
	set(&s.From, r.From)
	set(&s.To, r.To)
	set(&s.Zone, r.Zone)
	set(&s.BuyAt, r.BuyAt)
	set(&s.FirstUse, r.FirstUse)
	set(&s.Silent, r.Silent)
}

func set[T any](into *T, to *T) {
	if to != nil {
		*into = *to
	}
}

// maxPoolName is how many bytes the name of a pool or product has at most.
const maxPoolName = 100

// checkPool refuses settings that no pool can have.
func checkPool(name string, s *licensing.Settings) error {
	bad := func(key string, pairs ...any) error { return directory.Refuse(directory.Invalid, key, pairs...) }
	for _, n := range []string{name, s.Product} {
		if strings.TrimSpace(n) != n || n == "" || len(n) > maxPoolName || strings.ContainsFunc(n, unprintable) {
			return bad("pool.name", "name", n, "limit", maxPoolName)
		}
	}
	switch {
	case s.Seats < 0 || s.Seats > licensing.MaxSeats:
		return bad("pool.seats", "limit", licensing.MaxSeats)
	case s.Devices < 0 || s.Devices > licensing.MaxDevices:
		return bad("pool.devices", "limit", licensing.MaxDevices)
	case s.Overage != licensing.Unlimited && (s.Overage < 0 || s.Overage > 1000):
		return bad("pool.overage")
	case s.Priority < -maxPriority || s.Priority > maxPriority:
		return bad("pool.priority", "limit", maxPriority)
	case s.BuyAt != "" && !strings.HasPrefix(s.BuyAt, "https://") && !strings.HasPrefix(s.BuyAt, "http://") &&
		!strings.HasPrefix(s.BuyAt, "mailto:") ||
		len(s.BuyAt) > 2000 || strings.ContainsFunc(s.BuyAt, unprintable):
		return bad("pool.buyAt", "url", s.BuyAt)
	}
	if _, err := time.LoadLocation(s.Zone); err != nil {
		return bad("pool.zone", "zone", s.Zone)
	}
	for _, day := range []string{s.From, s.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return bad("pool.day", "day", day)
		}
	}
	if s.From != "" && s.To != "" && s.To < s.From {
		return bad("pool.backwards", "from", s.From, "to", s.To)
	}
	return nil
}

// CreatePool makes a pool. Nobody has a license of it until a rule or an administrator gives one.
func (s *Licensing) CreatePool(
	ctx context.Context, actor Actor, account *directory.Account, r PoolRequest,
) (made *PoolView, err error) {
	operation := "POOL CREATE " + r.Name
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		return s.Arrange(ctx, *account, 0, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			p := licensing.Pool{ID: uuid.Must(uuid.NewV7()).String(), Name: r.Name, Created: now}
			r.apply(&p.Settings)
			if r.Devices != nil && *r.Devices == 0 {
				return nil, directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
			}
			p.Product = cmp.Or(p.Product, p.Name)
			if err := checkPool(p.Name, &p.Settings); err != nil {
				return nil, err
			}
			if _, err := pool(f, p.Name); err == nil {
				return nil, directory.Refuse(directory.Conflict, "pool.twice", "name", p.Name)
			}
			if len(f.Pools) >= licensing.MaxPools {
				return nil, directory.Refuse(directory.Invalid, "pool.many", "limit", licensing.MaxPools)
			}
			if err := sameMode(f, &p); err != nil {
				return nil, err
			}
			made = &PoolView{Pool: p, Rule: f.NextRule()}
			entry := actEntry(ctx, now, operation, text.New("act.pool.create", "pool", p.Name, "seats", p.Seats),
				changesOf(licensing.Settings{}, p.Settings))
			return &directory.Changes{
				NewPools: []licensing.Pool{p}, Log: entry, Jobs: directory.ValidityJobs(entryID(entry), &p, now),
			}, nil
		})
	})
	return made, err
}

// sameMode refuses a pool whose seats are something else than those of another pool of its product: a license that
// moves between them would change its size.
func sameMode(f *licensing.Facts, p *licensing.Pool) error {
	for i := range f.Pools {
		if other := &f.Pools[i]; other.ID != p.ID && other.Product == p.Product && other.PerDevice() != p.PerDevice() {
			return directory.Refuse(directory.Invalid, "pool.mode", "product", p.Product, "pool", other.Name)
		}
	}
	return nil
}

// SetPool changes a pool. Seats that are added go to those who wait, in the same transaction (rule L5); seats that
// are taken away are taken from nobody (rule L7).
func (s *Licensing) SetPool(
	ctx context.Context, actor Actor, account *directory.Account, r PoolRequest,
) (is *PoolView, err error) {
	operation := "POOL SET " + r.Name
	resettle := false
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		err := s.Arrange(ctx, *account, licensing.MaxPromotions, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			p, err := pool(f, r.Name)
			if err != nil {
				return nil, err
			}
			was := p.Settings
			r.apply(&p.Settings)
			if r.Devices != nil && *r.Devices == 0 {
				return nil, directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
			}
			if err = checkPool(p.Name, &p.Settings); err == nil {
				err = sameMode(f, p)
			}
			if err == nil && (p.Product != was.Product || p.PerDevice() != was.PerDevice() || p.FirstUse != was.FirstUse) &&
				p.Used+p.Waiting > 0 {
				err = directory.Refuse(directory.Conflict, "pool.used", "pool", p.Name, "used", p.Used, "waiting", p.Waiting)
			}
			if err == nil && p.Product != was.Product && was.FirstUse {
				err = directory.Refuse(directory.Conflict, "pool.productUnused", "pool", p.Name)
			}
			if err != nil {
				return nil, err
			}
			is = &PoolView{Pool: *p}
			if p.Settings == was {
				return nil, nil
			}
			entry := actEntry(ctx, now, operation, text.New("act.pool.set", "pool", p.Name), changesOf(was, p.Settings))
			id := entryID(entry)
			c := decide.Promote(f, now, id, actor.Name)
			at := slices.IndexFunc(c.Licensing.Pools, func(x licensing.PoolChange) bool { return x.ID == p.ID })
			if at < 0 {
				at, c.Licensing.Pools = len(c.Licensing.Pools), append(c.Licensing.Pools, licensing.PoolChange{ID: p.ID})
			}
			c.Licensing.Pools[at].Settings = p.Settings.Text()
			is.Used, is.Waiting = p.Used+c.Licensing.Pools[at].Used, p.Waiting+c.Licensing.Pools[at].Waiting
			c.Log = append(entry, c.Log...)
			resettle = true
			c.Jobs = append(directory.ValidityJobs(id, p, now), directory.RelicenseJob(id))
			return c, nil
		})
		if err == nil && resettle {
			_, err = s.Settle(ctx, account, directory.Resettling{})
		}
		return err
	})
	return is, err
}

// DeletePool removes a pool of which nobody has a seat or waits for one, with the rules that give it and the
// licenses whose seats the first activation would have taken.
func (s *Licensing) DeletePool(ctx context.Context, actor Actor, account *directory.Account, name string) error {
	operation := "POOL DELETE " + name
	return s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		unused := false
		err := s.Arrange(ctx, *account, 0, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			p, err := pool(f, name)
			if err != nil {
				return nil, err
			}
			if p.Used+p.Waiting > 0 {
				return nil, directory.Refuse(directory.Conflict, "pool.held", "pool", p.Name, "used", p.Used, "waiting", p.Waiting)
			}
			c := &directory.Changes{LostPools: []string{p.ID}}
			for _, r := range f.Rules {
				if r.PoolID == p.ID {
					c.LostRules = append(c.LostRules, r.ID)
				}
			}
			c.Log = actEntry(ctx, now, operation, text.New("act.pool.delete", "pool", p.Name),
				changesOf(p.Settings, licensing.Settings{}))
			if unused = p.FirstUse; unused {
				c.Jobs = []directory.Job{directory.RelicenseJob(entryID(c.Log))}
			}
			return c, nil
		})
		if err == nil && unused {
			_, err = s.Settle(ctx, account, directory.Resettling{})
		}
		return err
	})
}

// actEntry is the log entry of what an administrator does to pools and rules, in a list; none where nobody acts.
func actEntry(
	ctx context.Context, now time.Time, operation string, says text.Message, changes []byte,
) []directory.LogEntry {
	act := directory.ActOf(ctx)
	return []directory.LogEntry{{
		ID: uuid.Must(uuid.NewV7()).String(), At: now, Channel: act.Channel, Actor: act.Actor, Operation: operation,
		Outcome: directory.Changed, Detail: text.Messages{says}, Changes: changes,
	}}
}

func entryID(list []directory.LogEntry) string { return list[0].ID }

// changesOf lists the values that differ, as log entries show them.
func changesOf(was, is any) []byte {
	before, after := fields(was), fields(is)
	type change struct {
		Path   string `json:"path"`
		Before any    `json:"before,omitempty"`
		After  any    `json:"after,omitempty"`
	}
	var list []change
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range before {
			if !yield(name) {
				return
			}
		}
		for name := range after {
			if _, both := before[name]; !both && !yield(name) {
				return
			}
		}
	}) {
		if before[name] != after[name] {
			list = append(list, change{name, before[name], after[name]})
		}
	}
	document, err := json.Marshal(list)
	if err != nil {
		panic("admin: numbers and texts are always JSON: " + err.Error())
	}
	return document
}

func fields(v any) map[string]any {
	document, err := json.Marshal(v)
	var m map[string]any
	if err != nil || json.Unmarshal(document, &m) != nil {
		panic("admin: settings are always an object of JSON")
	}
	return m
}
