package million

import (
	"context"
	"fmt"
	"strconv"

	"github.com/usher-id/usher/connectors"
)

// Groups of the service: one for each so many people, of so many members.
const (
	peopleOfGroup  = 500
	membersOfGroup = 250
)

// service is a connected service that has any number of people and groups, and keeps none of them in memory.
type service struct {
	people int
	pages  int // that were read
}

var _ connectors.Connector = (*service)(nil)

func (s *service) groups() int { return s.people / peopleOfGroup }

// memberships is how many its groups have together.
func (s *service) memberships() int { return s.groups() * min(membersOfGroup, s.people) }

// Read implements connectors.Connector.
func (s *service) Read(_ context.Context, position string) (*connectors.Page, error) {
	s.pages++
	from, _ := strconv.Atoi(position)
	all := s.people + s.groups()
	page := &connectors.Page{Total: all}
	for n := from; n < min(from+connectors.MaxPage, all); n++ {
		if n < s.people {
			page.Entries = append(page.Entries, s.person(n))
		} else {
			page.Entries = append(page.Entries, s.group(n-s.people))
		}
	}
	if to := from + connectors.MaxPage; to < all {
		page.Next = strconv.Itoa(to)
	}
	return page, nil
}

func (s *service) person(n int) connectors.Entry {
	address := fmt.Sprintf("p%d@example.com", n)
	given, family := fmt.Sprint("Given", n%1009), fmt.Sprint("Family", n%10007)
	attributes := map[string]any{
		"userName": address, "externalId": fmt.Sprint("e", n), "displayName": given + " " + family, "active": n%50 != 7,
		"name":   map[string]any{"givenName": given, "familyName": family},
		"emails": []any{map[string]any{"value": address, "type": "work", "primary": true}}, "title": "Engineer",
	}
	if n > 0 {
		attributes["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = map[string]any{
			"department": fmt.Sprint("D", n%20), "employeeNumber": fmt.Sprint(100_000 + n),
			"manager": map[string]any{"value": userID(n / 10)},
		}
	}
	return connectors.Entry{Type: connectors.User, ID: userID(n), Attributes: attributes}
}

func (s *service) group(n int) connectors.Entry {
	e := connectors.Entry{Type: connectors.Group, ID: fmt.Sprint("g", n), Attributes: map[string]any{"displayName": fmt.Sprint("Group ", n)}}
	for k := range min(membersOfGroup, s.people) {
		e.Members = append(e.Members, connectors.Member{ID: userID((n*peopleOfGroup + k) % s.people), Type: connectors.User})
	}
	return e
}

func userID(n int) string { return fmt.Sprint("u", n) }
