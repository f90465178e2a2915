package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// usherCheck runs the command against c, of which change breaks each answer, and returns its exit
// status and what it wrote. Whatever happens, as many people and groups are there as before.
func usherCheck(t *testing.T, ctx context.Context, c *connection, change func(*http.Response, map[string]any)) (status int, out, log string) {
	t.Helper()
	people, groups := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total()
	var stdout, stderr bytes.Buffer
	status = Run(ctx, []string{"check", c.spoiled(t, change), "--token", c.token}, noEnvironment, &stdout, &stderr)
	if p, g := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total(); p != people || g != groups {
		t.Errorf("%d people and %d groups before, %d and %d after the check", people, groups, p, g)
	}
	return status, stdout.String(), stderr.String()
}

// spoiled is the base URL of a server that answers as c does, with each answer changed.
func (c *connection) spoiled(t *testing.T, change func(*http.Response, map[string]any)) string {
	t.Helper()
	base, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	target := &url.URL{Scheme: base.Scheme, Host: base.Host}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		var body map[string]any
		if json.Unmarshal(raw, &body) == nil {
			change(r, body)
			if raw, err = json.Marshal(body); err != nil {
				return err
			}
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
		r.Header.Set("Content-Length", strconv.Itoa(len(raw)))
		return nil
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	return front.URL + base.Path
}

// The command says what a broken Usher does wrong and leaves nothing behind, also when it is
// interrupted in the middle.
func TestCheckOfBrokenServers(t *testing.T) {
	long(t, "package check breaks a server of its own in every way")
	t.Parallel()
	// What is broken stands before the server: which database is behind it makes no difference to what is reported.
	serveEach(t, map[string]string{"sqlite": storetest.SQLiteURL(t)}, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		c.seed(t)
		for name, broken := range map[string]struct {
			change func(*http.Response, map[string]any)
			want   string
		}{
			"totalResults a text": {func(_ *http.Response, b map[string]any) {
				if total, is := b["totalResults"].(float64); is {
					b["totalResults"] = strconv.Itoa(int(total))
				}
			}, "[paging.envelope, must]"},
			"totalResults left out": {func(_ *http.Response, b map[string]any) { delete(b, "totalResults") }, "[paging.envelope, must]"},
			"no id of what is created": {func(r *http.Response, b map[string]any) {
				if r.StatusCode == http.StatusCreated {
					r.Header.Del("Location")
					delete(b, "id")
				}
			}, "[user.create, must]"},
			"no authentication schemes": {func(_ *http.Response, b map[string]any) {
				if b["authenticationSchemes"] != nil {
					b["authenticationSchemes"] = []any{}
				}
			}, "[discovery.config.authentication, must]"},
		} {
			t.Run(name, func(t *testing.T) {
				status, out, log := usherCheck(t, t.Context(), c, broken.change)
				if status != statusFailed || !strings.Contains(out, "FAIL") || !strings.Contains(out, broken.want) || strings.Contains(out, "could not be deleted") {
					t.Errorf("status %d, no %s in\n%s%s", status, broken.want, out, log)
				}
			})
		}
		t.Run("interrupted", func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			var answers atomic.Int32
			status, out, log := usherCheck(t, ctx, c, func(*http.Response, map[string]any) {
				if answers.Add(1) == 300 {
					interrupt()
				}
			})
			if status != statusFailed || !strings.Contains(log, "interrupted") || !strings.Contains(out, "Summary") {
				t.Errorf("status %d\n%s%s", status, out, log)
			}
		})
	})
}

// A reader's token gives one sentence, not dozens of failures.
func TestCheckWithAReader(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.tenant(t, "acme")
		reader := n.reader(t, "acme")
		status, out, log := usherCheck(t, t.Context(), reader, func(*http.Response, map[string]any) {})
		if status != statusFailed || out != "" || strings.Count(log, "\n") != 1 || !strings.Contains(log, "may read users but not create them") {
			t.Errorf("status %d: %s%s", status, out, log)
		}
	})
}
