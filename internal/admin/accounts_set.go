package admin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// AccountChange is what is to be changed of an account; nil leaves a setting as it is.
type AccountChange struct {
	Language    *string   // "en", "fr", or "none" for what nobody chose
	Contacts    *[]string // addresses; none for an empty list
	LogDays     *int
	TrafficDays *int
}

// AccountView is an account with its settings.
type AccountView struct {
	directory.Account
	directory.AccountSettings
	LogSince time.Time // from when on entries of the log are kept
}

// Set changes an account's settings (rules O1 and O3).
func (s *Accounts) Set(
	ctx context.Context, actor Actor, account *directory.Account, r AccountChange,
) (view *AccountView, err error) {
	err = s.do(ctx, actor, account, "ACCOUNT SET", func(ctx context.Context) error {
		settings, err := s.Store.ChangeAccountSettings(ctx, account, r.apply)
		if err == nil {
			view = s.view(account, settings)
		}
		return err
	})
	return view, err
}

// Show shows an account and its settings.
func (s *Accounts) Show(ctx context.Context, _ Actor, account *directory.Account) (*AccountView, error) {
	settings, err := s.Store.AccountSettings(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	return s.view(account, settings), nil
}

func (s *Accounts) view(account *directory.Account, settings *directory.AccountSettings) *AccountView {
	v := &AccountView{Account: *account, AccountSettings: *settings}
	v.Account.Language = settings.Language
	v.LogSince = s.Clock.OrSystem()().AddDate(0, 0, -settings.LogDays)
	if v.LogSince.Before(account.Created) {
		v.LogSince = account.Created
	}
	return v
}

// apply changes settings as is asked.
func (r *AccountChange) apply(s *directory.AccountSettings) error {
	if *r == (AccountChange{}) {
		return directory.Refuse(directory.Invalid, "account.noChange")
	}
	if r.Language != nil {
		switch l := text.Language(*r.Language); {
		case slices.Contains(text.Languages, l):
			s.Language = l
		case *r.Language == "none":
			s.Language = ""
		default:
			return directory.Refuse(directory.Invalid, "account.language", "language", *r.Language)
		}
	}
	if r.Contacts != nil {
		list, err := contacts(*r.Contacts)
		if err != nil {
			return err
		}
		s.Contacts = list
	}
	for _, days := range []struct {
		of   *int
		to   *int
		flag string
		most int
	}{
		{&s.LogDays, r.LogDays, "--log-days", directory.MaxLogDays},
		{&s.TrafficDays, r.TrafficDays, "--traffic-days", directory.MaxTrafficDays},
	} {
		if days.to == nil {
			continue
		}
		if *days.to < 1 || *days.to > days.most {
			return directory.Refuse(directory.Invalid, "account.days", "flag", days.flag, "days", *days.to, "most",
				days.most)
		}
		*days.of = *days.to
	}
	return nil
}

// contacts reads a list of addresses, each once.
func contacts(list []string) ([]string, error) {
	kept := []string{}
	for _, c := range list {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		a, ok := directory.ParseAddress(c)
		if !ok {
			return nil, directory.Refuse(directory.Invalid, "account.contact", "address", c)
		}
		if !slices.Contains(kept, a.String()) {
			kept = append(kept, a.String())
		}
	}
	if len(kept) > directory.MaxContacts {
		return nil, directory.Refuse(directory.Invalid, "account.contacts", "contacts", len(kept), "most",
			directory.MaxContacts)
	}
	return kept, nil
}
