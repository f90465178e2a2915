package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type licenseSend struct {
	License string `arg:"" help:"Id of the license, or whose it is: an address, a userName, or the id of a user."`
	Pool    string `help:"Name of the pool, where the person has licenses of several." placeholder:"NAME"`
	inAccount
	acting
	mailSettings
	asJSON
}

// Run sends a license's key by mail. Without mail settings the mail waits for a server that has them.
func (c *licenseSend) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As, mails: c.mailSettings}, func(on *administration) error {
		sent, err := on.licenseMails.Send(ctx, on.actor, on.account, admin.LicenseMailRequest{License: c.License, Pool: c.Pool})
		if err != nil {
			return err
		}
		view := licenseMailView{ID: sent.Mail, License: sent.License.ID, User: sent.License.UserID, Product: sent.License.Product, Address: sent.Address}
		says := "licensemail.queued"
		switch {
		case sent.Sent:
			view.State, says = string(admin.LicenseMailSent), "licensemail.sent"
		case sent.Queued:
			view.State = string(admin.LicenseMailWaiting)
		default:
			view.State = string(admin.LicenseMailRefused)
		}
		if sent.Unsent != nil {
			view.Why = a.reader.Error(sent.Unsent)
		}
		if sent.Unsent == nil || c.JSON {
			err = write(a, c.JSON, "", []licenseMailView{view}, func(v licenseMailView) []string {
				return []string{a.says(says, "product", v.Product, "address", v.Address)}
			})
		}
		return errors.Join(err, sent.Unsent)
	})
}

type licenseMails struct {
	inAccount
	Limit int    `default:"500" help:"At most so many, up to 500."`
	After string `help:"Id of the last mail that was listed before." placeholder:"ID"`
	asJSON
}

// Run lists mails, the newest first. None holds a key or a link.
func (c *licenseMails) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		page, err := on.licenseMails.List(ctx, on.actor, on.account, admin.LicenseMailsRequest{After: c.After, Limit: c.Limit})
		if err != nil {
			return err
		}
		views := make([]licenseMailView, len(page.Mails))
		for i := range page.Mails {
			views[i] = viewLicenseMail(a, &page.Mails[i])
		}
		err = write(a, c.JSON, "ID STATE ADDRESS PRODUCT LICENSE SENT OPENED EXPIRES WHY", views, func(v licenseMailView) []string {
			return []string{v.ID, v.State, v.Address, v.Product, v.License, stampOf(v.Sent), stampOf(v.Opened), stampOf(v.Expires), v.Why}
		})
		if page.Next != "" {
			fmt.Fprintln(a.err, a.says("list.more", "command", a.repeat("--after="+page.Next)))
		}
		return err
	})
}

// licenseMailView is a mail with a license key behind its link.
type licenseMailView struct {
	ID      string     `json:"id"`
	License string     `json:"license"`
	User    string     `json:"user"`
	Product string     `json:"product,omitempty"`
	Address string     `json:"address,omitempty"`
	State   string     `json:"state"`
	Created *time.Time `json:"created,omitempty"`
	Sent    *time.Time `json:"sent,omitempty"`
	Opened  *time.Time `json:"opened,omitempty"`
	Expires *time.Time `json:"expires,omitempty"`
	Why     string     `json:"why,omitempty"`
}

func viewLicenseMail(a *app, m *admin.LicenseMail) licenseMailView {
	return licenseMailView{
		ID: m.ID, License: m.LicenseID, User: m.UserID, Product: m.Product, Address: m.Address, State: string(m.Status),
		Created: optional(m.Created), Sent: optional(m.Sent), Opened: optional(m.Opened), Expires: optional(m.Expires),
		Why: a.reader.SayAll(m.Why),
	}
}
