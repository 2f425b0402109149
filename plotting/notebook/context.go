package notebook

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// Context returns the context of this program, always the same, which is done at the first interrupt: the stop button
// of the notebook, or Ctrl-C. ebm.Train and its like then return what they have learned. A second interrupt ends the
// program as usual. Without a call of Context, the first one does.
func Context() context.Context { return interruptible() }

var interruptible = sync.OnceValue(func() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx
})
