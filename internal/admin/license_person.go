package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// eachPerson calls fn with each of the account's active people as license rules look at them, and the licenses that
// they have, in slices: never more than one is in memory.
func (s *Licensing) eachPerson(
	ctx context.Context, account *directory.Account, byGroup bool, fn func(p *licensing.Person, has []licensing.License),
) error {
	rt, err := s.UserType(ctx, account.ID)
	if err != nil {
		return err
	}
	for after := ""; ; {
		people, err := s.Directory.Profiles(ctx, account.ID, after, settleSlice)
		if err != nil || len(people) == 0 {
			return err
		}
		after = people[len(people)-1].ID
		people = slices.DeleteFunc(people, func(p *directory.Profile) bool {
			return p.State != directory.Active && p.State != directory.WaitingLicense
		})
		ids := make([]string, len(people))
		for i, p := range people {
			ids[i] = p.ID
		}
		licenses, err := s.Store.LicensesOfUsers(ctx, account.ID, ids)
		if err != nil {
			return err
		}
		for _, user := range people {
			person, err := s.person(ctx, account, rt, user, byGroup)
			if err != nil {
				return err
			}
			fn(person, licenses[user.ID])
		}
	}
}

// ofProduct is the license of a product among a person's; nil for none.
func ofProduct(has []licensing.License, product string) *licensing.License {
	for i := range has {
		if has[i].Product == product {
			return &has[i]
		}
	}
	return nil
}

// compiler makes filters of rules ready to be asked.
func (s *Licensing) compiler(ctx context.Context, account *directory.Account) licensing.Compiler {
	return func(text string) (predicate, error) {
		p, _, err := s.filterOf(ctx, account, text)
		return p, err
	}
}

// person is a user as rules look at it, with its groups where a rule asks for one.
func (s *Licensing) person(
	ctx context.Context, account *directory.Account, rt *schema.ResourceType, u *directory.Profile, byGroup bool,
) (*licensing.Person, error) {
	raw, err := schema.Decode(slices.Concat([]byte("{"), u.Body, []byte("}")))
	if err != nil {
		return nil, err
	}
	attributes, err := rt.Restore(raw)
	if err != nil {
		return nil, err
	}
	p := &licensing.Person{UserID: u.ID, Login: u.Login, Attributes: attributes}
	for _, r := range u.Records {
		p.Sources = append(p.Sources, r.SourceID)
		if byGroup {
			groups, err := s.Store.GroupsOf(ctx, account.ID, r.ID)
			if err != nil {
				return nil, err
			}
			p.Groups = append(p.Groups, groups...)
		}
		if p.Entitlements == nil {
			p.Entitlements = directory.Entitlements(r.Said())
		}
	}
	return p, nil
}
