package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type accountSet struct {
	Name string `arg:"" help:"Name of the account."`
	acting
	Language    *string `help:"Language of answers to clients that ask for none, and of mails: en, fr, or none, which is English." placeholder:"LANGUAGE"`
	Contacts    *string `help:"Addresses that are told what concerns the whole account, such as tokens that are about to expire, with commas between them; empty for nobody." placeholder:"ADDRESS,..."`
	LogDays     *int    `help:"How many days entries of the provisioning log are kept." placeholder:"DAYS"`
	TrafficDays *int    `help:"How many days recent traffic is kept." placeholder:"DAYS"`
	asJSON
}

// Run changes an account's settings.
func (c *accountSet) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Name, as: c.As}, func(on *administration) error {
		change := admin.AccountChange{Language: c.Language, LogDays: c.LogDays, TrafficDays: c.TrafficDays}
		if c.Contacts != nil {
			list := strings.Split(*c.Contacts, ",")
			change.Contacts = &list
		}
		view, err := on.accounts.Set(ctx, on.actor, on.account, change)
		if err != nil {
			return err
		}
		return write(a, c.JSON, "", []accountSettings{viewSettings(view)}, func(v accountSettings) []string {
			return []string{a.says("done.accountChanged", "name", v.Name)}
		})
	})
}

type accountShow struct {
	Name string `arg:"" help:"Name of the account."`
	asJSON
}

// Run prints an account's settings.
func (c *accountShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Name}, func(on *administration) error {
		view, err := on.accounts.Show(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		v := viewSettings(view)
		heads := "NAME ID CREATED LANGUAGE LOG-DAYS TRAFFIC-DAYS CONTACTS"
		err = write(a, c.JSON, heads, []accountSettings{v}, func(v accountSettings) []string {
			return []string{
				v.Name, v.ID, stamp(v.Created), v.Language, strconv.Itoa(v.LogDays), strconv.Itoa(v.TrafficDays),
				strings.Join(v.Contacts, ","),
			}
		})
		if err == nil && !c.JSON {
			_, err = fmt.Fprintln(a.out, a.says("account.logSince", "since", stamp(v.LogSince)))
		}
		return err
	})
}

// accountSettings are an account with its settings.
type accountSettings struct {
	accountView
	Language    string    `json:"language,omitempty"`
	Contacts    []string  `json:"contacts"`
	LogDays     int       `json:"logDays"`
	TrafficDays int       `json:"trafficDays"`
	LogSince    time.Time `json:"logSince"`
}

func viewSettings(v *admin.AccountView) accountSettings {
	return accountSettings{
		accountView: accountView{v.ID, v.Name, v.Created}, Language: string(v.AccountSettings.Language),
		Contacts: append([]string{}, v.Contacts...), LogDays: v.LogDays, TrafficDays: v.TrafficDays,
		LogSince: v.LogSince,
	}
}
