package admin

import (
	"context"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
)

// Parked are the items of a service that wait for an administrator (rule S3), at most MaxRunItems.
func (s *Services) Parked(ctx context.Context, _ Actor, account *directory.Account, name string) ([]syncrun.Item, error) {
	service, err := s.find(ctx, account, name)
	if err != nil {
		return nil, err
	}
	return s.Store.ItemsIn(ctx, account.ID, service.Source.ID, syncrun.Parked, MaxRunItems)
}

// ParkedRequest decides what is parked.
type ParkedRequest struct {
	Name  string   // of the service
	Items []string // each by its name or by its id in the service; or
	All   bool     // all of them
	Allow bool     // or reject: then it stays as it was until the service says something else
}

// ParkedDecided is what came of a decision.
type ParkedDecided struct {
	Count int
	Run   *ServiceRun // that carries out what was allowed
}

// DecideParked allows or rejects what is parked.
func (s *Services) DecideParked(
	ctx context.Context, actor Actor, account *directory.Account, r ParkedRequest,
) (decided *ParkedDecided, err error) {
	operation, key, to := "SYNC REJECT", "act.service.reject", syncrun.Kept
	if r.Allow {
		operation, key, to = "SYNC ALLOW", "act.service.allow", syncrun.Allowing
	}
	err = s.do(ctx, actor, account, operation+" "+r.Name, func(ctx context.Context) error {
		service, err := s.find(ctx, account, r.Name)
		if err != nil {
			return err
		}
		if r.All == (len(r.Items) > 0) {
			return directory.Refuse(directory.Invalid, "service.whichParked")
		}
		numbers, err := s.numbers(ctx, service, r.Items)
		if err != nil {
			return err
		}
		counts, err := s.Store.CountIn(ctx, account.ID, service.Source.ID)
		if err != nil {
			return err
		}
		n := len(numbers)
		if r.All {
			n = counts[syncrun.Parked]
		}
		decided = &ParkedDecided{}
		if decided.Count, err = s.Store.DecideParked(ctx, account.ID, service.Source.ID, numbers, to,
			actService(operation, key, service.Source.Name, n)); err != nil || decided.Count == 0 || !r.Allow {
			return err
		}
		run, err := s.ask(ctx, actor, service, syncrun.Allowed)
		if err == nil {
			decided.Run = runOf(run, service, s.Clock())
		}
		return err
	})
	return decided, err
}

// numbers are those of the parked items that are named; nil for no names.
func (s *Services) numbers(ctx context.Context, service *syncrun.Service, names []string) (numbers []int64, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	parked, err := s.Store.ItemsIn(ctx, service.Source.AccountID, service.Source.ID, syncrun.Parked, MaxRunItems)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		var fit []syncrun.Item
		for _, item := range parked {
			if item.Name == name || item.NativeID == name || item.RecordID == name {
				fit = append(fit, item)
			}
		}
		switch {
		case len(fit) == 0:
			return nil, directory.Refuse(directory.NotFound, "service.notParked", "item", name, "service", service.Source.Name)
		case len(fit) > 1: // the service chooses names and ids, and an administrator is not to be led to somebody else by them
			return nil, directory.Refuse(directory.Conflict, "service.severalParked", "item", name, "record", fit[0].RecordID,
				"other", fit[1].RecordID)
		}
		numbers = append(numbers, fit[0].N)
	}
	return numbers, nil
}
