package admin_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Rule M6: whom an administrator suspends stays so whatever a source sends, until an administrator takes it back; both
// are in the log with who did it.
func TestAnAdministratorSuspends(t *testing.T) {
	eachOffice(t, func(o *office) {
		id := o.push(o.okta, "rosa@example.com")
		ctx, request := t.Context(), admin.StopRequest{User: "rosa@example.com"}
		state := func() directory.Code {
			t.Helper()
			p, err := o.people.Show(ctx, ann, o.account, id)
			if err != nil {
				t.Fatal(err)
			}
			return p.State
		}
		dry := request
		dry.DryRun = true
		if d, err := o.people.Suspend(ctx, ann, o.account, dry); err != nil || d.From != id || state() != directory.Active {
			t.Errorf("tried: %+v, %v, and the user is %s", d, err, state())
		}
		d, err := o.people.Suspend(ctx, ann, o.account, request)
		if err != nil || d.Outcome != directory.Suspending || state() != directory.Suspended {
			t.Errorf("suspended: %+v, %v, and the user is %s", d, err, state())
		}
		o.logged("SUSPEND", id)
		x, err := o.people.Explain(ctx, ann, o.account, id)
		if err != nil {
			t.Fatal(err)
		}
		last := admin.InWords(x, text.Reader{Surface: text.CommandLine, Account: o.account.Name}).Findings
		if f := last[len(last)-1]; !strings.Contains(f.Says, "an administrator suspended") || !strings.Contains(f.Change, "usher user resume "+id) {
			t.Errorf("explained: %+v", f)
		}
		if d, err = o.people.Suspend(ctx, ann, o.account, request); err != nil || d.Outcome != directory.Unchanged {
			t.Errorf("suspended again: %+v, %v", d, err)
		}
		if d, err = o.people.Resume(ctx, ann, o.account, request); err != nil || d.Outcome != directory.Changed || state() != directory.Active {
			t.Errorf("resumed: %+v, %v, and the user is %s", d, err, state())
		}
		o.logged("RESUME", id)
	})
}

// Rule M1: what an administrator says of an attribute counts in the place of all sources until it is reset, and is told
// to come from an administrator.
func TestAnAdministratorEdits(t *testing.T) {
	eachOffice(t, func(o *office) {
		id := o.push(o.okta, "rosa@example.com")
		ctx := t.Context()
		edit := func(r admin.EditRequest) (*admin.Decided, error) {
			r.User = id
			return o.people.Edit(ctx, ann, o.account, r)
		}
		d, err := edit(admin.EditRequest{Set: []string{
			"title=Nurse", `phoneNumbers[type eq "work"].value=+33 1 02=03`, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter=7",
			`addresses=[{"type":"work","locality":"Lyon"}]`,
		}})
		if err != nil || d.Outcome != directory.Changed {
			t.Fatalf("edited: %+v, %v", d, err)
		}
		o.logged("EDIT", id)
		p, err := o.people.Show(ctx, ann, o.account, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"title":"Nurse"`, `"+33 1 02=03"`, `"costCenter":"7"`, `"Lyon"`} {
			if !strings.Contains(string(p.Body), want) {
				t.Errorf("%s is not in %s", want, p.Body)
			}
		}
		if !slices.ContainsFunc(p.Provenance, func(v directory.Provenance) bool {
			return v.Attribute == "title" && p.SourceName(v.Source) == "manual"
		}) {
			t.Errorf("where values come from: %v", p.Provenance)
		}
		if d, err = edit(admin.EditRequest{Reset: []string{"TITLE"}}); err != nil || d.Outcome != directory.Changed {
			t.Errorf("reset: %+v, %v", d, err)
		}
		if p, err = o.people.Show(ctx, ann, o.account, id); err != nil || strings.Contains(string(p.Body), "Nurse") {
			t.Errorf("after the reset: %s, %v", p.Body, err)
		}
		if d, err = edit(admin.EditRequest{Clear: []string{"displayName"}}); err != nil {
			t.Errorf("cleared: %+v, %v", d, err)
		}

		reader := text.Reader{Surface: text.CommandLine, Account: o.account.Name}
		for _, r := range []struct {
			admin.EditRequest
			says string
		}{
			{admin.EditRequest{}, "--set"},
			{admin.EditRequest{Set: []string{"title"}}, "PATH=VALUE"},
			{admin.EditRequest{Set: []string{"shoeSize=44"}}, "shoeSize"},
			{admin.EditRequest{Set: []string{"userName=eve@example.com"}}, "userName"},
			{admin.EditRequest{Set: []string{`emails[type eq "work"].value=eve@example.com`}}, "emails"},
			{admin.EditRequest{Set: []string{"active=false"}}, "usher user suspend"},
			{admin.EditRequest{Set: []string{"addresses=[{"}}, "JSON"},
			{admin.EditRequest{Set: []string{"title=" + strings.Repeat("x", directory.MaxEdits)}}, "bytes"},
			{admin.EditRequest{Set: []string{`phoneNumbers[type eq=3`}}, "PATH=VALUE"},
			{admin.EditRequest{Clear: []string{"shoeSize"}}, "shoeSize"},
			{admin.EditRequest{Clear: []string{"userName"}}, "userName"},
			{admin.EditRequest{Reset: []string{"shoeSize"}}, "shoeSize"},
			{admin.EditRequest{Reset: []string{"title"}}, "title"},
		} {
			_, err := edit(r.EditRequest)
			if err == nil {
				t.Errorf("%.60v was taken", r.EditRequest)
			} else if says := reader.Error(err); !strings.Contains(says, r.says) {
				t.Errorf("%.60v: %s", r.EditRequest, says)
			}
		}
	})
}
