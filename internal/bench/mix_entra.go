package bench

import (
	"context"
	"fmt"
	"net/http"
)

// entraMix is what Entra ID sends in a cycle, in its default dialect: match by externalId and by userName, create, one
// operation an attribute with a capital letter, and for groups a look without the members, an Add, and a Remove
// with the member in the value.
func (s *Session) entraMix(ctx context.Context, _ int) ([]plan, error) {
	turn := s.turn("entra-mix")
	group, err := s.newGroup(ctx, fmt.Sprintf("usher-bench-%s-entra-%d", s.run, turn.Load()))
	if err != nil {
		return nil, err
	}
	const match, create, update, look, add, remove = 0, 1, 2, 3, 4, 5
	return []plan{{
		operation: "entra-mix",
		kinds: []string{"entra-mix:match", "entra-mix:create", "entra-mix:patch",
			"entra-mix:group-get", "entra-mix:group-add", "entra-mix:group-remove"},
		round: func(ctx context.Context, w *worker, _ int) error {
			userName := s.userName("entra", turn.Add(1))
			w.call(ctx, match, http.MethodGet, "/Users?filter=externalId%20eq%20%22"+externalID(userName)+"%22", nil,
				false)
			w.call(ctx, match, http.MethodGet, byUserName(userName), nil, false)

			w.buf = appendEntraPerson(w.buf[:0], userName)
			p := s.created(w.call(ctx, create, http.MethodPost, "/Users", w.buf, true))
			if p == nil {
				return nil
			}
			w.buf = patch(w.buf[:0],
				`{"op":"Replace","path":"displayName","value":"Robin Q. Quayle"}`,
				`{"op":"Replace","path":"name.givenName","value":"Robin Q."}`,
				`{"op":"Add","path":"title","value":"Senior Surveyor"}`,
				`{"op":"Add","path":"phoneNumbers[type eq \"work\"].value","value":"+353 1 555 0102"}`,
				`{"op":"Add","path":"`+enterpriseSchema+`:department","value":"Surveys"}`,
				`{"op":"Replace","path":"active","value":"False"}`)
			w.call(ctx, update, http.MethodPatch, p.path, w.buf, false)

			w.call(ctx, look, http.MethodGet, group+"?excludedAttributes=members", nil, false)

			member := `"path":"members","value":[{"value":` + p.ref + `}]}`
			w.buf = patch(w.buf[:0], `{"op":"Add",`+member)
			w.call(ctx, add, http.MethodPatch, group, w.buf, false)
			w.buf = patch(w.buf[:0], `{"op":"Remove",`+member)
			w.call(ctx, remove, http.MethodPatch, group, w.buf, false)
			return nil
		},
	}}, nil
}

// appendEntraPerson writes a person as Entra ID creates one.
func appendEntraPerson(b []byte, userName string) []byte {
	b = append(b, `{"schemas":["`+userSchema+`","`+enterpriseSchema+`"],"externalId":"`...)
	b = append(b, externalID(userName)...)
	b = append(b, `","userName":"`...)
	b = append(b, userName...)
	b = append(b, `","active":true,"displayName":"Robin Quayle","emails":[{"primary":true,"type":"work","value":"`...)
	b = append(b, userName...)
	return append(b, `"}],"meta":{"resourceType":"User"},"name":{"formatted":"Robin Quayle","familyName":"Quayle","givenName":"Robin"},"roles":[]}`...)
}
