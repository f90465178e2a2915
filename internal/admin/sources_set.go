package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// SourceChange is what is to be changed of a source; nil and empty leave a setting as it is.
type SourceChange struct {
	Name                string // of the source
	Rank                *int
	Policy              directory.Policy
	AuthoritativeFor    []string // domains, in either form
	NotAuthoritativeFor []string
	TrustedFor          []string // domains
	NotTrustedFor       []string
	FirstFor            []string // attributes of User
	NotFirstFor         []string
	Key                 *string // an attribute of User; "" for none
	OmissionDeactivates *bool
	UniqueGroupNames    *bool
}

// Set changes a source's settings, and judges again all whom that concerns. Repeating it finishes one that was cut
// short.
func (s *Sources) Set(
	ctx context.Context, actor Actor, account *directory.Account, r SourceChange,
) (source *directory.Source, err error) {
	err = s.do(ctx, actor, account, "SOURCE SET "+r.Name, func(ctx context.Context) error {
		if source, err = s.Store.Source(ctx, account.ID, r.Name); err != nil {
			return err
		}
		if r.empty() {
			return directory.Refuse(directory.Invalid, "source.noChange")
		}
		user, err := s.UserType(ctx, account.ID)
		if err != nil {
			return err
		}
		if err := r.apply(source, user); err != nil {
			return err
		}
		if err := s.Store.ChangeSource(ctx, *source); err != nil {
			return err
		}
		if err = s.Reconsiderer.Source(ctx, *account, source.ID); err == nil {
			_, err = s.Reconsiderer.Review(ctx, *account)
		}
		if err != nil {
			return text.Errorf(err, "source.halfSet")
		}
		return nil
	})
	return source, err
}

// empty reports whether nothing is asked for.
func (r *SourceChange) empty() bool {
	lists := [][]string{r.AuthoritativeFor, r.NotAuthoritativeFor, r.TrustedFor, r.NotTrustedFor, r.FirstFor,
		r.NotFirstFor}
	return r.Rank == nil && r.Policy == "" && r.Key == nil && r.OmissionDeactivates == nil &&
		r.UniqueGroupNames == nil &&
		!slices.ContainsFunc(lists, func(list []string) bool { return len(list) > 0 })
}

// apply changes the source as is asked.
func (r *SourceChange) apply(s *directory.Source, user *schema.ResourceType) error {
	if s.Claims() && len(r.AuthoritativeFor)+len(r.TrustedFor) > 0 {
		return directory.Refuse(directory.Invalid, "source.typedClaims", "source", s.Name)
	}
	if r.Rank != nil {
		s.Rank = *r.Rank
	}
	if r.Policy != "" {
		s.Policy = r.Policy
	}
	if r.OmissionDeactivates != nil {
		s.Settings.OmissionDeactivates = *r.OmissionDeactivates
	}
	if r.UniqueGroupNames != nil {
		s.Settings.UniqueGroupNames = *r.UniqueGroupNames
	}
	for _, list := range []struct {
		of        *[]string
		add, take []string
		read      func(string) (string, error)
	}{
		{&s.Settings.AuthoritativeFor, r.AuthoritativeFor, r.NotAuthoritativeFor, domainName},
		{&s.Settings.TrustedFor, r.TrustedFor, r.NotTrustedFor, domainName},
		{&s.Settings.FirstFor, r.FirstFor, r.NotFirstFor, topAttribute(user)},
	} {
		if err := adjust(list.of, list.add, list.take, list.read); err != nil {
			return err
		}
	}
	if r.Key == nil {
		return nil
	}
	var err error
	s.Settings.Key, err = keyAttribute(user, *r.Key)
	return err
}

// adjust adds to a list and takes from it, each value as read has it.
func adjust(of *[]string, add, take []string, read func(string) (string, error)) error {
	for _, v := range add {
		v, err := read(v)
		if err != nil {
			return err
		}
		if !slices.Contains(*of, v) {
			*of = append(*of, v)
		}
	}
	for _, v := range take {
		v, err := read(v)
		if err != nil {
			return err
		}
		*of = slices.DeleteFunc(*of, func(have string) bool { return have == v })
	}
	return nil
}

// domainName reads a domain in either form.
func domainName(s string) (string, error) {
	d, err := domains.Parse(s)
	return d.Name, err
}

// attribute resolves a name of User, one of the enterprise extension without its URN, too.
func attribute(user *schema.ResourceType, name string) (schema.Attr, bool) {
	at, err := user.ResolveName(name)
	if err != nil || at.Parent == nil {
		at, err = user.ResolveName(directory.EnterpriseUser + ":" + name)
	}
	return at, err == nil && at.Parent != nil
}

// topAttribute reads the name of a top-level attribute.
func topAttribute(user *schema.ResourceType) func(string) (string, error) {
	return func(s string) (string, error) {
		at, known := attribute(user, s)
		if !known || at.Sub != nil {
			return "", directory.Refuse(directory.Invalid, "source.noAttribute", "name", s)
		}
		return at.Parent.Name, nil
	}
}

// keyAttribute reads the name of an attribute that can be a key: one text.
func keyAttribute(user *schema.ResourceType, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	at, known := attribute(user, name)
	if !known || at.Leaf().MultiValued || at.Parent.MultiValued || at.Leaf().Type != schema.String {
		return "", directory.Refuse(directory.Invalid, "source.noKey", "name", name)
	}
	return at.String(), nil
}
