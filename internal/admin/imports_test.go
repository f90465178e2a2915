package admin_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// bureau is an office in which files are imported.
type bureau struct {
	*office
	imports *admin.Imports
	bad     []admin.BadRow // of the last import
}

func eachBureau(t *testing.T, fn func(b *bureau)) {
	t.Helper()
	eachOffice(t, func(o *office) {
		desk := admin.Desk{Directory: o.db, Sources: o.db, Intake: o.intake, UserType: userType}
		fn(&bureau{office: o, imports: admin.NewImports(admin.ImportsOver{
			Store: o.db, Sources: o.db, Intake: o.intake, Licenses: o.db, Clock: clock.System,
			Registry:  func(context.Context, string) (*schema.Registry, error) { return schema.Core(), nil },
			Licensing: admin.NewLicensing(o.db, desk, o.db, o.intake.Arrange, nil, clock.System, o.db),
		}, o.db)})
	})
}

// try imports a file; more changes the request.
func (b *bureau) try(file string, more ...func(*admin.ImportRequest)) (*admin.Imported, error) {
	b.t.Helper()
	b.bad = nil
	r := admin.ImportRequest{
		File: bytes.NewReader([]byte(file)), Name: "people.csv", Bad: func(row admin.BadRow) { b.bad = append(b.bad, row) },
	}
	for _, change := range more {
		change(&r)
	}
	return b.imports.Import(b.t.Context(), ann, b.account, r)
}

// take imports a file, which has to go through.
func (b *bureau) take(file string, more ...func(*admin.ImportRequest)) *admin.Imported {
	b.t.Helper()
	done, err := b.try(file, more...)
	if err != nil {
		b.t.Fatal(err)
	}
	return done
}

func dry(r *admin.ImportRequest)      { r.DryRun = true }
func complete(r *admin.ImportRequest) { r.Complete = true }

// tally is an import's counts in a line.
func tally(i *admin.Imported) string {
	return fmt.Sprintf("%d: %d new %d linked %d changed %d same %d held %d review %d bad", i.Rows, i.ImportCounts.Created, i.Linked,
		i.Updated, i.Unchanged, i.Held, i.Review, i.Failed)
}

func (b *bureau) want(i *admin.Imported, what, want string) {
	b.t.Helper()
	if got := tally(i); got != want {
		b.t.Errorf("%s: %s; want %s", what, got, want)
		for _, row := range b.bad {
			b.t.Log(row.Says.String())
		}
	}
}

// people are the userNames of the source's records that are active, each with its title.
func (b *bureau) people(source directory.Source) map[string]string {
	b.t.Helper()
	found := map[string]string{}
	keys, err := b.db.SourceRecords(b.t.Context(), b.account.ID, source.ID, directory.TypeUser, true, "", 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, k := range keys {
		o := b.said(source, k.ID)
		found[directory.Text(o, "userName")] = directory.Text(o, "title")
	}
	return found
}

// said is what a source says of somebody.
func (b *bureau) said(source directory.Source, id string) schema.Object {
	b.t.Helper()
	bodies, err := b.db.RecordBodies(b.t.Context(), b.account.ID, source.ID, directory.TypeUser, []string{id})
	if err != nil || len(bodies) != 1 {
		b.t.Fatalf("record %s: %v, %v", id, bodies, err)
	}
	rec := &directory.Record{RecordKey: directory.RecordKey{Type: directory.TypeUser, ID: id}, Body: bodies[id].Body}
	if err := rec.Decode(schema.Core().Type(directory.TypeUser)); err != nil {
		b.t.Fatal(err)
	}
	return rec.Attributes
}

// list is a file of so many people, one of whom is bad; 0 for none.
func list(n, bad int) string {
	var s strings.Builder
	s.WriteString("email,title\r\n")
	for i := 1; i <= n; i++ {
		if i == bad {
			fmt.Fprintf(&s, "person-%d at example.com,Clerk\r\n", i)
			continue
		}
		fmt.Fprintf(&s, "person-%d@example.com,Clerk\r\n", i)
	}
	return s.String()
}

// Rules M8 and I4 (traps TC3 and TC7): of 100 rows the 50th is bad; corrected and imported whole there are 100 people, none twice, and undoing
// either leaves exactly the other's effect. What the preview says comes true.
func TestImportUndoesExactly(t *testing.T) {
	for _, first := range []bool{true, false} {
		eachBureau(t, func(b *bureau) {
			b.want(b.take(list(100, 50), dry), "preview", "100: 99 new 0 linked 0 changed 0 same 0 held 0 review 1 bad")
			one := b.take(list(100, 50))
			b.want(one, "import", "100: 99 new 0 linked 0 changed 0 same 0 held 0 review 1 bad")
			if len(b.bad) != 1 || !strings.Contains(b.bad[0].Says.String(), `line 51, email: `) {
				t.Errorf("bad rows: %v", b.bad)
			}
			if again := b.take(list(100, 50)); !again.Same || again.ID != one.ID || again.ImportCounts.Created != 99 {
				t.Errorf("the same file: %+v", again)
			}
			b.want(b.take(list(100, 0), dry), "preview", "100: 1 new 0 linked 0 changed 99 same 0 held 0 review 0 bad")
			two := b.take(list(100, 0))
			b.want(two, "corrected", "100: 1 new 0 linked 0 changed 99 same 0 held 0 review 0 bad")
			if n := len(b.people(two.Source)); n != 100 {
				t.Errorf("%d people", n)
			}
			undo, left := two.ID, 99
			if first {
				undo, left = one.ID, 1
			}
			undone, err := b.imports.Undo(t.Context(), ann, b.account, undo[:23], nil)
			if err != nil || undone.Undone != 100-left || undone.Kept != 0 {
				t.Fatalf("undone: %+v, %v", undone, err)
			}
			if n := len(b.people(two.Source)); n != left {
				t.Errorf("%d people are left, want %d", n, left)
			}
			_, err = b.imports.Undo(t.Context(), ann, b.account, undo, nil)
			wantKind(t, "undone twice", err, directory.Conflict, "was undone already")
			if first {
				b.want(b.take(list(100, 50)), "again after undoing", "100: 99 new 0 linked 0 changed 0 same 0 held 0 review 1 bad")
			}
		})
	}
}

// Rule M8 (trap TC13): the same key updates the same record, an empty cell leaves a value alone, and undoing brings the former values back,
// but for what was changed since.
func TestImportUpdates(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		b.take("External ID,email,Job title,Department,Groups\n1,ana@example.com,Clerk,Sales,Red|Blue\n2,bo@example.com,Clerk,Sales,Red\n")
		two := "External ID;email;Job title;Department;Groups\n1;ana.silva@example.com;;Marketing;Blue|Green\n2;bo@example.com;Chief;;\n3;cy@example.com;Clerk;;\n"
		b.want(b.take(two, dry), "preview", "3: 1 new 0 linked 2 changed 0 same 0 held 0 review 0 bad")
		done := b.take(two)
		b.want(done, "changes", "3: 1 new 0 linked 2 changed 0 same 0 held 0 review 0 bad")
		if is := b.people(done.Source); fmt.Sprint(is) != "map[ana.silva@example.com:Clerk bo@example.com:Chief cy@example.com:Clerk]" {
			t.Errorf("people: %v", is)
		}
		if is := b.groups(done.Source); fmt.Sprint(is) != "map[blue:1 green:1 red:1]" {
			t.Errorf("groups: %v", is)
		}
		three := "External ID,email,Job title\n2,bo@example.com,President\n"
		b.take(three)
		undone, err := b.imports.Undo(t.Context(), ann, b.account, done.ID, nil)
		if err != nil || undone.Kept != 1 {
			t.Fatalf("undone: %+v, %v", undone, err)
		}
		if is := b.people(done.Source); fmt.Sprint(is) != "map[ana@example.com:Clerk bo@example.com:President]" {
			t.Errorf("people: %v", is)
		}
		if is := b.groups(done.Source); fmt.Sprint(is) != "map[blue:1 red:2]" {
			t.Errorf("groups: %v", is)
		}
	})
}

// groups are the groups of a source by name, with how many members they have.
func (b *bureau) groups(source directory.Source) map[string]int {
	b.t.Helper()
	names, err := b.db.SourceGroups(b.t.Context(), b.account.ID, source.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	sizes := map[string]int{}
	for id, name := range names {
		var n int
		if err := b.db.ReadPool.Get(&n, `SELECT count(*) FROM members WHERE account_id = $1 AND group_id = $2 AND NOT waiting`, b.account.ID, id); err != nil {
			b.t.Fatal(err)
		}
		sizes[name] = n
	}
	return sizes
}

// Rules S2 and S3 (trap TC1): who is not in a file stays, unless it is declared complete; then those who are missing become inactive, but all of
// them wait where they are many, and nobody is missing where a row was left out.
func TestImportComplete(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		one := b.take(list(100, 0))
		b.take(list(10, 0))
		if n := len(b.people(one.Source)); n != 100 {
			t.Fatalf("%d people", n)
		}
		if p := b.take(list(10, 0), complete, dry); p.Missing != 90 || !p.Parks || p.Limit != 10 {
			t.Errorf("preview: %d missing, parks %v", p.Missing, p.Parks)
		}
		parked := b.take(list(10, 0), complete)
		if parked.Parked != 90 || len(b.people(one.Source)) != 100 || parked.Verdict(false, "") == nil {
			t.Errorf("%d parked, %d people", parked.Parked, len(b.people(one.Source)))
		}
		if done, err := b.imports.Reject(t.Context(), ann, b.account, parked.ID); err != nil || done.People != 90 || len(b.people(one.Source)) != 100 {
			t.Errorf("rejected: %+v, %v", done, err)
		}
		_, err := b.imports.Allow(t.Context(), ann, b.account, parked.ID)
		wantKind(t, "allowed what was rejected", err, directory.Conflict, "nobody of import")

		few := b.take(list(95, 0), complete)
		if few.Missing != 5 || few.Parked != 0 || len(b.people(one.Source)) != 95 {
			t.Errorf("%d missing, %d parked, %d people", few.Missing, few.Parked, len(b.people(one.Source)))
		}
		if bad := b.take(list(94, 50), complete); !bad.Unjudged || len(b.people(one.Source)) != 95 {
			t.Errorf("a bad row: %+v", bad)
		}
		if back := b.take(list(96, 0), complete); back.Updated != 1 || len(b.people(one.Source)) != 96 {
			t.Errorf("who comes back: %s, %d people", tally(back), len(b.people(one.Source)))
		}
		many := b.take(list(20, 0), complete)
		if many.Parked != 76 {
			t.Errorf("%d parked", many.Parked)
		}
		if done, err := b.imports.Allow(t.Context(), ann, b.account, many.ID); err != nil || done.People != 76 || len(b.people(one.Source)) != 20 {
			t.Errorf("allowed: %+v, %v, %d people", done, err, len(b.people(one.Source)))
		}
		if _, err := b.imports.Undo(t.Context(), ann, b.account, many.ID, nil); err != nil || len(b.people(one.Source)) != 96 {
			t.Errorf("undone: %v, %d people", err, len(b.people(one.Source)))
		}
	})
}

// Rule S3: rows that make people inactive count, too.
func TestImportSuspends(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		one := b.take(list(20, 0))
		file := func(n int) string {
			s := "email,title,active\n"
			for i := 1; i <= n; i++ {
				s += fmt.Sprintf("person-%d@example.com,Chief,no\n", i)
			}
			return s
		}
		done := b.take(file(6))
		if done.Suspends != 6 || done.Parked != 6 || len(b.people(one.Source)) != 20 || b.people(one.Source)["person-6@example.com"] != "Chief" {
			t.Errorf("six: %+v, %v", done.ImportCounts, b.people(one.Source))
		}
		if _, err := b.imports.Undo(t.Context(), ann, b.account, done.ID, nil); err != nil || b.people(one.Source)["person-6@example.com"] != "Clerk" {
			t.Errorf("undone: %v, %v", err, b.people(one.Source))
		}
		done = b.take(file(5))
		if done.Suspended != 5 || done.Parked != 0 || len(b.people(one.Source)) != 15 {
			t.Errorf("five: %+v", done.ImportCounts)
		}
		if _, err := b.imports.Undo(t.Context(), ann, b.account, done.ID, nil); err != nil || len(b.people(one.Source)) != 20 {
			t.Errorf("undone: %v, %v", err, b.people(one.Source))
		}
	})
}

// A file is bad as a whole before a row is judged, and a source of another kind takes none.
func TestImportRefuses(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		_, err := b.try("name,first\nx,y\n")
		wantKind(t, "no address", err, directory.Invalid, "e-mail")
		_, err = b.try(list(1, 0), func(r *admin.ImportRequest) { r.Source = "okta" })
		wantKind(t, "another kind", err, directory.Invalid, "is of kind scim")
		_, err = b.try(list(1, 0), func(r *admin.ImportRequest) { r.Send = true })
		wantKind(t, "no licenses", err, directory.Invalid, "--licenses")
		if _, err := b.imports.Undo(t.Context(), ann, b.account, "nothing", nil); directory.KindOf(err) != directory.NotFound {
			t.Errorf("undo of nothing: %v", err)
		}
		none := b.take(list(3, 2), func(r *admin.ImportRequest) { r.AllOrNothing = true })
		if !none.Refused || none.Failed != 1 || none.Verdict(false, "") == nil {
			t.Errorf("all or nothing: %+v", none)
		}
		if list, err := b.imports.List(t.Context(), ann, b.account); err != nil || len(list) != 0 {
			t.Errorf("imports: %v, %v", list, err)
		}
		all := b.take("email,Other e-mails\nana@example.com,\nbo@example.com,ANA@example.com\n")
		if all.Failed != 1 || !strings.Contains(b.bad[0].Says.String(), `line 3, Other e-mails: "ANA@example.com" stands in line 2 already`) {
			t.Errorf("twice: %v", b.bad)
		}
		if said := text.In(text.French, b.bad[0].Says[0]); !strings.HasPrefix(said, "ligne 3, Other e-mails") {
			t.Errorf("in French: %s", said)
		}
	})
}

// Rules L3, L4 and I4: the preview sees the seats that its earlier rows take; a shortage is refused with its choices, and the same file imported
// twice gives and sends nothing twice.
func TestImportLicenses(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		if err := b.pool("shield", 250); err != nil {
			t.Fatal(err)
		}
		give := func(r *admin.ImportRequest) { r.Devices, r.Send = 1, true }
		queue := func(r *admin.ImportRequest) { give(r); r.Queue = true }
		_, err := b.try(list(300, 0), give)
		wantKind(t, "shortage", err, directory.Conflict, "50 are missing")
		seen := b.take(list(300, 0), queue, dry)
		if seen.Waiting != 50 || len(seen.Seats) != 1 || seen.Seats[0].Needs != 300 || seen.Seats[0].Free != 250 || seen.Mails != 300 {
			t.Errorf("preview: %+v, %+v", seen.ImportCounts, seen.Seats)
		}
		done := b.take(list(300, 0), queue)
		if done.Waiting != 50 || done.Mails != 300 || done.ImportCounts.Created != 300 {
			t.Errorf("import: %+v", done.ImportCounts)
		}
		again := b.take(list(300, 0)+"new@example.com,Clerk\n", queue)
		if again.Mails != 1 || again.Unchanged != 300 {
			t.Errorf("again: %+v", again.ImportCounts)
		}
	})
}

// pool makes a pool.
func (b *bureau) pool(name string, seats int) error {
	_, err := b.imports.Licensing.CreatePool(b.t.Context(), ann, b.account, admin.PoolRequest{Name: name, Seats: &seats})
	return err
}
