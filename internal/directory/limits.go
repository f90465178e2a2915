package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/text"

	"github.com/usher-id/usher/scim/schema"
)

// Limits bound what one record may be, members of groups aside (rule P10). Fields that are zero have the default. A
// record that is beyond them already, from before, can become smaller and inactive, and be deleted.
type Limits struct {
	Record int // bytes, as records are kept; MaxRecord
	Values int // of one attribute; MaxValues
}

// The defaults of Limits.
const (
	MaxRecord = 256 << 10
	MaxValues = 1000
)

// What a batch, and what one caller brings, may cost: the bytes of the records that are read and made, a record once
// for each change of it. Beyond maxWork a batch ends and the rest goes into the next one, so that nobody waits long
// (rule P10); beyond maxRequestWork the rest of a request is refused. A dry run can't be divided.
const (
	maxWork        = 2 << 20
	maxDryWork     = 16 << 20
	maxRequestWork = 640 << 20
	changeWork     = 1 << 10 // of any change, however small
)

// CheckSize refuses a record that grows beyond the limits. A photo that is given as data is rather left out; note says
// so.
func (l Limits) CheckSize(old, rec *Record) (note text.Message, err error) {
	var had schema.Object
	if old != nil {
		had = old.Attributes
	}
	if err := tooManyValues(cmp.Or(l.Values, MaxValues), had, rec.Attributes); err != nil {
		return note, err
	}
	most := cmp.Or(l.Record, MaxRecord)
	if roughSize(rec.Attributes) < most/8 { // however it is written
		return note, nil
	}
	before := 0
	if old != nil {
		before = old.size()
	}
	size := rec.size()
	if size <= most || size <= before {
		return note, nil
	}
	if left := withoutPhotos(had, rec.Attributes); left != nil {
		rec.Attributes, rec.Body, rec.Search, rec.seen = left, nil, nil, nil
		if now := rec.size(); now <= most || now <= before {
			return text.New("limit.photos", "bytes", size, "limit", most), nil
		}
	}
	if before > most {
		return note, Refuse(TooLarge, "limit.record.grows", "bytes", size, "limit", most, "before", before)
	}
	return note, Refuse(TooLarge, "limit.record", "bytes", size, "limit", most)
}

// tooManyValues refuses an attribute that has more values than it may, and than it had: of several always the same one.
func tooManyValues(most int, had, has schema.Object) error {
	f := fullest{most: most}
	f.look("", had, has)
	switch {
	case f.name == "":
		return nil
	case f.before > most:
		return Refuse(TooLarge, "limit.values.grows", "attribute", f.name, "values", f.values, "limit", most, "before",
			f.before)
	}
	return Refuse(TooLarge, "limit.values", "attribute", f.name, "values", f.values, "limit", most)
}

// fullest is the first attribute, in the order of the names, that has too many values; its name is "" where none has.
type fullest struct {
	most, values, before int
	name                 string
}

func (f *fullest) look(urn string, had, has schema.Object) {
	for name, v := range has {
		switch v := v.(type) {
		case []any:
			before, _ := had[name].([]any)
			if full := urn + name; len(v) > f.most && len(v) > len(before) && (f.name == "" || full < f.name) {
				f.name, f.values, f.before = full, len(v), len(before)
			}
		case schema.Object:
			if strings.HasPrefix(name, "urn:") {
				before, _ := had[name].(schema.Object)
				f.look(name+":", before, v)
			}
		}
	}
}

// size is how many bytes the record takes. Whether it is active counts as nothing: whoever is suspended is not larger.
func (r *Record) size() int {
	n := len(r.plainBody())
	if active, said := r.Attributes["active"].(bool); said {
		n -= len(`"active":,`) + len(fmt.Sprint(active))
	}
	return n
}

// plainBody is Attributes as they are kept, without what encode makes beside them.
func (r *Record) plainBody() []byte {
	if r.Body == nil {
		whole := r.Definition.AppendAll(nil, r.Attributes)
		r.Body = whole[1 : len(whole)-1]
	}
	return r.Body
}

// withoutPhotos are the attributes without photos that are data and new; nil when there is none.
func withoutPhotos(had, has schema.Object) schema.Object {
	photos, _ := has["photos"].([]any)
	old, _ := had["photos"].([]any)
	known := map[string]bool{}
	for _, p := range old {
		if p, ok := p.(schema.Object); ok {
			known[Text(p, "value")] = true
		}
	}
	left := slices.DeleteFunc(slices.Clone(photos), func(p any) bool {
		o, _ := p.(schema.Object)
		value := Text(o, "value")
		return strings.HasPrefix(value, "data:") && !known[value]
	})
	if len(left) == len(photos) {
		return nil
	}
	next := make(schema.Object, len(has))
	for name, v := range has {
		next[name] = v
	}
	if next["photos"] = left; len(left) == 0 {
		delete(next, "photos")
	}
	return next
}

// roughSize is about how many bytes a value takes, found without writing it.
func roughSize(v any) int {
	switch v := v.(type) {
	case string:
		return len(v) + 3
	case schema.Object:
		n := 2
		for name, inner := range v {
			n += len(name) + 3 + roughSize(inner)
		}
		return n
	case []any:
		n := 2
		for _, inner := range v {
			n += roughSize(inner)
		}
		return n
	}
	return 8
}
