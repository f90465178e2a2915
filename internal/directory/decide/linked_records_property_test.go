package decide

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// often fails a test fewer of whose cases than the percentage were what they are meant to be. Of few
// cases nothing is asked but that there are any at all: the rest would be chance.
func often(t *testing.T, what string, have, of, percent int) {
	t.Helper()
	wanted := of * percent / 100
	if of < 1000 {
		wanted = min(wanted/20, 1)
	}
	if have < wanted {
		t.Errorf("%s in %d of %d cases: the test does not test what it says", what, have, of)
	}
}

// Rules M1, M2, M6, M8, M9 and M10: whatever happens to people whom many sources know, each keeps
// its records, one first record and one golden one; nobody who never links is linked; each address that
// somebody let in brings has one owner.
func TestCrowdsAreWhole(t *testing.T) {
	cases, three, four, roles := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(1, 20).Draw(t, "batches") {
			batch := make([]step, rapid.SampledFrom([]int{1, 1, 2, 4}).Draw(t, "size"))
			for i := range batch {
				batch[i] = w.draw(t)
			}
			w.do(t, batch...)
			if wrong := append(w.broken(), w.strained()...); len(wrong) > 0 {
				t.Fatal(wrong)
			}
		}
		cases++
		if w.largest >= 3 {
			three++
		}
		if w.largest >= 4 {
			four++
		}
		if len(w.owners()) > 0 {
			roles++
		}
	})
	if !t.Failed() {
		often(t, "people of three records", three, cases, 20)
		often(t, "people of four records", four, cases, 5)
		often(t, "owners", roles, cases, 10)
	}
}

// strained lists what is wrong between people, beside what broken finds.
func (r fakeRows) strained() (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	user := map[string]string{}
	for key, rec := range r.records {
		if key.SourceID != "account" && key.Type == directory.TypeUser {
			user[rec.ID] = rec.UserID
		}
	}
	for pair := range r.apart {
		if id := user[pair[0]]; id != "" && id == user[pair[1]] {
			bad("%v never link, and are one user %s (rule M8)", pair, id)
		}
	}
	held, owned := map[[2]string]bool{}, map[[2]string]bool{}
	for key, i := range r.identifiers {
		id := [2]string(key[:2])
		if a, ok := directory.ParseAddress(i.Value); i.UserID != "" && (i.Kind != directory.ByEmail || ok && r.domains[a.Domain] != directory.Unapproved) {
			held[id] = true
		}
		owned[id] = owned[id] || i.Owner
	}
	for id := range held {
		if !owned[id] {
			bad("%v has no owner, although somebody brings it", id)
		}
	}
	return wrong
}

// Rule M10: once an account has an active owner, it has one whatever is done.
func TestCrowdsKeepAnOwner(t *testing.T) {
	cases, refused, shared := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(1, 4).Draw(t, "before") {
			w.do(t, w.draw(t))
		}
		for _, key := range w.people() {
			if rec := w.records[key]; len(w.owners()) == 0 && rec.UserID != "" && w.users[rec.UserID].State == directory.Active {
				w.must(t, step{Type: fakeType(directory.TypeUser), Source: w.sources[key.SourceID], Action: directory.SetRole, ID: key.ID, Role: directory.Owner})
			}
		}
		had := w.owners()
		for range rapid.IntRange(1, 12).Draw(t, "batches") {
			batch := make([]step, rapid.SampledFrom([]int{1, 1, 3}).Draw(t, "size"))
			for i := range batch {
				batch[i] = w.draw(t)
				w.turnOnOwner(t, &batch[i])
			}
			results := w.do(t, batch...)
			now := w.owners()
			if len(had) > 0 && len(now) == 0 {
				t.Fatalf("%v were the owners, and nobody is", had)
			}
			had = now
			cases++
			if slices.ContainsFunc(results, func(r directory.Result) bool { return r.Err != nil && directory.KindOf(r.Err) == directory.Refused }) {
				refused++
			}
			if slices.ContainsFunc(now, func(id string) bool { return len(w.peopleOf(id)) > 1 }) {
				shared++
			}
		}
	})
	if !t.Failed() {
		often(t, "refusals", refused, cases, 5)
		often(t, "owners of several records", shared, cases, 5)
	}
}

// turnOnOwner points some changes at an owner's records.
func (w *crowd) turnOnOwner(t *rapid.T, c *step) {
	owners := w.owners()
	if c.Action == directory.Create || len(owners) == 0 || rapid.IntRange(0, 2).Draw(t, "of an owner") > 0 {
		return
	}
	slices.Sort(owners)
	key := rapid.SampledFrom(w.peopleOf(rapid.SampledFrom(owners).Draw(t, "owner"))).Draw(t, "owner's record")
	c.ID, c.Source = key.ID, w.sources[key.SourceID]
}

// Rules M2, M5 and M10: what links by itself is a trusted source's, by an address that is proved, or
// comes back under the externalId that its source gave it; and it links to nobody with a role.
func TestCrowdsLinkOnlyWhatIsProved(t *testing.T) {
	cases, rules := 0, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		cases++
		var gone *step
		for range rapid.IntRange(2, 20).Draw(t, "changes") {
			c := w.drawProof(t, gone)
			gone = w.again(t, c)
			before := w.clone()
			r := w.do(t, c)[0]
			for _, key := range w.people() {
				checkLink(t, before, w.records[key], c, rules)
			}
			// Nobody but an administrator gives a role.
			for id, u := range w.users {
				if was := before.users[id]; u.Role != was.Role && (c.Action != directory.SetRole || r.Err != nil) {
					t.Fatalf("%d made %s %q (rule M10)", c.Action, id, u.Role)
				}
			}
		}
	})
	for _, rule := range []string{"M2a", "M2b", "M2c", "confirmed"} {
		if rules[rule] == 0 && cases >= 1000 && !t.Failed() {
			t.Errorf("nobody was linked by %s: %v", rule, rules)
		}
	}
}

// drawProof draws a change as draw does, and often one by which somebody becomes known: a mailbox
// confirms a record that waits, an authority knows a number under a new address, who has gone comes
// back.
func (w *crowd) drawProof(t *rapid.T, gone *step) step {
	waits := slices.DeleteFunc(w.people(), func(key directory.RecordKey) bool { return w.records[key].Verdict.Code != directory.PendingMerge })
	switch n := rapid.IntRange(0, 3).Draw(t, "proof"); {
	case n < 2 && len(waits) > 0:
		key := rapid.SampledFrom(waits).Draw(t, "waits")
		c := w.about(key, directory.Confirm)
		rec := kept(w.records[key])
		if err := rec.Decode(c.Type); err != nil {
			t.Fatal(err)
		}
		c.Address = directory.Text(rec.Attributes, "userName")
		return c
	case n == 2 && gone == nil:
		c := step{Type: fakeType(directory.TypeUser), Action: directory.Create, Source: rapid.SampledFrom(crowdSources[:2]).Draw(t, "authority"), ID: fakeID(w.next)}
		c.Attributes = schema.Object{
			"userName": fmt.Sprint("new", w.next, "@verified.example"), directory.EnterpriseUser: schema.Object{"employeeNumber": fmt.Sprint(w.person(t))},
		}
		w.next++
		return c
	case n > 1 && gone != nil:
		c := *gone
		c.ID = fakeID(w.next)
		w.next++
		return c
	}
	return w.draw(t)
}

// again is the change by which somebody comes back whom a change removes; nil when it removes nobody.
func (w *crowd) again(t *rapid.T, c step) *step {
	rec, there := w.records[directory.RecordKey{SourceID: c.Source.ID, Type: directory.TypeUser, ID: c.ID}]
	if c.Action != directory.Delete || !there {
		return nil
	}
	r := kept(rec)
	if err := r.Decode(c.Type); err != nil {
		t.Fatal(err)
	}
	return &step{Type: c.Type, Action: directory.Create, Source: c.Source, Attributes: r.Attributes}
}

// checkLink looks at a record that a change has made part of somebody who was there before.
func checkLink(t *rapid.T, before fakeRows, rec directory.Record, c step, rules map[string]int) {
	was := before.records[rec.RecordKey]
	user, there := before.users[rec.UserID]
	if rec.UserID == "" || rec.UserID == was.UserID || !there || user.State == directory.Absorbed || c.Action == directory.Link || c.Action == directory.Unmerge {
		return
	}
	graves := slices.Collect(maps.Values(before.graves))
	if slices.ContainsFunc(graves, func(g directory.Tombstone) bool {
		person := g.UserID
		for range 9 { // an administrator may have merged the person since
			if u := before.users[person]; u.State == directory.Absorbed {
				person = u.Into
			}
		}
		return g.SourceID == rec.SourceID && person == rec.UserID && g.ExternalHash == directory.KeyedHash(modelAccount.Secret, rec.ExternalID())
	}) {
		rules["M2a"]++
		return
	}
	if user.Role != directory.NoRole {
		t.Fatalf("%s became part of %s, who is %s (rule M10)", rec.ID, user.ID, user.Role)
	}
	if user.State != directory.Active {
		t.Fatalf("%s became part of %s, who is %s (rule M2c)", rec.ID, user.ID, user.State)
	}
	p := policy{sources: before.sources}
	r := kept(rec)
	if err := r.Decode(fakeType(directory.TypeUser)); err != nil {
		t.Fatal(err)
	}
	enterprise, _ := r.Attributes[directory.EnterpriseUser].(schema.Object)
	proved := map[string]bool{}
	for key, i := range before.identifiers {
		if i.UserID != user.ID {
			continue
		}
		if i.Kind == directory.ByKey && p.sources[rec.SourceID].KeyAttribute() != "" && key[1] == "employeeNumber "+directory.Text(enterprise, "employeeNumber") {
			proved["M2b"] = true
		}
		for _, a := range directory.Addresses(r.Attributes) {
			if key[1] == a.String() && before.domains[a.Domain] == directory.Verified {
				proved["M2c"] = proved["M2c"] || p.trusted(rec.SourceID, a.Domain)
				proved["confirmed"] = proved["confirmed"] || rec.Confirmed == a.String()
			}
		}
	}
	linked := false
	for rule, is := range proved {
		if is {
			rules[rule]++
			linked = true
		}
	}
	if linked {
		return
	}
	t.Fatalf("%s of %s became part of %s by %s, and nothing proves that it is", rec.ID, rec.SourceID, user.ID, rec.Verdict.Rule)
}
