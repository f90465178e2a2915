package flawed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest"
)

// Connector reads the service.
type Connector struct {
	service *service
	flaw    Flaw
	asked   bool // for the first time
	at      place
}

// place is a position.
type place struct {
	Kind, Token   string
	Read, Total   int // of this kind
	Users, Pages  int
	NoGroups      bool
	Since         string
	AlreadyRead   []string // of LongPosition
	Secret, Empty string
}

func (c *Connector) parse(position string) (p place, err error) {
	p.Kind = connectors.User
	if c.flaw == GroupsFirst {
		p.Kind = connectors.Group
	}
	p.NoGroups = c.at.NoGroups
	if position == "" {
		return p, nil
	}
	text, own := strings.CutPrefix(position, "flawed ")
	if err := json.Unmarshal([]byte(text), &p); err != nil || !own || c.flaw == KeepsPosition && !c.asked {
		if c.flaw == StartsAgain {
			return place{Kind: connectors.User}, nil
		}
		return p, &connectors.Error{Kind: connectors.Expired, Detail: "the position is not known"}
	}
	return p, nil
}

func (c *Connector) text(p place) string {
	text, _ := json.Marshal(p)
	return "flawed " + string(text)
}

// Read implements connectors.Connector.
func (c *Connector) Read(ctx context.Context, position string) (*connectors.Page, error) {
	p, err := c.parse(position)
	if err != nil {
		return nil, err
	}
	if c.flaw == IgnoresPosition && c.asked {
		p = c.at
	}
	page, err := c.read(ctx, &p)
	c.at, c.asked = p, true
	return page, err
}

func (c *Connector) read(ctx context.Context, p *place) (*connectors.Page, error) {
	a, err := c.ask(ctx, p)
	if err != nil {
		if c.flaw == ExpiredIsEnd && isCode(err, connectortest.Expires) ||
			c.flaw == OutageIsEnd && isCode(err, connectortest.Fails) {
			return &connectors.Page{}, nil
		}
		if p.Kind == connectors.Group && p.Pages == 0 && isCode(err, connectortest.NoGroups, connectortest.Forbids) {
			if c.flaw == WithoutGroups {
				return &connectors.Page{Total: p.Users}, nil
			}
			return &connectors.Page{Total: p.Users, Cut: "groups can't be read"}, nil
		}
		return nil, c.typed(err)
	}
	page := &connectors.Page{}
	lacking := !slices.ContainsFunc(a.rows, func(r row) bool { return r.email != "" || r.members != nil })
	for _, r := range a.rows {
		e := c.entry(p.Kind, r, lacking)
		if c.flaw == DropsNameless && e.ID == "" {
			continue
		}
		page.Entries = append(page.Entries, e)
		p.AlreadyRead = append(p.AlreadyRead, r.id)
	}
	p.Read, p.Total, p.Pages, p.Token = p.Read+len(a.rows), a.total, p.Pages+1, a.next
	if c.flaw != LongPosition {
		p.AlreadyRead = nil
	}
	c.end(a, p, page)
	return page, nil
}

// end is what follows the page.
func (c *Connector) end(a *answer, p *place, page *connectors.Page) {
	if p.Kind == connectors.User {
		p.Users = p.Total
	}
	if page.Total = p.Total; p.Kind == connectors.Group && c.flaw != WrongTotal {
		page.Total += p.Users
	}
	if c.service.fault == connectortest.Twice { // the list counts one of them twice
		page.Total = 0
	}
	short := c.flaw == StopsShort && len(a.rows) < c.service.size || c.flaw == StopsEmpty && len(a.rows) == 0
	last := connectors.Group
	if c.flaw == GroupsFirst {
		last = connectors.User
	}
	switch {
	case p.Read > p.Total+10 && c.flaw != TrustsCursors:
		page.Cut = "there is more than the service says"
	case a.next != "" && !short:
		page.Next = c.text(*p)
	case p.Read < p.Total && c.flaw != TrustsLists && !short:
		page.Cut = "there is less than the service says"
	case p.Kind != last && !p.NoGroups:
		*p = place{Kind: last, Users: p.Users, NoGroups: p.NoGroups, AlreadyRead: p.AlreadyRead}
		if c.flaw == GroupsFirst {
			p.Users = 0
		}
		page.Next = c.text(*p)
	}
}

// ask asks the service for a page.
func (c *Connector) ask(ctx context.Context, p *place) (*answer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if c.flaw == LeavesGoroutine {
		go c.linger()
	}
	if err := c.service.down(ctx, c.flaw == IgnoresCancel); err != nil {
		return nil, err
	}
	count := c.service.size
	if c.flaw == AllAtOnce {
		count = 1 << 20
	}
	a, err := c.service.list(p.Kind, p.Token, count, c.flaw == CountsOffsets)
	switch {
	case err != nil:
		return nil, err
	case a.garbage && c.flaw == GarbageIsEnd:
		return &answer{}, nil
	case a.cropped && c.flaw == CroppedIsAll:
		a.total = len(a.rows)
		return a, nil
	case a.garbage || a.cropped:
		return nil, &connectors.Error{Kind: connectors.Malformed, Detail: "the answer is none"}
	}
	return a, nil
}

// linger waits for what does not come while the service hangs.
func (c *Connector) linger() { <-c.service.mended }

func isCode(err error, codes ...connectortest.Fault) bool {
	r := (*refusal)(nil)
	return errors.As(err, &r) && slices.Contains(codes, connectortest.Fault(r.code))
}

// typed is an error of the contract.
func (c *Connector) typed(err error) error {
	r := (*refusal)(nil)
	if !errors.As(err, &r) {
		return err
	}
	if c.flaw == PlainErrors {
		return fmt.Errorf("the service said no")
	}
	e := &connectors.Error{Kind: connectors.Unavailable, Detail: "the service said " + r.code, After: r.wait}
	switch connectortest.Fault(r.code) {
	case "slower":
		e.Kind = connectors.Throttled
	case "token":
		e.Kind = connectors.Expired
	case connectortest.Expires:
		e.Kind = connectors.Credential
	case connectortest.Forbids:
		if e.Kind = connectors.Permission; c.flaw == WrongKind {
			e.Kind = connectors.Credential
		}
	case connectortest.Away:
		e.Kind = connectors.Malformed
	}
	if c.flaw == NoWait {
		e.After = 0
	}
	if c.flaw == ShowsSecret {
		e.Err = r
	}
	return e
}
