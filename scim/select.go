package scim

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// SearchDoc is what filters and sorting look at: the attributes with id, meta and schemas, in the form of
// schema.ResourceType.SearchDoc. A backend that keeps its form of it puts it into Searched.
func (r *Resource) SearchDoc() schema.Object {
	if r.Searched != nil {
		return r.Searched
	}
	whole := make(schema.Object, len(r.Attributes)+3)
	maps.Copy(whole, r.Attributes)
	whole["id"] = r.ID
	meta := schema.Object{
		"resourceType": r.Type.Name,
		"created":      r.Meta.Created.UTC().Format(time.RFC3339Nano),
		"lastModified": r.Meta.LastModified.UTC().Format(time.RFC3339Nano),
	}
	if r.Meta.Version != "" {
		meta["version"] = etag(r.Meta.Version)
	}
	whole["meta"] = meta
	doc := r.Type.SearchDoc(whole, nil)
	schemas := make([]any, 0, 2)
	for _, urn := range r.Type.SchemasOf(r.Attributes) {
		schemas = append(schemas, urn)
	}
	doc["schemas"] = schemas
	return doc
}

// FilterSchema is a resource type as filter.Compile wants it, for filters over several types: an attribute that
// this one lacks has no value.
func FilterSchema(rt *schema.ResourceType) filter.Schema {
	return func(path filter.AttributePath) (filter.Attribute, error) {
		a, err := rt.FilterAttribute(path)
		if unknown := (*schema.UnknownAttribute)(nil); errors.As(err, &unknown) {
			return filter.Attribute{}, nil
		}
		return a, err
	}
}

// Matcher compiles the query's filter for one of its types. A query without a filter matches everything.
func (q *Query) Matcher(rt *schema.ResourceType) (func(*Resource) bool, error) {
	if q.Filter == nil {
		return func(*Resource) bool { return true }, nil
	}
	matches, err := filter.Compile(q.Filter, FilterSchema(rt))
	if err != nil {
		return nil, err
	}
	return func(r *Resource) bool { return matches(r.SearchDoc()) }, nil
}

// Select is Backend.Search for a backend that has its resources in memory: it filters, sorts and cuts out the page, by
// index or by cursor. It takes those of the query's types from all, which it does not change. Their own order is
// that of creation, and where that is the same, of ids.
func (q *Query) Select(all []*Resource) (*Page, error) {
	found, err := q.matching(all)
	if err != nil {
		return nil, err
	}
	if q.SortBy == nil && !q.Cursor {
		slices.SortFunc(found, byCreation)
		from := min(max(q.Start, 1)-1, len(found))
		return &Page{Total: len(found), Resources: found[from : from+min(max(q.Count, 0), len(found)-from)]}, nil
	}
	rows := make([]row, len(found))
	for i, r := range found {
		rows[i] = row{place: place{Created: r.Meta.Created, ID: r.ID}, r: r}
		if q.SortBy != nil {
			rows[i].Key = r.sortKey(*q.SortBy)
		}
	}
	slices.SortFunc(rows, func(x, y row) int { return x.compare(y.place, q.Descending) })
	from := min(max(q.Start, 1)-1, len(rows))
	if q.Cursor {
		if from, err = q.after(rows); err != nil {
			return nil, err
		}
	}
	to := from + min(max(q.Count, 0), len(rows)-from)
	page := &Page{Total: len(rows), Resources: make([]*Resource, 0, to-from)}
	for _, r := range rows[from:to] {
		page.Resources = append(page.Resources, r.r)
	}
	if q.Cursor && to > from && to < len(rows) {
		position, err := json.Marshal(rows[to-1].place)
		if err != nil {
			return nil, err
		}
		page.Next = string(position)
	}
	return page, nil
}

// matching lists the resources of the query's types that its filter matches.
func (q *Query) matching(all []*Resource) (found []*Resource, err error) {
	matchers := make(map[string]func(*Resource) bool, len(q.Types))
	for _, rt := range q.Types {
		if matchers[rt.Name], err = q.Matcher(rt); err != nil {
			return nil, err
		}
	}
	for _, r := range all {
		if matches := matchers[r.Type.Name]; matches != nil && matches(r) {
			found = append(found, r)
		}
	}
	return found, nil
}

// place is where a resource stands in an order: by key, then by creation.
type place struct {
	Key     any // nil if the resource has no value to sort by
	Created time.Time
	ID      string
}

type row struct {
	place
	r *Resource
}

// compare orders resources. Those without a key come last, or first when descending.
func (p place) compare(other place, descending bool) int {
	c := 0
	switch {
	case p.Key == nil && other.Key == nil:
	case p.Key == nil:
		c = 1
	case other.Key == nil:
		c = -1
	default:
		c = compareKeys(p.Key, other.Key)
	}
	if descending {
		c = -c
	}
	return cmp.Or(c, p.Created.Compare(other.Created), strings.Compare(p.ID, other.ID))
}

func byCreation(x, y *Resource) int {
	return cmp.Or(x.Meta.Created.Compare(y.Meta.Created), strings.Compare(x.ID, y.ID))
}

func compareKeys(x, y any) int {
	a, isText := x.(string)
	b, areTexts := y.(string)
	if isText && areTexts {
		return strings.Compare(a, b)
	}
	return cmp.Compare(ordinal(x), ordinal(y))
}

// ordinal makes numbers and booleans comparable, false before true.
func ordinal(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case json.Number:
		f, err := v.Float64()
		if err == nil {
			return f
		}
	case bool:
		if v {
			return 1
		}
	}
	return 0
}

// sortKey is the value that a resource is sorted by: of several the primary or else the first.
func (r *Resource) sortKey(path filter.AttributePath) any {
	a, err := r.Type.Resolve(path)
	if err != nil {
		return nil
	}
	values := schema.Get(r.SearchDoc(), schema.Attr{URN: a.URN, Parent: a.Parent})
	var chosen any
	for i, value := range values {
		o, complex := value.(schema.Object)
		if primary, _ := o["primary"].(bool); i == 0 || complex && primary {
			chosen = value
		}
	}
	if o, ok := chosen.(schema.Object); ok && a.Sub != nil {
		return o[a.Sub.Name]
	}
	return chosen
}

// after is the index of the first row behind the position of a cursor. It is right also if the resource that stood
// there is gone.
func (q *Query) after(rows []row) (int, error) {
	if q.After == "" {
		return 0, nil
	}
	var last place
	decoder := json.NewDecoder(strings.NewReader(q.After))
	decoder.UseNumber()
	if err := decoder.Decode(&last); err != nil {
		return 0, wrong(InvalidCursor, "query.cursor.unknown")
	}
	at, _ := slices.BinarySearchFunc(rows, last, func(r row, last place) int {
		if c := r.compare(last, q.Descending); c != 0 {
			return c
		}
		return -1 // the row itself was on the page before
	})
	return at, nil
}
