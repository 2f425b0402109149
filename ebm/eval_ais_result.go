package ebm

import (
	"fmt"
	"math"
	"slices"
)

// AISResult is what [AIS] or [ReverseAIS] found: plain data.
type AISResult struct {
	// LogZ is the estimate, in nats: LogZ0 plus, or for reverse runs less, the
	// logarithm of the mean weight.
	LogZ float64
	// Low and High are a 95 % interval of log Z from the spread of the weights: a
	// bootstrap of the chains (its draws are rng's), or wider where few of them
	// carry the weight. It knows nothing of modes that no chain has seen.
	Low, High float64

	LogZ0      float64    // of the distribution at β = 0, exact, in nats
	LogWeights []float64  // one per chain, in nats: of Z/Z_0, or of Z_0/Z for reverse runs
	ESS        float64    // effective sample size (Σw)²/Σw², from 1 to the number of chains
	Betas      []float64  // temperatures in the order of the visit
	Reverse    bool       // from 1 to 0
	Trace      []AISPoint // about a hundred points on the way

	final Matrix // where the chains ended
}

// String gives the estimate with its interval.
func (r AISResult) String() string {
	name := "AIS"
	if r.Reverse {
		name = "reverse AIS"
	}
	return fmt.Sprintf("%s: log Z = %.3f (%.3f to %.3f) nats, %d chains (%.1f effective), %d temperatures",
		name, r.LogZ, r.Low, r.High, len(r.LogWeights), r.ESS, len(r.Betas))
}

// AISPoint is the state of the weights on the way.
type AISPoint struct {
	Beta float64
	// Quantiles are those of the log weights so far, in nats, at TraceQuantiles.
	Quantiles [5]float64
	ESS       float64
}

// TraceQuantiles are the probabilities of the quantiles of an [AISPoint].
var TraceQuantiles = [5]float64{0.05, 0.25, 0.5, 0.75, 0.95}

func newPoint(beta float64, logw []float64) AISPoint {
	p := AISPoint{Beta: beta, ESS: effective(logw)}
	sorted := slices.Sorted(slices.Values(logw))
	for i, q := range TraceQuantiles {
		p.Quantiles[i] = quantileOf(sorted, q)
	}
	return p
}

// quantileOf interpolates between the order statistics at i/(n-1).
func quantileOf(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	t := at - float64(i)
	return (1-t)*sorted[i] + t*sorted[i+1]
}

// metrics are those that a Recorder sees.
func (a *anneal) metrics() []Metric {
	ratio, ess := logMeanExp(a.logw), effective(a.logw)
	if a.reverse {
		ratio = -ratio
	}
	return []Metric{
		{Name: MetricLogZ, Value: ratio, Err: logMeanErr(ess, len(a.logw))},
		{Name: MetricESS, Value: ess},
	}
}

// logMeanErr is the standard error of the logarithm of the mean of n weights, to
// first order: their variance, relative to the square of their mean, is n/ESS-1.
func logMeanErr(ess float64, n int) float64 {
	return math.Sqrt(max(0, 1/ess-1/float64(n)))
}

// logMeanExp returns log (1/n)Σ exp(x).
func logMeanExp(x []float64) float64 {
	var sum logSum
	for _, v := range x {
		sum.add(v)
	}
	return sum.log() - math.Log(float64(len(x)))
}

// effective returns (Σw)²/Σw² of the weights w = exp(logw).
func effective(logw []float64) float64 {
	var sum, squares logSum
	for _, x := range logw {
		sum.add(x)
		squares.add(2 * x)
	}
	return math.Exp(2*sum.log() - squares.log())
}
