package admin_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rule I4 (trap TC7): whatever a file says, and whatever is there already, the preview says of each count what the import then comes to.
func TestPreviewComesTrue(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		if err := b.pool("shield", 40); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		pick := func(from ...string) string { return from[r.IntN(len(from))] }
		for n := range 6 {
			b.push(b.okta, fmt.Sprintf("p%d@example.com", n))
		}
		for round := range 5 {
			var s strings.Builder
			s.WriteString("External ID,email,title,active,groups,licenses,Other e-mails\n")
			for range 60 {
				n := r.IntN(50)
				domain := pick("example.com", "example.com", "example.com", "elsewhere.example", "bad domain")
				fmt.Fprintf(&s, "%s,p%d@%s,%s,%s,%s,%s,%s\n", pick("", "", fmt.Sprint(n)), n, domain, pick("", "Clerk", "Chief"),
					pick("", "yes", "yes", "no"), pick("", "Red", "Red|Blue", "Green"), pick("", "1", "2"), pick("", "", fmt.Sprintf("p%d@example.com", r.IntN(60))))
			}
			how := func(r *admin.ImportRequest) { r.Queue = true }
			if round%2 == 1 {
				how = func(r *admin.ImportRequest) { r.First, r.Devices = true, 1 }
			}
			seen, tried := b.take(s.String(), how, dry), len(b.bad)
			done := b.take(s.String(), how)
			if tally(seen) != tally(done) || seen.Waiting != done.Waiting || tried != len(b.bad) || seen.Joined != done.Joined || seen.Left != done.Left {
				t.Errorf("round %d: the preview said %s (%d wait, %d bad), and the import came to %s (%d wait, %d bad)", round, tally(seen), seen.Waiting, tried,
					tally(done), done.Waiting, len(b.bad))
			}
			if sum := done.ImportCounts.Created + done.Linked + done.Updated + done.Unchanged + done.Held + done.Review + done.Failed; sum != done.Rows || done.Rows != 60 {
				t.Errorf("round %d: %s", round, tally(done))
			}
		}
	})
}

// Managers are named by address or external id, in any order of the rows, and somebody unknown changes nothing.
func TestImportManagers(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		file := "External ID,email,Manager\n1,ana@example.com,3\n2,bo@example.com,CY@example.com\n3,cy@example.com,\n4,di@example.com,nobody@example.com\n"
		done := b.take(file)
		if len(done.Warnings) != 1 || !strings.Contains(done.Warnings[0].Key, "managers") {
			t.Errorf("warnings: %v", done.Warnings)
		}
		ids := b.ids(done.Source)
		for _, name := range []string{"ana@example.com", "bo@example.com", "cy@example.com", "di@example.com"} {
			in, _ := b.said(done.Source, ids[name])[directory.EnterpriseUser].(map[string]any)
			manager, _ := in["manager"].(map[string]any)
			want := map[bool]string{true: ids["cy@example.com"]}[name[0] < 'c']
			if got := directory.Text(manager, "value"); got != want {
				t.Errorf("the manager of %s is %q, want %q", name, got, want)
			}
		}
		b.want(b.take(file, func(r *admin.ImportRequest) { r.Again = true }), "again", "4: 0 new 0 linked 0 changed 4 same 0 held 0 review 0 bad")
		later := b.take("email,Manager\nbo@example.com,ana@example.com\n")
		in, _ := b.said(later.Source, ids["bo@example.com"])[directory.EnterpriseUser].(map[string]any)
		if manager, _ := in["manager"].(map[string]any); directory.Text(manager, "value") != ids["ana@example.com"] {
			t.Errorf("somebody whom the source has: %v", in)
		}
	})
}

// ids are the records of a source's people by userName.
func (b *bureau) ids(source directory.Source) map[string]string {
	b.t.Helper()
	keys, err := b.db.SourceRecords(b.t.Context(), b.account.ID, source.ID, directory.TypeUser, false, "", 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	ids := map[string]string{}
	for _, k := range keys {
		ids[directory.Text(b.said(source, k.ID), "userName")] = k.ID
	}
	return ids
}

// Traps TC8 and TC15: the rows that were left out come back letter by letter, ids with zeros in front and what looks like a formula too; ids that
// have lost their zeros are named.
func TestRejectedComesBack(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		done := b.take("External ID,email,title,phone\n00123,ana@example,=1+1,+33 1 23\n00124,bo at example.com,@x,-x\n")
		if done.Failed == 0 {
			t.Fatalf("none is bad: %s", tally(done))
		}
		var out bytes.Buffer
		w := csvfile.NewWriter(&out, csvfile.French)
		line, reason := csvfile.Remarks(csvfile.French)
		if err := w.Write(append([]string{line, reason}, done.Columns()...)); err != nil {
			t.Fatal(err)
		}
		err := b.imports.Rejected(t.Context(), ann, b.account, done.ID, func(*admin.ImportRecord) error { return nil }, func(row admin.BadRow) error {
			return w.Write(append([]string{fmt.Sprint(row.Line), row.Says.String()}, row.Cells...))
		})
		if err != nil || w.Flush() != nil {
			t.Fatal(err)
		}
		corrected := strings.ReplaceAll(strings.ReplaceAll(out.String(), `"bo at example.com"`, `"bo@example.com"`), `"ana@example"`, `"ana@example.com"`)
		again := b.take(corrected)
		if again.Failed != 0 {
			t.Fatalf("corrected: %v\n%s", b.bad, corrected)
		}
		bo := b.said(again.Source, b.ids(again.Source)["bo@example.com"])
		if bo["title"] != "@x" || bo["externalId"] != "00124" {
			t.Errorf("bo: %v", bo)
		}
		lost := b.take("External ID,email\n124,bo@example.com\n", dry)
		if lost.Failed != 1 || len(lost.Warnings) != 1 || lost.Warnings[0].Key != "import.warn.zeros" {
			t.Errorf("zeros: %s, %v", tally(lost), lost.Warnings)
		}
	})
}

// Rule O3: what an import keeps of somebody goes with the person, and all of it with the log.
func TestImportsAreForgotten(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		done := b.take("email,title\nana@example.com,Clerk\nbo at example.com,friend of ana@example.com\n")
		rows := func() int {
			list, err := b.db.ImportRows(t.Context(), b.account.ID, done.ID, admin.AllImported, -1, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if rows() != 2 {
			t.Fatalf("%d rows", rows())
		}
		if n, err := b.db.ForgetImports(t.Context(), b.account.ID, time.Now().Add(-time.Hour), 10); err != nil || n != 0 {
			t.Errorf("forgot %d, %v", n, err)
		}
		if n, err := b.db.ForgetImports(t.Context(), b.account.ID, time.Now().Add(time.Hour), 10); err != nil || n != 2 || rows() != 0 {
			t.Errorf("forgot %d, %v", n, err)
		}
		if list, err := b.imports.List(t.Context(), ann, b.account); err != nil || len(list) != 0 {
			t.Errorf("imports: %v, %v", list, err)
		}
	})
}

// Show 5: whatever the order of a push, a file and a typed address, and of their removals, one person stays as long as a record does (rules I1, M2).
func TestFileIsADoorAsOthers(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		if _, err := b.office.people.Add(t.Context(), ann, b.account, admin.AddRequest{Email: "kim@example.com"}); err != nil {
			t.Fatal(err)
		}
		b.push(b.okta, "rosa@example.com")
		done := b.take("email\nrosa@example.com\nkim@example.com\nnew@example.com\nfar@elsewhere.example\n")
		b.want(done, "beside others", "4: 1 new 0 linked 0 changed 0 same 1 held 2 review 0 bad")
		cases, err := b.db.CasesOf(t.Context(), b.account.ID, b.ids(done.Source)["rosa@example.com"])
		if err != nil || len(cases) != 1 {
			t.Errorf("cases: %v, %v", cases, err)
		}
		if _, err := b.imports.Undo(t.Context(), ann, b.account, done.ID, nil); err != nil || len(b.ids(done.Source)) != 0 {
			t.Errorf("undone: %v", err)
		}
		if u, err := b.office.people.Show(t.Context(), ann, b.account, "rosa@example.com"); err != nil || len(u.Records) != 1 {
			t.Errorf("rosa: %+v, %v", u, err)
		}
	})
}

// Rules S3 and M8: one record is that of one row, found by its login in one and by its external id in the other.
func TestTwoRowsOfOneRecord(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		b.take("email,id,title\np14@example.com,5,Clerk\n")
		is := b.take("email,id,title\nnew@example.com,5,A\np14@example.com,,B\n")
		if is.Failed != 1 || is.Updated != 1 {
			t.Errorf("%+v", is.ImportCounts)
		}
	})
}

// Rule O1: what stands in columns that are left aside, such as a password, is not in the log.
func TestWhatIsLeftAsideIsNotLogged(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		b.take("email,password,title\nana@example.com,hunter2,Clerk\n")
		var n int
		if err := b.db.ReadPool.GetContext(t.Context(), &n, `SELECT count(*) FROM log WHERE asked LIKE '%hunter2%'`); err != nil || n != 0 {
			t.Errorf("%d entries have it: %v", n, err)
		}
	})
}

// Rule S3: what a file of an earlier day was to make inactive is not decided any more once another one came.
func TestAllowAfterAnotherFile(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		everybody := "email\n"
		for i := range 12 {
			everybody += fmt.Sprintf("p%d@example.com\n", i)
		}
		complete := func(r *admin.ImportRequest) { r.Complete = true }
		b.take(everybody, complete)
		parked := b.take("email\np0@example.com\n", complete)
		if parked.Parked != 11 {
			t.Fatalf("%d are parked", parked.Parked)
		}
		b.take(everybody, complete, func(r *admin.ImportRequest) { r.Again = true })
		_, err := b.imports.Allow(t.Context(), ann, b.account, parked.ID)
		if directory.KindOf(err) != directory.Conflict || len(b.people(parked.Source)) != 12 {
			t.Errorf("%v, %d people", err, len(b.people(parked.Source)))
		}
	})
}

// Rule M8: undoing a file gives back the license that there was before it, for as many devices, and leaves what was decided since.
func TestUndoGivesLicensesBack(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		if err := b.pool("shield", 40); err != nil {
			t.Fatal(err)
		}
		devices := func() (n int) {
			if err := b.db.ReadPool.GetContext(t.Context(), &n, `SELECT COALESCE(CAST(sum(devices) AS integer), 0) FROM licenses`); err != nil {
				t.Fatal(err)
			}
			return n
		}
		undo := func(is *admin.Imported, want int) {
			t.Helper()
			if _, err := b.imports.Undo(t.Context(), ann, b.account, is.ID, nil); err != nil {
				t.Fatal(err)
			}
			if n := devices(); n != want {
				t.Errorf("the license is for %d devices, not %d", n, want)
			}
		}
		b.take("email\nana@example.com\n")
		three := b.take("email,licenses\nana@example.com,3\n")
		five := b.take("email,licenses\nana@example.com,5\n")
		undo(five, 3)
		five = b.take("email,title,licenses\nana@example.com,Chief,5\n")
		b.take("email,licenses\nana@example.com,7\n")
		undo(five, 7)
		undo(three, 7)
	})
}

// Rule S5: a row that the intake refuses changes nothing, and its reason stays.
func TestRefusedRowMakesNobodyInactive(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		b.take("email,id\nana@example.com,1\nbo@example.com,2\n")
		is := b.take("email,user name,id,active\nana@example.com,bo@example.com,1,no\n")
		if is.Failed != 1 || len(b.people(is.Source)) != 2 {
			t.Errorf("%+v, %d people", is.ImportCounts, len(b.people(is.Source)))
		}
		bad := 0
		if err := b.imports.Rejected(t.Context(), ann, b.account, is.ID,
			func(*admin.ImportRecord) error { return nil }, func(admin.BadRow) error { bad++; return nil }); err != nil || bad != 1 {
			t.Errorf("%d bad rows: %v", bad, err)
		}
	})
}
