package admin_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// ordersVariable, set to anything, has every order be tried on PostgreSQL, too.
const ordersVariable = "USHER_TEST_DOORS"

// Rules I1, I3 and D7: whoever comes from a domain that is not approved is held at every door, and the device is told
// so.
func TestDoorsHoldAlike(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		d, email := withDoors(b), "ana@elsewhere.example"
		d.pushed(email)
		d.reads(email)
		d.filed(email)
		if code := d.activates(email); code != devices.DomainPending {
			t.Errorf("the device is told %q", code)
		}
		d.typed(email)
		d.wantVerdicts(email, directory.PendingDomain)
	})
}

// Rules I1, I3 and M2c: where the domain is approved and nobody has proved it, the first record makes the person, and
// each other door's waits for an administrator, also where the mailbox agrees.
func TestDoorsReviewAlike(t *testing.T) {
	for first := range byAddress {
		eachBureau(t, func(b *bureau) {
			d, email := withDoors(b), "ana@example.com"
			come := []func(){func() { d.pushed(email) }, func() { d.reads(email) }, func() { d.filed(email) }}
			come[first]()
			for door, comes := range come {
				if door != first {
					comes()
				}
			}
			if code := d.activates(email); code != devices.ReviewPending {
				t.Errorf("the device is told %q", code)
			}
			d.typed(email)
			for door, u := range d.utterances(email) {
				switch {
				case u == nil:
					t.Errorf("%s: no record", doorNames[door])
				case door == first && u.Verdict.Code != directory.Active,
					door != first && u.Verdict.Code != directory.PendingMerge:
					t.Errorf("%s: %s", doorNames[door], d.verdicts(email))
				}
			}
		})
	}
}

func (d *doors) wantVerdicts(email string, want directory.Code) {
	d.t.Helper()
	for door, u := range d.utterances(email) {
		if u == nil || u.Verdict.Code != want {
			d.t.Errorf("%s at %s: %s; want %s", email, doorNames[door], d.verdicts(email), want)
		}
	}
}

// Rules I1, M1, M2c, M5, M6, M8 and S4: one person comes by five doors and is one user of five records, all of which
// are let in. In whatever order the doors take back what they said, the user is what is left of it, by the word of the
// best of it. What a service says is gone stays as a record that says so, and the person is inactive when nothing else
// is left, until the service is disconnected. Whom no service knows is gone with the last.
func TestEveryOrderOfRemoval(t *testing.T) {
	eachBureau(t, func(b *bureau) {
		d := withDoors(b)
		d.trusting()
		all := orders(byPush, byService, byFile, byAddress, byDevice)
		unread := orders(byPush, byFile, byAddress, byDevice)
		if b.db.Name() != "sqlite" && os.Getenv(ordersVariable) == "" {
			all, unread = covering(all), covering(unread)
		}
		var people []*leaver
		var emails []string
		for i, order := range slices.Concat(all, unread) {
			p := &leaver{doors: d, email: fmt.Sprintf("person-%d@example.com", i), order: order}
			p.read, p.detach = i < len(all), i%2 == 0
			if people = append(people, p); p.read {
				emails = append(emails, p.email)
			}
			d.pushed(p.email)
		}
		d.reads(emails...)
		for _, p := range people {
			p.comes()
		}
		for step := range doorCount {
			var gone []string
			for _, p := range people {
				if step < len(p.order) && p.order[step] == byService {
					gone = append(gone, p.email)
				}
			}
			for few := range slices.Chunk(gone, 5) { // so many at once are nothing that a guard stops (rule S3)
				d.gone(few...)
			}
			for _, p := range people {
				if step < len(p.order) {
					p.leaves(p.order[step])
					p.check(p.order[step+1:])
				}
			}
		}
		d.disconnects()
		for _, p := range people {
			if state := d.stateOf(p.user); state != directory.Deleted {
				t.Errorf("%s: %s after everything was taken back", p, state)
			}
		}
	})
}

// orders are all orders of some doors.
func orders(doors ...int) (all [][]int) {
	if len(doors) == 0 {
		return [][]int{nil}
	}
	for i, first := range doors {
		for _, rest := range orders(slices.Delete(slices.Clone(doors), i, i+1)...) {
			all = append(all, append([]int{first}, rest...))
		}
	}
	return all
}

// covering are twelve orders, chosen so that as many doors as possible stand at every place and right after every
// other.
func covering(all [][]int) (few [][]int) {
	type fact struct{ after, at, door int }
	seen := map[fact]bool{}
	facts := func(order []int) (list []fact) {
		for i, door := range order {
			if list = append(list, fact{-1, i, door}); i > 0 {
				list = append(list, fact{order[i-1], -1, door})
			}
		}
		return list
	}
	for len(few) < 12 {
		best, most := 0, -1
		for i, order := range all {
			fresh := 0
			for _, f := range facts(order) {
				if !seen[f] {
					fresh++
				}
			}
			if fresh > most {
				best, most = i, fresh
			}
		}
		for _, f := range facts(all[best]) {
			seen[f] = true
		}
		few, all = append(few, all[best]), slices.Delete(slices.Clone(all), best, best+1)
	}
	return few
}

// leaver is somebody whom the doors take back in an order.
type leaver struct {
	*doors
	email   string
	order   []int
	read    bool // the service knows the person
	detach  bool // the device is taken out of the person before it is taken away
	user    string
	records [doorCount]string // "" for none
	file    string            // id of its import
}

func (p *leaver) String() string {
	names := make([]string, 0, doorCount)
	for _, door := range p.order {
		names = append(names, doorNames[door])
	}
	return p.email + " (" + strings.Join(names, ", ") + ")"
}

// comes brings whom a push and the service know by the other doors, too.
func (p *leaver) comes() {
	p.t.Helper()
	p.file = p.filed(p.email)
	if code := p.activates(p.email); code != "" {
		p.t.Errorf("%s: the device is told %q", p, code)
	}
	if r := p.typed(p.email); r.Verdict.Code != directory.PendingMerge {
		p.t.Errorf("%s: typed and %s before the mailbox agrees", p, r.Verdict.Code)
	}
	p.agrees(p.email)
	for door, u := range p.utterances(p.email) {
		switch {
		case u == nil && door == byService && !p.read:
			continue
		case u == nil || u.Verdict.Code != directory.Active:
			p.t.Fatalf("%s: %s", p, p.verdicts(p.email))
		case p.user == "":
			p.user = u.UserID
		}
		p.records[door] = u.ID
	}
	p.check(p.order)
}

// leaves has a door take back what it said.
func (p *leaver) leaves(door int) {
	p.t.Helper()
	ctx := p.t.Context()
	switch door {
	case byPush:
		p.apply(directory.Change{
			Source: p.sources[byPush], Action: directory.Delete, ID: p.records[byPush],
			Request: directory.Request{Operation: "DELETE /Users", Success: 204},
		})
	case byFile:
		undone, err := p.imports.Undo(ctx, ann, p.account, p.file, nil)
		if err != nil || undone.Undone != 1 || undone.Kept != 0 {
			p.t.Errorf("%s: the file: %+v, %v", p, undone, err)
		}
	case byAddress:
		done, err := p.office.people.Remove(ctx, ann, p.account, admin.RemoveRequest{User: p.user})
		if err != nil || done.Subject != p.records[byAddress] {
			p.t.Errorf("%s: the typed address: %+v, %v", p, done, err)
		}
	case byDevice:
		if left := p.office.records(p.records[byDevice]); p.detach && len(left) > 1 {
			_, err := p.office.people.Unmerge(ctx, ann, p.account, admin.UnmergeRequest{Record: p.records[byDevice]})
			alone := p.office.records(p.records[byDevice])
			if err != nil || len(alone) != 1 || len(p.office.records(p.user)) != len(left)-1 {
				p.t.Errorf("%s: the device is taken out and is part of %v: %v", p, alone, err)
			}
		}
		done, err := p.office.people.Remove(ctx, ann, p.account, admin.RemoveRequest{User: p.records[byDevice]})
		if err != nil || done.Subject != p.records[byDevice] {
			p.t.Errorf("%s: the device: %+v, %v", p, done, err)
		}
	}
}

// check compares the user with what is left.
func (p *leaver) check(left []int) {
	p.t.Helper()
	if !p.read && len(left) == 0 {
		if state := p.stateOf(p.user); state != directory.Deleted {
			p.t.Errorf("%s: %s with nothing left", p, state)
		}
		return
	}
	var want []string
	for door, record := range p.records {
		if door == byService && p.read || slices.Contains(left, door) {
			want = append(want, record)
		}
	}
	found, err := p.db.Profile(p.t.Context(), p.account.ID, p.user)
	if err != nil {
		p.t.Fatalf("%s with %v left: %v", p, left, err)
	}
	var got []string
	for _, u := range found.Records {
		got = append(got, u.ID)
	}
	slices.Sort(want)
	slices.Sort(got)
	if found.ID != p.user || !slices.Equal(got, want) {
		p.t.Errorf("%s with %v left: user %s of %v; want %s of %v", p, left, found.ID, got, p.user, want)
	}
	state, title, given := directory.Active, "", ""
	switch best := slices.Sorted(slices.Values(left)); {
	case len(best) == 0: // the service knew them last
		state, title, given = directory.Suspended, doorNames[byService], doorNames[byService]
	case best[0] <= byFile:
		title, given = doorNames[best[0]], doorNames[best[0]]
	case best[0] == byAddress:
		given = doorNames[byAddress]
	}
	said := (&directory.Utterance{Body: found.Body}).Said()
	name, _ := said["name"].(map[string]any)
	is := schema.Object{"title": directory.Text(said, "title"), "given": "", "login": found.Login, "userName": found.UserName}
	if text, ok := name["givenName"].(string); ok {
		is["given"] = text
	}
	should := schema.Object{"title": title, "given": given, "login": p.email, "userName": p.email}
	if found.State != state || fmt.Sprint(is) != fmt.Sprint(should) {
		p.t.Errorf("%s with %v left: %s, %v; want %s, %v", p, left, found.State, is, state, should)
	}
}
