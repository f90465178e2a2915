package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
)

// Accounts is what can be done about accounts. It is safe for concurrent use.
type Accounts struct {
	acts
	Store   AccountStore
	Clock   clock.Clock     // nil for the machine's
	Remover *AccountRemover // nil where nothing is deleted
}

// NewAccounts returns the service over a store; refusals go to the journal.
func NewAccounts(store AccountStore, journal Journal) *Accounts {
	return &Accounts{acts: acts{journal}, Store: store}
}

// AccountStore keeps accounts.
type AccountStore interface {
	// CreateAccount makes an account. The error is Conflict when the name is taken and Invalid when it is no name.
	CreateAccount(ctx context.Context, name string) (*directory.Account, error)
	// Account finds an account by its name, whatever the case; NotFound when there is none.
	Account(ctx context.Context, name string) (*directory.Account, error)
	// Accounts are all accounts in the order of their names.
	Accounts(ctx context.Context) ([]directory.Account, error)
	// AccountSettings are an account's settings; NotFound when it is gone.
	AccountSettings(ctx context.Context, accountID string) (*directory.AccountSettings, error)
	// ChangeAccountSettings changes an account's settings, and logs what was before and after. change may be called
	// several times; its error is returned.
	ChangeAccountSettings(
		ctx context.Context, account *directory.Account, change func(*directory.AccountSettings) error,
	) (*directory.AccountSettings, error)
}

// Create makes an account with a secret of its own.
func (s *Accounts) Create(ctx context.Context, actor Actor, name string) (*directory.Account, error) {
	var account *directory.Account
	err := s.do(ctx, actor, nil, "ACCOUNT CREATE", func(ctx context.Context) (err error) {
		account, err = s.Store.CreateAccount(ctx, name)
		return err
	})
	return account, err
}

// List lists all accounts in the order of their names.
func (s *Accounts) List(ctx context.Context, _ Actor) ([]directory.Account, error) {
	return s.Store.Accounts(ctx)
}

// Find finds an account by its name; without one, the only account that there is. The error is NotFound when there is
// none, Invalid when there are several and none is named, and Conflict when it is being deleted.
func (s *Accounts) Find(ctx context.Context, _ Actor, name string) (*directory.Account, error) {
	if name != "" {
		account, err := s.Store.Account(ctx, name)
		if err == nil && !account.Ending.IsZero() {
			return nil, directory.Refuse(directory.Conflict, "account.ending", "name", account.Name)
		}
		return account, err
	}
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a directory.Account) bool { return !a.Ending.IsZero() })
	switch len(all) {
	case 0:
		return nil, NoAccount()
	case 1:
		return &all[0], nil
	}
	return nil, directory.Refuse(directory.Invalid, "account.several", "accounts", accountNames(all))
}

// NoAccount is the error of something that is looked for in all accounts where there is none.
func NoAccount() error { return directory.Refuse(directory.NotFound, "account.empty") }

// IsMissing reports whether an error says that an account does not have what was asked for.
func IsMissing(err error) bool { return directory.KindOf(err) == directory.NotFound }

// namedAtMost is how many accounts are named to somebody who has to choose one.
const namedAtMost = 20

func accountNames(all []directory.Account) []string {
	var names []string
	for i, a := range all {
		if i == namedAtMost {
			return append(names, "...")
		}
		names = append(names, a.Name)
	}
	return names
}
