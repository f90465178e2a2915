package directory

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

// Whatever can be asked is asked by a batch if any of its submissions asks it, and only once.
func TestFirstQuestionsAreAll(t *testing.T) {
	typ := reflect.TypeFor[Questions]()
	for i := range typ.NumField() {
		ask := func() *submission {
			q := &Questions{}
			switch f := reflect.ValueOf(q).Elem().Field(i); f.Kind() {
			case reflect.Bool:
				f.SetBool(true)
			default:
				key := reflect.New(f.Type().Elem()).Elem()
				f.Set(reflect.Append(f, key))
			}
			return &submission{asked: q}
		}
		want := ask().asked
		for _, together := range [][]*submission{{ask()}, {ask(), {}}, {{asked: &Questions{}}, ask(), ask()}} {
			if got := firstQuestions(together); !reflect.DeepEqual(got, want) {
				t.Errorf("%s of %d submissions: %+v", typ.Field(i).Name, len(together), got)
			}
		}
	}
	if q := firstQuestions([]*submission{{}}); q == nil || !q.Empty() {
		t.Errorf("nobody asks anything: %+v", q)
	}
}

// A created record is the same whether it was prepared or not, and what is remembered of it is not
// taken for what it says later.
func TestPreparedIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attributes := preparedPerson.Draw(t, "attributes")
		c := Change{Source: Source{ID: "s"}, Action: Create, Type: schema.Core().Type(TypeUser), ID: "1", Attributes: attributes}
		c.Prepare()
		plain := &Record{RecordKey: RecordKey{"s", TypeUser, "1"}, Attributes: attributes, Definition: c.Type}
		plain.Encode()
		if diff := cmp.Diff(factsOf(plain), factsOf(c.Draft)); diff != "" {
			t.Fatalf("prepared, it differs (-not +prepared):\n%s", diff)
		}
		other := preparedPerson.Draw(t, "other attributes")
		next := c.Draft.Next(other, time.Time{})
		next.Encode()
		plain = &Record{RecordKey: RecordKey{"s", TypeUser, "1"}, Attributes: other, Definition: c.Type}
		plain.Encode()
		if diff := cmp.Diff(factsOf(plain), factsOf(next)); diff != "" {
			t.Fatalf("what came next differs (-fresh +next):\n%s", diff)
		}
	})
}

func factsOf(r *Record) []any {
	addressMatches := []string{}
	for _, a := range r.Addresses() {
		addressMatches = append(addressMatches, r.MatchKey(a))
	}
	return []any{string(r.Body), string(r.Search), r.Addresses(), addressMatches, r.Login(), r.UserNameKey(), r.DisplayNameKey(), r.NameMatchKey()}
}

var preparedPerson = rapid.Custom(func(t *rapid.T) schema.Object {
	address := rapid.SampledFrom([]string{"ana@example.com", "ANA@Example.com", "a.na+x@example.com", "nobody", "ben@bücher.example"})
	o := schema.Object{"userName": address.Draw(t, "userName"), "displayName": rapid.SampledFrom([]string{"Ana", "ANA", "Ben"}).Draw(t, "displayName")}
	if n := rapid.IntRange(0, 2).Draw(t, "addresses"); n > 0 {
		var emails []any
		for range n {
			emails = append(emails, schema.Object{"value": address.Draw(t, "address"), "type": "work"})
		}
		o["emails"] = emails
	}
	if rapid.Bool().Draw(t, "named") {
		o["name"] = schema.Object{"givenName": "Ana", "familyName": rapid.SampledFrom([]string{"Li", "Lee"}).Draw(t, "familyName")}
	}
	return o
})
