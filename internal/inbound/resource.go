package inbound

import (
	"bytes"
	"iter"
	"net/http"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// resource turns what was read into what is answered. As long as nobody asks for a projection
// the stored JSON is copied, never decoded.
func (b *backend) resource(
	rt *schema.ResourceType, v *directory.View, names map[string]string,
) (*scim.Resource, error) {
	if !rt.ReturnsOnRequest() { // what is never returned is not kept, so the stored JSON is what is shown
		var shown schema.Object
		if rt.Name == directory.TypeUser && !saysActive(v.Body) {
			shown = schema.Object{"active": true}
		}
		r, err := b.describe(rt, v, shown, names)
		if err != nil {
			return nil, err
		}
		r.Body = joined(v.Body, rt.AppendBody(nil, r.Attributes, nil))
		r.Attributes = nil
		return r, nil
	}
	raw, err := schema.Decode(slices.Concat([]byte("{"), v.Body, []byte("}")))
	if err != nil {
		return nil, err
	}
	attributes, err := rt.Restore(raw)
	if err != nil {
		return nil, err
	}
	return b.describe(rt, v, attributes, names)
}

// saysActive reports whether the members of a user have active among them, and not only deeper down.
func saysActive(body []byte) bool {
	for depth, from := 0, 0; ; {
		at := bytes.Index(body[from:], quotedActive)
		if at < 0 {
			return false
		}
		depth += nesting(body[from : from+at])
		if depth == 0 {
			return true
		}
		from += at + len(quotedActive)
	}
}

// quotedActive stands nowhere in a string, where its quotes would be escaped.
var quotedActive = []byte(`"active":`)

// nesting is how many more objects and lists are opened than closed in a piece of JSON that begins
// and ends outside of strings.
func nesting(piece []byte) (depth int) {
	inString := false
	for i := 0; i < len(piece); i++ {
		switch c := piece[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			depth--
		}
	}
	return depth
}

func joined(a, b []byte) []byte {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	whole := make([]byte, 0, len(a)+1+len(b))
	return append(append(append(whole, a...), ','), b...)
}

// describe adds to the attributes what Usher itself has to say: groups, members, its verdict. names
// are those of the sources that the view mentions. A user who has attributes has active among them:
// clients with a plain boolean read its absence as false (rule P4).
func (b *backend) describe(
	rt *schema.ResourceType, v *directory.View, attributes schema.Object, names map[string]string,
) (*scim.Resource, error) {
	r := &scim.Resource{
		Type: rt, ID: v.ID,
		Meta: scim.Meta{Created: v.Created, LastModified: v.Modified, Version: versionOf(v)},
	}
	all := make(schema.Object, len(attributes)+2)
	for name, value := range attributes {
		all[name] = value
	}
	if len(v.Groups) > 0 {
		groups := make([]any, len(v.Groups))
		for i, g := range v.Groups {
			groups[i] = schema.Object{"value": g.ID, "$ref": b.base() + "/Groups/" + g.ID, "display": g.Display,
				"type": "direct"}
		}
		all["groups"] = groups
	}
	if rt.Name == directory.TypeUser {
		if _, said := all["active"]; !said && attributes != nil {
			all["active"] = true
		}
		own, err := b.verdict(v, names)
		if err != nil {
			return nil, err
		}
		all[UsherSchema] = own
	}
	if v.Members != nil {
		r.Lists = map[string]iter.Seq2[schema.Object, error]{"members": b.members(v.Members)}
	}
	r.Attributes = all
	return r, nil
}

// verdict is Usher's read-only extension (rule P2).
func (b *backend) verdict(v *directory.View, names map[string]string) (schema.Object, error) {
	sources := []any{}
	for _, id := range sourcesOf(v) {
		if name := names[id]; name != "" {
			sources = append(sources, name)
		}
	}
	o := schema.Object{"state": string(v.Verdict.Code), "case": v.Verdict.Case, "sources": sources}
	if len(v.Licenses) > 0 {
		o["licenses"] = shownLicenses(v.Licenses)
	}
	if says := v.Message(); !says.IsZero() {
		o["reason"] = reader(b.request).Say(says)
	}
	if !b.identity.Reads() {
		return o, nil
	}
	said, err := provenance(v, names)
	if err != nil {
		return nil, err
	}
	o["provenance"], o["records"] = said, recordsOf(v, names)
	return o, nil
}

// members ranges over a group's members as SCIM shows them.
func (b *backend) members(of iter.Seq2[directory.Member, error]) iter.Seq2[schema.Object, error] {
	base := b.base()
	return func(yield func(schema.Object, error) bool) {
		for m, err := range of {
			if err != nil {
				yield(nil, err)
				return
			}
			o := schema.Object{"value": m.ID, "$ref": base + "/" + m.Type + "s/" + m.ID, "type": m.Type}
			if m.Display != "" {
				o["display"] = m.Display
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}

// base is that of this backend's request.
func (b *backend) base() string { return b.baseURL(b.request) }

// baseURL is the absolute URL of the SCIM base, as package scim derives it for locations.
func (d *channel) baseURL(r *http.Request) string {
	if d.BaseURL != "" {
		return trimSlash(d.BaseURL) + Prefix
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + Prefix
}

func trimSlash(s string) string {
	for len(s) > 0 && s[len(s)-1] == '/' {
		s = s[:len(s)-1]
	}
	return s
}
