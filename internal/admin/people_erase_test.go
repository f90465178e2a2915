package admin_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/erasure"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// erasing gives an office what erases people.
func (o *office) erasing(keep erasure.Keep) {
	o.people.Erasures = admin.Erasures{
		Keep: keep, Journal: o.db, Slack: 20 * time.Millisecond, Lost: o.db.Lost,
		Worker: func(kinds ...jobs.Kind) *jobs.Worker {
			return &jobs.Worker{Queue: o.db, Kinds: kinds, Logger: slog.New(slog.DiscardHandler), Lease: time.Second}
		},
	}
}

// Rule O3: of whom is erased no table of the database keeps an address, a name or an id, the log included, wherever it was
// said; of others everything stays. The receipt names nobody, and the hashes of rule M7 stay.
func TestErasureLeavesNothing(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		ctx := t.Context()
		rosa := schema.Object{
			"userName": "rosa.q@example.com", "externalId": "EXT-4711", "displayName": "Rosa Quint", "nickName": "Rosaline",
			"name":   schema.Object{"givenName": "Rosa", "familyName": "Quint", "formatted": "Dr. Rosa Quint"},
			"emails": []any{schema.Object{"value": "rosa.q@example.com"}, schema.Object{"value": "rq@example.com"}},
		}
		id := o.hire(o.okta, rosa)
		former := schema.Clone(rosa)
		former["userName"], former["displayName"] = "rosa.former@example.com", "Rosa Former"
		o.apply(directory.Change{Source: o.okta, Action: directory.Replace, ID: id, Attributes: former, Request: directory.Request{Operation: "PUT /Users"}})
		o.apply(directory.Change{Source: o.okta, Action: directory.Replace, ID: id, Attributes: rosa, Request: directory.Request{Operation: "PUT /Users"}})
		waiting := o.push(o.entra, "rosa.q@example.com")
		twin := schema.Object{"userName": "twin@example.com", "name": schema.Object{"givenName": "Rosa", "familyName": "Quint"}}
		o.hire(o.okta, twin)
		bo := o.hire(o.okta, schema.Object{"userName": "bo@example.com", "displayName": "Bo Rosa Quintana", "externalId": "EXT-47110"})
		if _, err := o.people.SetRole(ctx, ann, o.account, admin.RoleRequest{User: bo, Role: "owner"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.people.Link(ctx, ann, o.account, admin.PairRequest{Record: waiting, User: id}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.people.Edit(ctx, ann, o.account, admin.EditRequest{User: id, Set: []string{"displayName=Rosa Edited"}}); err != nil {
			t.Fatal(err)
		}
		address, _ := directory.ParseAddress("rosa.q@example.com")
		if _, err := o.db.ApproveAddress(ctx, o.account.ID, address); err != nil {
			t.Fatal(err)
		}
		err := o.db.AppendLog(ctx, o.account.ID, []directory.LogEntry{
			{Channel: "scim", Operation: "POST /Users", Type: "User", Outcome: directory.Declined, Asked: []byte(`{"userName":"RQ@example.com","title":"Chief"}`)},
			{Channel: "scim", Operation: "PATCH /Groups/1", Type: "Group", Outcome: directory.Updated, Asked: []byte(`{"members":[{"display":"Rosa Quint"}]}`)},
			{Channel: "cli", Operation: "ASK", Outcome: directory.Declined, Detail: text.Messages{text.New("people.nobody", "ref", "EXT-4711")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, display := range []string{"Rosa Quint", "Bo Berg"} { // of members who have not come yet
			if _, err := o.db.WritePool.ExecContext(ctx, `
				INSERT INTO members (account_id, group_id, member_id, type, display, waiting) VALUES ($1, $2, $3, 'User', $4, true)`,
				o.account.ID, bo, uuid.NewString(), display); err != nil {
				t.Fatal(err)
			}
		}
		traces := []string{"rosa.q", "rq@", "EXT-4711\"", "rosa.former", "rosa former", "rosa quint\"", "rosaline", "rosa edited", "chief"}
		if left := o.holding(traces); len(left) < 5 {
			t.Fatalf("the search finds nothing even before: %v", left)
		}
		who, err := o.people.ToErase(ctx, ann, o.account, "rosa.q@example.com")
		if err != nil || who.Name != "rosa.q@example.com" || len(who.Sources) != 2 {
			t.Fatalf("to erase: %+v, %v", who, err)
		}
		if _, err := o.people.Erase(ctx, ann, o.account, who, "yes"); directory.KindOf(err) != directory.Invalid {
			t.Errorf("erased without being confirmed: %v", err)
		}
		done, err := o.people.Erase(ctx, ann, o.account, who, who.Name)
		if err != nil {
			t.Fatal(err)
		}
		if left := o.holding(traces); len(left) > 0 {
			t.Errorf("left: %s", strings.Join(left, "\n"))
		}
		if left := o.holding([]string{"rosa quint <twin@example.com>"}); len(left) != 1 {
			t.Errorf("the log of a namesake: %v", left)
		}
		if left := o.holding([]string{"bo berg"}); len(left) != 1 {
			t.Errorf("how a group calls somebody else: %v", left)
		}
		if left := o.holding([]string{"bo rosa quintana", "ext-47110"}); len(left) < 2 {
			t.Errorf("of somebody else something went, too: %v", left)
		}
		entries, err := o.db.LogEntries(ctx, o.account.ID, []string{done.Case})
		if err != nil || len(entries) != 1 || entries[0].Actor != "ann" || entries[0].Subject != "" || entries[0].RecordID != "" {
			t.Errorf("the receipt: %+v, %v", entries, err)
		}
		var hashes int
		if err := o.db.ReadPool.GetContext(ctx, &hashes, `SELECT count(*) FROM tombstones WHERE address_hash IS NOT NULL`); err != nil || hashes != 2 {
			t.Errorf("%d tombstones have a hash, %v", hashes, err)
		}
		if again := o.hire(o.okta, rosa); again == id {
			t.Error("came back as the same")
		}
	})
}

// Rule O3: a source that says something of the person meanwhile is either erased, too, or finds nobody.
func TestErasureWhileAPersonIsPushed(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		o.people.Erasures.Slack = time.Second // of the last push, which finds nobody, the entry may come late
		id := o.push(o.okta, "rosa.q@example.com")
		who, err := o.people.ToErase(t.Context(), ann, o.account, id)
		if err != nil {
			t.Fatal(err)
		}
		var pushing sync.WaitGroup
		pushed := 0
		pushing.Go(func() {
			for ; pushed < 500; pushed++ {
				results, err := o.intake.Apply(t.Context(), *o.account, []directory.Change{{
					Source: o.okta, Action: directory.Replace, ID: id, Type: schema.Core().Type("User"),
					Attributes: schema.Object{"userName": fmt.Sprintf("rosa.q%d@example.com", pushed), "displayName": "Rosa Q"},
					Request:    directory.Request{Operation: "PUT /Users", Channel: "scim", Success: 200},
				}})
				if err != nil || directory.KindOf(results[0].Err) != 0 {
					return
				}
			}
		})
		_, err = o.people.Erase(t.Context(), ann, o.account, who, who.Name)
		pushing.Wait()
		if err != nil || pushed == 500 {
			t.Errorf("after %d pushes: %v", pushed, err)
		}
		if left := o.holding([]string{"rosa.q", "rosa q"}); len(left) > 0 {
			t.Errorf("left after %d pushes: %s", pushed, strings.Join(left, "\n"))
		}
	})
}

// Rule O3: somebody whom no source has any more is erased from the log.
func TestWhoIsGoneIsErased(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		id := o.push(o.okta, "rosa.q@example.com")
		o.apply(directory.Change{Source: o.okta, Action: directory.Delete, ID: id, Request: directory.Request{Operation: "DELETE /Users", Success: 204}})
		who, err := o.people.ToErase(t.Context(), ann, o.account, "rosa.q@example.com")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.people.Erase(t.Context(), ann, o.account, who, who.Name); err != nil {
			t.Fatal(err)
		}
		if left := o.holding([]string{"rosa.q"}); len(left) > 0 {
			t.Errorf("left: %s", strings.Join(left, "\n"))
		}
		if _, err := o.people.ToErase(t.Context(), ann, o.account, "nobody@example.com"); directory.KindOf(err) != directory.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}

// Rule M10: the last owner is not erased, nothing of anybody is then, and the refusal is in the log.
func TestTheLastOwnerIsNotErased(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		id := o.push(o.okta, "rosa.q@example.com")
		if _, err := o.people.SetRole(t.Context(), ann, o.account, admin.RoleRequest{User: id, Role: "owner"}); err != nil {
			t.Fatal(err)
		}
		who, err := o.people.ToErase(t.Context(), ann, o.account, id)
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.people.Erase(t.Context(), ann, o.account, who, who.Name)
		var refused *admin.Refused
		if !errors.As(err, &refused) || refused.Case == "" {
			t.Fatalf("erased the last owner: %v", err)
		}
		wantKind(t, "the last owner", err, directory.Refused, "owner")
		left, err := o.db.Profile(t.Context(), o.account.ID, id)
		if err != nil || left.State != directory.Active || left.Role != directory.Owner || left.UserName != "rosa.q@example.com" {
			t.Errorf("who was not erased is %+v, %v", left, err)
		}
		entries, err := o.db.LogEntries(t.Context(), o.account.ID, []string{refused.Case})
		if err != nil || len(entries) != 1 || entries[0].Actor != ann.Name {
			t.Errorf("the log says %+v of the refusal, %v", entries, err)
		}
		if begun, err := o.db.Jobs(t.Context(), o.account.ID, jobs.Waiting, erasure.Job, "", 10); err != nil || len(begun) > 0 {
			t.Errorf("an erasure has begun: %+v, %v", begun, err)
		}
	})
}

// holding is all rows of all tables that hold one of some texts, in lower case.
func (o *office) holding(texts []string) (rows []string) {
	o.t.Helper()
	tables := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if o.db.Name() == "postgres" {
		tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var names []string
	if err := o.db.ReadPool.SelectContext(o.t.Context(), &names, tables); err != nil {
		o.t.Fatal(err)
	}
	for _, name := range names {
		list, err := o.db.ReadPool.QueryxContext(o.t.Context(), `SELECT * FROM `+name)
		if err != nil {
			o.t.Fatal(err)
		}
		for list.Next() {
			row, err := list.SliceScan()
			if err != nil {
				o.t.Fatal(err)
			}
			line := name
			for _, v := range row {
				if raw, is := v.([]byte); is {
					v = string(raw)
				}
				line += fmt.Sprintf("\t%v\"", v)
			}
			for _, text := range texts {
				if strings.Contains(strings.ToLower(line), strings.ToLower(text)) {
					rows = append(rows, text+" in "+line)
				}
			}
		}
		if err := errors.Join(list.Err(), list.Close()); err != nil {
			o.t.Fatal(err)
		}
	}
	return rows
}
