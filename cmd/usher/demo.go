package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

// What usher demo sets up.
const (
	demoDatabase = "sqlite:usher-demo.db"
	demoAccount  = "demo"
	demoSource   = "okta"
	demoDomain   = "example.com"
	demoPerson   = "rosa.li@example.com"
	demoValidity = 90 * 24 * time.Hour // of the token, a new one at each start
)

type demoCommand struct {
	serveCommand
}

// Run sets up what is missing in the demo's own database, serves it, and prints how to call it. What USHER_DATABASE_URL
// names is somebody's in earnest, and stays untouched.
func (c *demoCommand) Run(ctx context.Context, a *app) error {
	database := demoDatabase
	if a.names("--database") {
		database = a.database
	}
	return c.serve(ctx, a, database, func(db *store.DB, baseURL string) error {
		token, err := setUpDemo(ctx, db)
		if err != nil {
			return err
		}
		base := baseURL + scimPath
		_, err = fmt.Fprintf(a.out, "%s\n\n%s\n\n%s\n\n",
			a.says("demo.access", "base", base, "token", token), demoRequest(base, token),
			a.says("demo.ready", "database", database, "account", demoAccount, "address", demoPerson))
		return err
	})
}

// setUpDemo can be repeated: what an earlier start made is used again.
func setUpDemo(ctx context.Context, db *store.DB) (token string, err error) {
	account, err := db.CreateAccount(ctx, demoAccount)
	if directory.KindOf(err) == directory.Conflict {
		account, err = db.Account(ctx, demoAccount)
	}
	if err != nil {
		return "", err
	}
	if _, err := db.ApproveDomain(ctx, account.ID, demoDomain); err != nil {
		return "", err
	}
	source, err := db.CreateSource(ctx, directory.Source{
		AccountID: account.ID, Name: demoSource, Kind: "scim", Rank: 100, Policy: directory.Hold,
	})
	if directory.KindOf(err) == directory.Conflict {
		source, err = db.Source(ctx, account.ID, demoSource)
	}
	if err != nil {
		return "", err
	}
	secret, hash, err := auth.NewSecret(source.AccountID)
	if err != nil {
		return "", err
	}
	if _, err = db.CreateToken(ctx, *source, hash, demoValidity); err != nil {
		return "", err
	}
	return secret, addDemoPerson(ctx, db, account, source)
}

// addDemoPerson brings somebody to look at, unless an earlier start did.
func addDemoPerson(
	ctx context.Context, db *store.DB, account *directory.Account, source *directory.Source,
) (err error) {
	has, err := db.SourceCensus(ctx, account.ID, source.ID)
	if err != nil || has[directory.TypeUser] > 0 {
		return err
	}
	user, err := registriesOf(db).User(ctx, account.ID)
	if err != nil {
		return err
	}
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	defer func() { err = errors.Join(err, intake.Close(context.WithoutCancel(ctx))) }()
	results, err := intake.Apply(ctx, *account, []directory.Change{{
		Source: *source, Action: directory.Create, Type: user, ID: uuid.Must(uuid.NewV7()).String(),
		Attributes: map[string]any{
			"userName": demoPerson, "name": map[string]any{"givenName": "Rosa", "familyName": "Li"},
			"emails": []any{map[string]any{"value": demoPerson, "type": "work", "primary": true}}, "active": true,
		},
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}})
	if err == nil && directory.KindOf(results[0].Err) != directory.Conflict {
		err = results[0].Err
	}
	return err
}

// demoRequest is a curl command that creates somebody whom no earlier start has named.
func demoRequest(base, token string) string {
	userName := "ann." + strings.ToLower(rand.Text()[:8]) + "@" + demoDomain
	body, err := json.Marshal(map[string]any{
		"schemas":  []string{"urn:ietf:params:scim:schemas:core:2.0:User"},
		"userName": userName,
		"name":     map[string]string{"givenName": "Ann", "familyName": "Archer"},
		"emails":   []any{map[string]any{"value": userName, "type": "work", "primary": true}},
		"active":   true,
	})
	if err != nil {
		panic("a map of strings and booleans is always JSON: " + err.Error())
	}
	return fmt.Sprintf("curl -i %s/Users \\\n  -H 'Authorization: Bearer %s' \\\n  -H 'Content-Type: application/scim+json' \\\n  -d '%s'", base, token, body)
}
