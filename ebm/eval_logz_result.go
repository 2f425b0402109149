package ebm

import (
	"fmt"
	"math"
)

// LogZResult is what [LogZ] found: plain data.
type LogZResult struct {
	// Estimate of log Z, in nats: exact, or Bennett's. Its interval reaches over
	// those of the runs where it has not converged, over the forward one's where
	// the reverse chains are its own, from which they know no more than it does,
	// and over that of Neutral where it lies above.
	Estimate
	Exact bool // all states have been summed; of what follows only Converged and Verdict are set

	// Converged reports that forward and reverse estimates are at most the
	// Tolerance apart, either way, that their weights overlap, that the interval
	// of the Value is no wider than twice the Tolerance, and that Neutral has
	// found nothing else.
	Converged bool
	Verdict   string  // the same in words, with what to do
	Width     float64 // reverse less forward estimate, in nats; below 0 where they have crossed
	Overlap   float64 // of forward and reverse weights, see Bennett
	Suggested int     // temperatures, if Converged is false for want of them; else 0

	Forward, Reverse AISResult
	Neutral          AISResult // from units that prefer nothing, if there are Data
}

// String gives value, interval and verdict.
func (r LogZResult) String() string {
	return fmt.Sprintf("log Z = %v nats: %s", r.Estimate, r.Verdict)
}

// judge combines the runs and sets the verdict. own tells that the reverse
// chains started where the forward ones ended.
func (r *LogZResult) judge(tolerance float64, own bool) {
	r.Estimate, r.Overlap = Bennett(r.Forward, r.Reverse)
	r.Width = r.Reverse.LogZ - r.Forward.LogZ
	width, above := math.Abs(r.Width), r.Neutral.LogWeights != nil && r.Neutral.Low > r.High
	missed := above && r.Neutral.LogZ > r.Value+tolerance
	if own {
		r.cover(r.Forward)
	}
	if above {
		r.High = r.Neutral.High
	}
	switch {
	case missed:
		r.Verdict = fmt.Sprintf("not converged: a run from units that prefer nothing finds %s more, in modes that are not where the data are: try without Data", nats(r.Neutral.LogZ-r.Value))
	case -r.Width > tolerance && -r.Width > r.noise():
		// Too few temperatures push the other way: the reverse chains have not
		// seen what the forward ones have.
		r.Verdict = fmt.Sprintf("not converged: the reverse estimate is %s below the forward one, so its chains do not start at draws of the model: raise BurnIn, or give a better Start", nats(width))
	case width > tolerance:
		r.Verdict = fmt.Sprintf("not converged: %s, ", nats(width))
		r.suggest()
	case r.Overlap < enoughOverlap:
		r.Verdict = fmt.Sprintf("not converged: forward and reverse weights hardly overlap (%.3f), ", r.Overlap)
		r.suggest()
	case r.High-r.Low > 2*tolerance:
		r.Verdict = fmt.Sprintf("not converged: the interval is %s wide, ", nats(r.High-r.Low))
		r.suggest()
	default:
		r.Converged = true
		r.Verdict = "converged: width " + nats(width)
		return
	}
	r.cover(r.Forward)
	r.cover(r.Reverse)
}

// cover widens the interval to that of a run.
func (r *LogZResult) cover(run AISResult) {
	r.Low, r.High = min(r.Low, run.Low), max(r.High, run.High)
}

// noise is what forward and reverse estimates may differ by because of the
// spread of their weights.
func (r *LogZResult) noise() float64 {
	return (r.Forward.High - r.Forward.LogZ) + (r.Reverse.LogZ - r.Reverse.Low)
}

// goodBounds is the width of the bounds of log Z from mean log weights, in nats,
// at which estimates agree within a few tenths.
const goodBounds = 1.5

// mostSuggested is the longest ladder that is worth a try.
const mostSuggested = 1e7

// suggest adds how many temperatures should be enough: the width of the bounds,
// E log w of the two runs, falls like 1/K.
func (r *LogZResult) suggest() {
	bounds := -mean("", r.Forward.LogWeights).Value - mean("", r.Reverse.LogWeights).Value
	want := max(2, bounds/goodBounds) * float64(len(r.Forward.Betas))
	if want > mostSuggested {
		r.Verdict += fmt.Sprintf("and it would take %.0e temperatures: the model's parameters are too large, train it anew with a smaller learning rate or more weight decay", want)
		return
	}
	r.Suggested = roundUp(want)
	r.Verdict += fmt.Sprintf("raise the temperatures to %d", r.Suggested)
	if bounds < goodBounds {
		r.Verdict += ", or the chains"
	}
}

// roundUp rounds to one significant digit.
func roundUp(x float64) int {
	unit := math.Pow(10, math.Floor(math.Log10(x)))
	return int(math.Ceil(x/unit-1e-9) * unit)
}

func nats(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f nats", x)
	}
	return fmt.Sprintf("%.2f nat", x)
}
