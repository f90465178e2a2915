package admin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule O3: an id that several had who are gone erases none of them, until it is said who is meant.
func TestErasureOfWhoIsMeant(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		var ids []string
		for name, source := range map[string]directory.Source{"ann@example.com": o.okta, "carl@example.com": o.entra} {
			id := o.hire(source, schema.Object{"userName": name, "externalId": "1001"})
			o.apply(directory.Change{Source: source, Action: directory.Delete, ID: id, Request: directory.Request{Operation: "DELETE /Users", Success: 204}})
			ids = append(ids, id)
		}
		_, err := o.people.ToErase(t.Context(), ann, o.account, "1001")
		if directory.KindOf(err) != directory.Conflict || !strings.Contains(err.Error(), ids[0]) || !strings.Contains(err.Error(), ids[1]) {
			t.Errorf("whom: %v", err)
		}
		who, err := o.people.ToErase(t.Context(), ann, o.account, ids[0])
		if err != nil {
			t.Fatal(err)
		}
		if done, err := o.people.Erase(t.Context(), ann, o.account, who, who.Name); err != nil || done.Records != 1 {
			t.Errorf("erased: %+v, %v", done, err)
		}
	})
}

// Rule O3: what a source calls somebody breaks neither the erasure nor what the log says of others: not by words of the
// protocol, not by thousands of long names, and not by an entry that is written late.
func TestErasureOfHostileNames(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.erasing(o.db)
		id := o.hire(o.okta, schema.Object{"userName": "value", "externalId": "op", "displayName": "replace", "nickName": "userName",
			"emails": []any{schema.Object{"value": "rosa.q@example.com"}}})
		for i := range 60 {
			o.apply(directory.Change{Source: o.okta, Action: directory.Replace, ID: id, Request: directory.Request{Operation: "PUT /Users"},
				Attributes: schema.Object{"userName": "value", "nickName": fmt.Sprint(i, " x", strings.Repeat("ab", 15000)),
					"emails": []any{schema.Object{"value": "rosa.q@example.com"}}}})
		}
		others := []directory.LogEntry{
			{Channel: "scim", Operation: "PATCH /Users", Type: "User", RecordID: o.push(o.okta, "bo@example.com"), Outcome: directory.Updated,
				Asked: []byte(`{"Operations":[{"op":"replace","path":"userName","value":"bo@example.com"},{"op":"replace","value":{"title":"value"}}]}`)},
			{Channel: "scim", Operation: "POST /Users", Type: "User", Outcome: directory.Declined, Asked: []byte(`{"userName":"eve","title":"replace"}`)},
		}
		if err := o.db.AppendLog(t.Context(), o.account.ID, others); err != nil {
			t.Fatal(err)
		}
		who, err := o.people.ToErase(t.Context(), ann, o.account, id)
		if err != nil {
			t.Fatal(err)
		}
		early := directory.FirstID(time.Now())
		o.people.Erasures.Slack = time.Second
		late := time.AfterFunc(500*time.Millisecond, func() {
			if err := o.db.AppendLog(context.Background(), o.account.ID, []directory.LogEntry{{
				ID: early, Channel: "scim", Operation: "GET /Users", Outcome: directory.Declined, Asked: []byte(`{"filter":"rosa.q@example.com"}`),
			}}); err != nil {
				t.Error(err)
			}
		})
		defer late.Stop()
		if _, err := o.people.Erase(t.Context(), ann, o.account, who, who.Name); err != nil {
			t.Fatal(err)
		}
		if left := o.holding([]string{"rosa.q"}); len(left) > 0 {
			t.Errorf("left: %s", strings.Join(left, "\n"))
		}
		for _, e := range others {
			if len(o.holding([]string{string(e.Asked)})) != 1 {
				t.Errorf("of others this is gone, or changed: %s", e.Asked)
			}
		}
	})
}
