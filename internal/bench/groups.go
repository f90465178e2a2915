package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/usher-id/usher/internal/text"
)

// fillStep is how many members one request adds when a group is filled: an identity provider's usual largest, and
// far below any body limit.
const fillStep = 1000

// groupChanges adds a person to a group of each size and takes that person out again, so that the group keeps its size.
// All clients work on the one group, each with people of its own.
func (s *Session) groupChanges(ctx context.Context, clients int) ([]plan, error) {
	var plans []plan
	for _, size := range s.options.GroupSizes {
		path, err := s.groupOf(ctx, size)
		if err != nil {
			return nil, err
		}
		rest := s.people[size:]
		if len(rest) < clients {
			return nil, text.Errorf(nil, "bench.group.rest", "size", size, "people", len(rest), "clients", clients)
		}
		turn := s.turn(path)
		plans = append(plans, plan{
			kinds:     []string{"group-add", "group-remove"},
			groupSize: size,
			round: func(ctx context.Context, w *worker, _ int) error {
				p := rest[scatter(turn.Add(1)-1, len(rest))]
				w.buf = patch(w.buf[:0], addMember(p.ref))
				w.call(ctx, 0, http.MethodPatch, path, w.buf, false)
				w.buf = patch(w.buf[:0], removeMember(p.ref))
				w.call(ctx, 1, http.MethodPatch, path, w.buf, false)
				return nil
			},
		})
	}
	return plans, nil
}

// oneGroup adds person after person to one new group, from all clients at once, and then counts whether all are there.
func (s *Session) oneGroup(ctx context.Context, _ int) ([]plan, error) {
	path, err := s.newGroup(ctx, fmt.Sprintf("usher-bench-%s-one-%d", s.run, s.turn("one-group").Add(1)))
	if err != nil {
		return nil, err
	}
	return []plan{{
		kinds:  []string{"one-group"},
		rounds: len(s.people),
		round: func(ctx context.Context, w *worker, n int) error {
			w.buf = patch(w.buf[:0], addMember(s.people[n].ref))
			w.call(ctx, 0, http.MethodPatch, path, w.buf, false)
			return nil
		},
		check: func(ctx context.Context, total []samples) {
			total[0].revoke(lostUpdate, s.lost(ctx, path, len(total[0].took)))
		},
	}}, nil
}

// lost counts the members that a server confirmed and does not have. One that does not show members cannot be asked.
func (s *Session) lost(ctx context.Context, path string, confirmed int) int {
	a, err := s.client.send(ctx, http.MethodGet, path, nil, true)
	if err != nil || !a.ok() {
		return 0
	}
	var group struct {
		Members []struct{} `json:"members"`
	}
	if json.Unmarshal(a.body, &group) != nil || group.Members == nil {
		return 0
	}
	return max(confirmed-len(group.Members), 0)
}

// groupOf makes, once in a session, a group with the first so many people as members.
func (s *Session) groupOf(ctx context.Context, size int) (string, error) {
	if path, ok := s.groups[size]; ok {
		return path, nil
	}
	path, err := s.newGroup(ctx, fmt.Sprintf("usher-bench-%s-of-%d", s.run, size))
	if err != nil {
		return "", err
	}
	_, err = s.prepare(ctx, plan{
		kinds:     []string{"fill-group"},
		groupSize: size,
		rounds:    (size + fillStep - 1) / fillStep,
		round: func(ctx context.Context, w *worker, n int) error {
			var refs []string
			for _, p := range s.people[n*fillStep : min((n+1)*fillStep, size)] {
				refs = append(refs, p.ref)
			}
			a := w.call(ctx, 0, http.MethodPatch, path, patch(nil, addMember(refs...)), false)
			if !a.ok() && ctx.Err() == nil {
				return text.Errorf(nil, "bench.group.fill", "size", size, "path", path, "answer", refusal(a))
			}
			return nil
		},
	})
	if err != nil {
		return "", err
	}
	s.groups[size] = path
	return path, nil
}

// newGroup makes an empty group and returns its path.
func (s *Session) newGroup(ctx context.Context, displayName string) (string, error) {
	a, err := s.client.send(ctx, http.MethodPost, "/Groups", appendGroup(nil, displayName), true)
	if err != nil {
		return "", err
	}
	if !a.ok() {
		return "", text.Errorf(nil, "bench.group.create", "answer", refusal(a))
	}
	id, err := identity(a.body)
	if err != nil {
		return "", err
	}
	path := "/Groups/" + url.PathEscape(id)
	s.remember(s.client, path)
	return path, nil
}
