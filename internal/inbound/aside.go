package inbound

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// asideKey is one name that a source sends and no schema has.
type asideKey struct{ account, source, name string }

// leftAside counts names that were left aside of a request. What can't be the name of an attribute, or may tell a
// secret, is nobody's business.
func (t *Traffic) leftAside(account, source string, names []string) {
	if t == nil || len(names) == 0 {
		return
	}
	now := t.clock.Stamp()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, name := range names {
		if !namesAttribute(name) {
			continue
		}
		key := asideKey{account, source, name}
		c, known := t.aside[key]
		if !known {
			if t.closed || len(t.aside) >= maxPending {
				continue
			}
			c = &directory.Aside{AccountID: account, SourceID: source, Name: name, First: now}
			t.aside[key] = c
		}
		c.Count, c.Last = c.Count+1, now
	}
	t.awake()
}

// namesAttribute reports whether a text can be the name of an attribute, behind a URN or not, and shows nothing else.
func namesAttribute(name string) bool {
	if name == "" || len(name) > directory.AsideLongest || schema.TellsSecret(name) {
		return false
	}
	return strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.:$/#", r)
	}) < 0
}

// flushAside writes what was left aside. What the database does not take now is gathered again with what comes.
func (t *Traffic) flushAside(gathered map[asideKey]*directory.Aside) {
	if len(gathered) == 0 {
		return
	}
	names := make([]directory.Aside, 0, len(gathered))
	for _, c := range gathered {
		names = append(names, *c)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := t.to.KeepAside(ctx, names)
	if err == nil {
		return
	}
	t.fails(len(gathered), err)
	if _, unserved := directory.Unserved(err); !unserved {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, old := range gathered {
		if c, known := t.aside[key]; known {
			c.Count, c.First = c.Count+old.Count, old.First
		} else if len(t.aside) < maxPending {
			t.aside[key] = old
		}
	}
	t.awake()
}
