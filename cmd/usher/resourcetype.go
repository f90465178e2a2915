package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim/schema"
)

type resourceTypeAdd struct {
	File string `arg:"" help:"JSON document of the resource type."`
	inAccount
	asJSON
}

// Run adds a resource type, or extensions to a built-in one, after it was found to fit what the
// account has.
func (c *resourceTypeAdd) Run(ctx context.Context, a *app) error {
	document, err := readDocument(c.File)
	if err != nil {
		return err
	}
	t, err := schema.ParseResourceType(document)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		added := store.Definition{Kind: store.ResourceTypeDefinition, Name: t.Name, Document: document}
		if err := define(ctx, db, account, c.File, added); err != nil {
			return err
		}
		return write(a.out, c.JSON, "", []resourceTypeView{viewResourceType(*t, account)}, func(v resourceTypeView) []string {
			return []string{fmt.Sprintf("added the resource type %s at %s", v.Name, v.Endpoint)}
		})
	})
}

type resourceTypeList struct {
	inAccount
	asJSON
}

// Run prints the resource types that the account has.
func (c *resourceTypeList) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		have, err := db.Definitions(ctx, account.ID)
		if err != nil {
			return err
		}
		registry, err := registryOf(have)
		if err != nil {
			return err
		}
		var views []resourceTypeView
		for _, t := range registry.ResourceTypes() {
			views = append(views, viewResourceType(t.ResourceTypeDef, account))
		}
		return write(a.out, c.JSON, "NAME ENDPOINT SCHEMA EXTENSIONS", views, func(v resourceTypeView) []string {
			return []string{v.Name, v.Endpoint, v.Schema, strings.Join(v.Extensions, " ")}
		})
	})
}

type resourceTypeView struct {
	Name       string   `json:"name"`
	Account    string   `json:"account"`
	Endpoint   string   `json:"endpoint"`
	Schema     string   `json:"schema"`
	Extensions []string `json:"extensions"`
	BuiltIn    bool     `json:"builtIn"`
}

func viewResourceType(t schema.ResourceTypeDef, account *directory.Account) resourceTypeView {
	v := resourceTypeView{t.Name, account.Name, t.Endpoint, t.Schema, []string{}, inbound.Base().Type(t.Name) != nil}
	for _, e := range t.SchemaExtensions {
		v.Extensions = append(v.Extensions, e.Schema)
	}
	return v
}
