package decide

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

var modelAccount = directory.Account{ID: "account", Secret: []byte("secret")}

var modelSources = []directory.Source{
	{ID: "s1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example"}, Key: "employeeNumber"}},
	{ID: "s2", AccountID: "account", Policy: directory.Reject, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{TrustedFor: []string{"verified.example"}}},
	{ID: "s3", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 20, Settings: directory.Settings{FirstFor: []string{"displayName"}}},
	{ID: "s4", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example"}, Key: "employeeNumber"}},
	{ID: "s5", AccountID: "account", Policy: directory.Hold, Kind: directory.KindEmail, Rank: 400},
}

var errModel = errors.New("this edit is wrong")

// modelChanges draws changes from a small world, so that they get in each other's way. The nth
// change, if it creates, has the nth id.
func modelChanges(t *rapid.T, n int) []step {
	changes := make([]step, n)
	for i := range changes {
		label := func(s string) string { return fmt.Sprintf("%s%d", s, i) }
		c := &changes[i]
		c.Source = rapid.SampledFrom(modelSources).Draw(t, label("source"))
		c.Type = fakeType(rapid.SampledFrom([]string{directory.TypeUser, directory.TypeUser, directory.TypeGroup}).Draw(t, label("type")))
		c.Action = rapid.SampledFrom([]directory.Action{
			directory.Create, directory.Create, directory.Create, directory.Create, directory.Replace, directory.Edit, directory.Edit, directory.Delete, directory.Reconsider, directory.Link, directory.Unmerge, directory.KeepApart, directory.NeverLink, directory.Confirm, directory.SetRole,
			directory.Suspend, directory.Resume, directory.Override,
		}).Draw(t, label("action"))
		if c.Action > directory.Reconsider {
			c.Type = fakeType(directory.TypeUser)
			c.Into = fakeID(rapid.IntRange(0, max(i, 1)).Draw(t, label("into")))
			c.AcceptRisk = rapid.Bool().Draw(t, label("accept"))
			c.Address = "cy@verified.example"
			c.Role = rapid.SampledFrom([]directory.Role{directory.NoRole, directory.Owner, directory.Administrator}).Draw(t, label("role"))
		}
		c.ID = fakeID(i)
		if c.Action != directory.Create {
			c.ID = fakeID(rapid.IntRange(0, i).Draw(t, label("id")))
			if rapid.IntRange(0, 9).Draw(t, label("conditional")) == 0 {
				c.IfVersion = []int64{rapid.Int64Range(1, 3).Draw(t, label("version"))}
			}
		}
		switch c.Action {
		case directory.Create, directory.Replace:
			c.Attributes = modelAttributes(t, c.Type.Name, label)
		case directory.Edit:
			c.Edit = modelEdit(t, c.Type.Name, label)
		case directory.Override:
			c.Edit = manualEdit(rapid.IntRange(0, 3).Draw(t, label("manual")))
			if rapid.IntRange(0, 3).Draw(t, label("unsay")) == 0 {
				c.Unsay = []string{"title"}
			}
		}
		if c.Type.Name == directory.TypeGroup && (c.Action == directory.Create || c.Action == directory.Replace || c.Action == directory.Edit) {
			c.Members = modelMembers(t, c.Action, i, label)
		}
	}
	return changes
}

func modelAttributes(t *rapid.T, typeName string, label func(string) string) schema.Object {
	o := schema.Object{"displayName": rapid.SampledFrom([]string{"A", "B"}).Draw(t, label("display"))}
	if ext := rapid.SampledFrom([]string{"", "x1", "x2", "x3"}).Draw(t, label("externalId")); ext != "" {
		o["externalId"] = ext
	}
	if typeName == directory.TypeGroup {
		return o
	}
	o["userName"] = rapid.SampledFrom([]string{"ann@example.com", "ANN@example.com", "bob@example.com", "cy@verified.example", "cy@verified.example", "c.y@verified.example", "di@verified.example", "dan", "eve@other.example"}).Draw(t, label("userName"))
	if mail := rapid.SampledFrom([]string{"", "", "ann@example.com", "shared@example.com", "eve@other.example", "cy@verified.example", "di@verified.example"}).Draw(t, label("mail")); mail != "" {
		o["emails"] = []any{schema.Object{"value": mail, "type": "work"}}
	}
	if number := rapid.SampledFrom([]string{"", "", "", "7", "8"}).Draw(t, label("number")); number != "" {
		o[directory.EnterpriseUser] = schema.Object{"employeeNumber": number, "department": "D"}
	}
	if rapid.IntRange(0, 3).Draw(t, label("active")) == 0 {
		o["active"] = rapid.Bool().Draw(t, label("says"))
	}
	return o
}

// modelEdit is a pure function that sets some of the attributes.
func modelEdit(t *rapid.T, typeName string, label func(string) string) func(schema.Object) (schema.Object, bool, error) {
	if rapid.IntRange(0, 9).Draw(t, label("wrong")) == 0 {
		return func(schema.Object) (schema.Object, bool, error) { return nil, false, errModel }
	}
	set := modelAttributes(t, typeName, label)
	only := rapid.SampledFrom(slices.Sorted(maps.Keys(set))).Draw(t, label("attribute"))
	return func(o schema.Object) (schema.Object, bool, error) {
		next := schema.Clone(o)
		next[only] = set[only]
		return next, !schema.Equal(o, next), nil
	}
}

func modelMembers(t *rapid.T, action directory.Action, i int, label func(string) string) *directory.MemberChange {
	ids := rapid.SliceOfN(rapid.IntRange(0, i+1), 0, 3)
	m := &directory.MemberChange{Clear: action != directory.Edit || rapid.IntRange(0, 4).Draw(t, label("clear")) == 0}
	for _, n := range ids.Draw(t, label("add")) {
		m.Add = append(m.Add, directory.Member{ID: fakeID(n), Display: rapid.SampledFrom([]string{"", "", "D"}).Draw(t, label("shown"))})
	}
	if action != directory.Edit {
		return m
	}
	for _, n := range ids.Draw(t, label("remove")) {
		m.Remove = append(m.Remove, fakeID(n))
	}
	if rapid.IntRange(0, 4).Draw(t, label("where")) == 0 {
		m.RemoveWhere = func(m directory.Member) bool { return m.Type == directory.TypeUser && m.Display == "D" }
	}
	return m
}

// modelCases gives each change the same case id however the changes are split.
func modelCases(n int) []string {
	cases := make([]string, n)
	for i := range cases {
		cases[i] = fakeID(1000 + i)
	}
	return cases
}
