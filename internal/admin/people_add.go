package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// AddRequest is an address that an administrator types.
type AddRequest struct {
	Email      string
	GivenName  string // "" for none
	FamilyName string
	Language   string // of the mail that asks the person: a BCP 47 tag
	Options
}

// Added is what came of a typed address.
type Added struct {
	directory.Result
	Address string            // as it is kept (rule M3)
	Known   bool              // it was added before
	Cases   []*directory.Case // open ones: who it may be
	Asked   bool              // a mail has asked the mailbox
	Unasked error             // why the mailbox was not asked, and what to do; the person is added all the same
}

// Add adds a person by an address, a door of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again.
func (s *People) Add(ctx context.Context, actor Actor, account *directory.Account, r AddRequest) (*Added, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	address, ok := directory.ParseAddress(r.Email)
	if !ok {
		return nil, directory.Refusef(directory.Invalid, "%q is no e-mail address: write one like ann@example.com", r.Email)
	}
	source, err := s.Sources.EmailSource(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	attributes := typed(address, r)
	asked, err := json.Marshal(attributes)
	if err != nil {
		return nil, err
	}
	key := directory.RecordKey{SourceID: source.ID, Type: directory.TypeUser, ID: uuid.Must(uuid.NewV7()).String()}
	added := &Added{Address: address.String()}
	added.Result, err = s.decide(ctx, actor, account, key, r.Options, directory.Change{
		Action: directory.Create, Attributes: attributes,
		Request: directory.Request{Operation: "ADD", Asked: asked, Success: 201},
	})
	if directory.KindOf(err) == directory.Conflict {
		added.Known = true
		added.Result, err = s.typedBefore(ctx, account, source, address)
	}
	if err != nil {
		return nil, err
	}
	if added.Cases, err = s.Directory.CasesOf(ctx, account.ID, added.Record.ID); err != nil {
		return nil, err
	}
	waits := added.Record.Verdict.Code == directory.PendingMerge && added.Record.Confirmed != added.Address
	if waits && !r.DryRun {
		added.Unasked = s.ask(ctx, account, added, r.Language)
		added.Asked = added.Unasked == nil
	}
	return added, nil
}

// typed is what an address says of a person.
func typed(address directory.Address, r AddRequest) schema.Object {
	o := schema.Object{
		"userName": address.String(),
		"emails":   []any{schema.Object{"value": address.String(), "primary": true}},
	}
	if r.GivenName != "" || r.FamilyName != "" {
		name := schema.Object{}
		for key, v := range map[string]string{"givenName": r.GivenName, "familyName": r.FamilyName} {
			if v != "" {
				name[key] = v
			}
		}
		o["name"] = name
	}
	return o
}

// typedBefore is what became of an address that was typed before.
func (s *People) typedBefore(
	ctx context.Context, account *directory.Account, source *directory.Source, address directory.Address,
) (directory.Result, error) {
	u, err := s.Typed.RecordByUserName(ctx, account.ID, source.ID, address.String())
	if err != nil {
		return directory.Result{}, err
	}
	return directory.Result{
		Outcome: directory.Unchanged, Case: u.Verdict.Case,
		Record: &directory.Record{RecordKey: u.RecordKey, UserID: u.UserID, Verdict: u.Verdict, Admitted: u.Admitted, Confirmed: u.Confirmed},
	}, nil
}

// ask sends the mail that asks the mailbox.
func (s *People) ask(ctx context.Context, account *directory.Account, added *Added, language string) error {
	asker, err := Asker(nil), errors.New("nothing sends mails here")
	if s.Asker != nil {
		asker, err = s.Asker()
	}
	if err != nil {
		return fmt.Errorf("%s is added and waits, but its mailbox was not asked: %w; "+
			"then repeat the command, or decide the case (usher review decide)", added.Address, err)
	}
	if err := asker.Begin(ctx, account, added.Record.RecordKey, added.Address, language); err != nil {
		return fmt.Errorf("%s is added and waits, but its mailbox was not asked: %w; then repeat the command",
			added.Address, err)
	}
	return nil
}
