package check

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

const (
	defaultGrace = time.Minute
	sweepPage    = 100  // resources that one question of a sweep asks for
	sweepMost    = 2000 // resources of a whole list that a sweep reads: the last of them
	sweepNames   = 300  // creations that are looked for one by one, where nothing else works
	sweepRounds  = 3
)

// Cleanup deletes what this client created and returns what it could not delete: paths, and
// sentences about creations whose resource was not found. It goes on when ctx is done, before or
// meanwhile, for up to grace more (a minute, if grace is 0). A server that does not answer five
// requests in a row is given up.
func (c *Client) Cleanup(ctx context.Context, grace time.Duration) []string {
	ctx, stop := linger(ctx, grace)
	defer stop()
	c.silence = 0
	// Groups before their members, and twice for servers that insist on another order.
	for range 2 {
		for _, path := range slices.Backward(slices.Clone(c.made.paths)) {
			c.remove(ctx, path)
		}
	}
	// What is found after it was deleted, or was never confirmed, is deleted by what the list says.
	// What is there even then is left over.
	var left []string
	for _, endpoint := range c.endpoints() {
		left = append(left, c.sweep(ctx, endpoint)...)
	}
	left = append(left, c.made.paths...)
	slices.Sort(left)
	return slices.Compact(left)
}

// linger returns a context that ends grace after ctx does.
func linger(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	if grace <= 0 {
		grace = defaultGrace
	}
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			cancel()
		case <-longer.Done():
		}
	})
	return longer, func() {
		stop()
		cancel()
	}
}

// remove deletes one resource, unless the server fell silent.
func (c *Client) remove(ctx context.Context, path string) {
	if c.silence < maxSilence && ctx.Err() == nil {
		c.send(ctx, request{Method: http.MethodDelete, Path: path})
	}
}

// endpoints are where resources of this run may be: groups before the users in them.
func (c *Client) endpoints() []string {
	all := []string{"/Groups", "/Users"}
	for _, u := range c.made.unnamed {
		if !slices.ContainsFunc(all, func(e string) bool { return strings.EqualFold(e, u.endpoint) }) {
			all = append(all, u.endpoint)
		}
	}
	return all
}

// sweep deletes what the lists at endpoint still have of this run, and returns what stays there in
// spite of that, and the creations whose resource can't be found.
func (c *Client) sweep(ctx context.Context, endpoint string) (left []string) {
	var lost []unnamed
	for _, u := range c.made.unnamed {
		if strings.EqualFold(u.endpoint, endpoint) {
			lost = append(lost, u)
		}
	}
	var seen sight
	for round := range sweepRounds {
		left = nil
		var found []map[string]any
		found, seen = c.mine(ctx, endpoint, lost)
		for _, m := range found {
			left = append(left, endpoint+"/"+url.PathEscape(plain(m["id"])))
			names := namesIn(m)
			lost = slices.DeleteFunc(lost, func(u unnamed) bool { return shareName(u.names, names) })
		}
		if round == sweepRounds-1 || len(left) == 0 && len(lost) == 0 {
			break
		}
		for _, path := range left {
			c.remove(ctx, path)
		}
		if len(left) == 0 { // a creation without an answer may still be under way
			select {
			case <-time.After(200 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}
	for _, u := range lost {
		switch {
		case u.sure && seen < all:
			left = append(left, c.say(message.New("check.left.unnamed", "endpoint", endpoint, "names", brief(u.names))))
		case !u.sure && seen == nothing:
			left = append(left, c.say(message.New("check.left.unknown", "endpoint", endpoint, "names", brief(u.names))))
		}
	}
	return left
}

// sight is how much a sweep could see of a list.
type sight int

const (
	nothing sight = iota
	some          // what a filter finds
	all           // the whole list
)

// shareName reports whether two resources have a name in common.
func shareName(a, b map[string]string) bool {
	for attribute, name := range a {
		if strings.EqualFold(b[attribute], name) {
			return true
		}
	}
	return false
}

// mine finds the resources of this run at endpoint: by the word that only this run gives, in what
// filters answer and in the list itself, as one of them may be wrong. seen says how
// much of it could be read. The names are compared here once more: a server that ignores filters, or finds
// other people, must not lose anybody.
func (c *Client) mine(ctx context.Context, endpoint string, lost []unnamed) (found []map[string]any, seen sight) {
	ids := map[string]bool{}
	keep := func(list []any) {
		for _, e := range list {
			m, _ := e.(map[string]any)
			for _, name := range namesIn(m) {
				id := plain(m["id"])
				if m["id"] != nil && id != "" && !ids[id] && strings.Contains(strings.ToLower(name), c.run) {
					ids[id] = true
					found = append(found, m)
				}
			}
		}
	}
	for _, a := range nameAttributes {
		if endpoint != "/Groups" || a != "userName" {
			if c.read(ctx, endpoint, fmt.Sprintf("%s co %q", a, c.run), keep) {
				seen = some
			}
		}
	}
	if c.read(ctx, endpoint, "", keep) {
		return found, all
	}
	if seen == nothing {
		for _, u := range lost[:min(len(lost), sweepNames)] {
			for a, name := range u.names {
				c.read(ctx, endpoint, fmt.Sprintf("%s eq %q", a, name), keep)
			}
		}
	}
	return found, seen
}

// read gives keep a list page by page; of a very long one the end, where new resources stand on
// most servers. It reports whether that was all.
func (c *Client) read(ctx context.Context, endpoint, filter string, keep func([]any)) (complete bool) {
	start, got := 1, 0
	ids := map[string]bool{}
	for got < sweepMost && c.silence < maxSilence && ctx.Err() == nil {
		q := url.Values{"count": {strconv.Itoa(sweepPage)}, "startIndex": {strconv.Itoa(start)}}
		if filter != "" {
			q.Set("filter", filter)
		}
		r := c.send(ctx, request{Method: http.MethodGet, Path: endpoint + "?" + q.Encode()})
		list, total := r.list("$.Resources"), r.number("$.totalResults")
		if !r.ok() {
			return false
		}
		keep(list)
		before := len(ids)
		for _, id := range r.ids() {
			ids[id] = true
		}
		got += len(list)
		switch {
		case len(ids) >= total && total >= 0:
			return true
		case len(ids) == before:
			return false // an empty page, or one that was there already
		case start == 1 && total > sweepMost:
			start = max(total-sweepMost, len(list)) + 1
		default:
			start += len(list)
		}
	}
	return false
}
