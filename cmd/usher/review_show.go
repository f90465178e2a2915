package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

type reviewShow struct {
	Case string `arg:"" help:"Id of the case, as usher review list shows it."`
	inAccount
	asJSON
}

// Run prints a case with both sides beside each other, attribute by attribute.
func (c *reviewShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		one, err := on.reviews.Show(ctx, on.actor, on.account, c.Case)
		if err != nil {
			return err
		}
		return showReview(a, on.account.Name, one, c.JSON)
	})
}

func showReview(a *app, account string, one *admin.Case, asJSON bool) error {
	v := viewCase(a, one.Case, account, one.Sources)
	columns := sides(one.Case)
	for i := range v.Records {
		v.Records[i].Attributes = columns[i].document
	}
	if asJSON {
		return write(a, true, "", []caseView{v}, nil)
	}
	fmt.Fprintln(a.out, a.says("review.case", "case", v.ID, "status", v.Status, "says", visible(v.Sentence)))
	if len(v.Risks) > 0 {
		fmt.Fprintln(a.out, a.says("review.risks", "risks", v.Risks))
	}
	fmt.Fprintln(a.out, a.says("review.pair", "record", v.Record, "user", v.User))
	fmt.Fprintf(a.out, "%s\n\n", a.says("review.otherwise", "remedy", visible(v.Remedy)))
	return showSides(a, &v, columns)
}

// side is what one record says, by attribute.
type side struct {
	document json.RawMessage
	said     map[string]string
}

// sides are the records of a case: the one in question, then those of the candidate.
func sides(one *admin.Review) []side {
	var list []side
	add := func(u *admin.Utterance) {
		s := side{document: json.RawMessage(slices.Concat([]byte("{"), u.Body, []byte("}"))), said: map[string]string{}}
		var attributes map[string]json.RawMessage
		if json.Unmarshal(s.document, &attributes) == nil {
			for name, value := range attributes {
				s.said[name] = strings.Trim(string(value), `"`)
			}
		}
		list = append(list, s)
	}
	if one.Record != nil {
		add(one.Record)
	}
	for _, u := range one.Candidate {
		if u.ID != one.RecordID {
			add(u)
		}
	}
	return list
}

func showSides(a *app, v *caseView, columns []side) error {
	heads, names := "ATTRIBUTE", map[string]bool{}
	for i, s := range columns {
		heads += " " + strings.ToUpper(strings.ReplaceAll(v.Records[i].Source, " ", "_"))
		for name := range s.said {
			names[name] = true
		}
	}
	return write(a, false, heads, slices.Sorted(maps.Keys(names)), func(name string) []string {
		row := []string{name[strings.LastIndexByte(name, ':')+1:]}
		for _, s := range columns {
			row = append(row, s.said[name])
		}
		return row
	})
}
