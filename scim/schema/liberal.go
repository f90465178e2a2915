package schema

// unwrapped takes a simple value out of an object that stands in a list for it:
// terraform-provider-databricks sends [{"value": "false"}] for active, an old library of Microsoft's
// [{"$ref": null, "value": "x"}] for any text.
func unwrapped(a *Attribute, element any) (v any, ok bool) {
	o, _ := element.(Object)
	if a.Type == Complex {
		return nil, false
	}
	for name, member := range o {
		if sameName(name, "value") {
			if ok {
				return nil, false // twice, in different case
			}
			v, ok = member, true
		}
	}
	switch v.(type) {
	case Object, []any:
		return nil, false
	}
	return v, ok
}

// hasOldName reports whether name is what SCIM 1.1 called the value of the attribute.
func (a *Attribute) hasOldName(name string) bool {
	return a.value != nil && !a.MultiValued && len(name) == len(a.Name)+len("Id") && sameName(name, a.Name+"Id")
}
