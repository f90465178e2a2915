package directory

import (
	"iter"
	"maps"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// EachAttribute gives the attributes of a resource by name, those of extensions with their URN before them.
func EachAttribute(o schema.Object) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for name, v := range o {
			inner, is := v.(schema.Object)
			if !is || !strings.HasPrefix(name, "urn:") {
				if !yield(name, v) {
					return
				}
				continue
			}
			for n, v := range inner {
				if !yield(name+":"+n, v) {
					return
				}
			}
		}
	}
}

// putAttribute sets an attribute that is called as EachAttribute calls it, or takes it away where the value is nil.
func putAttribute(o schema.Object, name string, value any) {
	at := strings.LastIndexByte(name, ':')
	if at < 0 {
		if o[name] = value; value == nil {
			delete(o, name)
		}
		return
	}
	urn := name[:at]
	inner, _ := o[urn].(schema.Object)
	if inner = maps.Clone(inner); inner == nil {
		inner = schema.Object{}
	}
	if inner[name[at+1:]] = value; value == nil {
		delete(inner, name[at+1:])
	}
	if o[urn] = inner; len(inner) == 0 {
		delete(o, urn)
	}
}
