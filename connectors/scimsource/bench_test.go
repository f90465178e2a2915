package scimsource

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/usher-id/usher/connectors"
)

// A page of 500 people, as another Usher shows them.
func BenchmarkPage(b *testing.B) {
	var people []string
	for i := range 500 {
		people = append(people, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",%q],"id":"01a21a7c-e80d-768a-940e-%012d",
			"userName":"p%d@example.com","externalId":"x%d","active":true,"name":{"givenName":"Person","familyName":"Number %d"},
			"emails":[{"value":"p%d@example.com","type":"work","primary":true}],"displayName":"Person Number %d",
			%q:{"department":"Sales","manager":{"value":"01a21a7c-e80d-768a-940e-000000000000","displayName":"Boss"}},
			"meta":{"resourceType":"User","created":"2026-11-27T00:51:51Z","lastModified":"2026-11-27T00:51:51Z","version":"W/\"1\""}}`,
			enterprise, i, i, i, i, i, i, enterprise))
	}
	text := []byte(`{"totalResults":100000,"itemsPerPage":500,"nextCursor":"x","Resources":[`)
	for i, one := range people {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, one...)
	}
	text = append(text, `]}`...)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		l, err := decodeList(bytes.NewReader(text), func(dec *json.Decoder) error {
			r, err := decodeResource(dec, connectors.User)
			if err == nil && r.Fault != "" {
				b.Fatal(r.Fault)
			}
			return err
		})
		if err != nil || l.items != 500 {
			b.Fatal(l, err)
		}
	}
}
