package ebm

import (
	"fmt"
	"math"
	"slices"
)

// Limits of the checks of a history.
const (
	advisedUpdate = 1e-3 // Hinton (2010), section 7
	updateFactor  = 10
	updateSerious = 100
	fewestEpochs  = 5
	gapErrors     = 3    // standard errors of a slope
	riseLimit     = 0.25 // of the reconstruction error over its least value
	swingLimit    = 0.1  // of the reconstruction error from epoch to epoch
	smallPart     = 0.05 // of the first reconstruction error: below it nothing swings
	stillLimit    = 0.02 // of the reconstruction error over all epochs
	stillUpdate   = 1e-4
)

// checkHistory returns an error for a metric that is not finite.
func checkHistory(history [][]Metric) error {
	for i, metrics := range history {
		for _, m := range metrics {
			if !finite(m.Value) || !finite(m.Err) {
				return fmt.Errorf("ebm: %s of epoch %d of the history is %g ± %g: %w", m.Name, i+1, m.Value, m.Err, ErrSettings)
			}
		}
	}
	return nil
}

// examineHistory runs the checks whose metrics and epochs are there.
func examineHistory(history [][]Metric) Findings {
	update := series(history, MetricUpdate)
	errors := series(history, MetricReconstruction)
	var all Findings
	for _, check := range []func() (Finding, bool){
		func() (Finding, bool) { return checkUpdate(update) },
		func() (Finding, bool) { return checkGap(series(history, MetricGap)) },
		func() (Finding, bool) { return checkRateHigh(errors) },
		func() (Finding, bool) { return checkRateLow(errors, update) },
	} {
		if f, ok := check(); ok {
			all = append(all, f)
		}
	}
	return all
}

// series returns the named metric of the epochs that have it.
func series(history [][]Metric, name string) []Metric {
	var s []Metric
	for _, metrics := range history {
		if m, ok := find(metrics, name); ok {
			s = append(s, m)
		}
	}
	return s
}

// lastHalf returns the later half, the larger one if the number is odd.
func lastHalf(s []Metric) []Metric { return s[len(s)/2:] }

func median(s []Metric) float64 {
	var x []float64
	for _, m := range s {
		x = append(x, m.Value)
	}
	slices.Sort(x)
	return x[len(x)/2]/2 + x[(len(x)-1)/2]/2
}

// checkUpdate compares the median over the later half of the epochs with 10⁻³. In
// the first epochs weights are as small as they were drawn, and any update large.
func checkUpdate(update []Metric) (Finding, bool) {
	if len(update) < fewestEpochs {
		return Finding{}, false
	}
	ratio := median(lastHalf(update))
	text := "updates of the weights are %.2g of them, the median of the last %d epochs; advised is about %.0e (limits %.0e and %.0e)"
	args := []any{ratio, len(lastHalf(update)), advisedUpdate, advisedUpdate / updateFactor, advisedUpdate * updateFactor}
	if ratio < advisedUpdate {
		level := LevelOK
		if ratio < advisedUpdate/updateFactor {
			level = LevelNotice // also where the rate has decayed on purpose
		}
		return finding(CheckUpdate, level, ratio, advisedUpdate/updateFactor, "raise the learning rate, unless the model is finished; if hidden units are dead, a rate that was too high killed them", text, args...), true
	}
	return finding(CheckUpdate, grade(ratio, advisedUpdate*updateFactor, advisedUpdate*updateSerious), ratio, advisedUpdate*updateFactor,
		"lower the learning rate or the momentum", text, args...), true
}

// checkGap fits a line to the gap over the later half of the epochs: it grows if
// the slope is significant and the rise larger than the gap's standard error.
func checkGap(gap []Metric) (Finding, bool) {
	if len(gap) < 2*fewestEpochs {
		return Finding{}, false
	}
	late := lastHalf(gap)
	slope, err := lineSlope(late)
	rise, last := slope*float64(len(late)-1), late[len(late)-1]
	level := LevelOK
	if slope > gapErrors*err && rise > last.Err {
		level = grade(last.Value, 2*last.Err, math.Inf(1))
	}
	return finding(CheckGap, level, rise, last.Err,
		"the model overfits: stop earlier (keep the best epoch), raise weight decay, use fewer hidden units or more data",
		"held-out free energy less that of training rows is %.3g ± %.2g nats and rose by %.3g nats in the last %d epochs (%.2g ± %.1g an epoch; limit %.2g nats)",
		last.Value, last.Err, rise, len(late), slope, err, last.Err), true
}

// lineSlope is that of a least-squares line over the epochs, with its standard
// error.
func lineSlope(s []Metric) (slope, err float64) {
	n := float64(len(s))
	var mean float64
	for _, m := range s {
		mean += m.Value / n
	}
	middle := (n - 1) / 2
	var xx, xy, squares float64
	for i, m := range s {
		x := float64(i) - middle
		xx, xy = xx+x*x, xy+x*(m.Value-mean)
	}
	slope = xy / xx
	for i, m := range s {
		r := m.Value - mean - slope*(float64(i)-middle)
		squares += r * r
	}
	return slope, math.Sqrt(squares / (n - 2) / xx)
}

// checkRateHigh looks for a reconstruction error that rises far above its least
// value, or swings up and down from epoch to epoch.
func checkRateHigh(errors []Metric) (Finding, bool) {
	if len(errors) < fewestEpochs {
		return Finding{}, false
	}
	remedy := "lower the learning rate or the momentum, or let the rate decay"
	rise, swing := riseOver(errors), swings(lastHalf(errors), smallPart*errors[0].Value)
	if swing > swingLimit {
		return finding(CheckRateHigh, grade(swing, swingLimit, 5*swingLimit), swing, swingLimit, remedy,
			"the reconstruction error swings by %.0f %% of its mean from epoch to epoch (limit %.0f %%)", 100*swing, 100*swingLimit), true
	}
	return finding(CheckRateHigh, grade(rise, riseLimit, 4*riseLimit), rise, riseLimit, remedy,
		"the reconstruction error ends %.0f %% above its least value (limit %.0f %%) and swings by %.1f %% from epoch to epoch (limit %.0f %%)",
		100*rise, 100*riseLimit, 100*swing, 100*swingLimit), true
}

// riseOver returns how far the last value is above the least one, relative to the
// larger of that and a small part of the first.
func riseOver(s []Metric) float64 {
	least := s[0].Value
	for _, m := range s {
		least = min(least, m.Value)
	}
	base := max(least, smallPart*s[0].Value)
	if base <= 0 {
		return 0
	}
	return (s[len(s)-1].Value - least) / base
}

// swings returns the mean size of the changes of direction, relative to the
// larger of the mean and floor: 0 where most steps go on in the same direction.
func swings(s []Metric, floor float64) float64 {
	var mean, size float64
	turns := 0
	for i, m := range s {
		mean += m.Value / float64(len(s))
		if i < 2 {
			continue
		}
		before, now := s[i-1].Value-s[i-2].Value, m.Value-s[i-1].Value
		if before*now < 0 {
			turns++
			size += min(math.Abs(before), math.Abs(now))
		}
	}
	if base := max(mean, floor); turns > 0 && 2*turns >= len(s)-2 && base > 0 {
		return size / float64(turns) / base
	}
	return 0
}

// checkRateLow looks for a training that changed nothing: neither the
// reconstruction error nor, at a time, the weights.
func checkRateLow(errors, update []Metric) (Finding, bool) {
	if len(errors) < fewestEpochs || len(update) < fewestEpochs || errors[0].Value <= 0 {
		return Finding{}, false
	}
	low, high := errors[0].Value, errors[0].Value
	for _, m := range errors {
		low, high = min(low, m.Value), max(high, m.Value)
	}
	change, ratio := (high-low)/errors[0].Value, median(update)
	level := LevelOK
	if change < stillLimit && ratio < stillUpdate {
		level = LevelWarning
	}
	return finding(CheckRateLow, level, change, stillLimit,
		"raise the learning rate tenfold; but if hidden units are dead, a rate that was too high killed them: lower it and start anew",
		"the reconstruction error changed by %.2g %% over %d epochs (limit %.0f %%), updates were %.1g of the weights (limit %.0e)",
		100*change, len(errors), 100*stillLimit, ratio, stillUpdate), true
}
