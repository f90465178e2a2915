package memory

import (
	"context"

	"github.com/usher-id/usher/scim"
)

// Search returns one page. Without sorting the order is that of creation.
func (b *Backend) Search(_ context.Context, q *scim.Query) (*scim.Page, error) {
	return q.Select(b.all(q))
}

// all lists the resources of the query's types, with what it looks at.
func (b *Backend) all(q *scim.Query) (all []*scim.Resource) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, rt := range q.Types {
		for _, it := range b.state.byType[rt.Name] {
			if q.Filter != nil || q.SortBy != nil {
				it.once.Do(func() { it.Searched = it.SearchDoc() })
			}
			all = append(all, &it.Resource)
		}
	}
	return all
}
