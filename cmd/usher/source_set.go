package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type sourceSet struct {
	Name string `arg:"" help:"Name of the source."`
	inAccount
	acting
	Rank                *int         `help:"The lower, the more the source's word counts."`
	DomainPolicy        admin.Policy `enum:"hold,reject,," default:"" help:"What happens to people whose e-mail domain is not approved: hold or reject."`
	AuthoritativeFor    []string     `help:"E-mail domain for whose people the source decides who is active, counts before others and is trusted. Can be repeated." placeholder:"DOMAIN"`
	NotAuthoritativeFor []string     `help:"Domain for which it no longer is." placeholder:"DOMAIN"`
	TrustedFor          []string     `help:"E-mail domain whose addresses are taken for true when the source says them: records link by them without a review, once the domain is verified. Can be repeated." placeholder:"DOMAIN"`
	NotTrustedFor       []string     `help:"Domain for which it no longer is." placeholder:"DOMAIN"`
	FirstFor            []string     `help:"Attribute for which the source counts before all others. Can be repeated." placeholder:"ATTRIBUTE"`
	NotFirstFor         []string     `help:"Attribute for which it no longer does." placeholder:"ATTRIBUTE"`
	Key                 *string      `help:"Attribute that never changes and by which authoritative sources know the same people, such as employeeNumber; empty for none." placeholder:"ATTRIBUTE"`
	OmittedActive       string       `enum:"keep,false,," default:"" help:"What a PUT without active means: keep, that it stays as it was; false, that the person is deactivated, for clients that leave active out where it is false."`
	GroupNames          string       `enum:"shared,unique,," default:"" help:"Whether several groups may have one displayName: shared; or unique, for clients that take a group's name for its id and expect 409 for the second."`
	asJSON
}

// Run changes a source's settings, and judges again all whom that concerns.
func (c *sourceSet) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		source, err := on.sources.Set(ctx, on.actor, on.account, admin.SourceChange{
			Name: c.Name, Rank: c.Rank, Policy: c.DomainPolicy, AuthoritativeFor: c.AuthoritativeFor,
			NotAuthoritativeFor: c.NotAuthoritativeFor,
			TrustedFor:          c.TrustedFor, NotTrustedFor: c.NotTrustedFor, FirstFor: c.FirstFor, NotFirstFor: c.NotFirstFor,
			Key:                 c.Key,
			OmissionDeactivates: chosen(c.OmittedActive, "false"), UniqueGroupNames: chosen(c.GroupNames, "unique"),
		})
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []sourceView{viewSource(*source, on.account)}, func(v sourceView) []string {
			return []string{a.says("done.sourceChanged", "name", v.Name)}
		})
	})
}

// chosen is whether a flag has the value; nil where it is not given.
func chosen(flag, value string) *bool {
	if flag == "" {
		return nil
	}
	is := flag == value
	return &is
}
