package admin_test

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
)

var codeInMail = regexp.MustCompile(`(?m)^ +(\w{4}-\w{4})$`)

// code is the code of the newest mail.
func (o *office) code() string {
	o.t.Helper()
	mails := o.mails.Mails()
	if len(mails) == 0 {
		o.t.Fatal("no mail was sent")
	}
	found := codeInMail.FindStringSubmatch(mails[len(mails)-1].Read(o.t).Text)
	if found == nil {
		o.t.Fatal("the mail has no code")
	}
	return found[1]
}

// Rule M5: an address of nobody makes a person; one of somebody known waits, is asked by mail, again
// when it is typed again, and joins when the code is entered, which the log says who did.
func TestAdd(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx, add := t.Context(), admin.AddRequest{Email: "New@example.com", GivenName: "Ana", Language: "en"}
		added, err := o.people.Add(ctx, ann, o.account, add)
		if err != nil || added.Address != "new@example.com" || added.Asked || added.Known || added.Record.Verdict.Code != directory.Active {
			t.Fatalf("somebody new: %+v, %v", added, err)
		}
		o.logged("ADD", added.Record.ID)

		user := o.push(o.okta, "ana@example.com")
		add.Email, add.DryRun = "ana@example.com", true
		if added, err = o.people.Add(ctx, ann, o.account, add); err != nil || added.Asked || added.Unasked != nil || len(o.mails.Mails()) != 0 {
			t.Errorf("tried: %+v, %v, and %d mails", added, err, len(o.mails.Mails()))
		}
		add.DryRun = false
		added, err = o.people.Add(ctx, ann, o.account, add)
		if err != nil || !added.Asked || added.Known || added.Record.Verdict.Code != directory.PendingMerge || len(added.Cases) != 1 || added.Cases[0].UserID != user {
			t.Fatalf("somebody known: %+v, %v", added, err)
		}
		old, record := o.code(), added.Record.ID
		added, err = o.people.Add(ctx, ann, o.account, add)
		if err != nil || !added.Asked || !added.Known || added.Record.ID != record || len(o.mails.Mails()) != 2 {
			t.Fatalf("typed again: %+v, %v", added, err)
		}

		_, err = o.people.Confirm(ctx, ann, o.account, admin.ConfirmRequest{Email: "ana@example.com", Code: old})
		var refused *confirm.Error
		if !errors.As(err, &refused) {
			t.Errorf("the code of a mail that gave way: %v", err)
		}
		done, err := o.people.Confirm(ctx, ann, o.account, admin.ConfirmRequest{Email: "Ana@example.com", Code: o.code()})
		if err != nil || done.Address != "ana@example.com" || done.Record != record || done.Source == "" {
			t.Errorf("confirmed: %+v, %v", done, err)
		}
		if e := o.newest(); e.Channel != "mail" || e.Operation != "CONFIRM" || e.Actor != "ann" || e.RecordID != record {
			t.Errorf("the log says %+v", e)
		}

		_, err = o.people.Add(ctx, ann, o.account, admin.AddRequest{Email: "nobody"})
		wantKind(t, "no address", err, directory.Invalid, "write one like ann@example.com")
	})
}

// Somebody who can't be asked is added all the same, and the result says so and what to do.
func TestAddWithoutMail(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.push(o.okta, "ana@example.com")
		o.people.Asker = func() (admin.Asker, error) { return nil, errors.New("set --smtp") }
		add := admin.AddRequest{Email: "ana@example.com"}
		added, err := o.people.Add(t.Context(), ann, o.account, add)
		if err != nil || added.Asked || !contains(added.Unasked, "set --smtp; then repeat the command") || added.Record.ID == "" {
			t.Errorf("no mail server is set: %+v, %v", added, err)
		}
		o.people.Asker = nil
		if added, err = o.people.Add(t.Context(), ann, o.account, add); err != nil || !added.Known || !contains(added.Unasked, "nothing sends mails") {
			t.Errorf("no mails at all: %+v, %v", added, err)
		}
		o.people.Asker = func() (admin.Asker, error) { return &confirm.Loop{Store: o.db}, nil }
		if added, err = o.people.Add(t.Context(), ann, o.account, add); err != nil || added.Asked || !contains(added.Unasked, "repeat the command") {
			t.Errorf("a mail that is not sent: %+v, %v", added, err)
		}
		o.people.Asker = o.asker
		if added, err = o.people.Add(t.Context(), ann, o.account, add); err != nil || !added.Asked || added.Unasked != nil {
			t.Errorf("repeated: %+v, %v", added, err)
		}
	})
}

// What a mailbox answers by itself is nobody's act; for a record or an account that is gone it is
// refused.
func TestConfirmed(t *testing.T) {
	eachOffice(t, func(o *office) {
		user := o.push(o.okta, "ana@example.com")
		added, err := o.people.Add(t.Context(), ann, o.account, admin.AddRequest{Email: "ana@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		key := added.Record.RecordKey
		if err := o.people.Confirmed(t.Context(), o.account.ID, key, "ana@example.com"); err != nil {
			t.Fatal(err)
		}
		if e := o.newest(); e.Actor != "" || e.Channel != "mail" || e.RecordID != key.ID {
			t.Errorf("the log says %+v", e)
		}
		if p, err := o.people.Show(t.Context(), ann, o.account, key.ID); err != nil || !slices.ContainsFunc(p.Records, func(r *directory.Utterance) bool { return r.Confirmed == "ana@example.com" }) {
			t.Errorf("confirmed: %+v, %v", p, err)
		}
		wantKind(t, "another address", o.people.Confirmed(t.Context(), o.account.ID, key, "bob@example.com"), directory.Conflict, "does not bring the address")
		key.ID = user
		wantKind(t, "no record", o.people.Confirmed(t.Context(), o.account.ID, key, "ana@example.com"), directory.NotFound, "")
		wantKind(t, "no account", o.people.Confirmed(t.Context(), user, key, "ana@example.com"), directory.NotFound, "account of this confirmation is gone")
	})
}
