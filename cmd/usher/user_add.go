package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim/schema"
)

type userAdd struct {
	Email      string `arg:"" help:"The person's e-mail address."`
	GivenName  string `help:"Given name."`
	FamilyName string `help:"Family name."`
	Language   string `enum:"en,fr" default:"en" help:"Language of the mail that asks the person: en or fr."`
	onPeople
	mailSettings
}

// Run adds a person by an address, a door of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again.
func (c *userAdd) Run(ctx context.Context, a *app) error {
	address, ok := directory.ParseAddress(c.Email)
	if !ok {
		return fmt.Errorf("%q is no e-mail address: write one like ann@example.com", c.Email)
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		source, err := db.EmailSource(ctx, account.ID)
		if err != nil {
			return err
		}
		attributes := schema.Object{"userName": address.String(), "emails": []any{schema.Object{"value": address.String(), "primary": true}}}
		if c.GivenName != "" || c.FamilyName != "" {
			name := schema.Object{}
			for key, v := range map[string]string{"givenName": c.GivenName, "familyName": c.FamilyName} {
				if v != "" {
					name[key] = v
				}
			}
			attributes["name"] = name
		}
		asked, err := json.Marshal(attributes)
		if err != nil {
			return err
		}
		key := directory.RecordKey{SourceID: source.ID, Type: directory.TypeUser, ID: uuid.Must(uuid.NewV7()).String()}
		r, err := c.decide(ctx, db, account, key, directory.Change{
			Action: directory.Create, Attributes: attributes, Request: directory.Request{Operation: "ADD", Asked: asked, Success: 201},
		})
		if directory.KindOf(err) == directory.Conflict {
			return c.again(ctx, a, db, account, source, address)
		}
		if err != nil {
			return err
		}
		asks, err := db.CasesOf(ctx, account.ID, r.Record.ID)
		if err != nil {
			return err
		}
		return c.ask(ctx, a, db, account, r, asks, address)
	})
}

// again is for an address that was typed before.
func (c *userAdd) again(ctx context.Context, a *app, db *store.DB, account *directory.Account, source *directory.Source, address directory.Address) error {
	record, err := db.RecordByUserName(ctx, account.ID, source.ID, address.String())
	if err != nil {
		return err
	}
	asks, err := db.CasesOf(ctx, account.ID, record.ID)
	if err != nil {
		return err
	}
	r := directory.Result{Outcome: directory.Unchanged, Case: record.Verdict.Case, Record: &directory.Record{RecordKey: record.RecordKey, UserID: record.UserID, Verdict: record.Verdict, Confirmed: record.Confirmed}}
	return c.ask(ctx, a, db, account, r, asks, address)
}

// ask says what came of the address, and sends the mail where one is needed.
func (c *userAdd) ask(ctx context.Context, a *app, db *store.DB, account *directory.Account, r directory.Result, asks []*directory.Case, address directory.Address) error {
	says := fmt.Sprintf("%s is %s: %s", address, r.Record.Verdict.Code, r.Record.Verdict.Sentence("en"))
	unconfirmed := r.Record.Verdict.Code == directory.PendingMerge && r.Record.Confirmed != address.String()
	for _, ask := range asks {
		says += fmt.Sprintf("\ncase %s: may be user %s; %s", ask.ID, ask.UserID, ask.Reason.Sentence())
	}
	if !unconfirmed || c.DryRun {
		return c.report(a, r, says)
	}
	loop, err := mailLoop(db, c.mailSettings, nil)
	if err != nil {
		if showErr := c.report(a, r, says); showErr != nil {
			return showErr
		}
		return fmt.Errorf("%s is added and waits, but its mailbox was not asked: %w; then repeat the command, or decide the case (usher review decide)", address, err)
	}
	if err := loop.Begin(ctx, account, r.Record.RecordKey, address.String(), c.Language); err != nil {
		return fmt.Errorf("%s is added and waits, but its mailbox was not asked: repeat the command: %w", address, err)
	}
	return c.report(a, r, says+fmt.Sprintf("\na mail with a link and a code went to %s; the code can be entered by usher user confirm %s CODE", address, address))
}

func (c *userAdd) report(a *app, r directory.Result, says string) error {
	if r.Outcome == directory.Unchanged {
		says = "it was added before; " + says
		r.Outcome = "known"
	}
	return c.show(a, r, says)
}
