package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
)

// Explanation says why a person is as they are (rule I3).
type Explanation = decide.Explanation

// Explain explains why a person is linked, held, active or not: rule, inputs, and what would change it.
func (s *People) Explain(ctx context.Context, _ Actor, account *directory.Account, ref string) (*Explanation, error) {
	p, err := s.Directory.Profile(ctx, account.ID, ref)
	if err != nil {
		return nil, err
	}
	in := decide.Explaining{Profile: p, Cases: map[string][]*directory.Case{}}
	if in.Sources, err = s.Sources.Sources(ctx, account.ID); err != nil {
		return nil, err
	}
	if in.Levels, err = s.Gate.Levels(ctx, account.ID, p); err != nil {
		return nil, err
	}
	starts := make([]directory.MemberKey, len(p.Records))
	for i, r := range p.Records {
		starts[i] = directory.MemberKey{SourceID: r.SourceID, ID: r.ID}
	}
	if in.Managers, err = s.Gate.Managers(ctx, account.ID, starts); err != nil {
		return nil, err
	}
	for _, r := range p.Records {
		if in.Cases[r.ID], err = s.Directory.CasesOf(ctx, account.ID, r.ID); err != nil {
			return nil, err
		}
	}
	x := decide.Explain(in)
	if s.Licenses != nil {
		licenses, err := explainLicenses(ctx, s.Licenses, account, p, time.Now())
		if err != nil {
			return nil, err
		}
		x.Findings = append(x.Findings, licenses...)
	}
	return &x, nil
}
