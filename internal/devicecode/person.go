package devicecode

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// person finds or makes who has an address of which the mailbox has answered, by the intake: gate, merge and
// licenses included (rule I1). Whoever was typed by the address is that person (rule M5); anybody else comes as a
// record of the devices' source.
func (s *Service) person(
	ctx context.Context, account *directory.Account, address directory.Address,
) (userID string, err error) {
	people, err := s.UserType(ctx, account.ID)
	if err != nil {
		return "", err
	}
	source, err := directory.DeviceSource(ctx, s.Store, account.ID)
	if err != nil {
		return "", err
	}
	if !source.Served() {
		return "", devices.Refuse(devices.CodesOff, "devicecode.off", "account", account.Name)
	}
	typed, err := s.typed(ctx, account, address)
	if err != nil {
		return "", err
	}
	var record *directory.Record
	if typed != nil {
		record, err = s.answered(ctx, account, people, typed, address)
	} else {
		record, err = s.comes(ctx, account, people, source, address)
	}
	if err != nil {
		return "", refusal(err, address)
	}
	return s.letIn(ctx, account, record, address)
}

// typed is what an administrator has typed for the address; nil for nothing.
func (s *Service) typed(
	ctx context.Context, account *directory.Account, address directory.Address,
) (*directory.Utterance, error) {
	sources, err := s.Store.Sources(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		if sources[i].Kind == directory.KindEmail && sources[i].Served() {
			return s.said(ctx, account, &sources[i], address)
		}
	}
	return nil, nil
}

// said is a source's record of an address; nil for none.
func (s *Service) said(
	ctx context.Context, account *directory.Account, source *directory.Source, address directory.Address,
) (*directory.Utterance, error) {
	u, err := s.Store.RecordByUserName(ctx, account.ID, source.ID, address.String())
	if directory.KindOf(err) == directory.NotFound {
		return nil, nil
	}
	return u, err
}

// comes brings the address as a new record of the devices' source, or has the one that is there judged again.
func (s *Service) comes(
	ctx context.Context, account *directory.Account, people *schema.ResourceType, source *directory.Source,
	address directory.Address,
) (*directory.Record, error) {
	said, err := s.said(ctx, account, source, address)
	if err != nil || said != nil {
		if err == nil {
			return s.answered(ctx, account, people, said, address)
		}
		return nil, err
	}
	attributes := schema.Object{
		"userName": address.String(), "emails": []any{schema.Object{"value": address.String(), "primary": true}},
	}
	asked, err := json.Marshal(attributes)
	if err != nil {
		return nil, err
	}
	results, err := s.Intake.Apply(ctx, *account, []directory.Change{{
		Source: *source, Action: directory.Create, Type: people, ID: uuid.Must(uuid.NewV7()).String(), Attributes: attributes,
		Confirmed: address.String(),
		Request:   directory.Request{Channel: devices.Channel, Operation: "ACTIVATE", Asked: asked, Success: 201},
	}})
	if err != nil {
		return nil, err
	}
	if directory.KindOf(results[0].Err) == directory.Conflict { // another device was faster
		said, err := s.said(ctx, account, source, address)
		if err != nil {
			return nil, err
		}
		if said != nil {
			return s.answered(ctx, account, people, said, address)
		}
		return nil, another(account, address, results[0].Case)
	}
	return results[0].Record, results[0].Err
}

// answered notes that the mailbox of a record has answered, and has the record judged again where it waits.
func (s *Service) answered(
	ctx context.Context, account *directory.Account, people *schema.ResourceType, said *directory.Utterance,
	address directory.Address,
) (*directory.Record, error) {
	record := &directory.Record{RecordKey: said.RecordKey, UserID: said.UserID, Verdict: said.Verdict,
		Confirmed: said.Confirmed}
	if said.Confirmed == address.String() && said.UserID != "" && said.Verdict.Code == directory.Active {
		return record, nil
	}
	results, err := s.Intake.Decide(ctx, *account, []directory.Decision{{
		Action: directory.Confirm, Record: said.RecordKey, Type: people, Address: address.String(),
		Request: directory.Request{Channel: devices.Channel, Operation: "ACTIVATE", Success: 200},
	}})
	if err != nil {
		return nil, err
	}
	if directory.KindOf(results[0].Err) == directory.Conflict {
		return nil, another(account, address, results[0].Case)
	}
	if results[0].Err != nil {
		return nil, results[0].Err
	}
	return results[0].Record, nil
}

// another refuses an address that is another spelling of one that a device has brought. Whose that is and by which record, an
// administrator may be told, and not whoever has the mailbox.
func another(account *directory.Account, address directory.Address, caseID string) error {
	return refuseCase(devices.ReviewPending, "devicecode.review", caseID, "account", account.Name, "address", address.String())
}

// letIn is the person of a record that was let in; what keeps one out is said.
func (s *Service) letIn(
	ctx context.Context, account *directory.Account, r *directory.Record, address directory.Address,
) (userID string, err error) {
	caseID := r.Verdict.Case
	suspended := refuseCase(devices.PersonSuspended, "devicecode.suspended", caseID, "account", account.Name)
	switch r.Verdict.Code {
	case directory.Suspended:
		return "", suspended
	case directory.PendingMerge:
		known, err := s.Store.Profile(ctx, account.ID, address.String())
		if err == nil && known.State == directory.Suspended && known.Login == address.String() {
			return "", suspended
		}
		return "", refuseCase(devices.ReviewPending, "devicecode.review", caseID, "account", account.Name, "address",
			address.String())
	}
	if r.UserID == "" {
		return "", refuseCase(devices.DomainPending, "devicecode.pending", caseID, "account", account.Name, "domain",
			address.Domain)
	}
	p, err := s.Store.Profile(ctx, account.ID, r.UserID)
	if err != nil {
		return "", err
	}
	if p.State != directory.Active && p.State != directory.WaitingLicense {
		return "", suspended
	}
	return p.ID, nil
}

// refusal is what the intake refuses, for the person before the device.
func refusal(err error, address directory.Address) error {
	var e *directory.Error
	if !errors.As(err, &e) || e.Kind != directory.Refused {
		return err
	}
	refused := &devices.Error{Code: devices.DomainRefused, Message: e.Tell(), Case: e.Verdict.Case}
	if e.Verdict.Rule == "L3" {
		refused.Code = devices.NoSeat
	} else {
		refused.Message = devices.Refuse("", "devicecode.refused", "domain", address.Domain, "case", e.Verdict.Case).Message
	}
	return refused
}

// refuseCase is a refusal that a log entry tells of.
func refuseCase(code devices.Code, key, caseID string, pairs ...any) *devices.Error {
	e := devices.Refuse(code, key, append(pairs, "case", caseID)...)
	e.Case = caseID
	return e
}
