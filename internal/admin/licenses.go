package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Licensing is what administrators can do about pools, license rules and licenses (rules L1 to L7). It is safe for
// concurrent use.
type Licensing struct {
	acts
	Desk
	Store   LicenseStore
	Finder  directory.Finder
	Arrange Arranger
	Settle  Settling
	Now     func() time.Time
}

// predicate is a filter that is ready to be asked.
type predicate = filter.Predicate

// Arranger changes pools and rules: directory.Intake's Arrange is one.
type Arranger func(
	ctx context.Context, account directory.Account, heads int,
	fn func(f *licensing.Facts, now time.Time) (*directory.Changes, error),
) error

// Settling settles the licenses of an account's people again, by whoever has the job, and returns how many changed.
type Settling func(ctx context.Context, account *directory.Account, whose directory.Resettling) (changed int, err error)

// NewLicensing returns the service; refusals go to the journal.
func NewLicensing(
	store LicenseStore, desk Desk, finder directory.Finder, arrange Arranger, settle Settling, now func() time.Time,
	journal Journal,
) *Licensing {
	return &Licensing{acts: acts{journal}, Desk: desk, Store: store, Finder: finder, Arrange: arrange, Settle: settle,
		Now: now}
}

// LicenseStore is what is read of licenses.
type LicenseStore interface {
	// Licensing are an account's pools and rules.
	Licensing(ctx context.Context, accountID string) (*licensing.Facts, error)
	// GroupsNamed are the ids of a source's groups of a displayName, a few of them.
	GroupsNamed(ctx context.Context, accountID, sourceID, name string) ([]string, error)
	// HasGroup reports whether the account has a group of that id.
	HasGroup(ctx context.Context, accountID, id string) (bool, error)
	// GroupsOf are the ids of the groups of which a record is a direct member.
	GroupsOf(ctx context.Context, accountID, recordID string) ([]string, error)
	// PoolEnding is how many licenses of a pool are in grace, and how many are held for a mailbox to confirm.
	PoolEnding(ctx context.Context, accountID, poolID string) (grace, held int, err error)
	// PoolOutlook is what is known of a pool's seats on the days between midnights, but for what is planned.
	PoolOutlook(
		ctx context.Context, accountID string, p *licensing.Pool, midnights []time.Time,
	) (*licensing.Outlook, error)
	// LicensesOfUsers are the licenses of people, by user, those that merges set aside left out.
	LicensesOfUsers(ctx context.Context, accountID string, users []string) (map[string][]licensing.License, error)
	// CountPeople is how many people there are: in a group, or "" for about how many in the account.
	CountPeople(ctx context.Context, accountID, groupID string) (int, error)
	// GroupPeople are direct members of a group who are somebody's records, in the order of the records, behind one,
	// at most limit.
	GroupPeople(ctx context.Context, accountID, groupID, after string, limit int) ([]GroupPerson, error)
	// NoteJob keeps how far a job is that this process has.
	NoteJob(ctx context.Context, j *jobs.Job, payload string) error
	// Resettling reports whether licenses of the account are about to be settled by a job.
	Resettling(ctx context.Context, accountID string) (bool, error)
	// Licenses is a page of licenses, at most q.Limit.
	Licenses(ctx context.Context, accountID string, q LicenseQuery) ([]Listed, error)
	// DueLicenses are those of all accounts whose grace, or whose time to confirm, is over, the earliest first, behind
	// one, at most limit.
	DueLicenses(ctx context.Context, now time.Time, after Due, limit int) ([]Due, error)
}

// LicenseQuery asks for a page of licenses: of a person, or of a pool those who have a seat or those who wait, in the
// order of the waiting list (rule L5).
type LicenseQuery struct {
	UserID  string
	PoolID  string
	Waiting bool
	After   *Listed // the last of the page before; nil for the first page
	Limit   int
}

// Listed is a license in a list.
type Listed struct {
	licensing.License
	Login  string // address of the person
	Active int    // devices that work by it
	Rule   int    // number of the rule that gave it; 0 for an administrator
	Pool   string // name of the pool of which it has, or waits for, a seat
}

// Aside reports whether the license is only what a merge remembers of a person (rule M8).
func (x *Listed) Aside() bool { return x.State == licensing.Merged }

// GroupPerson is a member of a group, and whose record it is.
type GroupPerson struct {
	Record string `db:"record"`
	User   string `db:"user_id"`
}

// Due is somebody whose license ends.
type Due struct {
	AccountID, UserID, LicenseID string
	Until                        time.Time
}

// pool finds a pool by its name, whatever the case, or by its id.
func pool(f *licensing.Facts, name string) (*licensing.Pool, error) {
	key := directory.NameKeyOf(name)
	for i := range f.Pools {
		if p := &f.Pools[i]; directory.NameKeyOf(p.Name) == key || p.ID == name {
			return p, nil
		}
	}
	return nil, directory.Refuse(directory.NotFound, "pool.none", "name", name)
}

// named says of a license which rule gave it, and of which pool it is.
func named(f *licensing.Facts, x *Listed) {
	for i := range f.Rules {
		if f.Rules[i].ID == x.RuleID {
			x.Rule = f.Rules[i].Number
		}
	}
	for i := range f.Pools {
		if id := f.Pools[i].ID; id == x.Wants && x.PoolID == "" || id == x.PoolID {
			x.Pool = f.Pools[i].Name
		}
	}
}

// List gives a pool's licenses, page by page: those with a seat, then those who wait, first in line first. It ends
// when show returns an error, which it returns.
func (s *Licensing) List(
	ctx context.Context, _ Actor, account *directory.Account, poolName string, show func([]Listed) error,
) error {
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return err
	}
	pools := f.Pools
	if poolName != "" {
		p, err := pool(f, poolName)
		if err != nil {
			return err
		}
		pools = []licensing.Pool{*p}
	}
	var rows []Listed
	for _, p := range pools {
		for _, waiting := range []bool{false, true} {
			q := LicenseQuery{PoolID: p.ID, Waiting: waiting, Limit: MaxPage}
			for {
				page, err := s.Store.Licenses(ctx, account.ID, q)
				if err != nil {
					return err
				}
				for i := range page {
					named(f, &page[i])
				}
				if rows = append(rows, page...); len(rows) >= MaxPage {
					if err := show(rows); err != nil {
						return err
					}
					rows = nil
				}
				if len(page) < q.Limit {
					break
				}
				q.After = &page[len(page)-1]
			}
		}
	}
	return show(rows)
}

// Of are the licenses of a person.
func (s *Licensing) Of(ctx context.Context, _ Actor, account *directory.Account, ref string) ([]Listed, error) {
	user, err := s.user(ctx, account, ref)
	if err != nil {
		return nil, err
	}
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Licenses(ctx, account.ID, LicenseQuery{UserID: user.ID})
	for i := range list {
		named(f, &list[i])
	}
	return list, err
}

// LicenseRequest is a decision about a person's license.
type LicenseRequest struct {
	User     string
	Pool     string // "" for the account's only one
	Devices  *int   // with Assign: nil for what the pool says
	Queue    bool   // with Assign: wait where no seat is free (rule L4)
	Over     bool   // with Assign: take a seat beyond those of the pool (rule L4)
	Priority int    // with Place
	Options
}

// Assign gives a person a license of a pool, whatever rules say (rules L4 and L6).
func (s *Licensing) Assign(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseRequest,
) (*Decided, error) {
	devices := 0
	if set(&devices, r.Devices); r.Devices != nil && devices < 1 || devices > licensing.MaxDevices {
		return nil, directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
	}
	return s.order(ctx, actor, account, r, licensing.Order{Do: licensing.Assign, Devices: devices, Queue: r.Queue,
		Over: r.Over}, "LICENSE ASSIGN")
}

// Revoke takes what was assigned, or frees a seat in grace now (rule L7).
func (s *Licensing) Revoke(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseRequest,
) (*Decided, error) {
	return s.order(ctx, actor, account, r, licensing.Order{Do: licensing.Revoke}, "LICENSE REVOKE")
}

// Place changes the priority of somebody who waits (rule L5).
func (s *Licensing) Place(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseRequest,
) (*Decided, error) {
	if r.Priority < -maxPriority || r.Priority > maxPriority {
		return nil, directory.Refuse(directory.Invalid, "pool.priority", "limit", maxPriority)
	}
	return s.order(ctx, actor, account, r, licensing.Order{Do: licensing.Place, Priority: r.Priority}, "LICENSE MOVE")
}

// maxPriority bounds priorities: only who comes out of a merge stands before all.
const maxPriority = 1_000_000

func (s *Licensing) order(
	ctx context.Context, actor Actor, account *directory.Account, r LicenseRequest, o licensing.Order, operation string,
) (*Decided, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	user, err := s.user(ctx, account, r.User)
	if err != nil {
		return nil, err
	}
	p, err := s.onlyPool(ctx, account, r.Pool)
	if err != nil {
		return nil, err
	}
	o.PoolID, o.Product = p.ID, p.Product
	return s.about(ctx, actor, account, root(user), r.Options, directory.Decision{
		Action: directory.License, License: &o, Request: directory.Request{Operation: operation},
	})
}

// onlyPool is the pool of that name, or the only one.
func (s *Licensing) onlyPool(ctx context.Context, account *directory.Account, name string) (*licensing.Pool, error) {
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return rulePool(f, name)
}

// filterOf compiles a rule's filter, as the account's schema has it.
func (s *Licensing) filterOf(
	ctx context.Context, account *directory.Account, text string,
) (filter.Predicate, *schema.ResourceType, error) {
	rt, err := s.UserType(ctx, account.ID)
	if err != nil {
		return nil, nil, err
	}
	e, err := filter.Parse(text)
	if err != nil {
		return nil, nil, &directory.Error{Kind: directory.Invalid, Err: err}
	}
	p, err := filter.Compile(e, rt.FilterAttribute)
	if err != nil {
		return nil, nil, &directory.Error{Kind: directory.Invalid, Err: err}
	}
	return p, rt, nil
}
