package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim/schema"
)

type sourceSet struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	Rank                *int     `help:"The lower, the more the source's word counts."`
	DomainPolicy        string   `enum:"hold,reject,," default:"" help:"What happens to people whose e-mail domain is not approved: hold or reject."`
	AuthoritativeFor    []string `help:"E-mail domain for whose people the source decides who is active, counts before others and is trusted. Can be repeated." placeholder:"DOMAIN"`
	NotAuthoritativeFor []string `help:"Domain for which it no longer is." placeholder:"DOMAIN"`
	TrustedFor          []string `help:"E-mail domain whose addresses are taken for true when the source says them: records link by them without a review, once the domain is verified. Can be repeated." placeholder:"DOMAIN"`
	NotTrustedFor       []string `help:"Domain for which it no longer is." placeholder:"DOMAIN"`
	FirstFor            []string `help:"Attribute for which the source counts before all others. Can be repeated." placeholder:"ATTRIBUTE"`
	NotFirstFor         []string `help:"Attribute for which it no longer does." placeholder:"ATTRIBUTE"`
	Key                 *string  `help:"Attribute that never changes and by which authoritative sources know the same people, such as employeeNumber; empty for none." placeholder:"ATTRIBUTE"`
	OmittedActive       string   `enum:"keep,false,," default:"" help:"What a PUT without active means: keep, that it stays as it was; false, that the person is deactivated, for clients that leave active out where it is false."`
	GroupNames          string   `enum:"shared,unique,," default:"" help:"Whether several groups may have one displayName: shared; or unique, for clients that take a group's name for its id and expect 409 for the second."`
	asJSON
}

// Run changes a source's settings, and judges again all whom that concerns.
func (c *sourceSet) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		source, err := db.Source(ctx, account.ID, c.Name)
		if err != nil {
			return err
		}
		user, err := definitions{db}.user(ctx, account.ID)
		if err != nil {
			return err
		}
		if err := c.change(source, user); err != nil {
			return err
		}
		if err := db.ChangeSource(ctx, *source); err != nil {
			return err
		}
		logger := slog.New(slog.DiscardHandler)
		again := reconsiderer(db, intakeOver(db, logger))
		err = again.Everybody(ctx, *account, func(after string) ([]directory.RecordKey, error) {
			return db.UserRecords(ctx, account.ID, source.ID, after, 256)
		})
		if err == nil {
			_, err = again.Review(ctx, *account)
		}
		if err != nil {
			return fmt.Errorf("the source is changed, but not all of its people were judged again: repeat the command: %w", err)
		}
		return write(a.out, c.JSON, "", []sourceView{viewSource(*source, account)}, func(v sourceView) []string {
			return []string{v.Name + " is changed"}
		})
	})
}

// change applies the flags to the source.
func (c *sourceSet) change(s *directory.Source, user *schema.ResourceType) error {
	if c.Rank != nil {
		s.Rank = *c.Rank
	}
	if c.DomainPolicy != "" {
		s.Policy = directory.Policy(c.DomainPolicy)
	}
	if c.OmittedActive != "" {
		s.Settings.OmissionDeactivates = c.OmittedActive == "false"
	}
	if c.GroupNames != "" {
		s.Settings.UniqueGroupNames = c.GroupNames == "unique"
	}
	if s.Kind == directory.KindEmail && len(c.AuthoritativeFor)+len(c.TrustedFor) > 0 {
		return fmt.Errorf("source %s holds addresses that were typed in, and what is typed is a claim (rule M5): its mailbox confirms it, no setting does", s.Name)
	}
	for _, list := range []struct {
		of        *[]string
		add, take []string
		read      func(string) (string, error)
	}{
		{&s.Settings.AuthoritativeFor, c.AuthoritativeFor, c.NotAuthoritativeFor, domainName},
		{&s.Settings.TrustedFor, c.TrustedFor, c.NotTrustedFor, domainName},
		{&s.Settings.FirstFor, c.FirstFor, c.NotFirstFor, attributeOf(user)},
	} {
		for _, v := range list.add {
			v, err := list.read(v)
			if err != nil {
				return err
			}
			if !slices.Contains(*list.of, v) {
				*list.of = append(*list.of, v)
			}
		}
		for _, v := range list.take {
			v, err := list.read(v)
			if err != nil {
				return err
			}
			*list.of = slices.DeleteFunc(*list.of, func(have string) bool { return have == v })
		}
	}
	if c.Key == nil {
		return nil
	}
	if s.Settings.Key = *c.Key; *c.Key == "" {
		return nil
	}
	at, err := user.ResolveName(*c.Key)
	if err != nil || at.Parent == nil {
		at, err = user.ResolveName(enterprise + ":" + *c.Key)
	}
	if err != nil || at.Parent == nil || at.Leaf().MultiValued || at.Parent.MultiValued || at.Leaf().Type != schema.String {
		return fmt.Errorf("--key=%q: name an attribute of User that is one text, such as employeeNumber", *c.Key)
	}
	s.Settings.Key = at.String()
	return nil
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// domainName reads a domain in either form.
func domainName(s string) (string, error) {
	d, err := domains.Parse(s)
	return d.Name, err
}

// attributeOf reads the name of a top-level attribute of users.
func attributeOf(user *schema.ResourceType) func(string) (string, error) {
	return func(s string) (string, error) {
		a, err := user.ResolveName(s)
		if err != nil || a.Parent == nil {
			a, err = user.ResolveName(enterprise + ":" + s)
		}
		if err != nil || a.Parent == nil || a.Sub != nil {
			return "", fmt.Errorf("--first-for: User has no attribute %q: name one such as displayName or department", s)
		}
		return a.Parent.Name, nil
	}
}
