package decide

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// merged is a person as computed from all records.
type merged struct {
	state      directory.Code
	attributes schema.Object
	provenance []directory.Provenance
	sources    []string // ids, in rank order, each once
}

// merge computes the person from the records and the account's policy (rule M1). It is pure, and
// the order of the records doesn't matter. login is the person's address, which is the primary
// one of the merged e-mails (rule M4). edits are what an administrator says of the person in the place of
// all sources.
func merge(p policy, records []*directory.Record, user directory.User, edits directory.Edits) merged {
	sorted := p.sorted(records)
	m := merged{state: p.word(records, user).state, attributes: schema.Object{}}
	for _, r := range sorted {
		if !slices.Contains(m.sources, r.SourceID) {
			m.sources = append(m.sources, r.SourceID)
		}
	}
	contributors := contributors(p, sorted)
	contribution := func(r *directory.Record) schema.Object { return r.Contribution() }
	m.take(p, contributors, "", contribution, m.attributes)
	for _, urn := range extensionsOf(contributors) {
		inner := schema.Object{}
		m.take(p, contributors, urn, func(r *directory.Record) schema.Object {
			o, _ := r.Contribution()[urn].(schema.Object)
			return o
		}, inner)
		m.attributes[urn] = inner
	}
	m.edit(edits)
	m.attributes["active"] = m.state == directory.Active
	if login := user.Login; login != "" {
		m.attributes["userName"] = login // unique among people, where what sources call them need not be
	}
	preferLogin(m.attributes, user.Login)
	return m
}

// edit puts what an administrator says in the place of what sources say (rule M1).
func (m *merged) edit(edits directory.Edits) {
	names := edits.Names()
	if len(names) == 0 {
		return
	}
	edits.Apply(m.attributes)
	m.provenance = slices.DeleteFunc(m.provenance, func(p directory.Provenance) bool {
		_, edited := slices.BinarySearch(names, p.Attribute)
		return edited
	})
	for _, name := range names {
		m.provenance = append(m.provenance, directory.Provenance{Attribute: name, Source: directory.Manual})
	}
}

// contributors are the records from which survivorship takes values: those whose source says that the person is active,
// and that of the authority; all, where that leaves none. Who is inactive in another source has
// left that source, and nothing else (rule M6).
func contributors(p policy, sorted []*directory.Record) []*directory.Record {
	var list []*directory.Record
	authorities := p.authorities(sorted)
	for _, r := range sorted {
		if r.Present() || authorities[r] {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return sorted
	}
	return list
}

// take fills out with the attributes of one level: core, or one extension.
func (m *merged) take(p policy, contributors []*directory.Record, urn string,
	contribution func(*directory.Record) schema.Object, out schema.Object) {
	var names []string
	for _, r := range contributors {
		names = slices.AppendSeq(names, maps.Keys(contribution(r)))
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		var have union
		if urn == "" && (name == "active" || strings.HasPrefix(name, "urn:")) {
			continue
		}
		path := name
		if urn != "" {
			path = urn + ":" + name
		}
		for _, r := range p.firstFor(contributors, name) {
			value, has := contribution(r)[name]
			if !has {
				continue
			}
			list, several := value.([]any)
			if !several {
				out[name] = value
				m.provenance = append(m.provenance, directory.Provenance{Attribute: path, Value: "",
					Source: r.SourceID})
				break
			}
			for _, v := range list {
				if key := valueKey(name, v); have.add(key, v) {
					m.provenance = append(m.provenance, directory.Provenance{Attribute: path, Value: key,
						Source: r.SourceID})
				}
			}
			out[name] = have.values
		}
	}
}

// union is the values of a multi-valued attribute, each once.
type union struct {
	values  []any
	keys    []string        // see valueKey
	known   map[string]bool // the keys, once they are too many to go through
	primary bool            // one value is the primary one
}

// add reports whether the value is a new one.
func (u *union) add(key string, v any) bool {
	if u.known[key] || u.known == nil && slices.Contains(u.keys, key) {
		return false
	}
	primary := isPrimary(v)
	if primary && u.primary {
		o := maps.Clone(v.(schema.Object))
		o["primary"] = false // one value at most is the primary one (RFC 7643 section 2.4)
		v = o
	}
	u.primary = u.primary || primary
	u.keys, u.values = append(u.keys, key), append(u.values, v)
	switch {
	case u.known != nil:
		u.known[key] = true
	case len(u.keys) > few:
		u.known = make(map[string]bool, 2*len(u.keys))
		for _, k := range u.keys {
			u.known[k] = true
		}
	}
	return true
}

func isPrimary(v any) bool {
	o, _ := v.(schema.Object)
	primary, _ := o["primary"].(bool)
	return primary
}

// valueKey tells the values of a multi-valued attribute apart: by what they are a value of, or by
// all that they say.
func valueKey(name string, v any) string {
	o, complex := v.(schema.Object)
	if !complex {
		return filter.Fold(textOf(v))
	}
	if value, has := o["value"]; has {
		if name == "emails" {
			return directory.EmailKey(textOf(value))
		}
		return filter.Fold(textOf(value))
	}
	var all []string
	for _, k := range slices.Sorted(maps.Keys(o)) {
		if k != "primary" {
			all = append(all, k+"="+filter.Fold(textOf(o[k])))
		}
	}
	return strings.Join(all, " ")
}

// textOf is a value as text.
func textOf(v any) string {
	if s, is := v.(string); is {
		return s
	}
	return fmt.Sprint(v)
}

func extensionsOf(records []*directory.Record) []string {
	urns := map[string]bool{}
	for _, r := range records {
		for name, v := range r.Contribution() {
			if _, is := v.(schema.Object); is && strings.HasPrefix(name, "urn:") {
				urns[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(urns))
}

// preferLogin makes the person's login address the primary one.
func preferLogin(o schema.Object, login string) {
	emails, _ := o["emails"].([]any)
	at := slices.IndexFunc(emails, func(e any) bool {
		e2, _ := e.(schema.Object)
		return login != "" && directory.EmailKey(directory.Text(e2, "value")) == login
	})
	if at < 0 {
		return
	}
	next := slices.Clone(emails)
	for i, e := range next {
		e, ok := e.(schema.Object)
		if !ok || isPrimary(e) == (i == at) {
			continue
		}
		e = maps.Clone(e)
		e["primary"] = i == at
		next[i] = e
	}
	o["emails"] = next
}
