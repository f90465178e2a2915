package schema

// Projection says which attributes an answer shows: what the parameters attributes and
// excludedAttributes ask for, within what the schema allows (RFC 7644 section 3.9, RFC 7643
// section 7). The nil Projection is the default one.
type Projection struct {
	rt    *ResourceType
	asked bool
	view  *view
}

// MaxProjection is how many names attributes and excludedAttributes may have together.
const MaxProjection = 1000

// view holds what is shown of a resource type, in the order of the attributes' definition.
type view struct {
	common     []visibility
	core       []visibility
	extensions [][]visibility // in the order of ResourceType.Extensions
}

type visibility struct {
	attribute *Attribute
	shown     bool
	allSubs   bool // every sub-attribute is shown
	subs      []visibility
}

func (s visibility) showsSomeOf(o Object) bool { return showsAny(s.attribute.SubAttributes, o, s.subs) }

// newView shows of each attribute what show says of it.
func newView(rt *ResourceType, show func(a *Attribute) bool) *view {
	v := &view{common: visibilities(commonAttributes, show), core: visibilities(rt.Core.Attributes, show)}
	for _, x := range rt.Extensions {
		v.extensions = append(v.extensions, visibilities(x.Attributes, show))
	}
	return v
}

func visibilities(attributes []*Attribute, show func(a *Attribute) bool) []visibility {
	if len(attributes) == 0 {
		return nil
	}
	list := make([]visibility, len(attributes))
	for i, a := range attributes {
		list[i] = visibility{attribute: a, shown: show(a), subs: visibilities(a.SubAttributes, show)}
		list[i].sum()
	}
	return list
}

// sum notes whether all sub-attributes are shown.
func (s *visibility) sum() {
	s.allSubs = true
	for _, sub := range s.subs {
		s.allSubs = s.allSubs && sub.shown
	}
}

func shownByDefault(a *Attribute) bool { return a.Returned == Default || a.Returned == Always }
func shownAlways(a *Attribute) bool    { return a.Returned == Always }

func (rt *ResourceType) view(p *Projection) *view {
	if p == nil || p.view == nil || p.rt != rt {
		return rt.byDefault
	}
	return p.view
}

// Project resolves the parameters attributes and excludedAttributes. With attributes only those
// are shown and what is returned always; then excludedAttributes takes away what is not
// returned always. Naming a complex attribute names its default sub-attributes,
// naming a sub-attribute shows nothing else of its parent but what is returned always, and the
// URN of a schema names the schema's default attributes. Names that the type does not have are
// passed over, since a search may go over several types. Without a name the result is nil. More
// than MaxProjection names are refused with *Error invalidValue.
func (rt *ResourceType) Project(attributes, excluded []string) (*Projection, error) {
	if len(attributes) == 0 && len(excluded) == 0 {
		return nil, nil
	}
	if n := len(attributes) + len(excluded); n > MaxProjection {
		return nil, faultf(invalidValue, "attribute.many", "n", n, "most", MaxProjection).public()
	}
	p := &Projection{rt: rt, asked: true}
	if len(attributes) > 0 {
		p.view = newView(rt, shownAlways)
		p.view.completeAlways()
		rt.each(p.view, attributes, (*visibility).ask, (*visibility).askDefault, (*visibility).askSub)
	} else {
		p.view = newView(rt, shownByDefault)
	}
	rt.each(p.view, excluded, (*visibility).exclude, (*visibility).exclude, (*visibility).excludeSub)
	return p, nil
}

// completeAlways adds their default sub-attributes to the attributes that are always returned.
func (v *view) completeAlways() {
	for _, list := range append([][]visibility{v.common, v.core}, v.extensions...) {
		for i := range list {
			if list[i].shown {
				list[i].ask()
			}
		}
	}
}

// each applies whole to the attributes that the paths name, inSchema to those of a schema that a
// path names as a whole, and part to sub-attributes.
func (rt *ResourceType) each(v *view, paths []string, whole, inSchema func(*visibility), part func(*visibility, int)) {
	for _, path := range paths {
		a, err := rt.ResolveName(path)
		if err != nil {
			continue
		}
		list := v.list(rt, a)
		switch {
		case a.Parent == nil:
			for i := range list {
				inSchema(&list[i])
			}
		case a.Sub == nil:
			whole(&list[a.Parent.pos])
		default:
			part(&list[a.Parent.pos], a.Sub.pos)
		}
	}
}

// list is the part of the view that the attribute stands in.
func (v *view) list(rt *ResourceType, a Attr) []visibility {
	if a.Parent != nil && a.Parent.common {
		return v.common
	}
	if a.URN == "" || a.URN == rt.Core.ID {
		return v.core
	}
	if x := rt.extension(a.URN); x != nil {
		return v.extensions[x.pos]
	}
	return nil
}

// ask shows an attribute and its default sub-attributes, besides those already asked for.
func (s *visibility) ask() {
	if s.attribute.Returned == Never {
		return
	}
	s.shown = true
	for i := range s.subs {
		s.subs[i].shown = s.subs[i].shown || shownByDefault(s.subs[i].attribute)
	}
	s.sum()
}

func (s *visibility) askDefault() {
	if shownByDefault(s.attribute) {
		s.ask()
	}
}

func (s *visibility) askSub(i int) {
	if s.attribute.Returned == Never || s.subs[i].attribute.Returned == Never {
		return
	}
	s.shown, s.subs[i].shown = true, true
	s.sum()
}

func (s *visibility) exclude() { s.shown = s.shown && s.attribute.Returned == Always }

func (s *visibility) excludeSub(i int) {
	s.subs[i].shown = s.subs[i].shown && s.subs[i].attribute.Returned == Always
	s.sum()
}

// Shows reports whether the attribute is shown where it is assigned. For a complex attribute that
// is whether any part of it is, for the URN of a schema whether anything of the schema is.
func (p *Projection) Shows(a Attr) bool {
	if p == nil || p.view == nil {
		switch {
		case a.Parent == nil:
			return true
		case a.Sub != nil && !shownByDefault(a.Sub):
			return false
		}
		return shownByDefault(a.Parent)
	}
	list := p.view.list(p.rt, a)
	if a.Parent == nil {
		for _, s := range list {
			if s.shown {
				return true
			}
		}
		return false
	}
	if a.Parent.pos >= len(list) || list[a.Parent.pos].attribute != a.Parent {
		return false // an attribute of another type
	}
	s := list[a.Parent.pos]
	if a.Sub == nil {
		return s.shown
	}
	return s.shown && a.Sub.pos < len(s.subs) && s.subs[a.Sub.pos].shown
}

// ShowsTop reports whether anything of a top-level attribute is shown, as in ("", "members"), so
// that a backend need not fetch what nobody sees. Of a nil Projection every attribute is thought
// to be shown.
func (p *Projection) ShowsTop(urn, name string) bool {
	if p == nil || p.view == nil {
		return true
	}
	found := p.rt.names.find(name)
	if urn != "" && !sameName(urn, p.rt.Core.ID) {
		x := p.rt.extension(urn)
		if x == nil {
			return false
		}
		urn, found = x.ID, x.names.find(name)
	} else {
		urn = ""
	}
	return found != nil && p.Shows(Attr{URN: urn, Parent: found})
}

// Default reports whether nothing was asked for.
func (p *Projection) Default() bool { return p == nil || !p.asked }
