package inbound

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
)

// book is what the sources of accounts are called, and how often that was asked.
type book struct {
	names map[string]map[string]string
	asked int
	err   error
}

func (b *book) SourceNames(_ context.Context, accountID string) (map[string]string, error) {
	b.asked++
	return maps.Clone(b.names[accountID]), b.err
}

// Names are asked for once a second, and at once for a source that is new.
func TestSourceNamesAreKept(t *testing.T) {
	kept, ctx := &book{names: map[string]map[string]string{"acme": {"1": "okta"}, "other": {"9": "entra"}}}, t.Context()
	var n sourceNames
	ask := func(account, id, want string, asked int) {
		t.Helper()
		names, err := n.of(ctx, kept, account, []string{id})
		if err != nil || names[id] != want || kept.asked != asked {
			t.Errorf("%s of %s: %q, %v, asked %d times; want %q, asked %d times", id, account, names[id], err, kept.asked, want, asked)
		}
	}
	ask("acme", "1", "okta", 1)
	ask("acme", "1", "okta", 1)
	ask("other", "9", "entra", 2)
	ask("other", "1", "", 3) // nothing crosses accounts
	kept.names["acme"]["2"] = "ldap"
	ask("acme", "2", "ldap", 4)
	ask("acme", "1", "okta", 4)
	kept.names["acme"]["1"] = "renamed"
	n.have["acme"] = namesEntry{names: n.have["acme"].names, checked: time.Now().Add(-namesAge)} // stands for: a second ago
	ask("acme", "1", "renamed", 5)
	kept.err = errors.New("gone")
	if _, err := n.of(ctx, kept, "acme", []string{"3"}); !errors.Is(err, kept.err) {
		t.Errorf("error %v, want %v", err, kept.err)
	}
}

// Nobody is asked about people who are in one source only.
func TestNamedAsksOnlyForOthers(t *testing.T) {
	kept := &book{names: map[string]map[string]string{"acme": {"1": "okta", "2": "entra"}}}
	b := &backend{
		channel:  &channel{Config: Config{Sources: kept}},
		identity: &auth.Identity{Account: directory.Account{ID: "acme"}, Source: directory.Source{ID: "1", Name: "okta"}},
	}
	alone := &directory.View{RecordKey: directory.RecordKey{SourceID: "1", Type: "User"}}
	both := &directory.View{RecordKey: alone.RecordKey, Sources: []string{"2", "1"}}
	group := &directory.View{RecordKey: directory.RecordKey{SourceID: "2", Type: "Group"}}
	if names, err := b.named(t.Context(), alone, group); err != nil || names["1"] != "okta" || kept.asked != 0 {
		t.Errorf("%v, %v, asked %d times", names, err, kept.asked)
	}
	if names, err := b.named(t.Context(), alone, both); err != nil || names["2"] != "entra" || kept.asked != 1 {
		t.Errorf("%v, %v, asked %d times", names, err, kept.asked)
	}
	kept.err, b.names.have = errors.New("gone"), nil
	if names, err := b.named(t.Context(), both); err == nil || names["1"] != "okta" {
		t.Errorf("%v, %v; want the own name and an error", names, err)
	}
}
