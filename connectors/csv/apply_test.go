package csvfile

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// decoded is a JSON object.
func decoded(t testing.TB, document string) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v: %s", err, document)
	}
	return v
}

// What a row says of somebody new, and of somebody who is there.
func TestApply(t *testing.T) {
	t.Parallel()
	const everything = "E-mail;login;id;First name;Last name;Display name;Matricule;Title;Department;Division;Company;Cost center;Manager;" +
		"Phone;Mobile;Other e-mails;Street;City;Region;Zip;Country;Language;Locale;Time zone;User type;Active;Groups;Licenses;Start date\n"
	for name, tt := range map[string]struct{ file, before, after string }{
		"everything": {
			everything + "ana@x.com;ana;7;Ana;Silva;Ana Silva;007;Clerk;Sales;EMEA;Acme;c1;luc@x.com;+1 2;+3 4;a@y.com|b@y.com;1 Road;Rome;RM;00100;IT;" +
				"fr-CA;fr-FR;Europe/Rome;Employee;no;g;1;2026-01-01\n", `{}`,
			`{"userName": "ana", "externalId": "7", "name": {"givenName": "Ana", "familyName": "Silva"}, "displayName": "Ana Silva",
			"title": "Clerk", "active": false, "preferredLanguage": "fr-CA", "locale": "fr-FR", "timezone": "Europe/Rome", "userType": "Employee",
			"emails": [{"value": "ana@x.com", "type": "work", "primary": true}, {"value": "a@y.com", "type": "other"}, {"value": "b@y.com", "type": "other"}],
			"phoneNumbers": [{"value": "+1 2", "type": "work"}, {"value": "+3 4", "type": "mobile"}],
			"addresses": [{"type": "work", "streetAddress": "1 Road", "locality": "Rome", "region": "RM", "postalCode": "00100", "country": "IT"}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "007", "department": "Sales", "division": "EMEA",
			"organization": "Acme", "costCenter": "c1", "manager": {"value": "luc@x.com"}}}`,
		},
		"the least": {
			"E-mail\nana@x.com\n", `null`,
			`{"userName": "ana@x.com", "emails": [{"value": "ana@x.com", "type": "work", "primary": true}]}`,
		},
		"empty cells leave alone": {
			everything + "ana@x.com" + strings.Repeat(";", 28) + "\n",
			`{"userName": "ana", "name": {"givenName": "Ana", "formatted": "A"}, "active": false, "title": "Clerk", "x": [1, {"y": null}],
			"emails": [{"value": "ANA@x.com", "type": "home", "primary": true}, {"value": "b@x.com", "primary": false}],
			"phoneNumbers": [{"value": "1", "type": "work"}], "addresses": [{"type": "work", "formatted": "f"}, {"type": "home"}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "7"}}}`,
			`{"userName": "ana", "name": {"givenName": "Ana", "formatted": "A"}, "active": false, "title": "Clerk", "x": [1, {"y": null}],
			"emails": [{"value": "ana@x.com", "type": "home", "primary": true}, {"value": "b@x.com", "primary": false}],
			"phoneNumbers": [{"value": "1", "type": "work"}], "addresses": [{"type": "work", "formatted": "f"}, {"type": "home"}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "7"}}}`,
		},
		"the word clears": {
			everything + "ana@x.com" + strings.Repeat(";-", 27) + ";-\n",
			`{"userName": "ana", "externalId": "7", "name": {"givenName": "Ana"}, "active": false, "title": "Clerk", "nickName": "A",
			"emails": [{"value": "ana@x.com", "type": "work", "primary": true}, {"value": "b@x.com"}],
			"phoneNumbers": [{"value": "1", "type": "work"}, {"value": "2", "type": "mobile"}, {"value": "3", "type": "fax"}],
			"addresses": [{"type": "work", "locality": "Rome"}, {"type": "home"}],
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "7"}, "department": "Sales"}}`,
			`{"userName": "ana@x.com", "nickName": "A", "emails": [{"value": "ana@x.com", "type": "work", "primary": true}],
			"phoneNumbers": [{"value": "3", "type": "fax"}], "addresses": [{"type": "home"}]}`,
		},
		"a new address": {
			"E-mail;Phone;City\nana@y.com;2;Rome\n",
			`{"userName": "ana@x.com", "emails": [{"value": "b@x.com"}, {"value": "ana@x.com", "primary": true}, {"value": "ana@y.com"}],
			"phoneNumbers": [{"value": "1", "type": "work", "primary": true}, {"value": "5", "type": "work"}],
			"addresses": [{"type": "work", "country": "IT"}]}`,
			`{"userName": "ana@y.com", "emails": [{"value": "ana@y.com", "type": "work", "primary": true}, {"value": "b@x.com"}],
			"phoneNumbers": [{"value": "2", "type": "work", "primary": true}], "addresses": [{"type": "work", "country": "IT", "locality": "Rome"}]}`,
		},
	} {
		_, rows := readAll(t, tt.file, Options{Clear: "-"})
		if len(rows[0].Faults) > 0 {
			t.Fatalf("%s: %+v", name, rows[0].Faults)
		}
		before := decoded(t, tt.before)
		got := rows[0].Apply(before)
		if diff := cmp.Diff(decoded(t, tt.after), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(decoded(t, tt.before), before); diff != "" {
			t.Errorf("%s: what was there is changed:\n%s", name, diff)
		}
		if diff := cmp.Diff(got, rows[0].Apply(got)); diff != "" {
			t.Errorf("%s: the same row changes again:\n%s", name, diff)
		}
	}
}

// A row applied twice changes nothing more, an empty one nothing but the address, and nothing of what was there is
// shared or changed, whatever was there.
func TestApplyProperties(t *testing.T) {
	t.Parallel()
	text := rapid.SampledFrom([]string{"", "x", "-", "ana@x.com", "b@x.com", "work", "mobile"})
	entry := rapid.Custom(func(t *rapid.T) any {
		if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
			return text.Draw(t, "text")
		}
		return map[string]any{
			"value": text.Draw(t, "value"), "type": text.Draw(t, "type"), "primary": rapid.Bool().Draw(t, "primary"),
			"locality": text.Draw(t, "locality"),
		}
	})
	header := strings.Split("E-mail,login,First name,Phone,Mobile,Other e-mails,City,Manager,Department,Active", ",")
	rapid.Check(t, func(t *rapid.T) {
		before := map[string]any{}
		for _, a := range []string{"emails", "phoneNumbers", "addresses"} {
			before[a] = rapid.SliceOfN(entry, 0, 4).Draw(t, a)
		}
		for _, a := range []string{"name", Enterprise} {
			before[a] = map[string]any{"department": text.Draw(t, "d"), "manager": entry.Draw(t, "m")}
		}
		before["userName"] = text.Draw(t, "userName")
		copied := clone(before)
		cells := []string{"ana@x.com"}
		for range header[1:] {
			cells = append(cells, rapid.SampledFrom([]string{"", "-", "ana@x.com", "b@x.com"}).Draw(t, "cell"))
		}
		cells[9] = rapid.SampledFrom([]string{"", "-", "yes", "no"}).Draw(t, "active")
		in := strings.NewReader(strings.Join(header, ",") + "\n" + strings.Join(cells, ",") + "\n")
		s, err := Inspect(in, in.Size(), Options{Clear: "-"})
		if err != nil {
			t.Fatal(err)
		}
		row, err := s.Reader(in).Next()
		if err != nil || len(row.Faults) > 0 {
			t.Fatal(err, row)
		}
		after := row.Apply(before)
		if diff := cmp.Diff(copied, any(before)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(after, row.Apply(after)); diff != "" {
			t.Fatal(diff)
		}
		kept := clone(after)
		spoil(before)
		if diff := cmp.Diff(kept, any(after)); diff != "" {
			t.Fatal("shared:", diff)
		}
	})
}

// spoil changes all that a value holds.
func spoil(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			spoil(one)
			v[name] = "spoiled"
		}
	case []any:
		for i, one := range v {
			spoil(one)
			v[i] = "spoiled"
		}
	}
}
