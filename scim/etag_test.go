package scim_test

import "testing"

//
func TestPreconditions(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	f.do("PUT", "/Users/"+id, `{"userName":"ann","title":"x"}`).want(t, 200) // version 2
	for _, test := range []struct {
		header string
		get    int
		change int
	}{
		{`If-None-Match: W/"2"`, 304, 412},
		{`If-None-Match: "2"`, 304, 412},
		{`If-None-Match: W/"1", W/"2"`, 304, 412},
		{`If-None-Match: *`, 304, 412},
		{`If-None-Match: W/"1"`, 200, 200},
		{`If-None-Match: 2`, 304, 412},
		{`If-Match: W/"2"`, 200, 200},
		{`If-Match: "2"`, 200, 200},
		{`If-Match: w/"2"`, 200, 200},
		{`If-Match: 2`, 200, 200},
		{`If-Match: *`, 200, 200},
		{`If-Match: "a,b" , W/"2"`, 200, 200},
		{`If-Match: `, 200, 200},
		{`If-Match: W/"1"`, 412, 412},
		{`If-Match: "1", "3"`, 412, 412},
		{`If-Match: "`, 412, 412},
	} {
		got := f.do("GET", "/Users/"+id, "", test.header).want(t, test.get)
		if test.get == 304 && (got.text != "" || got.Header.Get("ETag") != `W/"2"`) {
			t.Errorf("%s: body %q, headers %v", test.header, got.text, got.Header)
		}
		// what changes nothing keeps the version, so that one resource serves all cases
		put := f.do("PUT", "/Users/"+id, `{"userName":"ann","title":"x"}`, test.header)
		patch := f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`, test.header)
		for _, a := range []answer{put, patch} {
			a.want(t, test.change)
			if test.change == 412 {
				a.refused(t, 412, "", `W/"2"`)
			}
		}
	}
	f.do("DELETE", "/Users/"+id, "", `If-Match: W/"1"`).refused(t, 412, "")
	f.do("DELETE", "/Users/"+id, "", `If-None-Match: *`).refused(t, 412, "")
	f.do("DELETE", "/Users/"+id, "", `If-Match: W/"2"`).want(t, 204)
	f.do("PUT", "/Users/"+id, `{"userName":"ann"}`, `If-Match: *`).refused(t, 404, "")
	f.do("PUT", "/Users/"+id, `{"userName":"ann"}`, `If-None-Match: *`).refused(t, 404, "")
}
