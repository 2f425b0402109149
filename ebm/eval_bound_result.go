package ebm

import (
	"fmt"
	"math"
)

// Bound is what [DBNBound] found, in nats a row: two estimates of lower bounds
// on the mean log-likelihood. Their uncertainties are of three kinds and are not
// added up: over rows, which falls with more data; of the draws, which falls
// with Samples and is a part of that over rows; and of log Z, the same for all rows.
type Bound struct {
	Mean      float64 // the variational bound, mean over rows
	StdErr    float64 // its standard error over rows, log Z being given; 0 for one row
	SampleErr float64 // its standard error over the draws alone, rows being given

	Tight          float64 // the importance-weighted bound of Samples draws, at least Mean
	TightErr       float64 // its standard error over rows
	TightSampleErr float64 // over the draws, to first order: too small where Effective is near 1
	Effective      float64 // effective draws a row, (Σw)²/Σw², mean over rows: from 1 to Samples

	LogZ, LogZLow, LogZHigh float64 // of the top RBM
	Verdict                 string  // what is wrong with log Z if it has not converged, else empty

	Rows, Samples, Levels int
	Data                  string // what the rows are, and their convention
}

// Low returns Mean if log Z is at the upper end of its interval.
func (b Bound) Low() float64 { return b.Mean + b.LogZ - b.LogZHigh }

// High returns Mean if log Z is at the lower end.
func (b Bound) High() float64 { return b.Mean + b.LogZ - b.LogZLow }

// TightLow returns Tight if log Z is at the upper end of its interval.
func (b Bound) TightLow() float64 { return b.Tight + b.LogZ - b.LogZHigh }

// TightHigh returns Tight if log Z is at the lower end.
func (b Bound) TightHigh() float64 { return b.Tight + b.LogZ - b.LogZLow }

// String says all of it.
func (b Bound) String() string {
	end := fmt.Sprintf("(%s), %d rows of %s%s", b.logZ(), b.Rows, b.Data, b.warning())
	if b.Levels == 1 {
		return fmt.Sprintf("one RBM, no bound but its log-likelihood: %.2f ± %.2f nats a row %s", b.Mean, b.StdErr, end)
	}
	return fmt.Sprintf("lower bound, estimate: %.2f ± %.2f nats a row, draws ± %.3f; importance-weighted, %d draws: %.2f ± %.2f, draws ± %.3f %s",
		b.Mean, b.StdErr, b.SampleErr, b.Samples, b.Tight, b.TightErr, b.TightSampleErr, end)
}

func (b Bound) logZ() string {
	if b.LogZLow == b.LogZHigh {
		return fmt.Sprintf("log Z %.2f exact", b.LogZ)
	}
	return fmt.Sprintf("log Z %.2f %s", b.LogZ, b.interval())
}

func (b Bound) interval() string {
	return fmt.Sprintf("-%.2f +%.2f", b.LogZ-b.LogZLow, b.LogZHigh-b.LogZ)
}

func (b Bound) warning() string {
	if b.Verdict == "" {
		return ""
	}
	return "; log Z has " + b.Verdict
}

// Table returns a row for each bound and one for log Z.
func (b Bound) Table() (head []string, rows [][]string) {
	number := func(x float64) string { return fmt.Sprintf("%.2f", x) }
	head = []string{"estimate, " + fmt.Sprintf("%d rows of %s", b.Rows, b.Data), "nats a row", "± over rows", "± of draws", "log Z at its ends"}
	ends := func(low, high float64) string { return number(low) + " to " + number(high) }
	if b.Levels == 1 {
		return head, [][]string{
			{"log-likelihood (one RBM)", number(b.Mean), number(b.StdErr), "", ends(b.Low(), b.High())},
			{"log Z" + b.warning(), number(b.LogZ), "", "", b.interval()},
		}
	}
	return head, [][]string{
		{"lower bound on log p(v)", number(b.Mean), number(b.StdErr), fmt.Sprintf("%.3f", b.SampleErr), ends(b.Low(), b.High())},
		{fmt.Sprintf("lower bound, importance-weighted, %d draws (%.1f effective)", b.Samples, b.Effective), number(b.Tight), number(b.TightErr),
			fmt.Sprintf("%.3f", b.TightSampleErr), ends(b.TightLow(), b.TightHigh())},
		{"log Z of the top RBM" + b.warning(), number(b.LogZ), "", "", b.interval()},
	}
}

// Names of the metrics of bounds, in nats a row.
const (
	// MetricBound is the variational lower bound on the mean log-likelihood of a row.
	// Err is the standard error of the mean over rows; the uncertainty of log Z is that of
	// MetricLogPartition.
	MetricBound = "lower bound on log-likelihood"
	// MetricTightBound is the importance-weighted lower bound, likewise.
	MetricTightBound = "importance-weighted lower bound"
)

// Metrics returns Mean, Tight and LogZ as [MetricBound], [MetricTightBound] and
// [MetricLogPartition].
func (b Bound) Metrics() []Metric {
	return []Metric{
		{MetricBound, b.Mean, b.StdErr},
		{MetricTightBound, b.Tight, b.TightErr},
		{MetricLogPartition, b.LogZ, math.Abs(b.LogZHigh-b.LogZLow) / 2},
	}
}

var _ fmt.Stringer = Bound{}
