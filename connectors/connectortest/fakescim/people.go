package fakescim

import "fmt"

// Users are n users, the first of whom manages the others. Their names begin with prefix.
func Users(prefix string, n int) []Object {
	users := make([]Object, n)
	for i := range users {
		u := Object{
			"id": fmt.Sprintf("%s-%05d", prefix, i), "externalId": fmt.Sprintf("x-%d", i), "active": i%7 != 3,
			"userName": fmt.Sprintf("%s%05d", prefix, i), "displayName": fmt.Sprintf("Person %d", i),
			"name":   Object{"givenName": "Person", "familyName": fmt.Sprint(i)},
			"emails": []any{Object{"value": fmt.Sprintf("%s%05d@example.com", prefix, i), "type": "work", "primary": true}},
			"meta":   Object{"resourceType": "User", "lastModified": "2026-01-02T03:04:05Z"},
			"groups": []any{},
		}
		if i > 0 {
			u["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = Object{
				"department": "Sales", "manager": Object{"value": fmt.Sprintf("%s-%05d", prefix, 0), "displayName": "Person 0"},
			}
		}
		users[i] = u
	}
	return users
}

// Groups are n groups; group i has the first i users as members, as far as there are so many.
func Groups(prefix string, n int, users []Object) []Object {
	groups := make([]Object, n)
	for i := range groups {
		members := []any{}
		for _, u := range users[:min(i, len(users))] {
			members = append(members, Object{"value": u["id"], "type": "User", "display": u["displayName"]})
		}
		groups[i] = Object{
			"id": fmt.Sprintf("%s-g%04d", prefix, i), "displayName": fmt.Sprintf("Group %d", i), "members": members,
			"meta": Object{"resourceType": "Group", "lastModified": "2026-01-02T03:04:05Z"},
		}
	}
	return groups
}
