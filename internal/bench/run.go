package bench

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// cleaning is how long a run that was stopped may still take to delete what it made.
const cleaning = 2 * time.Minute

// Run measures and writes the report to out as it goes: a table for the reader, or one JSON object a line. A ctx
// that ends during the measurements is no error: the report holds what was measured until then.
func Run(ctx context.Context, options Options, reader text.Reader, out io.Writer, jsonOut bool) error {
	report := newReport(reader, out, jsonOut)
	measured := false
	err := measure(ctx, options, func(r Result) {
		measured = measured || !r.Setup
		report.line(r)
	})
	if report.err != nil {
		return text.Errorf(report.err, "bench.report")
	}
	if measured && stopped(ctx, err) {
		report.remark(text.New("bench.ended"))
		return nil
	}
	if stopped(ctx, err) {
		return text.Errorf(nil, "bench.stopped")
	}
	return err
}

// Measure does what Run does and returns the lines. progress hears in a sentence of each piece of setup and each result
// as it is done; nil is fine. When ctx ends it returns what was measured until then, and ctx's cause.
func Measure(ctx context.Context, options Options, progress func(string)) ([]Result, error) {
	var lines []Result
	err := measure(ctx, options, func(r Result) {
		lines = append(lines, r)
		if progress != nil {
			progress(r.String())
		}
	})
	return lines, err
}

// measure opens a session, measures what the options name in the order of the table, and cleans up.
func measure(ctx context.Context, options Options, emit func(Result)) (err error) {
	s, err := Open(ctx, options, emit)
	if s != nil {
		defer func() {
			// Deleting goes on after a stop: what was asked for is a server without traces.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleaning)
			defer cancel()
			err = errors.Join(err, s.Close(ctx))
		}()
	}
	if err != nil {
		return err
	}
	limit := Limit{Duration: s.options.Duration, Requests: s.options.Requests}
	for _, op := range table {
		wanted := ""
		for _, name := range op.names {
			if s.options.wants(name) && s.options.able(name) {
				wanted = name
			}
		}
		if wanted == "" {
			continue
		}
		lines, err := s.Measure(ctx, wanted, s.options.Clients, limit)
		for _, line := range lines {
			if s.options.wants(line.Operation) {
				emit(line)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stopped reports whether a run failed because its ctx ended, and for no other reason.
func stopped(ctx context.Context, err error) bool {
	return err != nil && ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
}
