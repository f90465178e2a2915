package query

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/scim/schema"
)

// sifting is a search under way whose records are looked at in this process.
type sifting struct {
	rd         *Reader
	account    string
	parameters arguments // of the scope
	looked     int       // rows so far
}

// sifted is a record that is being looked at.
type sifted struct {
	columns []sql.RawBytes
	values  []any  // decoded documents, by column,
	decoded []bool // if they are
	lists   [][]any
	listed  []bool
	ties    [groupsOfUser + 1]bits
}

// text is a column of a type that Scan makes text; nil for NULL.
func (r *sifted) text(n int) any {
	if r.columns[n] == nil {
		return nil
	}
	if r.decoded[n] {
		return r.values[n]
	}
	r.values[n], r.decoded[n] = string(r.columns[n]), true
	return r.values[n]
}

func (r *sifted) number(n int) int64 {
	i, _ := strconv.ParseInt(string(r.columns[n]), 10, 64)
	return i
}

// document is the JSON value in a column; nil for none, and for what is no JSON.
func (r *sifted) document(n int) any {
	if r.columns[n] == nil {
		return nil
	}
	if !r.decoded[n] {
		r.values[n], r.decoded[n] = decode(r.columns[n]), true
	}
	return r.values[n]
}

// list is the values in a list, in no order.
func (r *sifted) list(l *gathered, n int) []any {
	if r.listed[n] {
		return r.lists[n]
	}
	values := r.lists[n][:0]
	add := func(a *schema.Attribute, v any, each func(any)) {
		if !a.MultiValued {
			each(v)
			return
		}
		several, _ := v.([]any)
		for _, v := range several {
			each(v)
		}
	}
	keep := func(v any) { values = append(values, v) }
	add(l.attribute.Parent, r.document(l.field), func(v any) {
		if l.attribute.Sub == nil {
			keep(v)
		} else if o, ok := v.(map[string]any); ok {
			add(l.attribute.Sub, o[l.attribute.Sub.Name], keep)
		}
	})
	r.lists[n], r.listed[n] = values, true
	return values
}

func decode(text []byte) (v any) {
	if n := len(text); n > 1 && text[0] == '"' && bytes.IndexByte(text, '\\') < 0 {
		return string(text[1 : n-1])
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// sift finds the ids of the records that pass, in no order.
func (r *sifting) sift(ctx context.Context, s *sieve) ([]uuid.UUID, error) {
	var ties [groupsOfUser + 1]map[uuid.UUID]bits
	for kind, find := range map[memberships]func(context.Context, *sifting) (map[uuid.UUID]bits,
		error){membersOfGroup: s.tiesOfGroups, groupsOfUser: s.tiesOfUsers} {
		if len(s.ties[kind]) == 0 {
			continue
		}
		var err error
		if ties[kind], err = find(ctx, r); err != nil {
			return nil, err
		}
	}
	if err := r.nameSources(ctx, s); err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, s.query(), *s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []uuid.UUID
	var id uuid.UUID
	one := &sifted{
		columns: make([]sql.RawBytes, len(s.fields)), values: make([]any, len(s.fields)),
		decoded: make([]bool, len(s.fields)),
		lists:   make([][]any, len(s.lists)), listed: make([]bool, len(s.lists)),
	}
	into := []any{&id}
	for i := range one.columns {
		into = append(into, &one.columns[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		clear(one.decoded)
		clear(one.listed)
		one.ties[membersOfGroup], one.ties[groupsOfUser] = ties[membersOfGroup][id], ties[groupsOfUser][id]
		if s.passes(one) {
			found = append(found, id)
		}
		r.giveWay()
	}
	return found, rows.Err()
}

// query reads of each record what the filter names.
func (s *sieve) query() string {
	return "SELECT " + strings.Join(append([]string{"r.id"}, s.fields...), ", ") + " FROM " + s.from
}

// nameSources finds out which sources' names pass.
func (r *sifting) nameSources(ctx context.Context, s *sieve) error {
	if len(s.named) == 0 {
		return nil
	}
	names, err := r.rd.SourceNames(ctx, r.account)
	for i := range s.named {
		s.named[i].passed = map[string]bool{}
		for id, name := range names {
			s.named[i].passed[id] = s.named[i].test(name)
		}
	}
	return err
}

func (r *sifting) query(ctx context.Context, text string, args ...any) (*sqlx.Rows, error) {
	return r.rd.searches.Query(ctx, r.rd.SearchPool, text, args...)
}

// giveWay lets others have the processor now and then: whoever looks at many rows does nothing else.
func (r *sifting) giveWay() {
	if r.looked++; r.looked%64 == 0 {
		runtime.Gosched()
	}
}

// maxSorted bounds how many records that a long filter finds are sorted: their ids are in memory.
const maxSorted = 100_000

// sift decides the branches that have a sieve, and leaves what they have found in place of their
// filters. Where the order is that of the ids, that is the page alone.
func (s *search) sift(ctx context.Context, rd *Reader, accountID, sourceID string) error {
	r := &sifting{rd: rd, account: accountID, parameters: s.sql.parameters(accountID, sourceID)}
	found := make([][]uuid.UUID, len(s.branches))
	total := 0
	for i := range s.branches {
		var err error
		if found[i], err = r.sift(ctx, s.branches[i].sieve); err != nil {
			return err
		}
		total += len(found[i])
	}
	s.known = &total
	if s.order.keys == nil {
		if err := s.cut(found); err != nil {
			return err
		}
	} else if total > maxSorted {
		return tooMany("the filter finds %d resources, and up to %d can be sorted: narrow the filter, or leave sortBy out",
			total, maxSorted)
	}
	for i := range s.branches {
		b := &s.branches[i]
		if s.q.Count > 0 {
			b.typ, _ = s.sql.typ(b.sieve.rt.Name, &s.args)
			b.from = s.sql.among(b.typ, s.args.add(s.sql.ids(texts(found[i])))) + " WHERE TRUE"
		}
	}
	return nil
}

// cut leaves of what was found the page, and one more, which tells whether there are others.
func (s *search) cut(found [][]uuid.UUID) error {
	compare := func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
	all := slices.Concat(found...)
	slices.SortFunc(all, compare)
	if s.q.Cursor && s.q.After != "" {
		at, err := s.order.decode(s.q.After)
		if err != nil {
			return err
		}
		from, here := slices.BinarySearchFunc(all, uuid.MustParse(at.ID), compare)
		if here {
			from++
		}
		all = all[from:]
	}
	all = all[min(s.skip(), len(all)):]
	all = all[:min(s.q.Count+1, len(all))]
	s.begun = true
	for i, list := range found {
		found[i] = slices.DeleteFunc(list, func(id uuid.UUID) bool {
			_, in := slices.BinarySearchFunc(all, id, compare)
			return !in
		})
	}
	return nil
}
