package decide

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// limitsPhones is so many phone numbers, from the nth on.
func limitsPhones(from, n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = schema.Object{"value": fmt.Sprint("+1 555 ", from+i), "type": "work"}
	}
	return list
}

// limitsSet is a change of one attribute of the person n.
func limitsSet(n int, name string, value any) step {
	return step{Source: modelSources[0], Action: directory.Edit, Type: fakeType(directory.TypeUser), ID: fakeID(n), Edit: crowdSet(name, value)}
}

// limitsOld puts somebody into the database who is beyond today's limits.
func limitsOld(t *testing.T, rows fakeRows, n int, o schema.Object) {
	t.Helper()
	batchOf(t, rows, intakePerson(n, "x"))
	key := directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(n)}
	r := rows.records[key]
	next := schema.Clone(r.Attributes)
	for k, v := range o {
		next[k] = v
	}
	r.Definition = fakeType(directory.TypeUser)
	r = *r.Next(next, r.Modified)
	r.Encode()
	rows.records[key] = r
}

// limitsApply applies one change and gives its result.
func limitsApply(t *testing.T, rows fakeRows, c step) directory.Result {
	t.Helper()
	results, err := rows.apply(modelAccount, []step{c}, modelCases(len(rows.log) + 1)[len(rows.log):])
	if err != nil {
		t.Fatal(err)
	}
	return results[0]
}

// Rule P10: only growth beyond a limit is refused, with a sentence that says which, how large and what to do. Whoever was
// beyond it before can become smaller, be suspended and deleted.
func TestOnlyGrowthIsTooLarge(t *testing.T) {
	tall := strings.Repeat("x", directory.MaxRecord)
	for name, test := range map[string]struct {
		old    schema.Object
		change func(int) step
		refuse string // what the sentence holds; "" for what is done
	}{
		"values":              {nil, func(n int) step { return limitsSet(n, "phoneNumbers", limitsPhones(0, 1001)) }, "phoneNumbers: 1001 values, and at most 1000"},
		"as many as may be":   {nil, func(n int) step { return limitsSet(n, "phoneNumbers", limitsPhones(0, 1000)) }, ""},
		"bytes":               {nil, func(n int) step { return limitsSet(n, "title", tall) }, "262144"},
		"one more value":      {schema.Object{"phoneNumbers": limitsPhones(0, 4000)}, func(n int) step { return limitsSet(n, "phoneNumbers", limitsPhones(0, 4001)) }, "4000 already"},
		"as many, other ones": {schema.Object{"phoneNumbers": limitsPhones(0, 4000)}, func(n int) step { return limitsSet(n, "phoneNumbers", limitsPhones(1, 4000)) }, ""},
		"one value less":      {schema.Object{"phoneNumbers": limitsPhones(0, 4000)}, func(n int) step { return limitsSet(n, "phoneNumbers", limitsPhones(0, 3999)) }, ""},
		"longer":              {schema.Object{"title": tall + tall}, func(n int) step { return limitsSet(n, "nickName", "x") }, "smaller"},
		"shorter":             {schema.Object{"title": tall + tall}, func(n int) step { return limitsSet(n, "title", tall+"y") }, ""},
		"suspended":           {schema.Object{"title": tall + tall, "phoneNumbers": limitsPhones(0, 2000)}, func(n int) step { return limitsSet(n, "active", false) }, ""},
		"deleted":             {schema.Object{"title": tall + tall}, batchDelete, ""},
		"values in extensions": {nil, func(n int) step {
			return limitsSet(n, "urn:x", schema.Object{"lists": limitsPhones(0, 1001)})
		}, "urn:x:lists: 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := newFakeStore().rows
			limitsOld(t, rows, 1, test.old)
			before := rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}].Version
			r := limitsApply(t, rows, test.change(1))
			if test.refuse == "" {
				if r.Err != nil {
					t.Fatalf("refused: %v", r.Err)
				}
				return
			}
			if directory.KindOf(r.Err) != directory.TooLarge || directory.KindOf(r.Err).Status() != 413 || !strings.Contains(r.Err.Error(), test.refuse) {
				t.Errorf("%v, want %q", r.Err, test.refuse)
			}
			if v := rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}].Version; v != before {
				t.Error("something is changed")
			}
			if e := rows.log[r.Case]; e.Status != 413 || e.Detail.String() != r.Err.Error() {
				t.Errorf("the log says %d %q", e.Status, e.Detail)
			}
		})
	}
}

// Rule P10: a photo given as data that makes a record too large is left out and noted; others stay.
func TestPhotosAreLeftOut(t *testing.T) {
	rows := newFakeStore().rows
	photo := func(n int) schema.Object {
		return schema.Object{"value": "data:image/png;base64," + strings.Repeat("A", n)}
	}
	address := schema.Object{"value": "https://x.example/p", "type": "thumbnail"}
	c := intakePerson(1, "x")
	c.Attributes["photos"] = []any{photo(directory.MaxRecord), address}
	r := limitsApply(t, rows, c)
	if list, _ := rows.records[directory.RecordKey{SourceID: c.Source.ID, Type: c.Type.Name, ID: c.ID}].Attributes["photos"].([]any); r.Err != nil || len(list) != 1 || !strings.Contains(rows.log[r.Case].Detail.String(), "photos given as data") {
		t.Errorf("%v, %d photos, %q", r.Err, len(list), rows.log[r.Case].Detail)
	}
	r = limitsApply(t, rows, limitsSet(1, "photos", []any{photo(1000), address}))
	if list, _ := rows.records[directory.RecordKey{SourceID: c.Source.ID, Type: c.Type.Name, ID: c.ID}].Attributes["photos"].([]any); r.Err != nil || len(list) != 2 || rows.log[r.Case].Detail != nil {
		t.Errorf("%v, %d photos, %q", r.Err, len(list), rows.log[r.Case].Detail)
	}
}

// Rule O1: an entry keeps of several values those that differ, of a bounded size, and says what is missing; nothing that
// is called a secret is in it.
func TestEntriesAreBounded(t *testing.T) {
	differences := func(before, after schema.Object) (list []struct {
		Path          string
		Before, After any
		Reordered     bool
		Cut           int
	}) {
		doc := difference(before, after)
		if len(doc) > maxDifferent+1024 {
			t.Errorf("%d bytes", len(doc))
		}
		if err := json.Unmarshal(doc, &list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	many := limitsPhones(0, 40_000)
	d := differences(schema.Object{"phoneNumbers": many}, schema.Object{"phoneNumbers": append(slices.Clone(many), limitsPhones(50_000, 1)...)})
	if len(d) != 1 || d[0].Before != nil || len(d[0].After.([]any)) != 1 || d[0].Cut != 0 {
		t.Errorf("%+v", d)
	}
	other := slices.Clone(many)
	other[7], other[20_000] = limitsPhones(50_000, 1)[0], limitsPhones(50_001, 1)[0]
	if d = differences(schema.Object{"phoneNumbers": many}, schema.Object{"phoneNumbers": other}); len(d[0].Before.([]any)) != 2 || len(d[0].After.([]any)) != 2 {
		t.Errorf("%+v", d)
	}
	if d = differences(schema.Object{"phoneNumbers": many}, schema.Object{}); d[0].Cut == 0 || d[0].Cut+len(d[0].Before.([]any)) != len(many) {
		t.Errorf("cut %d", d[0].Cut)
	}
	slices.Reverse(other)
	back := slices.Clone(other)
	slices.Reverse(back)
	if d = differences(schema.Object{"phoneNumbers": other}, schema.Object{"phoneNumbers": back}); !d[0].Reordered || d[0].Before != nil {
		t.Errorf("%.200v", d)
	}
	if d = differences(schema.Object{"title": strings.Repeat("x", 1<<20)}, schema.Object{"title": "y"}); d[0].Cut != 1 || d[0].After != "y" {
		t.Errorf("%.200v", d)
	}
	secret := string(difference(schema.Object{"title": "x"}, schema.Object{"title": `{"password":"s3cret"}`, "apiKey": "s3cret", "urn:x": schema.Object{"clientSecret": "s3cret"}}))
	if strings.Contains(secret, "s3cret") || strings.Count(secret, "[removed]") != 3 {
		t.Error(secret)
	}
	rows := newFakeStore().rows
	c := limitsSet(1, "title", "y")
	c.Request.Asked = []byte(`{"x":"` + strings.Repeat("x", maxKept) + `"}`)
	batchOf(t, rows, intakePerson(1, "x"))
	if e := rows.log[limitsApply(t, rows, c).Case]; e.Asked != nil || !strings.Contains(e.Detail.String(), "not kept") {
		t.Errorf("asked %d bytes, %q", len(e.Asked), e.Detail)
	}
}

// Rule P10: what one caller brings of large records goes in several transactions, in its order and with all results;
// references across them hold.
func TestHeavyChangesGoInParts(t *testing.T) {
	store := newFakeStore()
	limitsOld(t, store.rows, 1, schema.Object{"title": strings.Repeat("x", directory.MaxRecord-2000)})
	var changes []step
	for i := range 60 {
		changes = append(changes, limitsSet(1, "nickName", fmt.Sprint(i)))
	}
	store.sizes = nil
	results, err := newTestIntake(store).Apply(t.Context(), modelAccount, changes)
	if err != nil || len(results) != 60 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	for i, r := range results {
		if r.Err != nil || r.Case == "" {
			t.Fatalf("change %d: %v", i, r.Err)
		}
	}
	if r := store.rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}]; r.Attributes["nickName"] != "59" {
		t.Errorf("the last word is %v", r.Attributes["nickName"])
	}
	if len(store.sizes) < 5 {
		t.Errorf("%d transactions", len(store.sizes))
	}
}

// Deciding ends with its time: its callers are told so, and nothing is done.
func TestDecidingIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	c := limitsSet(1, "title", "y")
	rows := newFakeStore().rows
	batchOf(t, rows, intakePerson(1, "x"))
	c.Edit = func(o schema.Object) (schema.Object, bool, error) { asked++; cancel(); return o, false, nil }
	facts := directory.NewFacts()
	changes := []step{c, c, c}
	_, missing, err := Batch(t.Context(), directory.Terms{}, modelAccount, items(changes), modelCases(3), facts, fakeNow)
	if err != nil {
		t.Fatal(err)
	}
	rows.find(missing, facts)
	b, missing, err := Batch(ctx, directory.Terms{}, modelAccount, items(changes), modelCases(3), facts, fakeNow)
	if b != nil || missing != nil || !errors.Is(err, context.Canceled) || asked != 1 {
		t.Errorf("%v, %v, %v after %d changes", b, missing, err, asked)
	}
}

// Rule M10: refusing many changes that would end the last owner costs deciding each of them about once.
func TestRefusalsAreLinear(t *testing.T) {
	rows := newFakeStore().rows
	batchOf(t, rows, intakePerson(1, "x"), step{Source: modelSources[0], Action: directory.SetRole, Type: fakeType(directory.TypeUser), ID: fakeID(1), Role: directory.Owner})
	const n = 300
	edits := 0
	changes := make([]step, n)
	for i := range changes {
		changes[i] = limitsSet(1, "active", false)
		set := changes[i].Edit
		changes[i].Edit = func(o schema.Object) (schema.Object, bool, error) { edits++; return set(o) }
		if i%3 == 2 {
			changes[i] = batchDelete(1)
		}
	}
	results, err := rows.apply(modelAccount, changes, modelCases(len(rows.log) + n)[len(rows.log):])
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if directory.KindOf(r.Err) != directory.Refused || r.Err.(*directory.Error).Verdict.Rule != "M10" {
			t.Fatalf("change %d: %v", i, r.Err)
		}
	}
	if edits > 4*n {
		t.Errorf("%d changes were decided %d times", n, edits)
	}
}

// Merging costs what grows with the values, and comes to the same as before.
func TestMergeIsLinear(t *testing.T) {
	p := policy{sources: map[string]directory.Source{"s1": {ID: "s1", Rank: 1}, "s2": {ID: "s2", Rank: 2}}}
	records := func(n int) []*directory.Record {
		return []*directory.Record{
			{RecordKey: directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}, Attributes: schema.Object{"phoneNumbers": limitsPhones(0, n)}},
			{RecordKey: directory.RecordKey{SourceID: "s2", Type: directory.TypeUser, ID: fakeID(2)}, Attributes: schema.Object{"phoneNumbers": limitsPhones(n/2, n)}},
		}
	}
	m := merge(p, records(20_000), directory.User{}, directory.Edits{})
	if list := m.attributes["phoneNumbers"].([]any); len(list) != 30_000 || len(m.provenance) != 30_000 {
		t.Errorf("%d values, %d origins", len(list), len(m.provenance))
	}
	var u union
	for i := range 3 * few {
		if !u.add(fmt.Sprint(i), schema.Object{"primary": true}) || u.add(fmt.Sprint(i/2), nil) {
			t.Fatalf("value %d", i)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(u.values), func(v any) bool { return !isPrimary(v) })); n != 1 {
		t.Errorf("%d primary values", n)
	}
}
