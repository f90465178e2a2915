package check

import (
	"net/http"
	"strings"
	"time"
)

func replaceUser(p *probe) error {
	u, err := p.newUser(obj{"title": "Old"})
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(u.name, obj{"title": "New", "name": obj{"givenName": "Other", "familyName": "Name"}}))
	if err := each(want(r, http.StatusOK), same(r, "$.id", u.id), same(r, "$.title", "New")); err != nil {
		return err
	}
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	return same(now, "$.name.givenName", "Other")
}

func replaceList(p *probe) error {
	u, err := p.patient()
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(u.name, obj{"emails": arr{obj{"value": "only-" + u.name, "type": "other"}}}))
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	return sameValues(now, "$.emails", "value", "only-"+u.name)
}

func replaceActive(p *probe) error {
	if err := p.needs("active"); err != nil {
		return err
	}
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(u.name, obj{"active": false}))
	if err := want(r, http.StatusOK); err != nil {
		return err
	}
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	return same(now, "$.active", false)
}

func replaceDuplicate(p *probe) error {
	other, err := p.newUser(nil)
	if err != nil {
		return err
	}
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(other.name, obj{"emails": arr{obj{"value": u.name, "type": "work"}}}))
	if err := want(r, http.StatusConflict); err != nil {
		return err
	}
	now, err := p.after(r, u)
	if err != nil {
		return err
	}
	return assertion{Path: "$.userName", Op: "ieq", Value: u.name}.holds(now)
}

func replaceTimes(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	p.tick(u.created.text("$.meta.lastModified"))
	r := p.put(u.path, p.userBody(u.name, obj{"title": "Changed"}))
	if r.Status != http.StatusOK {
		return unready(r)
	}
	return each(later(r, u.created), same(r, "$.meta.created", u.created.at("$.meta.created")))
}

// tick waits until a change can be told from the moment stamp: servers keep times in seconds
// or in fractions of a second.
func (p *probe) tick(stamp string) {
	pause := 1100 * time.Millisecond
	if strings.Contains(stamp, ".") {
		pause = 20 * time.Millisecond
	}
	select {
	case <-time.After(pause):
	case <-p.ctx.Done():
	}
}

// later fails unless meta.lastModified in now is after that in before.
func later(now, before *reply) error {
	old, err1 := time.Parse(time.RFC3339, before.text("$.meta.lastModified"))
	t, err2 := time.Parse(time.RFC3339, now.text("$.meta.lastModified"))
	if err1 != nil || err2 != nil || !t.After(old) {
		return wrong(now, "check.modified", "before", brief(before.at("$.meta.lastModified")),
			"now", brief(now.at("$.meta.lastModified")))
	}
	return nil
}

func replaceReadOnly(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody(u.name, obj{
		"id": u.id, "meta": obj{"created": "1999-01-01T00:00:00Z", "resourceType": "User"},
		"groups": arr{obj{"value": "no-such-group"}},
	}))
	return each(want(r, http.StatusOK), same(r, "$.id", u.id), same(r, "$.meta.created", u.created.at("$.meta.created")),
		absent(r, "$.groups"))
}

func replaceRequired(p *probe) error {
	u, err := p.newUser(nil)
	if err != nil {
		return err
	}
	r := p.put(u.path, p.userBody("", obj{"userName": nil, "displayName": "No name " + p.next()}))
	if err := want(r, http.StatusBadRequest); err != nil {
		return err
	}
	return same(p.get(u.path), "$.displayName", "Display "+u.name)
}

func replaceUnknown(p *probe) error {
	path := "/Users/" + randomUUID()
	r := p.put(path, p.userBody(p.userName(), nil))
	if err := want(r, http.StatusNotFound); err != nil {
		return err
	}
	return want(p.get(path), http.StatusNotFound)
}
