package memory

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Search returns one page. Without sorting the order is that of creation.
func (b *Backend) Search(_ context.Context, q *scim.Query) (*scim.Page, error) {
	found, err := b.matching(q)
	if err != nil {
		return nil, err
	}
	if q.SortBy == nil && len(q.Types) == 1 && !q.Cursor { // in the order that they have already
		from := min(max(q.Start, 1)-1, len(found))
		return newPage(len(found), found[from:from+min(q.Count, len(found)-from)]), nil
	}
	rows := make([]row, len(found))
	for i, it := range found {
		rows[i] = row{it: it, place: place{Serial: it.serial}}
		if q.SortBy != nil {
			rows[i].Key = sortKey(it, *q.SortBy)
		}
	}
	if q.SortBy != nil || len(q.Types) > 1 {
		slices.SortFunc(rows, func(x, y row) int { return x.compare(y.place, q.Descending) })
	}
	from := min(max(q.Start, 1)-1, len(rows))
	if q.Cursor {
		if from, err = after(rows, q); err != nil {
			return nil, err
		}
	}
	to := from + min(q.Count, len(rows)-from)
	for i, r := range rows {
		found[i] = r.it
	}
	page := newPage(len(rows), found[from:to])
	if q.Cursor && to > from && to < len(rows) {
		position, err := json.Marshal(rows[to-1].place)
		if err != nil {
			return nil, err
		}
		page.Next = string(position)
	}
	return page, nil
}

func newPage(total int, items []*item) *scim.Page {
	page := &scim.Page{Total: total, Resources: make([]*scim.Resource, len(items))}
	for i, it := range items {
		page.Resources[i] = &it.Resource
	}
	return page
}

// matching lists what the filter matches, by type and then by creation.
func (b *Backend) matching(q *scim.Query) (found []*item, err error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, rt := range q.Types {
		list := b.state.byType[rt.Name]
		if q.Filter == nil {
			found = append(found, list...) // a copy: the list changes once the lock is gone
			continue
		}
		matches, err := filter.Compile(q.Filter, attributesOf(rt))
		if err != nil {
			return nil, err
		}
		for _, it := range list {
			if matches(it.searchDoc()) {
				found = append(found, it)
			}
		}
	}
	return found, nil
}

// attributesOf is the type as the filter sees it. An attribute that it lacks has no value.
func attributesOf(rt *schema.ResourceType) filter.Schema {
	return func(path filter.AttributePath) (filter.Attribute, error) {
		a, err := rt.FilterAttribute(path)
		if unknown := (*schema.UnknownAttribute)(nil); errors.As(err, &unknown) {
			return filter.Attribute{}, nil
		}
		return a, err
	}
}

// place is where a resource stands in an order: by key, then by creation.
type place struct {
	Key    any // nil if the resource has no value to sort by
	Serial int64
}

type row struct {
	place
	it *item
}

// compare orders resources. Those without a key come last, or first when descending.
func (p place) compare(other place, descending bool) int {
	c := 0
	switch {
	case p.Key == nil || other.Key == nil:
		c = cmp.Compare(rank(p.Key), rank(other.Key))
	default:
		c = compareKeys(p.Key, other.Key)
	}
	if descending {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(p.Serial, other.Serial))
}

func rank(key any) int {
	if key == nil {
		return 1
	}
	return 0
}

func compareKeys(x, y any) int {
	a, isText := x.(string)
	b, areTexts := y.(string)
	if isText && areTexts {
		return strings.Compare(a, b)
	}
	return cmp.Compare(number(x), number(y))
}

// number makes numbers and booleans comparable, false before true.
func number(v any) float64 {
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
func sortKey(it *item, path filter.AttributePath) any {
	a, err := it.Type.Resolve(path)
	if err != nil {
		return nil
	}
	values := schema.Get(it.searchDoc(), schema.Attr{URN: a.URN, Parent: a.Parent})
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

// after is the index of the first row behind the position of a cursor.
func after(rows []row, q *scim.Query) (int, error) {
	if q.After == "" {
		return 0, nil
	}
	var last place
	decoder := json.NewDecoder(bytes.NewReader([]byte(q.After)))
	decoder.UseNumber()
	if err := decoder.Decode(&last); err != nil {
		return 0, scim.BadRequest(scim.InvalidCursor, "the cursor holds no position")
	}
	at, _ := slices.BinarySearchFunc(rows, last, func(r row, last place) int {
		if c := r.compare(last, q.Descending); c != 0 {
			return c
		}
		return -1 // the row itself was on the page before
	})
	return at, nil
}
