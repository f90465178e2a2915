package connectortest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/connectors"
)

// maxPages is after how many pages, for each page that is expected, a reading does not end.
const maxPages = 60

// reading is what a connector has said so far.
type reading struct {
	entries  map[string]connectors.Entry // by type and id; what was said last
	nameless []connectors.Entry
	groups   bool // there were groups
	pages    int
	position string
	done     bool
	cut      string
	total    int
}

func newReading() *reading { return &reading{entries: make(map[string]connectors.Entry)} }

// one reads the next page and checks what holds for every page.
func (c *check) one(ctx context.Context, from connectors.Connector, r *reading) error {
	c.Helper()
	page, err := from.Read(ctx, r.position)
	if err != nil {
		c.proper(err)
		return err
	}
	if page == nil {
		c.Fatalf("page %d: neither a page nor an error", r.pages+1)
	}
	r.pages++
	c.bounds(page)
	for _, e := range page.Entries {
		c.entry(e)
		if e.Gone {
			c.Errorf("%s is said to be gone in a reading of everything: Gone is for Changes", say(e))
		}
		if e.Type == connectors.User && r.groups {
			c.Errorf("%s comes after groups", say(e))
		}
		r.groups = r.groups || e.Type == connectors.Group
		if e.ID == "" {
			r.nameless = append(r.nameless, e)
			continue
		}
		r.entries[e.Type+" "+e.ID] = e
	}
	if page.Next != "" && page.Cut != "" {
		c.Errorf("page %d is cut (%s) and not the last one", r.pages, page.Cut)
	}
	r.position, r.done, r.cut, r.total = page.Next, page.Next == "", page.Cut, page.Total
	return nil
}

// all reads to the end, each page with a connector that from gives.
func (c *check) all(ctx context.Context, from func() connectors.Connector, r *reading, most int) error {
	c.Helper()
	for !r.done {
		if r.pages >= most {
			c.Fatalf("the reading does not end: there were %d pages", r.pages)
		}
		if err := c.one(ctx, from(), r); err != nil {
			return err
		}
	}
	return nil
}

// bounds checks a page against the bounds of the contract.
func (c *check) bounds(page *connectors.Page) {
	c.Helper()
	if len(page.Entries) > connectors.MaxPage {
		c.Errorf("a page has %d entries; %d is the most", len(page.Entries), connectors.MaxPage)
	}
	if len(page.Next) > connectors.MaxPosition {
		c.Errorf("a position has %d bytes; %d is the most", len(page.Next), connectors.MaxPosition)
	}
	if page.Total < 0 {
		c.Errorf("a total of %d", page.Total)
	}
	if c.secret != "" && (strings.Contains(page.Next, c.secret) || strings.Contains(page.Cut, c.secret)) {
		c.Errorf("a position, or why a page is cut, has the secret in it")
	}
}

// entry checks what holds for every entry.
func (c *check) entry(e connectors.Entry) {
	c.Helper()
	if e.Type != connectors.User && e.Type != connectors.Group {
		c.Errorf("%s: its type is neither User nor Group", say(e))
	}
	if len(e.ID) > connectors.MaxID {
		c.Errorf("an id has %d bytes; %d is the most", len(e.ID), connectors.MaxID)
	}
	if e.ID == "" && e.Fault == "" {
		c.Errorf("an entry has no id, and its fault does not say so")
	}
	if len(e.Members) > connectors.MaxMembers {
		c.Errorf("%s has %d members; %d is the most", say(e), len(e.Members), connectors.MaxMembers)
	}
	if e.Type == connectors.User && len(e.Members) > 0 {
		c.Errorf("%s has members", say(e))
	}
	known := make(map[string]bool)
	for _, m := range e.Members {
		if known[m.ID] {
			c.Errorf("%s has member %q twice", say(e), m.ID)
		}
		known[m.ID] = true
		typed := m.Type == "" || m.Type == connectors.User || m.Type == connectors.Group
		if m.ID == "" || len(m.ID) > connectors.MaxID || !typed {
			c.Errorf("%s has a member %q of type %q", say(e), m.ID, m.Type)
		}
	}
	for key := range e.Attributes {
		if slices.Contains([]string{"id", "meta", "schemas", "members", "groups", "password"}, strings.ToLower(key)) {
			c.Errorf("%s has the attribute %s", say(e), key)
		}
	}
	if what := foreign(e.Attributes); what != "" {
		c.Errorf("%s has a value of type %s, which encoding/json does not decode", say(e), what)
		return
	}
	if text, err := json.Marshal(e.Attributes); err != nil || len(text) > connectors.MaxEntry {
		c.Errorf("%s has attributes of %d bytes (%v); %d is the most", say(e), len(text), err, connectors.MaxEntry)
	}
}

// foreign is the type of a value that encoding/json makes of nothing.
func foreign(v any) string {
	switch v := v.(type) {
	case nil, bool, string, float64, json.Number:
	case []any:
		for _, one := range v {
			if what := foreign(one); what != "" {
				return what
			}
		}
	case map[string]any:
		for _, one := range v {
			if what := foreign(one); what != "" {
				return what
			}
		}
	default:
		return fmt.Sprintf("%T", v)
	}
	return ""
}

// proper checks that an error is one of the contract, or the context's, and has no secret in it.
func (c *check) proper(err error) *connectors.Error {
	c.Helper()
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		text := fmt.Sprintf("%s %+v", cause.Error(), cause)
		if c.secret != "" && strings.Contains(text, c.secret) {
			c.Errorf("an error has the secret in it") // and so it isn't shown
			return nil
		}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	known := (*connectors.Error)(nil)
	if !errors.As(err, &known) {
		c.Errorf("an error is none of the contract's: %v", err)
		return nil
	}
	switch known.Kind {
	case connectors.Credential, connectors.Permission, connectors.Throttled, connectors.Unavailable, connectors.Malformed,
		connectors.Expired, connectors.Forbidden:
	default:
		c.Errorf("an error is of the kind %q, which there is not", known.Kind)
	}
	if known.Detail == "" || len([]rune(known.Detail)) > 310 {
		c.Errorf("an error's detail has %d characters: %.40s", len([]rune(known.Detail)), known.Detail)
	}
	return known
}

// kind checks that an error is of a kind.
func (c *check) kind(err error, want connectors.Kind) *connectors.Error {
	c.Helper()
	if err == nil {
		c.Fatalf("there is no error; want one of the kind %s", want)
	}
	known := c.proper(err)
	if known == nil || known.Kind != want {
		c.Fatalf("the error is %v; want one of the kind %s", err, want)
	}
	return known
}
