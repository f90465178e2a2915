package directory

import (
	"reflect"
	"testing"
)

// Whatever can be asked is asked by a batch if any of its submissions asks it, and only once.
func TestFirstQuestionsAreAll(t *testing.T) {
	typ := reflect.TypeFor[Questions]()
	for i := range typ.NumField() {
		ask := func() *submission {
			q := &Questions{}
			switch f := reflect.ValueOf(q).Elem().Field(i); f.Kind() {
			case reflect.Bool:
				f.SetBool(true)
			default:
				key := reflect.New(f.Type().Elem()).Elem()
				f.Set(reflect.Append(f, key))
			}
			return &submission{asked: q}
		}
		want := ask().asked
		for _, together := range [][]*submission{{ask()}, {ask(), {}}, {{asked: &Questions{}}, ask(), ask()}} {
			if got := firstQuestions(together); !reflect.DeepEqual(got, want) {
				t.Errorf("%s of %d submissions: %+v", typ.Field(i).Name, len(together), got)
			}
		}
	}
	if q := firstQuestions([]*submission{{}}); q == nil || !q.Empty() {
		t.Errorf("nobody asks anything: %+v", q)
	}
}
