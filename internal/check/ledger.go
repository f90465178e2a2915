package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ledger remembers the paths of the resources that exist because of this run, oldest first.
type ledger []string

// observe reads from an exchange what was created or deleted.
func (l *ledger) observe(q Request, r *Reply) {
	path, _, _ := strings.Cut(q.Path, "?")
	path = strings.TrimSuffix(path, "/")
	switch {
	case strings.EqualFold(path, "/Bulk"):
		for _, o := range r.list("$.Operations") {
			l.observeOperation(o)
		}
	case q.Method == http.MethodPost && r.Status == http.StatusCreated:
		if id := r.text("$.id"); id != "" {
			l.add(path + "/" + url.PathEscape(id))
		} else {
			l.add(tail(r.Header.Get("Location")))
		}
	case q.Method == http.MethodPut && r.Status == http.StatusCreated:
		l.add(path)
	case q.Method == http.MethodDelete && (r.ok() || r.Status == http.StatusNotFound):
		l.drop(path)
	}
}

// observeOperation reads one operation of a Bulk answer.
func (l *ledger) observeOperation(o any) {
	m, _ := o.(map[string]any)
	path := tail(plain(m["location"]))
	switch strings.ToUpper(plain(m["method"])) {
	case http.MethodPost:
		if strings.HasPrefix(plain(m["status"]), "2") {
			l.add(path)
		}
	case http.MethodDelete:
		if strings.HasPrefix(plain(m["status"]), "2") {
			l.drop(path)
		}
	}
}

// tail is the endpoint and id at the end of a location: /Users/42.
func tail(location string) string {
	parts := strings.Split(strings.TrimSuffix(location, "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	return "/" + strings.Join(parts[len(parts)-2:], "/")
}

func (l *ledger) add(path string) {
	if path != "" && !slices.Contains(*l, path) {
		*l = append(*l, path)
	}
}

func (l *ledger) drop(path string) {
	*l = slices.DeleteFunc(*l, func(p string) bool { return p == path })
}

// Cleanup deletes what this client created and returns the paths that it could not delete.
// It works also when ctx is done already: it then takes up to grace for itself.
func (c *Client) Cleanup(ctx context.Context, grace time.Duration) []string {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
	}
	// Groups before their members, and twice for servers that insist on another order.
	for range 2 {
		for _, path := range slices.Backward(slices.Clone(c.made)) {
			c.Do(ctx, Request{Method: http.MethodDelete, Path: path})
		}
	}
	c.sweep(ctx, "/Users", "userName")
	c.sweep(ctx, "/Groups", "displayName")
	return slices.Clone(c.made)
}

// sweep finds resources whose creation was never confirmed, because an answer was lost or
// had no id, by the name that only this run gives. The name is compared here once more:
// a server that ignores filters must not lose anybody.
func (c *Client) sweep(ctx context.Context, endpoint, attr string) {
	filter := url.QueryEscape(fmt.Sprintf("%s co %q", attr, c.run))
	r := c.Do(ctx, Request{Method: http.MethodGet, Path: endpoint + "?count=100&filter=" + filter})
	for _, e := range r.list("$.Resources") {
		m, _ := e.(map[string]any)
		id, _ := m["id"].(string)
		name, _ := m[attr].(string)
		if id == "" || !strings.Contains(strings.ToLower(name), c.run) {
			continue
		}
		path := endpoint + "/" + url.PathEscape(id)
		c.made.add(path)
		c.Do(ctx, Request{Method: http.MethodDelete, Path: path})
	}
}
