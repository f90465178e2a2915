package admin_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
)

// Rule M2: of two administrators who decide a case at once, through one server or through two, one decides it, and the other
// is told who did, and what.
func TestTwoAdministratorsDecide(t *testing.T) {
	eachOffice(t, func(o *office) {
		second := directory.NewIntake(o.db, decide.Batch, slog.New(slog.DiscardHandler))
		defer func() {
			if err := second.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		there := &admin.Reviews{Desk: o.reviews.Desk}
		there.Intake = second
		for name, tt := range map[string]struct {
			other   *admin.Reviews
			choices [2]string
		}{
			"ana": {o.reviews, [2]string{admin.DecideLink, admin.DecideApart}}, "bea": {there, [2]string{admin.DecideNever, admin.DecideLink}},
			"cy": {there, [2]string{admin.DecideLink, admin.DecideLink}}, "di": {o.reviews, [2]string{admin.DecideApart, admin.DecideApart}},
		} {
			_, _, id := o.pair(name + "@example.com")
			var errs [2]error
			var both sync.WaitGroup
			for i, reviews := range []*admin.Reviews{o.reviews, tt.other} {
				both.Go(func() {
					actor := admin.Actor{Name: []string{"ann", "bob"}[i], Channel: "cli"}
					_, errs[i] = reviews.Decide(t.Context(), actor, o.account, admin.DecideRequest{Case: id, Decision: tt.choices[i]})
				})
			}
			both.Wait()
			err, first := errors.Join(errs[:]...), "ann"
			if errs[0] != nil {
				first = "bob"
			}
			if errs[0] == nil == (errs[1] == nil) {
				t.Errorf("%s: both: %v", name, errs)
				continue
			}
			wantKind(t, name, err, directory.Conflict, id+" is decided already: ")
			if !contains(err, ", by "+first+" at 20") || contains(err, "as you say") != (tt.choices[0] == tt.choices[1]) {
				t.Errorf("%s: %v; %s was first", name, err, first)
			}
			if n := strings.Count(err.Error(), id); n != 1 {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
