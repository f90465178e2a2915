package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type domainApproveAddress struct {
	Address string `arg:"" name:"email" help:"E-mail address, such as ann@example.com."`
	inAccount
	acting
	confusableOK
	asJSON
}

// Run approves one mailbox (rule D1), of a public mail provider too, and lets in who waits with
// this address.
func (c *domainApproveAddress) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.domains.ApproveAddress(ctx, on.actor, on.account, admin.AddressRequest{Email: c.Address,
			ConfusableOK: c.ConfusableOK})
		if err != nil {
			return err
		}
		view := addressApproval{
			Address: done.Address, Domain: done.Domain.Name, Unicode: done.Domain.Unicode, Account: on.account.Name,
			Level: admin.AddressApprovedLevel, LetIn: done.LetIn,
		}
		return write(a, c.JSON, "", []addressApproval{view}, func(v addressApproval) []string {
			return []string{a.says("done.addressApproved", "address", v.Address, "letIn", v.LetIn)}
		})
	})
}

type addressApproval struct {
	Address string `json:"address"`
	Domain  string `json:"domain"`
	Unicode string `json:"unicode"`
	Account string `json:"account"`
	Level   string `json:"level"`
	LetIn   int    `json:"letIn"`
}
