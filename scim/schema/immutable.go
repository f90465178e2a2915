package schema

// CheckImmutable compares a resource before and after a change and reports the first immutable
// attribute that had a value and has another, or none, as *Error mutability. Elements of
// lists are matched by their value: their immutable sub-attributes may not change, but may be
// left out, as clients do that send an element again. $ref follows from value and is not compared.
func (rt *ResourceType) CheckImmutable(old, new Object) error {
	if f := changed(rt.Core.Attributes, old, new); f != nil {
		return f.public()
	}
	for _, x := range rt.Extensions {
		was, _ := old[x.ID].(Object)
		is, _ := new[x.ID].(Object)
		if f := changed(x.Attributes, was, is); f != nil {
			return f.underURN(x.ID).public()
		}
	}
	return nil
}

// KeepImmutable adds to new, the resource that a PUT asks for, the immutable attributes of old
// that it omits: what a client does not send it does not change (RFC 7644 section 3.5.1).
func (rt *ResourceType) KeepImmutable(old, new Object) {
	keep(rt.Core.Attributes, old, new)
	for _, x := range rt.Extensions {
		was, ok := old[x.ID].(Object)
		if !ok {
			continue
		}
		is, ok := new[x.ID].(Object)
		if !ok {
			is = make(Object)
		}
		keep(x.Attributes, was, is)
		if len(is) > 0 {
			new[x.ID] = is
		}
	}
}

func keep(attributes []*Attribute, old, new Object) {
	for _, a := range attributes {
		was, ok := old[a.Name]
		if !ok {
			continue
		}
		is, present := new[a.Name]
		switch {
		case a.Mutability == Immutable && !present:
			new[a.Name] = cloneValue(was)
		case present && !a.MultiValued && a.Type == Complex:
			was, ok1 := was.(Object)
			is, ok2 := is.(Object)
			if ok1 && ok2 {
				keep(a.SubAttributes, was, is)
			}
		}
	}
}

func changed(attributes []*Attribute, old, new Object) *fault {
	for _, a := range attributes {
		was := old[a.Name]
		if was == nil {
			continue
		}
		is := new[a.Name]
		if a.Mutability == Immutable && !Equal(was, is) {
			return fixed(a, is == nil)
		}
		if is == nil {
			continue
		}
		if f := changedWithin(a, was, is); f != nil {
			return f.under(a.Name)
		}
	}
	return nil
}

func changedWithin(a *Attribute, was, is any) *fault {
	if !a.hasImmutableSubs() {
		return nil
	}
	if was, ok := was.(Object); ok {
		is, _ := is.(Object)
		return changed(a.SubAttributes, was, is)
	}
	if a.value == nil {
		return nil
	}
	before, _ := was.([]any)
	after, _ := is.([]any)
	byValue := make(map[any]Object, len(before))
	for _, e := range before {
		if o, ok := e.(Object); ok && isSimple(o[a.value.Name]) {
			byValue[o[a.value.Name]] = o
		}
	}
	for i, e := range after {
		o, ok := e.(Object)
		if !ok || !isSimple(o[a.value.Name]) {
			continue
		}
		old := byValue[o[a.value.Name]]
		for _, sub := range a.SubAttributes {
			was, is := old[sub.Name], o[sub.Name]
			if sub.Mutability == Immutable && sub.Name != "$ref" && was != nil && is != nil && !Equal(was, is) {
				return fixed(sub, false).at(i)
			}
		}
	}
	return nil
}

// isSimple reports whether v can be the key of a map.
func isSimple(v any) bool {
	switch v.(type) {
	case nil, Object, []any:
		return false
	}
	return true
}

func (a *Attribute) hasImmutableSubs() bool {
	for _, sub := range a.SubAttributes {
		if sub.Mutability == Immutable && sub != a.value && sub.Name != "$ref" {
			return true
		}
	}
	return !a.MultiValued && a.value != nil && a.value.Mutability == Immutable
}

func fixed(a *Attribute, removed bool) *fault {
	if removed {
		return faultf(mutability, "value.immutable.removed").under(a.Name)
	}
	return faultf(mutability, "value.immutable.changed").under(a.Name)
}
