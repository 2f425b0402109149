package gonbexec

import (
	"context"
	"fmt"
	"time"
)

// timeLimit is the cause of a context whose time is up.
type timeLimit struct {
	after time.Duration
	what  string
}

func (e *timeLimit) Error() string {
	return fmt.Sprintf("stopped after %v, the time limit of a %s", e.after, e.what)
}

func (e *timeLimit) Unwrap() error { return ErrTimeout }

func withLimit(ctx context.Context, d time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, &timeLimit{d, what})
}

// limit is for what a cell runs. Building is apart, since its time depends on what has been built before.
func (r *run) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return withLimit(ctx, r.kernel.settings.Timeout, "cell")
}
