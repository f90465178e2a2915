package main

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

type userErase struct {
	User string `arg:"" help:"Id of a user or record, address or userName; also of somebody whom no source has any more."`
	Yes  bool   `help:"Don't ask for the address first."`
	inAccount
	acting
	asJSON
}

type erasedView struct {
	Case    string    `json:"case"`
	Records int       `json:"records"`
	Entries int       `json:"entries"`
	Until   time.Time `json:"until"` // when the keyed hashes go that stay
}

// Run erases a person, once whoever runs it has typed the address.
func (c *userErase) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		who, err := on.people.ToErase(ctx, on.actor, on.account, c.User)
		if err != nil {
			return err
		}
		done, err := on.people.Erase(ctx, on.actor, on.account, who, c.confirm(a, who))
		if err != nil {
			return err
		}
		if c.JSON {
			return write(a, true, "", []erasedView{{done.Case, done.Records, done.Entries, done.Until.UTC()}}, nil)
		}
		fmt.Fprintln(a.out, a.says("done.erased", "says", done.Says, "case", done.Case))
		return nil
	})
}

// confirm asks for the address of whom is to be erased, and returns the answer.
func (c *userErase) confirm(a *app, who *admin.Condemned) string {
	if c.Yes {
		return who.Name
	}
	ask := text.New("erase.askGone", "name", who.Name)
	if len(who.Sources) > 0 {
		ask = text.New("erase.ask", "name", who.Name, "sources", who.Sources)
	}
	fmt.Fprintln(a.err, a.reader.Say(ask))
	answer, _ := bufio.NewReader(a.in).ReadString('\n')
	return answer
}
