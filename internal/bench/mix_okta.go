package bench

import (
	"context"
	"fmt"
	"net/http"
)

// oktaMix is what Okta sends when it assigns a person and takes the assignment back: look whether the userName is
// taken, create, read, suspend by a PATCH without path, and push the group: out with one member, in with another.
func (s *Session) oktaMix(ctx context.Context, _ int) ([]plan, error) {
	turn := s.turn("okta-mix")
	group, err := s.newGroup(ctx, fmt.Sprintf("usher-bench-%s-okta-%d", s.run, turn.Load()))
	if err != nil {
		return nil, err
	}
	const probe, create, get, suspend, push = 0, 1, 2, 3, 4
	return []plan{{
		operation: "okta-mix",
		kinds:     []string{"okta-mix:probe", "okta-mix:create", "okta-mix:get", "okta-mix:patch", "okta-mix:group"},
		round: func(ctx context.Context, w *worker, _ int) error {
			userName := s.userName("okta", turn.Add(1))
			w.call(ctx, probe, http.MethodGet, byUserName(userName)+"&startIndex=1&count=100", nil, false)

			w.buf = appendOktaPerson(w.buf[:0], userName)
			p := s.created(w.call(ctx, create, http.MethodPost, "/Users", w.buf, true))
			if p == nil {
				return nil // counted as what it was; without an id the rest has no address
			}
			w.call(ctx, get, http.MethodGet, p.path, nil, false)

			w.buf = patch(w.buf[:0], `{"op":"replace","value":{"active":false}}`)
			w.call(ctx, suspend, http.MethodPatch, p.path, w.buf, false)

			if w.last == "" {
				w.buf = patch(w.buf[:0], addMember(p.ref))
			} else {
				w.buf = patch(w.buf[:0], removeMember(w.last), addMember(p.ref))
			}
			w.call(ctx, push, http.MethodPatch, group, w.buf, false)
			w.last = p.ref
			return nil
		},
	}}, nil
}

// appendOktaPerson writes a person as Okta creates one: always with a random password and an empty list of groups.
func appendOktaPerson(b []byte, userName string) []byte {
	b = append(b, `{"schemas":["`+userSchema+`"],"userName":"`...)
	b = append(b, userName...)
	b = append(b, `","name":{"givenName":"Robin","familyName":"Quayle"},"emails":[{"primary":true,"value":"`...)
	b = append(b, userName...)
	b = append(b, `","type":"work"}],"displayName":"Robin Quayle","locale":"en-GB","externalId":"`...)
	b = append(b, externalID(userName)...)
	return append(b, `","groups":[],"password":"p4Sm-qo91-Zx7t","active":true}`...)
}

// created reads who was created, and notes it for Close; nil if nobody was.
func (s *Session) created(a answer) *person { return s.createdIn(s.client, a) }

// createdIn is created for a person of a given source.
func (s *Session) createdIn(of *client, a answer) *person {
	if !a.ok() {
		return nil
	}
	id, err := identity(a.body)
	if err != nil {
		return nil
	}
	p := newPerson("", id, true)
	s.remember(of, p.path)
	return p
}
