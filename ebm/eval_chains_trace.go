package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// TraceSettings of [Trace].
type TraceSettings struct {
	Burn     int      // steps before the first value, so that chains forget their start; 0: none
	Steps    int      // steps after these; at least Every
	Every    int      // steps between values; 0: 1
	Recorder Recorder // sees the steps as those of one epoch, without a model; nil: none
}

func (s TraceSettings) check() error {
	switch {
	case s.Burn < 0:
		return fmt.Errorf("ebm: Burn is %d, want at least 0: %w", s.Burn, ErrSettings)
	case s.Every < 0:
		return fmt.Errorf("ebm: Every is %d, want at least 1, or 0 for the default: %w", s.Every, ErrSettings)
	case s.Steps < max(1, s.Every):
		return fmt.Errorf("ebm: Steps is %d, want at least %d: %w", s.Steps, max(1, s.Every), ErrSettings)
	}
	return nil
}

// Traces are values that chains gave, Every steps apart.
type Traces struct {
	Values  [][]float64 // chain by chain
	Every   int
	Stats   Stats         // of all steps together
	Elapsed time.Duration // of the steps with values, observation counted in
}

// Mixing examines the traces; its times are in steps of the kernel. Errors are
// those of [MixingOf].
func (t Traces) Mixing() (Mixing, error) {
	m, err := MixingOf(t.Values)
	if err != nil {
		return m, err
	}
	every := float64(max(1, t.Every))
	m.Time, m.TimeErr = every*m.Time, every*m.TimeErr
	if t.Elapsed > 0 {
		m.PerSecond = m.ESS / t.Elapsed.Seconds()
	}
	return m, nil
}

// Trace moves chains (B×D, in place) by k and records what observe stores for
// each of their rows, such as the free energy:
//
//	traces, err := ebm.Trace(ctx, ebm.NewGibbs(m), chains, m.FreeEnergy, ebm.TraceSettings{Burn: 200, Steps: 1000}, rng)
//
// Errors: [ErrSettings] for bad settings or no chains, [ErrValue] for an observed
// value that is not finite, ctx.Err() when ctx is done, and what the Recorder
// returned; [ErrStop] from it ends the run without an error. The Traces up to
// there are valid beside any error. Trace panics if ctx, k, observe or rng is
// nil.
func Trace(ctx context.Context, k Kernel, chains Matrix, observe func(dst []float64, v Matrix), s TraceSettings, rng *rand.Rand) (Traces, error) {
	switch {
	case ctx == nil:
		panic(nilContext)
	case k == nil:
		panic(nilKernel)
	case observe == nil:
		panic(nilObserve)
	}
	mustRand(rng)
	if err := s.check(); err != nil {
		return Traces{}, err
	}
	if chains.Rows == 0 {
		return Traces{}, fmt.Errorf("ebm: no chains to trace: %w", ErrSettings)
	}
	t := &tracer{settings: s, observe: observe, values: make([]float64, chains.Rows), start: time.Now()}
	t.traces = Traces{Values: make([][]float64, chains.Rows), Every: max(1, s.Every)}
	err := t.run(ctx, k, chains, rng)
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return t.traces, err
}

const (
	nilKernel  = "ebm: nil kernel"
	nilObserve = "ebm: nil function to observe"
)

// tracer is one call of Trace.
type tracer struct {
	settings   TraceSettings
	observe    func(dst []float64, v Matrix)
	values     []float64 // of one step
	traces     Traces
	start      time.Time
	lastRecord time.Time
}

func (t *tracer) run(ctx context.Context, k Kernel, chains Matrix, rng *rand.Rand) error {
	total := t.settings.Burn + t.settings.Steps
	var begin time.Time
	for step := range total {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("ebm: tracing stopped at step %d of %d: %w", step+1, total, err)
		}
		if step == t.settings.Burn {
			begin = time.Now()
		}
		moved := k.Step(chains, rng)
		t.traces.Stats.Proposed += moved.Proposed
		t.traces.Stats.Accepted += moved.Accepted
		if done := step + 1 - t.settings.Burn; done > 0 {
			if done%t.traces.Every == 0 {
				if err := t.look(chains, step); err != nil {
					return err
				}
			}
			t.traces.Elapsed = time.Since(begin)
		}
		if err := t.record(step+1, total); err != nil {
			return err
		}
	}
	return nil
}

// look appends a value to each trace, or none if one is not finite.
func (t *tracer) look(chains Matrix, step int) error {
	t.observe(t.values, chains)
	for c, v := range t.values {
		if !finite(v) {
			return fmt.Errorf("ebm: chain %d gives %g at step %d: %w", c, v, step+1, ErrValue)
		}
	}
	for c, v := range t.values {
		t.traces.Values[c] = append(t.traces.Values[c], v)
	}
	return nil
}

// record tells the Recorder, some times a second and at the end.
func (t *tracer) record(step, total int) error {
	r, ended := t.settings.Recorder, step == total
	if r == nil || !ended && time.Since(t.lastRecord) < recordEvery {
		return nil
	}
	t.lastRecord = time.Now()
	p := &Progress{Epochs: 1, Step: step, Steps: total, Elapsed: time.Since(t.start)}
	if ended {
		p.Epoch, p.Step = 1, 0
	}
	if err := r.Record(p); err != nil {
		if errors.Is(err, ErrStop) {
			return err
		}
		return fmt.Errorf("ebm: recorder: %w", err)
	}
	return nil
}
