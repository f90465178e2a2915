package main

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/scim/schema"
)

type resourceTypeAdd struct {
	File string `arg:"" help:"JSON document of the resource type."`
	inAccount
	acting
	asJSON
}

// Run adds a resource type, or extensions to a built-in one, after it was found to fit what the
// account has.
func (c *resourceTypeAdd) Run(ctx context.Context, a *app) error {
	document, err := readDocument(c.File)
	if err != nil {
		return err
	}
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		name, err := on.definitions.Add(ctx, on.actor, on.account, admin.ResourceTypeKind, document)
		if err != nil {
			return inFile(c.File, err)
		}
		registry, err := on.definitions.Registry(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		view := viewResourceType(on, registry.Type(name).ResourceTypeDef)
		return write(a, c.JSON, "", []resourceTypeView{view}, func(v resourceTypeView) []string {
			return []string{a.says("done.resourceType", "type", v.Name, "endpoint", v.Endpoint)}
		})
	})
}

type resourceTypeList struct {
	inAccount
	asJSON
}

// Run prints the resource types that the account has.
func (c *resourceTypeList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		registry, err := on.definitions.Registry(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		var views []resourceTypeView
		for _, t := range registry.ResourceTypes() {
			views = append(views, viewResourceType(on, t.ResourceTypeDef))
		}
		return write(a, c.JSON, "NAME ENDPOINT SCHEMA EXTENSIONS", views, func(v resourceTypeView) []string {
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

func viewResourceType(on *administration, t schema.ResourceTypeDef) resourceTypeView {
	v := resourceTypeView{t.Name, on.account.Name, t.Endpoint, t.Schema, []string{}, on.definitions.BuiltIn(t.Name)}
	for _, e := range t.SchemaExtensions {
		v.Extensions = append(v.Extensions, e.Schema)
	}
	return v
}
