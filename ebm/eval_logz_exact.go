package ebm

import (
	"context"
	"errors"
	"fmt"
)

// watched is a Partitioner whose sum tells how far it is, and ends if it is told
// to.
type watched interface {
	watchedLogPartition(tick func(done, total int) error) (float64, error)
}

// tryAnother reports whether an exact sum is not to be had.
func tryAnother(err error) bool { return errors.Is(err, ErrUnsupported) || errors.Is(err, ErrTooLarge) }

func exactLogZ(ctx context.Context, m Model, s LogZSettings) (LogZResult, error) {
	if err := ctx.Err(); err != nil {
		return LogZResult{}, fmt.Errorf("ebm: exact log Z: %w", err)
	}
	z, err := 0.0, error(nil)
	if w, ok := m.(watched); ok {
		p := newProgress(AISSettings{Recorder: s.Recorder}, m)
		z, err = w.watchedLogPartition(func(done, total int) error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("ebm: exact log Z: stopped after %d of %d parts of the states: %w", done, total, err)
			}
			if err := p.record(done, total, nil); err != nil {
				return fmt.Errorf("ebm: exact log Z: %w", err)
			}
			return nil
		})
	} else {
		z, err = LogPartition(m)
	}
	if err != nil {
		return LogZResult{}, err
	}
	return LogZResult{Estimate: Estimate{Value: z, Low: z, High: z}, Exact: true, Converged: true, Verdict: "exact"}, nil
}

// watchedLogPartition is LogPartition, bit for bit, a few parts at a time.
func (m *RBM) watchedLogPartition(tick func(done, total int) error) (float64, error) {
	s, err := m.summable()
	if err != nil {
		return 0, err
	}
	l := s.lister()
	sums := make([]logSum, l.parts())
	// Enough parts to be shared evenly.
	few := max(16, (len(sums)+tracePoints-1)/tracePoints)
	for from := 0; from < len(sums); from += few {
		part := sums[from:min(from+few, len(sums))]
		inParallel(len(part), l.worker, func(w *listWorker, i int) { part[i] = w.sum(from + i) })
		if err := tick(from+len(part), len(sums)); err != nil {
			return 0, err
		}
	}
	logZ := joined(sums)
	return logZ, m.checkLogZ(logZ)
}
