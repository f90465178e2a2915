package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// administration is what commands about people work with: the services, who asks, and in which account.
type administration struct {
	people  *admin.People
	reviews *admin.Reviews
	actor   admin.Actor
	account *directory.Account
}

// peopleOver are the services over a database and its intake. asker sends mails; nil where nobody is
// asked by mail.
func peopleOver(
	db *store.DB, intake *directory.Intake, asker func() (admin.Asker, error),
) (*admin.People, *admin.Reviews) {
	desk := admin.Desk{Directory: db, Sources: db, Intake: intake, UserType: definitions{db}.user}
	return &admin.People{Desk: desk, Typed: db, Gate: db, Confirmations: db, Queue: db, Asker: asker}, &admin.Reviews{Desk: desk}
}

// errand is what a command wants from administer.
type errand struct {
	account string // name
	as      string // name of who gives the command; "" for whoever runs it
	mails   mailSettings
}

// administer runs fn on an account. What it refuses because of a risk says how to do it nevertheless.
func (a *app) administer(ctx context.Context, e errand, fn func(*administration) error) error {
	return a.withAccount(ctx, e.account, func(db *store.DB, account *directory.Account) error {
		return a.administrate(ctx, db, account, e, fn)
	})
}

// administerEach runs fn on the account that was named, or on all, in the order of their names.
func (c inAnyAccount) administerEach(ctx context.Context, a *app, fn func(*administration) error) error {
	return c.each(ctx, a, func(db *store.DB, account *directory.Account) (bool, error) {
		return false, a.administrate(ctx, db, account, errand{}, fn)
	})
}

func (a *app) administrate(
	ctx context.Context, db *store.DB, account *directory.Account, e errand, fn func(*administration) error,
) (err error) {
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	defer func() { err = errors.Join(err, intake.Close(context.WithoutCancel(ctx))) }()
	people, reviews := peopleOver(db, intake, func() (admin.Asker, error) { return mailLoop(db, e.mails, nil) })
	err = fn(&administration{people, reviews, a.actor(e.as), account})
	var risky *admin.Risky
	if errors.As(err, &risky) {
		err = text.Errorf(err, "risk.repeat", "command", a.repeat("--accept-risk"))
	}
	return err
}

// acting is the flag of commands that decide.
type acting struct {
	As string `help:"Who decides, for the provisioning log. The default is who called sudo, or the operating system's user." placeholder:"NAME" setting:"ACTOR"`
}

// actor is who gives the command (rule O4): who was named, or else who called sudo, or else the
// operating system's user.
func (a *app) actor(as string) admin.Actor {
	return admin.Actor{Name: cmp.Or(as, a.sudo, systemUser()), Channel: "cli"}
}

// systemUser is the operating system's user, by the number where the system has no name for it, as in
// a container.
func systemUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid())
}

// repeat is the present command line with one more flag, as a shell takes it.
func (a *app) repeat(flag string) string {
	args := slices.Clone(a.args)
	at := len(args)
	if end := slices.Index(args, "--"); end >= 0 { // what follows is no flag
		at = end
	}
	args = slices.Insert(args, at, flag)
	for i, arg := range args {
		args[i] = quoted(arg)
	}
	return "usher " + strings.Join(args, " ")
}

// quoted is a word as a POSIX shell takes it (XCU 2.2.2).
func quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
