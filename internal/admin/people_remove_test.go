package admin_test

import (
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rules M5 and O4: what an administrator typed can be taken back, by name and logged with who did it; what a source says can't,
// nor can anybody of another account.
func TestRemove(t *testing.T) {
	eachOffice(t, func(o *office) {
		added, err := o.people.Add(t.Context(), ann, o.account, admin.AddRequest{Email: "kim@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		id := added.Record.ID
		_, err = o.people.Remove(t.Context(), ann, newOffice(t, o.db, "other").account, admin.RemoveRequest{User: id})
		wantKind(t, "of another account", err, directory.NotFound, id)
		if _, err := o.people.Remove(t.Context(), ann, o.account, admin.RemoveRequest{User: "kim@example.com", Options: admin.Options{DryRun: true}}); err != nil {
			t.Error(err)
		}
		if o.records(id) == nil {
			t.Error("a dry run removed somebody")
		}
		d, err := o.people.Remove(t.Context(), ann, o.account, admin.RemoveRequest{User: "Kim@Example.com"})
		if err != nil || d.Subject != id || d.Outcome != directory.Removed {
			t.Fatalf("%+v, %v", d, err)
		}
		o.logged("REMOVE", id)
		_, err = o.people.Show(t.Context(), ann, o.account, id)
		wantKind(t, "removed", err, directory.NotFound, id)

		o.push(o.okta, "lee@example.com")
		_, err = o.people.Remove(t.Context(), ann, o.account, admin.RemoveRequest{User: "lee@example.com"})
		wantKind(t, "who was pushed", err, directory.Conflict, "okta")
		_, err = o.people.Remove(t.Context(), admin.Actor{}, o.account, admin.RemoveRequest{User: "lee@example.com"})
		wantKind(t, "nobody removes", err, directory.Invalid, "nobody is named")
	})
}
