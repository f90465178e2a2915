package main

import (
	"net/http"
	"time"
)

// stall is how long a client may take no byte of an answer.
const stall = 30 * time.Second

// patient lets answers take as long as they need, as long as the client keeps reading.
func patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&patientWriter{w, http.NewResponseController(w)}, r)
	})
}

type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

// Write gives the client time for this piece. The deadline outlives the handler, so that it
// holds for what is still buffered then; the server lifts it before the next request.
func (w *patientWriter) Write(p []byte) (int, error) {
	// A writer that has no deadlines, as in a test, has no client that could stall either.
	_ = w.control.SetWriteDeadline(time.Now().Add(stall))
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
