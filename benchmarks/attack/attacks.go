package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// attack is one request, or many at once. It returns what was answered, in words.
type attack struct {
	name    string
	prepare func(ctx context.Context, s *server) error
	carry   func(ctx context.Context, s *server) string
}

var attacks = []attack{
	{"a Bulk of 250 PATCHes of a record of 1,000 phones", withRecord("phones", 1000, 30),
		func(ctx context.Context, s *server) string {
			return said(s.ask(ctx, s.attacker, "POST", "/Bulk", patches(s, "phones", 250)))
		}},
	{"a Bulk of 1,000 PATCHes of a record of 250 KiB", withRecord("full", 900, 240),
		func(ctx context.Context, s *server) string {
			return said(s.ask(ctx, s.attacker, "POST", "/Bulk", patches(s, "full", 1000)))
		}},
	{"40 filters of 300 co terms", nil, many(40, filter("emails.value", 300))},
	{"10 filters of 260 groups[display co ...]", nil,
		many(10, "/Users?filter="+url.QueryEscape(terms("groups[display co %q]", 260)))},
	{"10 sorted filters of eight paths", nil, many(10, filter("name.familyName", 150)+"&sortBy=title")},
	{"8 PATCHes of 500 value filters on 1,000 values", withRecord("filters", 1000, 30),
		func(ctx context.Context, s *server) string {
			var operations []any
			for i := range 500 {
				operations = append(operations, map[string]any{"op": "replace",
					"path": fmt.Sprintf("phoneNumbers[value eq %q].display", number(i, 30)), "value": "x"})
			}
			var all []answer
			for range 8 {
				all = append(all, s.ask(ctx, s.attacker, "PATCH", "/Users/"+recordIDs["filters"], patch(operations...)))
			}
			return counted(all)
		}},
	{"a Bulk of 1,000 that would end the last owner", nil, func(ctx context.Context, s *server) string {
		var operations []any
		for range 1000 {
			operations = append(operations, map[string]any{"method": "PATCH", "path": "/Users/" + s.boss,
				"data": patch(map[string]any{"op": "replace", "path": "active", "value": false})})
		}
		return said(s.ask(ctx, s.attacker, "POST", "/Bulk", bulk(operations)))
	}},
	{"40 lists of 100 records of 250 KiB that nobody reads", largeRecords, func(_ context.Context, s *server) string {
		var open []net.Conn
		for range 40 {
			c, err := net.Dial("tcp", strings.TrimPrefix(strings.TrimSuffix(s.base, "/scim/v2"), "http://"))
			if err != nil {
				return err.Error()
			}
			fmt.Fprintf(c, "GET /scim/v2/Users?filter=%s&count=100 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", url.QueryEscape(`title eq "large"`), s.attacker)
			open = append(open, c)
		}
		time.Sleep(8 * time.Second)
		for _, c := range open {
			c.Close()
		}
		return "nobody read them"
	}},
	{"a PUT of a group of all people", nil, func(ctx context.Context, s *server) string {
		group := map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"},
			"displayName": "all"}
		a := s.ask(ctx, s.attacker, "POST", "/Groups", group)
		id, _ := a.body["id"].(string)
		group["members"] = s.members
		return said(s.ask(ctx, s.attacker, "PUT", "/Groups/"+id+"?attributes=id", group))
	}},
}

// recordIDs are the records that attacks have prepared, by name.
var recordIDs = map[string]string{}

func number(i, size int) string { return fmt.Sprintf("%0*d", size, i) }

// withRecord makes a person with so many phone numbers of a size.
func withRecord(name string, n, size int) func(context.Context, *server) error {
	return func(ctx context.Context, s *server) error {
		p := person(name)
		var phones []any
		for i := range n {
			phones = append(phones, map[string]any{"value": number(i, size), "type": "other"})
		}
		p["phoneNumbers"] = phones
		a := s.ask(ctx, s.attacker, "POST", "/Users", p)
		if a.status != 201 {
			return fmt.Errorf("a record of %d phones: %d %v %w", n, a.status, a.body, a.err)
		}
		recordIDs[name], _ = a.body["id"].(string)
		return nil
	}
}

func largeRecords(ctx context.Context, s *server) error {
	for i := range 100 {
		p := person(fmt.Sprint("large", i))
		p["title"], p["nickName"] = "large", strings.Repeat("x", 250<<10)
		if a := s.ask(ctx, s.attacker, "POST", "/Users", p); a.status != 201 {
			return fmt.Errorf("a large record: %d %v %w", a.status, a.body, a.err)
		}
	}
	return nil
}

// patches are a Bulk that changes one value of a record again and again.
func patches(s *server, name string, n int) map[string]any {
	var operations []any
	for i := range n {
		operations = append(operations, map[string]any{"method": "PATCH", "path": "/Users/" + recordIDs[name],
			"data": patch(map[string]any{"op": "replace", "path": "title", "value": fmt.Sprint("t", i)})})
	}
	return bulk(operations)
}

func terms(form string, n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(form, fmt.Sprint("0z", i%10)))
	}
	return strings.Join(list, " or ")
}

func filter(path string, n int) string {
	return "/Users?filter=" + url.QueryEscape(terms(path+" co %q", n))
}

// many sends a search so many times at once.
func many(n int, path string) func(context.Context, *server) string {
	return func(ctx context.Context, s *server) string {
		all := make([]answer, n)
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() { all[i] = s.ask(ctx, s.attacker, "GET", path, nil) })
		}
		wait.Wait()
		return counted(all)
	}
}

func said(a answer) string {
	if a.err != nil {
		return a.err.Error()
	}
	operations, is := a.body["Operations"].([]any)
	if !is {
		return fmt.Sprint(a.status)
	}
	all := make([]answer, len(operations))
	for i, o := range operations {
		fmt.Sscan(fmt.Sprint(o.(map[string]any)["status"]), &all[i].status)
	}
	return fmt.Sprint(a.status, ": ", counted(all))
}

// counted says how often each status was answered.
func counted(all []answer) string {
	n := map[int]int{}
	for _, a := range all {
		n[a.status]++
	}
	var list []string
	for status, times := range n {
		list = append(list, fmt.Sprintf("%d times %d", times, status))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
