package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim/schema"
)

// maxDocument bounds a definition's file, in bytes.
const maxDocument = 1 << 20

type schemaAdd struct {
	File string `arg:"" help:"JSON document of the schema."`
	inAccount
	asJSON
}

// Run adds a schema, after it was found to fit what the account has.
func (c *schemaAdd) Run(ctx context.Context, a *app) error {
	document, err := readDocument(c.File)
	if err != nil {
		return err
	}
	s, err := schema.ParseSchema(document)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		added := store.Definition{Kind: store.SchemaDefinition, Name: s.ID, Document: document}
		if err := define(ctx, db, account, c.File, added); err != nil {
			return err
		}
		view := schemaView{ID: s.ID, Name: s.Name, Account: account.Name, Attributes: len(s.Attributes)}
		return write(a.out, c.JSON, "", []schemaView{view}, func(v schemaView) []string {
			return []string{fmt.Sprintf("added the schema %s; a resource type that lists it has its attributes", v.ID)}
		})
	})
}

// define validates a definition together with all others of the account, and keeps it.
func define(ctx context.Context, db *store.DB, account *directory.Account, file string, added store.Definition) error {
	have, err := db.Definitions(ctx, account.ID)
	if err != nil {
		return err
	}
	for _, d := range have {
		if d.Kind == added.Kind && strings.EqualFold(d.Name, added.Name) {
			return fmt.Errorf("%s: account %s defines %s already", file, account.Name, added.Name)
		}
	}
	if _, err := registryOf(append(have, added)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return db.AddDefinition(ctx, account.ID, added.Kind, added.Name, added.Document)
}

// readDocument reads a definition's file, which may be a pipe.
func readDocument(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	document, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	if err == nil && len(document) > maxDocument {
		err = fmt.Errorf("%s is too long: a definition has at most %d bytes", file, maxDocument)
	}
	return document, err
}

type schemaList struct {
	inAccount
	asJSON
}

// Run prints the schemas that the account's resources can have.
func (c *schemaList) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		have, err := db.Definitions(ctx, account.ID)
		if err != nil {
			return err
		}
		registry, err := registryOf(have)
		if err != nil {
			return err
		}
		var views []schemaView
		for _, s := range registry.Schemas() {
			views = append(views, schemaView{s.ID, s.Name, account.Name, inbound.Base().Schema(s.ID) != nil, len(s.Attributes)})
		}
		return write(a.out, c.JSON, "ID NAME ATTRIBUTES BUILT-IN", views, func(v schemaView) []string {
			return []string{v.ID, v.Name, fmt.Sprint(v.Attributes), fmt.Sprint(v.BuiltIn)}
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
