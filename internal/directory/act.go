package directory

import "context"

// Act is what an administrator does: who, and by which channel (rule O4).
type Act struct {
	Actor   string
	Channel string
}

type actKey struct{}

// WithAct says, for the log entries of what is done in a context, which administrator does it.
func WithAct(ctx context.Context, a Act) context.Context { return context.WithValue(ctx, actKey{}, a) }

// ActOf is the act of a context; its Actor is "" where no administrator acts.
func ActOf(ctx context.Context) Act {
	a, _ := ctx.Value(actKey{}).(Act)
	return a
}
