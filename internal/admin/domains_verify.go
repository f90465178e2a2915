package admin

import (
	"cmp"
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
)

// VerifyRequest names a domain whose proof is to be looked for.
type VerifyRequest struct {
	Domain string
	Method domains.Method // where it is; "" for where it was last, and at first for DNS
}

// Verification is what a look for a proof came to.
type Verification struct {
	Domain  domains.Domain
	Before  domains.AccountDomain
	Holding domains.AccountDomain
	Answer  domains.Answer
	LetIn   int
}

// Verify looks for the proof of a claimed domain (rule D2), and lets in whoever was held for it. The error is Refused
// unless the domain is proved, and then the result says what was seen.
func (s *Domains) Verify(
	ctx context.Context, actor Actor, account *directory.Account, r VerifyRequest,
) (v *Verification, err error) {
	err = s.do(ctx, actor, account, "VERIFY "+r.Domain, func(ctx context.Context) error {
		d, err := domains.Parse(r.Domain)
		if err != nil {
			return err
		}
		before, err := s.Store.Domain(ctx, account.ID, d.Name)
		if err != nil {
			return err
		}
		if before.Token == "" {
			return directory.Refuse(directory.Conflict, "domain.noClaim", "shown", d.String(), "state",
				string(before.State), "domain", d.Name)
		}
		method := r.Method
		if before.Method != domains.ByWord {
			method = cmp.Or(method, before.Method)
		}
		answer := s.Prover.Prove(ctx, cmp.Or(method, domains.ByDNS), d.Name, before.Token)
		if ctx.Err() != nil {
			return ctx.Err() // interrupted: the silence was ours
		}
		after, err := s.Store.ApplyCheck(ctx, account.ID, d.Name, before.Token, answer)
		if err != nil {
			return err
		}
		v = &Verification{Domain: d, Before: before, Holding: after, Answer: answer}
		if err := domains.Unproved(d, &before, &after, answer); err != nil {
			return err
		}
		if v.LetIn, err = s.LetIn(ctx, account, &after); err != nil {
			return text.Errorf(err, "domain.halfVerified", "domain", d.String(), "letIn", v.LetIn)
		}
		return nil
	})
	return v, err
}
