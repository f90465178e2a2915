package main

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

// later settles the licenses whose grace is over by then, as the server's own job does.
func (n *node) later(t *testing.T, by time.Duration) {
	t.Helper()
	moved := func() time.Time { return time.Now().Add(by) }
	db, err := store.Open(t.Context(), n.database, store.WithClock(moved))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	intake := intakeOver(db, slog.New(slog.DiscardHandler))
	settler := settlerOver(db, intake)
	settler.Now = moved
	if err := settler.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := intake.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// licenseKey is what a mail would say of a license.
func (n *node) licenseKey(t *testing.T, account, license string) string {
	t.Helper()
	db, err := store.Open(t.Context(), n.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := db.Account(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return directory.LicenseKey(a.Secret, license).Text()
}

// Rules L6 and L7, traps TA2: as Okta pushes people and groups. Who is put into a group with a rule is licensed in the same answer; who leaves it
// keeps the seat for the grace, and back within it has the same license with the same devices; then the seat is another's.
func TestLicensesAsOktaPushes(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		oktas := []string{"User-Agent", "Okta SCIM Client 1.0.0", "Content-Type", "application/scim+json; charset=utf-8", "Accept-Charset", "utf-8"}
		push := func(name string) string {
			t.Helper()
			filter := "?filter=" + url.QueryEscape(`userName eq "`+name+`@example.com"`) + "&startIndex=1&count=100"
			okta.get(t, "/Users"+filter, oktas...).want(200).is(float64(0), "totalResults")
			return okta.post(t, "/Users", object{
				"schemas": list{userURN}, "userName": name + "@example.com", "name": object{"givenName": name, "familyName": "Example"},
				"emails":      list{object{"primary": true, "value": name + "@example.com", "type": "work"}},
				"displayName": name + " Example", "locale": "en-US", "externalId": "00u" + name, "groups": list{}, "password": "1mz050nq", "active": true,
			}, oktas...).want(201).wantLicense("").id()
		}
		ana, bo := push("ana"), push("bo")
		sales := okta.post(t, "/Groups", object{"schemas": list{groupURN}, "displayName": "Sales", "members": list{}}, oktas...).want(201).id()
		in("pool", "create", "shield", "--seats", "1", "--buy-at", "https://buy.example")
		in("rule", "add", "--number", "10", "--group", "okta/Sales")
		member := func(op, id string) {
			t.Helper()
			o := object{"op": op, "path": `members[value eq "` + id + `"]`}
			if op == "add" {
				o = object{"op": op, "path": "members", "value": list{object{"value": id, "display": "x@example.com"}}}
			}
			rename := object{"op": "replace", "value": object{"id": sales, "displayName": "Sales"}}
			okta.do(t, "PATCH", "/Groups/"+sales, patchBody(rename, o), oktas...).want(204)
		}
		show := func(id, want string) string {
			t.Helper()
			a := okta.get(t, "/Users/"+id, oktas...).want(200).wantLicense(want)
			asked, _ := a.at(usherURN, "licenses", 0, "requestedAt").(string)
			return asked
		}
		listed := func() object {
			t.Helper()
			all := n.listed(t, "license", "list", "--account", "acme", "--user", "ana@example.com")
			if len(all) != 1 {
				t.Fatalf("ana has the licenses %v", all)
			}
			return all[0]
		}
		member("add", ana)
		first := show(ana, "shield shield active 10 group 3")
		license := listed()
		n.usher(t, "device", "activate", "--server", strings.TrimSuffix(n.base, "/scim/v2"), "--key", n.licenseKey(t, "acme", license["id"].(string)),
			"--fingerprint", "the laptop of ana")

		member("add", bo)
		show(bo, "shield shield waiting 10 group 3 1")
		member("remove", ana)
		show(ana, "shield shield grace 10 group 3")
		n.later(t, 6*24*time.Hour)
		if show(ana, "shield shield grace 10 group 3"); listed()["devices"] != float64(1) {
			t.Errorf("in its grace the license is %v", listed())
		}
		member("add", ana)
		if again := show(ana, "shield shield active 10 group 3"); again != first || listed()["id"] != license["id"] || listed()["devices"] != float64(1) {
			t.Errorf("after the grace was used the license of %s is %v and was %v", again, listed(), license)
		}
		show(bo, "shield shield waiting 10 group 3 1")

		member("remove", ana)
		n.later(t, 8*24*time.Hour)
		show(ana, "")
		show(bo, "shield shield active 10 group 3")
		if log := in("log", "--user", "bo@example.com"); !strings.Contains(log, "PROMOTE") {
			t.Errorf("the log does not tell how bo got the seat:\n%s", log)
		}
		member("add", ana)
		show(ana, "shield shield waiting 10 group 3 1")
	})
}

// Rules L3 and L10: a strict pool refuses who finds no seat, by whatever request a person comes or comes back, in the client's language, says how many
// seats are missing and where there are more, and keeps nothing.
func TestStrictPoolSpeaksToClients(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		in("pool", "create", "shield", "--seats", "1", "--strict", "--buy-at", "https://buy.example/more")
		in("rule", "add", "--number", "1")
		away := okta.post(t, "/Users", worker("away", "Sales")).want(201).wantLicense("shield shield active 1 default 3")
		okta.patch(t, "/Users/"+away.id(), edit("replace", "active", false)).want(200).wantLicense("shield shield grace 1 default 3")
		in("license", "revoke", "away@example.com")
		okta.post(t, "/Users", worker("ada", "Sales")).want(201).wantLicense("shield shield active 1 default 3")
		for language, says := range map[string][]string{
			"en": {"1 is missing", "https://buy.example/more"}, "fr-CA,fr;q=0.8": {"il en manque 1", "https://buy.example/more"},
		} {
			for _, refused := range []*answer{
				okta.post(t, "/Users", worker("bo", "Sales"), "Accept-Language", language),
				okta.do(t, "PATCH", "/Users/"+away.id(), patchBody(edit("replace", "active", true)), "Accept-Language", language),
			} {
				refused.wantError(403, "", "shield")
				for _, word := range says {
					if !strings.Contains(refused.text("detail"), word) {
						t.Errorf("%s: %q does not say %q", language, refused.text("detail"), word)
					}
				}
			}
		}
		if all := okta.get(t, "/Users").want(200); all.total() != 2 {
			t.Errorf("what was refused is kept: %s", all.raw)
		}
		okta.get(t, "/Users/"+away.id()).want(200).wantLicense("").is(false, "active")
	})
}
