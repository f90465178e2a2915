package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type sourceCreate struct {
	Name string `arg:"" help:"Name of the source, such as okta."`
	inAccount
	acting
	Kind         string       `enum:"scim" default:"scim" help:"Kind of the source: scim, an identity provider that pushes."`
	Rank         int          `default:"100" help:"The lower, the more the source's word counts. A source that is authoritative for a person's domain counts as if it had 50 less."`
	DomainPolicy admin.Policy `enum:"hold,reject" default:"hold" help:"What happens to people whose e-mail domain is not approved: hold keeps them waiting for the approval, reject refuses them."`
	Strict       bool         `help:"Follow the SCIM 2.0 interoperability profile (draft-zollner-scim-interop-profile-02): refuse what it refuses, instead of understanding what identity providers are known to send."`
	asJSON
}

// Run creates a source and prints its name and id.
func (c *sourceCreate) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		source, err := on.sources.Create(ctx, on.actor, on.account, admin.NewSource{
			Name: c.Name, Kind: c.Kind, Rank: c.Rank, Policy: c.DomainPolicy, Strict: c.Strict,
		})
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []sourceView{viewSource(*source, on.account)}, func(v sourceView) []string {
			return []string{v.Name, v.ID}
		})
	})
}

type sourceList struct {
	inAccount
	asJSON
}

// Run prints an account's sources.
func (c *sourceList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		sources, err := on.sources.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]sourceView, len(sources))
		for i, s := range sources {
			views[i] = viewSource(s, on.account)
		}
		heads := "NAME ID KIND STATE RANK DOMAIN-POLICY STRICT AUTHORITATIVE-FOR TRUSTED-FOR FIRST-FOR KEY OMITTED-ACTIVE GROUP-NAMES CREATED"
		return write(a, c.JSON, heads, views, func(v sourceView) []string {
			return []string{
				v.Name, v.ID, v.Kind, v.State, strconv.Itoa(v.Rank), v.DomainPolicy, a.yesNo(v.Strict),
				strings.Join(v.AuthoritativeFor, ","), strings.Join(v.TrustedFor, ","), strings.Join(v.FirstFor, ","),
				v.Key,
				omittedActive[v.OmissionDeactivates], groupNames[v.UniqueGroupNames], stamp(v.Created),
			}
		})
	})
}

// How the settings are written that source set takes.
var (
	omittedActive = map[bool]string{false: "keep", true: "false"}
	groupNames    = map[bool]string{false: "shared", true: "unique"}
)

type sourceView struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Account      string `json:"account"`
	Kind         string `json:"kind"`
	State        string `json:"state"`
	Rank         int    `json:"rank"`
	DomainPolicy string `json:"domainPolicy"`
	Strict       bool   `json:"strict"`
	admin.Settings
	Created time.Time `json:"created"`
}

func viewSource(s admin.Source, account *admin.Account) sourceView {
	return sourceView{s.ID, s.Name, account.Name, s.Kind, string(s.State), s.Rank, string(s.Policy), s.Strict,
		s.Settings, s.Created}
}
