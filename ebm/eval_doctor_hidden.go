package ebm

import (
	"math"
	"slices"
)

// Limits of the checks of hidden units: activations of binary units below and
// above which a unit counts as off and on, and shares of units that are a warning
// and serious.
const (
	alwaysBelow  = 0.05
	alwaysAbove  = 0.95
	indifference = 0.01 // change of a probability, where that of another unit is at least
	learned      = 0.5  // so that the model is not a new one
	someUnits    = 0.1
	mostUnits    = 0.5
)

// hiddenRange counts units by what their activations do over the rows: always
// off, always on, or the same for all rows without being either.
type hiddenRange struct {
	units, rows          int
	binary               bool // activations are probabilities
	same                 bool // all rows are equal
	off, on, indifferent int
}

// hiddenRanges looks at the hidden units' means given each row.
func hiddenRanges(m *RBM, x Matrix) hiddenRange {
	low, high := make([]float64, m.NumHidden()), make([]float64, m.NumHidden())
	for j := range low {
		low[j], high[j] = math.Inf(1), math.Inf(-1)
	}
	m.eachInput(x, func(_, _ int, in Matrix) {
		m.Hidden.Mean(in, in)
		for i := range in.Rows {
			for j, v := range in.Row(i) {
				low[j], high[j] = min(low[j], float64(v)), max(high[j], float64(v))
			}
		}
	})
	widest := 0.0
	for j := range low {
		widest = max(widest, high[j]-low[j])
	}
	r := hiddenRange{units: m.NumHidden(), rows: x.Rows, binary: unitInterval(m.Hidden), same: equalRows(x)}
	for j := range low {
		switch {
		case r.binary && high[j] < alwaysBelow:
			r.off++
		case r.binary && low[j] > alwaysAbove:
			r.on++
		case high[j] == low[j], r.binary && widest > learned && high[j]-low[j] < indifference:
			r.indifferent++
		}
	}
	return r
}

// equalRows reports whether no row differs from the first.
func equalRows(x Matrix) bool {
	for i := range x.Rows {
		if !slices.Equal(x.Row(i), x.Row(0)) {
			return false
		}
	}
	return true
}

// checkDead counts hidden units that tell nothing of the rows. A single row, or
// rows that all are the same, tell nothing of them.
func checkDead(r hiddenRange) (Finding, bool) {
	if r.rows < 2 || r.same {
		return Finding{}, false
	}
	share := float64(r.off+r.indifferent) / float64(r.units)
	remedy := "a learning rate that is too high kills units: lower it and start anew with small weights and hidden biases 0; if few are dead, use fewer units, less weight decay or a sparsity target"
	if r.binary {
		return finding(CheckDead, grade(share, someUnits, mostUnits), share, someUnits, remedy,
			"%d of %d hidden units are never on with a probability of %.2g or more, %d more change by less than %.2g over %d rows (limit %.0f %%)",
			r.off, r.units, alwaysBelow, r.indifferent, indifference, r.rows, 100*someUnits), true
	}
	return finding(CheckDead, grade(share, someUnits, mostUnits), share, someUnits, remedy,
		"%d of %d hidden units have the same mean for all of %d rows (limit %.0f %%)", r.indifferent, r.units, r.rows, 100*someUnits), true
}

// checkSaturated counts hidden units that always are on. It applies to units with
// values from 0 to 1.
func checkSaturated(r hiddenRange) (Finding, bool) {
	if r.rows < 2 || !r.binary {
		return Finding{}, false
	}
	share := float64(r.on) / float64(r.units)
	return finding(CheckSaturated, grade(share, someUnits, mostUnits), share, someUnits,
		"start with hidden biases 0 and smaller weights, and lower the learning rate; such a unit is but a second visible bias",
		"%d of %d hidden units are on with a probability above %.2g for each of %d rows (limit %.0f %%)",
		r.on, r.units, alwaysAbove, r.rows, 100*someUnits), true
}
