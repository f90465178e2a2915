package decide

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// mergeRecord draws what a source may say of one person.
func mergeRecord(t *rapid.T, n int) *directory.Record {
	one := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	o := schema.Object{"userName": one("userName", "ann@x.example", "ANN", "a.archer")}
	for _, name := range []string{"displayName", "title"} {
		if v := one(name, "", "A", "B"); v != "" {
			o[name] = v
		}
	}
	var emails []any
	for range rapid.IntRange(0, 3).Draw(t, "emails") {
		e := schema.Object{"value": one("mail", "ann@x.example", "Ann@X.example", "ann@y.example", "no address")}
		if rapid.Bool().Draw(t, "primary") && len(emails) == 0 {
			e["primary"] = true
		}
		emails = append(emails, e)
	}
	if emails != nil {
		o["emails"] = emails
	}
	if rapid.IntRange(0, 2).Draw(t, "active") == 0 {
		o["active"] = rapid.Bool().Draw(t, "says")
	}
	if d := one("department", "", "", "R", "S"); d != "" {
		o[directory.EnterpriseUser] = schema.Object{"department": d}
	}
	return &directory.Record{RecordKey: directory.RecordKey{SourceID: one("source", "s1", "s2", "s3", "s4"), Type: directory.TypeUser, ID: fakeID(n)}, Attributes: o}
}

func mergePolicy(t *rapid.T) policy {
	p := policy{sources: map[string]directory.Source{}}
	for _, id := range []string{"s1", "s2", "s3", "s4"} {
		s := directory.Source{ID: id, Kind: directory.KindSCIM, Rank: rapid.SampledFrom([]int{10, 100, 100, 400}).Draw(t, "rank "+id)}
		if rapid.IntRange(0, 2).Draw(t, "authority "+id) == 0 {
			s.Settings.AuthoritativeFor = []string{"x.example"}
		}
		if rapid.IntRange(0, 2).Draw(t, "first "+id) == 0 {
			s.Settings.FirstFor = []string{"displayname"}
		}
		p.sources[id] = s
	}
	return p
}

// Rule M1: the person is a pure function of the records and the policy: the order of arrival does
// not matter, merging what was merged changes nothing, and no record is written to.
func TestMergeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := mergePolicy(t)
		records := make([]*directory.Record, rapid.IntRange(1, 5).Draw(t, "records"))
		before := make([]schema.Object, len(records))
		for i := range records {
			records[i] = mergeRecord(t, i)
			before[i] = schema.Clone(records[i].Attributes)
		}
		login := rapid.SampledFrom([]string{"ann@x.example", "ann@y.example", ""}).Draw(t, "login")
		suspendedBy := rapid.SampledFrom([]string{"", "s1"}).Draw(t, "suspendedBy")
		m := merge(p, records, directory.User{Login: login, SuspendedBy: suspendedBy}, directory.Edits{})
		for i, r := range records {
			if !schema.Equal(before[i], r.Attributes) {
				t.Fatalf("record %d was %v and is %v", i, before[i], r.Attributes)
			}
		}
		mixed := rapid.Permutation(records).Draw(t, "order")
		if diff := cmp.Diff(m, merge(p, mixed, directory.User{Login: login, SuspendedBy: suspendedBy}, directory.Edits{}), cmp.AllowUnexported(merged{})); diff != "" {
			t.Fatalf("in another order:\n%s", diff)
		}
		again := merge(p, []*directory.Record{{RecordKey: directory.RecordKey{SourceID: records[0].SourceID}, Attributes: m.attributes}}, directory.User{Login: login}, directory.Edits{})
		if diff := cmp.Diff(m.attributes["emails"], again.attributes["emails"]); diff != "" {
			t.Fatalf("merged once more:\n%s", diff)
		}
		checkMerged(t, p, records, m, login)
	})
}

// checkMerged looks at one merged person as an auditor would.
func checkMerged(t *rapid.T, p policy, records []*directory.Record, m merged, login string) {
	if active, _ := m.attributes["active"].(bool); active != (m.state == directory.Active) {
		t.Fatalf("state %s, active %v", m.state, active)
	}
	best := ""
	for r := range p.authorities(records) {
		if best == "" || p.sources[r.SourceID].Rank < p.sources[best].Rank || p.sources[r.SourceID].Rank == p.sources[best].Rank && r.SourceID < best {
			best = r.SourceID
		}
	}
	for _, r := range records {
		if r.SourceID == best && p.authorities(records)[r] && !r.Active() && m.state != directory.Suspended {
			t.Fatalf("the authority %s says inactive, and the person is %s (rule M6)", r.SourceID, m.state)
		}
	}
	emails, _ := m.attributes["emails"].([]any)
	seen, primary := map[string]bool{}, 0
	for _, e := range emails {
		e := e.(schema.Object)
		key := directory.EmailKey(directory.Text(e, "value"))
		if seen[key] {
			t.Fatalf("%s stands there twice: %v (rule M1)", key, emails)
		}
		seen[key] = true
		if isPrimary(e) {
			primary++
			if login != "" && seen[login] && key != login {
				t.Fatalf("%s is primary and the login is %s", key, login)
			}
		}
	}
	if primary > 1 {
		t.Fatalf("%d primary addresses: %v", primary, emails)
	}
	for _, v := range m.provenance {
		if !slices.ContainsFunc(records, func(r *directory.Record) bool { return r.SourceID == v.Source }) {
			t.Fatalf("%s comes from nobody: %+v", v.Attribute, v)
		}
	}
}

// Rule M1: who counts for what.
func TestMergeRanks(t *testing.T) {
	okta := directory.Source{ID: "okta", Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"x.example"}}}
	slack := directory.Source{ID: "slack", Kind: directory.KindSCIM, Rank: 90}
	typed := directory.Source{ID: "typed", Kind: directory.KindEmail, Rank: 400, Settings: directory.Settings{FirstFor: []string{"title"}}}
	p := policy{sources: map[string]directory.Source{"okta": okta, "slack": slack, "typed": typed}}
	record := func(source, address string, active bool, o schema.Object) *directory.Record {
		o["active"], o["userName"] = active, address
		return &directory.Record{RecordKey: directory.RecordKey{SourceID: source, Type: directory.TypeUser, ID: source}, Attributes: o}
	}
	for _, tt := range []struct {
		name        string
		login       string
		suspendedBy string
		okta        bool // active, in each
		slack       bool
		state       directory.Code
		shown       string // displayName
	}{
		{"the authority counts before a better rank", "a@x.example", "", true, true, directory.Active, "O"},
		{"for its own domain only", "a@y.example", "", true, true, directory.Active, "S"},
		{"it suspends at once", "a@x.example", "", false, true, directory.Suspended, "O"},
		{"elsewhere it detaches itself", "a@y.example", "", false, true, directory.Active, "S"},
		{"another source detaches itself", "a@x.example", "", true, false, directory.Active, "O"},
		{"nobody is left", "a@y.example", "", false, false, directory.Suspended, "S"},
		{"whom the authority brings back is back", "a@x.example", "okta", true, true, directory.Active, "O"},
		{"nobody else can", "a@y.example", "okta", true, true, directory.Suspended, "S"},
	} {
		m := merge(p, []*directory.Record{
			record("typed", tt.login, tt.state == directory.Active, schema.Object{"title": "T"}),
			record("slack", "a@x.example", tt.slack, schema.Object{"displayName": "S", "title": "S"}),
			record("okta", tt.login, tt.okta, schema.Object{"displayName": "O", "title": "O"}),
		}, directory.User{Login: tt.login, SuspendedBy: tt.suspendedBy}, directory.Edits{})
		if m.state != tt.state || m.attributes["displayName"] != tt.shown {
			t.Errorf("%s: %s, %v; want %s, %s", tt.name, m.state, m.attributes["displayName"], tt.state, tt.shown)
		}
		if tt.state == directory.Active && m.attributes["title"] != "T" {
			t.Errorf("%s: the title is %v: an attribute may have an order of its own", tt.name, m.attributes["title"])
		}
	}
}
