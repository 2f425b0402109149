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
// [ErrSettings] for a negative Every and without data; [ErrUnsupported] for a
// model that is no [Model]; those of [LogZ] and [NewLikelihood].
func (l *LikelihoodMeasure) Measure(ctx context.Context, model any, epoch int, rng *rand.Rand) ([]Metric, error) {
	switch {
	case l.Every < 0:
		return nil, fmt.Errorf("ebm: Every is %d epochs, want at least 1, or 0 for each: %w", l.Every, ErrSettings)
	case l.Data == nil && l.HeldOut == nil:
		return nil, fmt.Errorf("ebm: a LikelihoodMeasure needs Data or HeldOut: %w", ErrSettings)
	case epoch%max(1, l.Every) != 0:
		return nil, nil
	}
	m, ok := model.(Model)
	if !ok {
		return nil, fmt.Errorf("ebm: the likelihood of %T, which has no free energy: %w", model, ErrUnsupported)
	}
	z, err := LogZ(ctx, m, l.settings(), rng)
	if err != nil {
		return nil, err
	}
	if l.Report != nil {
		l.Report(epoch, z)
	}
	var metrics []Metric
	for _, d := range []struct {
		name string
		data Source
	}{{MetricLogLikelihood, l.Data}, {MetricHeldOutLikelihood, l.HeldOut}} {
		if d.data == nil {
			continue
		}
		likelihood, err := NewLikelihood(m, d.data, z.Value, z.Low, z.High, rng)
		if err != nil {
			return nil, err
		}
		metrics = append(metrics, Metric{d.name, likelihood.Mean, likelihood.StdErr})
	}
	return append(metrics, Metric{MetricLogPartition, z.Value, (z.High - z.Low) / 2}), nil
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

var _ Measure = (*LikelihoodMeasure)(nil)
