package main

import (
	"slices"
	"testing"
)

// oneOfFour brings somebody from three connections and types the address; answer confirms it by its
// mailbox. It returns the records in the order of their arrival.
func (s *company) oneOfFour(t *testing.T, name, shouted string, answer func(t *testing.T, address string)) [4]string {
	t.Helper()
	address := name + "@example.com"
	okta := s.okta.post(t, "/Users", person(name, object{"displayName": "By Okta", "title": "Chief"})).want(201)
	entra := s.entra.post(t, "/Users", person(name, object{
		"userName": shouted, "emails": list{object{"value": shouted, "type": "work"}}, "displayName": "By Entra", "nickName": "An",
	})).want(201)
	hr := s.hr.post(t, "/Users", person(name, object{
		"userName": "hr-" + name, "externalId": nil, "emails": list{object{"value": " " + address + " ", "type": "home"}},
		"displayName": "By HR", "preferredLanguage": "fr", enterpriseURN: object{"employeeNumber": "7-" + name},
	})).want(201)
	for _, a := range []*answer{okta, entra, hr} {
		if a.state() != "active" {
			t.Fatalf("%s: %s", a.asked, a)
		}
	}
	typed := s.typed(t, address)
	s.waits(t, typed, "notConfirmed") // rule M5
	answer_(t, s, typed, address, answer)
	return [4]string{okta.id(), entra.id(), hr.id(), typed}
}

func answer_(t *testing.T, s *company, typed, address string, answer func(t *testing.T, address string)) {
	t.Helper()
	answer(t, address)
	if left := s.cases(t, typed); len(left) != 0 {
		t.Errorf("confirmed, and still in review: %v", left)
	}
}
