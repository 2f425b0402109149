package ebm

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// LogLikelihood stores log p(v) = -F(v) - logZ, in nats, for each row of v in
// dst. It is exact if logZ is. It panics if the shapes do not match.
func LogLikelihood(dst []float64, m Model, v Matrix, logZ float64) {
	m.FreeEnergy(dst, v)
	for i, f := range dst {
		dst[i] = -f - logZ
	}
}

// Likelihood is the mean log-likelihood of data under a model, with its two
// uncertainties, which are of different kinds and so are not added up: that of
// the mean over rows falls with more data, that of log Z with more computing.
// All are nats.
type Likelihood struct {
	Mean   float64 // of log p(v) over the rows, with LogZ
	StdErr float64 // standard error of Mean as a mean over rows, log Z being given; 0 for one row

	LogZ              float64
	LogZLow, LogZHigh float64 // the interval of log Z, both LogZ if it is exact

	Rows int
	Data string // what the rows are, and their convention: numbers of different conventions cannot be compared
}

// NewLikelihood returns the mean log-likelihood of data under m, where log Z is
// logZ and in [low, high]; low and high are logZ if it is exact. A source that
// draws, such as a sampled data set, draws its rows once, from rng.
//
// Errors: [ErrSettings] for data without rows or of another width and for low >
// logZ or logZ > high; [ErrValue] for data that m cannot take and, under binary
// or one-hot units, for grey ones, which are no states of them: threshold or
// sample them first; [ErrDiverged] if
// log Z or a free energy is not finite. NewLikelihood panics if m, data or rng is nil.
func NewLikelihood(m Model, data Source, logZ, low, high float64, rng *rand.Rand) (Likelihood, error) {
	l := Likelihood{LogZ: logZ, LogZLow: low, LogZHigh: high}
	if err := checkInterval(logZ, low, high); err != nil {
		return Likelihood{}, err
	}
	values, name, err := eachRow(m, data, rng, func(dst []float64, x Matrix) error {
		LogLikelihood(dst, m, x, logZ)
		return checkStates(m, x)
	})
	if err != nil {
		return Likelihood{}, err
	}
	mean := mean(MetricLogLikelihood, values)
	l.Mean, l.StdErr, l.Rows, l.Data = mean.Value, mean.Err, len(values), name
	return l, nil
}

// checkInterval returns an error unless logZ is in [low, high].
func checkInterval(logZ, low, high float64) error {
	if !finite(logZ) || !finite(low) || !finite(high) {
		return fmt.Errorf("ebm: log Z is %g in [%g, %g]: %w", logZ, low, high, ErrDiverged)
	}
	if low > logZ || logZ > high {
		return fmt.Errorf("ebm: log Z, %g, is outside its interval [%g, %g]: %w", logZ, low, high, ErrSettings)
	}
	return nil
}

// ExactLikelihood is [NewLikelihood] with the exact log Z, whose errors it
// returns too: see [LogPartition].
func ExactLikelihood(m Model, data Source, rng *rand.Rand) (Likelihood, error) {
	logZ, err := LogPartition(m)
	if err != nil {
		return Likelihood{}, err
	}
	return NewLikelihood(m, data, logZ, logZ, logZ, rng)
}

// Low returns the mean log-likelihood if log Z is at the upper end of its
// interval.
func (l Likelihood) Low() float64 { return l.Mean + l.LogZ - l.LogZHigh }

// High returns the mean log-likelihood if log Z is at the lower end.
func (l Likelihood) High() float64 { return l.Mean + l.LogZ - l.LogZLow }

// Exact tells whether the interval of log Z is a point.
func (l Likelihood) Exact() bool { return l.LogZLow == l.LogZHigh }

// String says all of it: "-84.62 ± 0.31 nats a row (log Z 451.20 -0.10 +0.12),
// 10000 rows of MNIST test: …, sampled anew".
func (l Likelihood) String() string {
	logZ := fmt.Sprintf("log Z %.2f exact", l.LogZ)
	if !l.Exact() {
		logZ = fmt.Sprintf("log Z %.2f -%.2f +%.2f", l.LogZ, l.LogZ-l.LogZLow, l.LogZHigh-l.LogZ)
	}
	return fmt.Sprintf("%.2f ± %.2f nats a row (%s), %d rows of %s", l.Mean, l.StdErr, logZ, l.Rows, l.Data)
}

// Names of the metrics of likelihoods, in nats.
const (
	// MetricLogLikelihood is the mean log-likelihood of a row. Err is the
	// standard error of the mean over rows; the uncertainty of log Z is that of
	// MetricLogPartition.
	MetricLogLikelihood = "log-likelihood"
	// MetricLogPartition is log Z. Err is half the width of its interval, 0 if exact.
	MetricLogPartition = "log Z"
)

// Metrics returns Mean and LogZ as [MetricLogLikelihood] and [MetricLogPartition].
func (l Likelihood) Metrics() []Metric {
	return []Metric{
		{MetricLogLikelihood, l.Mean, l.StdErr},
		{MetricLogPartition, l.LogZ, math.Abs(l.LogZHigh-l.LogZLow) / 2},
	}
}

var _ fmt.Stringer = Likelihood{}
