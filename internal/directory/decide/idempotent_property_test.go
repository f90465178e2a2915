package decide

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
	"github.com/usher-id/usher/scim/schema"
)

// Rule M1: what was merged is merged already: all that the person is, said once more by one source or
// by several at the same time, is the same person.
func TestMergingIsIdempotent(t *testing.T) {
	several := 0
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		p := mergePolicy(t)
		records := make([]*directory.Record, rapid.IntRange(1, 5).Draw(t, "records"))
		for i := range records {
			records[i] = mergeRecord(t, i)
		}
		login := rapid.SampledFrom([]string{"ann@x.example", "ann@y.example", ""}).Draw(t, "login")
		m := merge(p, records, directory.User{Login: login}, directory.Edits{})
		cases++
		if len(m.sources) > 1 {
			several++
		}
		// Whichever source says so.
		for _, source := range []string{"s1", "s2", "s3", "s4"} {
			again := merge(p, []*directory.Record{{RecordKey: directory.RecordKey{SourceID: source, Type: directory.TypeUser, ID: fakeID(9)}, Attributes: m.attributes}}, directory.User{Login: login}, directory.Edits{})
			if diff := cmp.Diff(m.attributes, again.attributes); diff != "" || again.state != m.state {
				t.Fatalf("merged (-) and merged once more (+), %s and %s:\n%s", m.state, again.state, diff)
			}
		}
		// A record that says what another of its source says adds nothing.
		r := rapid.SampledFrom(records).Draw(t, "twice")
		twin := *r
		twin.ID = fakeID(8)
		if diff := cmp.Diff(m, merge(p, append(slices.Clone(records), &twin), directory.User{Login: login}, directory.Edits{}), cmp.AllowUnexported(merged{})); diff != "" {
			t.Fatalf("with the record %s (-) and with it twice (+):\n%s", r.ID, diff)
		}
	})
	if !t.Failed() {
		often(t, "several sources", several, cases, 40)
	}
}

// Rule M1: to judge everybody again, to say the same again, to link who is linked: none of it changes
// anything, once nobody waits.
func TestSayingItAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		for range rapid.IntRange(1, 10).Draw(t, "changes") {
			w.do(t, w.draw(t))
		}
		before := w.state()
		for _, key := range rapid.Permutation(append(w.people(), directory.RecordKey{})).Draw(t, "order") {
			rec := w.records[key]
			if rec.UserID == "" || rec.Verdict.Code == directory.PendingMerge {
				continue
			}
			again := w.about(key, rapid.SampledFrom([]directory.Action{directory.Reconsider, directory.Edit, directory.Link}).Draw(t, "again"))
			again.Into = rec.UserID
			again.Edit = func(o schema.Object) (schema.Object, bool, error) { return schema.Clone(o), false, nil }
			if r := w.must(t, again); r.Outcome != directory.Unchanged {
				t.Fatalf("%s once more: %s", key.ID, r.Outcome)
			}
		}
		after := w.state()
		after.Log = before.Log
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Rule M3: every form in which a text is compared is its own.
func TestNormalFormsAreTheirOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := crowdText().Draw(t, "text")
		forms := map[string]func(string) string{
			"EmailKey": directory.EmailKey,
			"domain": func(s string) string {
				d, ok := directory.NormalizeDomain(s)
				if !ok {
					return s
				}
				return d
			},
			"valueKey of an address": func(s string) string { return valueKey("emails", schema.Object{"value": s}) },
			"valueKey of a number":   func(s string) string { return valueKey("phoneNumbers", schema.Object{"value": s}) },
			"valueKey of a text":     func(s string) string { return valueKey("roles", s) },
			"skeleton":               matchkey.Skeleton,
			"externalId": func(s string) string {
				return (&directory.Record{Attributes: schema.Object{"externalId": s}}).ExternalID()
			},
		}
		for _, what := range slices.Sorted(maps.Keys(forms)) {
			once := forms[what](s)
			if twice := forms[what](once); twice != once {
				t.Fatalf("%s of %+q is %+q, and of that %+q", what, s, once, twice)
			}
		}
		a, ok := directory.ParseAddress(s)
		if !ok {
			return
		}
		// However it is written, an address is one and the same to all who look at it.
		for _, o := range []schema.Object{
			{"userName": a.String()}, {"userName": " " + s + "\t"},
			{"userName": "x", "emails": []any{schema.Object{"value": s}, schema.Object{"value": a.String()}}},
		} {
			if all := directory.Addresses(o); len(all) != 1 || all[0] != a {
				t.Fatalf("%+q is %+q, and of %v the addresses are %v", s, a, o, all)
			}
			if login, _ := directory.LoginAddress(o); login != a {
				t.Fatalf("%+q is %+q, and of %v the login is %v", s, a, o, login)
			}
		}
		alike := func(s string) string {
			r := &directory.Record{Attributes: schema.Object{"userName": s}}
			return r.MatchKey(r.Addresses()[0])
		}
		if alike(a.String()) != alike(s) {
			t.Fatalf("%+q looks like %+q, and once normalised like %+q", s, alike(s), alike(a.String()))
		}
	})
}

// crowdText draws addresses in many writings and scripts, and what only nearly is one.
func crowdText() *rapid.Generator[string] {
	letters := []rune("abzABZ019.+-_éÉ\u0301\u0308ßıİſKаАρöÖüÜ\u200d中。．@\" ")
	local := rapid.OneOf(rapid.StringMatching(`[a-zA-Z0-9.+_-]{1,10}`), rapid.StringOfN(rapid.RuneFrom(letters), 1, 8, -1), rapid.StringMatching(`"[a-zA-Z .@\\]{1,8}"`))
	domain := rapid.OneOf(
		rapid.SampledFrom([]string{"verified.example", "Verified.EXAMPLE", "bücher.example", "BÜCHER.example", "xn--bcher-kva.example", "XN--BCHER-KVA.example", "straße.example", "example。com"}),
		rapid.Map(rapid.StringOfN(rapid.RuneFrom(letters), 1, 8, -1), func(s string) string { return s + ".example" }),
	)
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(local.Draw(t, "local"), "@", domain.Draw(t, "domain")) }),
		domain, rapid.String(),
	)
}
