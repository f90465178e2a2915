package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest"
)

// BenchmarkBulk compares 1,000 creations in one Bulk request with the same by one client, one after
// another, on a whole server. The two take turns, so that whatever else the machine does meets both:
//
//	go test ./cmd/usher -run '^$' -bench Bulk -benchtime 3x -count 5
func BenchmarkBulk(b *testing.B) {
	for name, database := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL} {
		b.Run(name, func(b *testing.B) {
			const people = 1000
			c := benchmarkConnection(b, database(b))
			var single, bulk time.Duration
			for n := 0; b.Loop(); n++ {
				var creations [][]byte
				var operations []object
				for i := range people {
					creations = append(creations, encode(b, person(fmt.Sprintf("single-%d-%d", n, i), nil)))
					operations = append(operations, bulkPost("/Users", fmt.Sprint(i), person(fmt.Sprintf("bulk-%d-%d", n, i), nil)))
				}
				request := encode(b, bulkBody(operations...))

				start := time.Now()
				for _, body := range creations {
					c.send(b, "/Users", body, http.StatusCreated)
				}
				single += time.Since(start)

				start = time.Now()
				answer := c.send(b, "/Bulk", request, http.StatusOK)
				bulk += time.Since(start)
				if created := bytes.Count(answer, []byte(`"status":"201"`)); created != people {
					b.Fatalf("Bulk created %d: %.500s", created, answer)
				}
			}
			each := float64(people * b.N * int(time.Microsecond))
			b.ReportMetric(float64(single)/each, "µs/single")
			b.ReportMetric(float64(bulk)/each, "µs/bulk")
			b.ReportMetric(float64(single)/float64(bulk), "times")
			b.ReportMetric(0, "ns/op") // both together: nobody wants to know
		})
	}
}

// benchmarkConnection starts a server that logs nothing, and connects an identity provider to it.
func benchmarkConnection(b *testing.B, database string) *benchmarkClient {
	b.Helper()
	s, err := start("serve", "--database", database, "--listen", "127.0.0.1:0", "--log-level", "error")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if status := s.stop(); status != 0 {
			b.Errorf("the server ended with status %d: %s", status, s.stderr)
		}
	})
	usher := func(args ...string) string {
		var out, log bytes.Buffer
		if status := Run(b.Context(), append(args, "--database", database), noEnvironment, &out, &log); status != 0 {
			b.Fatalf("usher %s: status %d: %s", strings.Join(args, " "), status, &log)
		}
		return strings.TrimSpace(out.String())
	}
	usher("account", "create", "acme")
	usher("domain", "approve", "example.com", "--account", "acme")
	usher("source", "create", "okta", "--account", "acme")
	return &benchmarkClient{url: s.url + scimPath, token: usher("token", "create", "--account", "acme", "--source", "okta")}
}

// benchmarkClient keeps its connection and looks at no more of an answer than it must.
type benchmarkClient struct{ url, token string }

// send posts a body and returns the answer.
func (c *benchmarkClient) send(b *testing.B, path string, body []byte, want int) []byte {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, c.url+path, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/scim+json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	if response.StatusCode != want {
		b.Fatalf("POST %s answered %d %.500s", path, response.StatusCode, answer)
	}
	return answer
}

func encode(b *testing.B, o object) []byte {
	b.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		b.Fatal(err)
	}
	return text
}
