package inbound

import (
	"context"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// SourceNames reads how the sources of an account are called, by their ids.
type SourceNames interface {
	SourceNames(ctx context.Context, accountID string) (map[string]string, error)
}

// namesAge is how long names are believed to be unchanged.
const namesAge = time.Second

// sourceNames keeps the names of each account's sources.
type sourceNames struct {
	mu   sync.Mutex
	have map[string]namesEntry
}

type namesEntry struct {
	names   map[string]string // shared: never changed
	checked time.Time
}

// of gives the names of an account's sources, at most a second old. Names that are missing are
// asked for at once: a source may have been made a moment ago.
func (n *sourceNames) of(
	ctx context.Context, from SourceNames, accountID string, ids []string,
) (map[string]string, error) {
	n.mu.Lock()
	e, known := n.have[accountID]
	n.mu.Unlock()
	if known && time.Since(e.checked) < namesAge && hasAll(e.names, ids) {
		return e.names, nil
	}
	next := namesEntry{checked: time.Now()}
	var err error
	if next.names, err = from.SourceNames(ctx, accountID); err != nil {
		return nil, err
	}
	n.mu.Lock()
	if n.have == nil {
		n.have = map[string]namesEntry{}
	}
	n.have[accountID] = next
	n.mu.Unlock()
	return next.names, nil
}

func hasAll(names map[string]string, ids []string) bool {
	for _, id := range ids {
		if _, ok := names[id]; !ok {
			return false
		}
	}
	return true
}

// named gives the names of all sources that views mention. As long as a connection's people are
// in no other source, its own name is all; it is known even when there is an error.
func (b *backend) named(ctx context.Context, views ...*directory.View) (map[string]string, error) {
	var ids []string
	for _, v := range views {
		if v.Type != directory.TypeUser {
			continue
		}
		ids = append(ids, sourcesOf(v)...)
		for _, r := range v.Records {
			ids = append(ids, r.SourceID)
		}
	}
	own := map[string]string{b.identity.Source.ID: b.identity.Source.Name}
	if b.Sources == nil || hasAll(own, ids) {
		return own, nil
	}
	names, err := b.names.of(ctx, b.Sources, b.identity.Account.ID, ids)
	if err != nil {
		return own, err
	}
	return names, nil
}

// sourcesOf are the ids of the sources that know a person.
func sourcesOf(v *directory.View) []string {
	if len(v.Sources) == 0 {
		return []string{v.SourceID}
	}
	return v.Sources
}
