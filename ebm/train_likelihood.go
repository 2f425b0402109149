package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// LikelihoodMeasure is a [Measure] of the mean log-likelihood of data at chosen
// epochs, for Settings.Measures. It finds log Z by [LogZ], exactly where the
// states can be listed (within a second up to 20 hidden units), and reports
//
//	MetricLogLikelihood      of Data
//	MetricHeldOutLikelihood  of HeldOut
//	MetricLogPartition       log Z; Err is half the width of its interval, 0 if exact
//
// Errors of the likelihoods are standard errors over rows, log Z being given:
// what log Z leaves open is the same for all rows and stands beside them. A
// source that draws, draws anew at each epoch; a set that is binarised once gives
// a smoother curve.
type LikelihoodMeasure struct {
	Data, HeldOut Source // nil: not measured; one of them is needed
	Every         int    // measures at the epochs Every, 2·Every, …; 0: at each

	// LogZ says how log Z is estimated where it cannot be exact. Without its own
	// Data it has those above.
	LogZ LogZSettings

	// Report is given log Z with its verdict at each of these epochs, such as to
	// print it: metrics say nothing of a LogZResult that has not converged but a
	// wide interval. nil: none.
	Report func(epoch int, z LogZResult)
}

// Measure returns the metrics at an epoch whose number Every divides. Errors:
// [ErrSettings] for a negative Every, without data, for data of another width and
// for bad settings of LogZ; [ErrValue] for data that the model cannot take;
// [ErrUnsupported] for a model that is no [Model]; those of [LogZ] and
// [NewLikelihood]. Train finds all but the last before its first step.
func (l *LikelihoodMeasure) Measure(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error) {
	if epoch%max(1, l.Every) != 0 {
		return nil, nil
	}
	if err := l.check(model); err != nil {
		return nil, err
	}
	m := model.(Model)
	z, err := LogZ(ctx, m, l.settings(), rng)
	if err != nil {
		return nil, err
	}
	if l.Report != nil {
		l.Report(epoch, z)
	}
	var metrics []Metric
	for _, d := range l.sets() {
		likelihood, err := NewLikelihood(m, d.data, z.Value, z.Low, z.High, rng)
		if err != nil {
			return nil, err
		}
		metrics = append(metrics, Metric{d.name, likelihood.Mean, likelihood.StdErr})
	}
	return append(metrics, Metric{MetricLogPartition, z.Value, (z.High - z.Low) / 2}), nil
}

// measured is data with the name of its metric.
type measured struct {
	name string
	data Source
}

// sets are those that are there.
func (l *LikelihoodMeasure) sets() []measured {
	var sets []measured
	for _, d := range []measured{{MetricLogLikelihood, l.Data}, {MetricHeldOutLikelihood, l.HeldOut}} {
		if d.data != nil {
			sets = append(sets, d)
		}
	}
	return sets
}

// check finds what would end Measure after log Z, which may take its time.
func (l *LikelihoodMeasure) check(model any) error {
	switch {
	case l.Every < 0:
		return fmt.Errorf("ebm: Every is %d epochs, want at least 1, or 0 for each: %w", l.Every, ErrSettings)
	case l.Data == nil && l.HeldOut == nil:
		return fmt.Errorf("ebm: a LikelihoodMeasure needs Data or HeldOut: %w", ErrSettings)
	}
	m, ok := model.(Model)
	if !ok {
		return fmt.Errorf("ebm: the likelihood of %T, which has no free energy: %w", model, ErrUnsupported)
	}
	if _, err := l.settings().withDefaults(); err != nil {
		return err
	}
	for _, d := range l.sets() {
		if n, cols := d.data.Dims(); n == 0 || cols != m.NumVisible() {
			return fmt.Errorf("ebm: data for %q is %d×%d, the model has %d visible units: %w", d.name, n, cols, m.NumVisible(), ErrSettings)
		}
		c, ok := model.(Checker)
		if !ok {
			continue
		}
		err := eachBlock(d.data, func(first int, x Matrix) error { return inSource(c.Check(x), first, d.data) })
		if err == nil {
			err = checkFirst(m, d.data)
		}
		if err != nil {
			return fmt.Errorf("data for %q: %w", d.name, err)
		}
	}
	return nil
}

// checkFirst looks at the first rows of data, drawn with a generator of its own,
// for values that have no likelihood under m.
func checkFirst(m Model, data Source) error {
	n, cols := data.Dims()
	rows := make([]int, min(n, blockRows))
	for i := range rows {
		rows[i] = i
	}
	x := NewMatrix(len(rows), cols)
	data.Gather(x, rows, NewRand(1))
	return checkStates(m, x)
}

// settings adds data to those of LogZ, which would else start from less.
func (l *LikelihoodMeasure) settings() LogZSettings {
	s := l.LogZ
	if s.Data == nil {
		if s.Data = l.Data; s.Data == nil {
			s.Data = l.HeldOut
		}
	}
	return s
}

var (
	_ Measure        = (*LikelihoodMeasure)(nil)
	_ checkedMeasure = (*LikelihoodMeasure)(nil)
)
