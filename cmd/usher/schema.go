package main

import (
	"context"
	"io"
	"os"
	"strconv"

	"github.com/usher-id/usher/internal/admin"
)

type schemaAdd struct {
	File string `arg:"" help:"JSON document of the schema."`
	inAccount
	acting
	asJSON
}

// Run adds a schema, after it was found to fit what the account has.
func (c *schemaAdd) Run(ctx context.Context, a *app) error {
	document, err := readDocument(c.File)
	if err != nil {
		return err
	}
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		name, err := on.definitions.Add(ctx, on.actor, on.account, admin.SchemaKind, document)
		if err != nil {
			return inFile(c.File, err)
		}
		registry, err := on.definitions.Registry(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		s := registry.Schema(name)
		view := schemaView{ID: s.ID, Name: s.Name, Account: on.account.Name, Attributes: len(s.Attributes)}
		return write(a, c.JSON, "", []schemaView{view}, func(v schemaView) []string {
			return []string{a.says("done.schema", "schema", v.ID)}
		})
	})
}

// readDocument reads a definition's file, which may be a pipe.
func readDocument(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, unread(file, err)
	}
	defer f.Close()
	document, err := io.ReadAll(io.LimitReader(f, admin.MaxDefinition+1)) // one more tells that it is too long
	if err != nil {
		return nil, unread(file, err)
	}
	return document, nil
}

type schemaList struct {
	inAccount
	asJSON
}

// Run prints the schemas that the account's resources can have.
func (c *schemaList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		registry, err := on.definitions.Registry(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		var views []schemaView
		for _, s := range registry.Schemas() {
			views = append(views, schemaView{s.ID, s.Name, on.account.Name, on.definitions.BuiltIn(s.ID),
				len(s.Attributes)})
		}
		return write(a, c.JSON, "ID NAME ATTRIBUTES BUILT-IN", views, func(v schemaView) []string {
			return []string{v.ID, v.Name, strconv.Itoa(v.Attributes), a.yesNo(v.BuiltIn)}
		})
	})
}

type schemaView struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Account    string `json:"account"`
	BuiltIn    bool   `json:"builtIn"`
	Attributes int    `json:"attributes"` // how many, sub-attributes not counted
}
