package main

import (
	"strings"
	"testing"
)

// Rules I3, M2d and M2e: what a source reads about somebody who waits is true of that person: of a change, that what was
// said before stays in force; of who gave way, that nothing counts. It is the same after the change, by id, in lists
// that are found in whatever way, and in the log; and in French.
func TestSentencesOfWhoWaits(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		gaveWay := "" // by what another source said, so that the log says it there
		reads := func(c *connection, id, en, fr string) {
			t.Helper()
			all := map[string]*answer{"by id": c.get(t, "/Users/"+id), "in French": c.get(t, "/Users/"+id, "Accept-Language", "fr")}
			for _, query := range []string{"", "?sortBy=title", "?filter=title+co+%22sitt%22", "?filter=id+eq+%22" + id + "%22", "?cursor="} {
				a := c.get(t, "/Users"+query).want(200)
				found, _ := a.at("Resources").(list)
				for _, r := range found {
					if o, _ := r.(object); o["id"] == id {
						all[query] = &answer{t: t, asked: a.asked, body: o}
					}
				}
				if all[query] == nil {
					t.Errorf("GET /Users%s does not find the person", query)
				}
			}
			for how, a := range all {
				want := en
				if how == "in French" {
					want = fr
				}
				if a != nil && !strings.Contains(a.text(usherURN, "reason"), want) {
					t.Errorf("%s: the reason is %q, not %q", how, a.text(usherURN, "reason"), want)
				}
			}
			newest := ""
			for _, e := range s.lists(t, "log", "list") {
				if e["resourceId"] == id && e["detail"] != nil {
					newest, _ = e["detail"].(string)
				}
			}
			if id != gaveWay && !strings.Contains(newest, en) {
				t.Errorf("the log says %q, not %q", newest, en)
			}
		}
		sitting := object{"title": "Babysitter"}
		s.okta.post(t, "/Users", person("ann", nil)).want(201)

		newcomer := s.slack.post(t, "/Users", person("ann", sitting)).want(201).id()
		reads(s.slack, newcomer, "until then nothing is inherited", "rien n'est hérité")
		s.slack.delete(t, "/Users/"+newcomer).want(204)

		mover := s.slack.post(t, "/Users", person("mo", sitting)).want(201).id()
		s.slack.patch(t, "/Users/"+mover, edit("replace", "emails", list{object{"value": "ann@example.com", "primary": true}})).want(200)
		reads(s.slack, mover, "until then what was said before stays in force, but active=false holds", "avant reste en vigueur, mais active=false")

		leaver := s.slack.post(t, "/Users", person("lee", sitting)).want(201).id()
		s.slack.patch(t, "/Users/"+leaver, edit("replace", "emails", list{object{"value": "lee@elsewhere.example", "primary": true}})).want(200)
		reads(s.slack, leaver, "Until then what was said before stays in force, but active=false holds", "avant reste en vigueur, mais active=false")

		gaveWay = s.slack.post(t, "/Users", person("fay", sitting)).want(201).id()
		s.okta.post(t, "/Users", person("fay", nil)).want(201)
		reads(s.slack, gaveWay, "nothing that this connection says of the person counts", "la présente connexion dit de la personne ne compte")
		// Readers see what stays in force.
		s.reader.get(t, "/Users/"+mover, "Accept-Language", "fr").want(200).is("active", usherURN, "state")
	})
}

// Rules I3 and P9: a refusal names its case once.
func TestRefusalNamesItsCaseOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "strictly", "example.com")
		c := n.connect(t, "strictly", "hr", "--domain-policy", "reject")
		stranger := person("sam", object{"userName": "sam@elsewhere.example", "emails": nil})
		one := c.post(t, "/Users", stranger).want(403).text("detail")
		bulk := c.post(t, "/Bulk", object{"schemas": list{bulkURN}, "Operations": list{object{"method": "POST", "path": "/Users", "bulkId": "x", "data": stranger}}}).want(200)
		for what, text := range map[string]string{"by itself": one, "in Bulk": string(bulk.raw)} {
			if strings.Count(text, "(case ") != 1 {
				t.Errorf("%s: %s", what, text)
			}
		}
	})
}
