package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// deadlineWriter is a writer whose client may be slow.
type deadlineWriter struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
	err       error
}

func (w *deadlineWriter) SetWriteDeadline(t time.Time) error {
	w.deadlines = append(w.deadlines, t)
	return w.err
}

// Each piece of an answer has a deadline of its own, however long the whole takes; a writer
// that knows no deadlines works as well.
func TestPatient(t *testing.T) {
	for _, err := range []error{nil, errors.ErrUnsupported} {
		w := &deadlineWriter{ResponseRecorder: httptest.NewRecorder(), err: err}
		patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "one ")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("Flush does not reach the connection: %v", err)
			}
			io.WriteString(w, "two")
		})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if got := w.Body.String(); got != "one two" {
			t.Errorf("body %q", got)
		}
		if len(w.deadlines) != 2 || w.deadlines[1].Before(w.deadlines[0]) || !w.deadlines[0].After(time.Now()) {
			t.Errorf("deadlines %v, want one in the future for each piece", w.deadlines)
		}
	}
}
