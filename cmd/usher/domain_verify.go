package main

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/admin"
)

type domainVerify struct {
	Domain string `arg:"" help:"E-mail domain that was claimed."`
	inAccount
	acting
	Method string `enum:"dns,file," default:"" help:"Where the proof is: dns, or a file on the domain's web server. By default where it was last, and at first in DNS." placeholder:"METHOD"`
	asksDNS
	asJSON
}

// Run looks for the proof of a domain and lets in whoever was held for it. It fails unless the
// domain is proved.
func (c *domainVerify) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As, dns: c.asksDNS}, func(on *administration) error {
		done, failure := on.domains.Verify(ctx, on.actor, on.account, admin.VerifyRequest{Domain: c.Domain,
			Method: admin.Method(c.Method)})
		if done == nil || failure != nil && !c.JSON {
			return failure
		}
		d, answer := done.Domain, done.Answer
		view := proofView{
			Domain: d.Name, Unicode: d.Unicode, Account: on.account.Name, State: string(done.Holding.State),
			Level:  levelName(string(done.Holding.Level)),
			Result: string(answer.Result), Method: string(answer.Method), Where: answer.Where, Seen: answer.Seen,
			Why: a.reader.Say(answer.Why), LetIn: done.LetIn,
		}
		err := write(a, c.JSON, "", []proofView{view}, func(v proofView) []string {
			whole := andBelow(a, &admin.DomainChanged{Domain: d, Holding: done.Holding})
			return []string{a.says("done.verified", "domain", whole, "answer", answer.Message(), "letIn", v.LetIn)}
		})
		return errors.Join(failure, err)
	})
}

type proofView struct {
	Domain  string   `json:"domain"`
	Unicode string   `json:"unicode"`
	Account string   `json:"account"`
	State   string   `json:"state"`
	Level   string   `json:"level"`
	Result  string   `json:"result"`
	Method  string   `json:"method"`
	Where   string   `json:"where"`
	Seen    []string `json:"seen,omitempty"`
	Why     string   `json:"why,omitempty"`
	LetIn   int      `json:"letIn"`
}
