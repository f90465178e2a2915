package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainVerify struct {
	Domain string `arg:"" help:"E-mail domain that was claimed."`
	inAccount
	Method string `enum:"dns,file," default:"" help:"Where the proof is: dns, or a file on the domain's web server. By default where it was last, and at first in DNS." placeholder:"METHOD"`
	asksDNS
	asJSON
}

// Run looks for the proof of a domain and lets in whoever was held for it. It fails unless the
// domain is proved.
func (c *domainVerify) Run(ctx context.Context, a *app) error {
	d, err := domains.Parse(c.Domain)
	if err != nil {
		return err
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		before, err := db.Domain(ctx, account.ID, d.Name)
		if err != nil {
			return err
		}
		if before.Token == "" {
			return fmt.Errorf("%s is %s, and no claim waits for its proof: begin with usher domain claim %s", d, before.State, d.Name)
		}
		method := domains.Method(c.Method)
		if before.Method != domains.ByWord {
			method = cmp.Or(method, before.Method)
		}
		answer := c.prover().Prove(ctx, cmp.Or(method, domains.ByDNS), d.Name, before.Token)
		if ctx.Err() != nil {
			return ctx.Err() // interrupted: the silence was ours
		}
		after, err := db.ApplyCheck(ctx, account.ID, d.Name, before.Token, answer)
		if err != nil {
			return err
		}
		view := proofView{
			Domain: d.Name, Unicode: d.Unicode, Account: account.Name, State: after.State, Level: levelName(after.Level),
			Result: answer.Result, Method: answer.Method, Where: answer.Where, Seen: answer.Seen, Why: answer.Why,
		}
		failure := unproved(d, &before, &after, answer)
		if failure == nil {
			if view.LetIn, err = letInNow(ctx, db, account, &after); err != nil {
				failure = fmt.Errorf("%s is verified, but not all who wait for it could be let in (%d were): repeat the command: %w", d, view.LetIn, err)
			}
		}
		if c.JSON || failure == nil {
			err = write(a.out, c.JSON, "", []proofView{view}, func(v proofView) []string {
				return []string{fmt.Sprintf("%s is verified: %s; people who waited for it and are let in: %d", andBelow(d, after.Subdomains), answer, v.LetIn)}
			})
		}
		return errors.Join(failure, err)
	})
}

// unproved says why a domain is not proved and what to do; nil when it is.
func unproved(d domains.Domain, before, after *domains.AccountDomain, a domains.Answer) error {
	switch {
	case after.Token != before.Token && after.State != domains.Revoked:
		return fmt.Errorf("the claim of %s has changed while its proof was looked for: run the command again", d)
	case a.Result == domains.Proved && after.State == domains.Contested:
		return fmt.Errorf("%s is contested: %s, but another account has proved the domain before. Find out who else in your company uses Usher; until it is given up there, usher domain approve %s lets people in by your word",
			d, a, d.Name)
	case a.Result == domains.Proved && after.State == domains.Verified:
		return nil
	}
	advice := "what is published has to be exactly " + domains.Value(before.Token)
	switch {
	case a.Result == domains.Unanswered && a.Method == domains.ByDNS:
		advice = "that proves nothing and changes nothing: ask again later, or ask another DNS server with --dns-resolver"
	case a.Result == domains.Unanswered:
		advice = "that proves nothing and changes nothing: ask again later, or prove the domain by DNS"
	case a.Result == domains.Missing && a.Method == domains.ByDNS:
		advice = "publish it with the value " + domains.Value(before.Token) + "; what has just been published can take a while until it is seen"
	case a.Result == domains.Missing:
		advice = "publish it with the line " + domains.Value(before.Token)
	}
	return fmt.Errorf("%s is not proved: %s; %s%s", d, a, advice, standing(before, after))
}

// standing says what a failed check meant for a domain that was proved before.
func standing(before, after *domains.AccountDomain) string {
	switch {
	case after.State != before.State:
		return fmt.Sprintf(". The domain was %s and is %s now: new people wait, nobody who is in is thrown out", before.State, after.State)
	case after.State == domains.Verified && len(after.Failures) > 0:
		return fmt.Sprintf(". The domain is still verified; failed checks within 72 hours: %d, and with 3 it is stale", len(after.Failures))
	}
	return ""
}

type proofView struct {
	Domain  string         `json:"domain"`
	Unicode string         `json:"unicode"`
	Account string         `json:"account"`
	State   domains.State  `json:"state"`
	Level   string         `json:"level"`
	Result  domains.Result `json:"result"`
	Method  domains.Method `json:"method"`
	Where   string         `json:"where"`
	Seen    []string       `json:"seen,omitempty"`
	Why     string         `json:"why,omitempty"`
	LetIn   int            `json:"letIn"`
}
