package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
)

// crashStep sends one random request of the mix and writes down the answer. The error is of the
// connection: nobody knows then what became of the request, and it stays pending. A sentence is
// returned for an answer that is wrong.
func crashStep(c *crashClient, j *crashJournal, random *rand.Rand, groups []string) (wrong string, err error) {
	names := make([]string, 0, len(j.People))
	for name := range j.People {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) < 3 {
		return j.create(c, nil)
	}
	p := j.People[names[random.IntN(len(names))]]
	group := groups[random.IntN(len(groups))]
	switch random.IntN(10) {
	case 0:
		return j.create(c, nil)
	case 1, 2:
		return j.replace(c, p)
	case 3, 4:
		return j.activate(c, p)
	case 5, 6:
		return j.member(c, p, group)
	case 7:
		if n := len(j.graves); n > 0 && random.IntN(2) == 0 {
			return j.create(c, &j.graves[n-1])
		}
		return j.send(c, "DELETE", "/Users/"+p.ID, nil, crashEffect{userName: p.UserName})
	case 8:
		return j.bulk(c, group)
	}
	return j.read(c, p)
}

// errCrashUnknown is what a server answers that lost its database: it may be the last to know.
var errCrashUnknown = errors.New("the server doesn't know what became of the request")

// send sends a request of one effect.
func (j *crashJournal) send(c *crashClient, method, path string, body any, e crashEffect) (wrong string, err error) {
	j.pending = []crashEffect{e}
	r, err := c.do(method, path, body)
	if err == nil && r.status == http.StatusServiceUnavailable {
		err = fmt.Errorf("%w: %s %s: %s", errCrashUnknown, method, path, r.text)
	}
	if err != nil {
		return "", err
	}
	j.pending = nil
	if !r.ok() {
		return fmt.Sprintf("%s %s: status %d: %s", method, path, r.status, r.text), nil
	}
	id := r.id()
	if was := j.People[e.userName]; e.person != nil && was.ID != "" && (r.version <= was.Version || id != was.ID) {
		return fmt.Sprintf("%s %s: version %d of %s after version %d of %s", method, path, r.version, id, was.Version, was.ID), nil
	}
	j.land(e, id, r.version)
	return "", nil
}

// create makes somebody new, or somebody from a grave; whoever is in it may have come back
// already, so it is taken away first.
func (j *crashJournal) create(c *crashClient, grave *crashPerson) (string, error) {
	if grave != nil {
		for _, p := range j.People {
			if p.ExternalID == grave.ExternalID {
				return j.read(c, p)
			}
		}
	}
	p := j.newcomer(grave)
	return j.send(c, "POST", "/Users", p.resource(), crashEffect{userName: p.UserName, person: p})
}

// replace sends a PUT that changes the name and one of the addresses.
func (j *crashJournal) replace(c *crashClient, p crashPerson) (string, error) {
	p.Display = fmt.Sprintf("%s, version %d", p.UserName, p.Version+1)
	p.Alias = fmt.Sprintf("%d.%s", p.Version+1, p.UserName)
	return j.send(c, "PUT", "/Users/"+p.ID, p.resource(), crashEffect{userName: p.UserName, person: &p})
}

func (j *crashJournal) activate(c *crashClient, p crashPerson) (string, error) {
	p.Active = !p.Active
	return j.send(c, "PATCH", "/Users/"+p.ID, crashPatch("replace", "active", p.Active), crashEffect{userName: p.UserName, person: &p})
}

func (j *crashJournal) member(c *crashClient, p crashPerson, group string) (string, error) {
	e := crashEffect{userName: p.UserName, group: group, in: !j.Members[crashPair{group, p.UserName}]}
	body := crashAdd(p.ID)
	if !e.in {
		body = crashRemove(p.ID)
	}
	return j.send(c, "PATCH", "/Groups/"+group, body, e)
}

// bulk makes two people and puts them into a group, by their bulkIds.
func (j *crashJournal) bulk(c *crashClient, group string) (wrong string, err error) {
	var people, joins []any
	var effects []crashEffect
	for i := range 2 {
		p := j.newcomer(nil)
		bulkID := fmt.Sprint(i)
		people = append(people, map[string]any{"method": "POST", "path": "/Users", "bulkId": bulkID, "data": p.resource()})
		joins = append(joins, map[string]any{"method": "PATCH", "path": "/Groups/" + group, "data": crashAdd("bulkId:" + bulkID)})
		effects = append(effects, crashEffect{userName: p.UserName, person: p})
	}
	for _, e := range effects[:2] {
		effects = append(effects, crashEffect{userName: e.userName, group: group, in: true})
	}
	j.pending = effects
	r, err := c.do("POST", "/Bulk", map[string]any{"schemas": []string{crashBulkSchema}, "Operations": append(people, joins...)})
	if err == nil && (r.status == http.StatusServiceUnavailable || slices.ContainsFunc(crashOperations(r), func(o crashOperation) bool { return o.status == http.StatusServiceUnavailable })) {
		err = errCrashUnknown
	}
	if err != nil {
		return "", err
	}
	j.pending = nil
	answers := crashOperations(r)
	if !r.ok() || len(answers) != len(effects) {
		return fmt.Sprintf("POST /Bulk: status %d: %s", r.status, r.text), nil
	}
	for i, a := range answers {
		if a.status/100 != 2 {
			return fmt.Sprintf("POST /Bulk: operation %d: %s", i, r.text), nil
		}
		j.land(effects[i], a.id, a.version)
	}
	return "", nil
}

// read reads somebody, who must be as this client was last answered.
func (j *crashJournal) read(c *crashClient, p crashPerson) (wrong string, err error) {
	r, err := c.do("GET", "/Users/"+p.ID, nil)
	if err != nil {
		return "", err
	}
	if !r.ok() || crashPersonOf(r.body) != p {
		return fmt.Sprintf("GET of %+v: status %d: %s", p, r.status, r.text), nil
	}
	return "", nil
}
