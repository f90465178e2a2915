package connectortest

import (
	"fmt"
	"time"
)

// World is whom a service knows.
type World struct {
	People []Person
	Groups []Group
}

// Person is a user of the service.
type Person struct {
	ID, Login, Name, Email string
	Manager                string // ID of a person; "" for none
	Active                 bool
	Changed                time.Time
}

// Group is a group of the service.
type Group struct {
	ID, Name string
	Members  []string // IDs of people
	Changed  time.Time
}

var long = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// worldOf has so many people and groups. The first person manages the others; group i has i members.
func worldOf(people, groups int) World {
	var w World
	for i := range people {
		w.People = append(w.People, person(i))
	}
	for i := range groups {
		g := Group{ID: fmt.Sprintf("g-%03d", i), Name: fmt.Sprintf("Group %d", i), Changed: long}
		for m := range min(i, people) {
			g.Members = append(g.Members, w.People[m].ID)
		}
		w.Groups = append(w.Groups, g)
	}
	return w
}

func person(i int) Person {
	p := Person{
		ID: fmt.Sprintf("u-%04d", i), Login: fmt.Sprintf("person%d", i), Name: fmt.Sprintf("Person %d", i),
		Email: fmt.Sprintf("person%d@example.com", i), Active: i%5 != 4, Changed: long,
	}
	if i > 0 {
		p.Manager = "u-0000"
	}
	return p
}

// ids are those of all, with their types.
func (w World) ids() map[string]bool {
	all := make(map[string]bool)
	for _, p := range w.People {
		all["User "+p.ID] = true
	}
	for _, g := range w.Groups {
		all["Group "+g.ID] = true
	}
	return all
}
