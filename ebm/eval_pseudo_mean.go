package ebm

import (
	"fmt"
	"math/rand/v2"
)

// PseudoLikelihood is the mean pseudo-log-likelihood of data under a model of
// binary units, in nats: see [PseudoLogLikelihood]. It is a proxy: of two models
// the one with the higher value need not have the higher likelihood.
type PseudoLikelihood struct {
	Total, TotalErr     float64 // mean of Σ_i log p(v_i | v_-i) over rows, and its standard error, 0 for one row
	PerUnit, PerUnitErr float64 // the same divided by D, the number of units
	Stochastic          bool    // an estimate by one unit of each row: TotalErr is also that of the choice
	Rows                int
	Data                string // what the rows are, and their convention
}

// NewPseudoLikelihood returns the mean pseudo-log-likelihood of data under m,
// exact over all units. A source that draws draws its rows once, from rng.
//
// Errors: [ErrSettings] for data without rows or of another width, [ErrValue]
// for data that are not all 0 and 1, [ErrUnsupported] if m says that its visible
// units are not binary, [ErrDiverged] if a value is not finite. It panics if m,
// data or rng is nil.
func NewPseudoLikelihood(m Model, data Source, rng *rand.Rand) (PseudoLikelihood, error) {
	return pseudoLikelihood(m, data, rng, false)
}

// EstimatePseudoLikelihood is [NewPseudoLikelihood] with one unit of each row,
// drawn from rng: see [StochasticPseudoLogLikelihood].
func EstimatePseudoLikelihood(m Model, data Source, rng *rand.Rand) (PseudoLikelihood, error) {
	return pseudoLikelihood(m, data, rng, true)
}

func pseudoLikelihood(m Model, data Source, rng *rand.Rand, stochastic bool) (PseudoLikelihood, error) {
	values, name, err := eachRow(m, data, rng, func(dst []float64, x Matrix) error {
		if stochastic {
			return StochasticPseudoLogLikelihood(dst, m, x, rng)
		}
		return PseudoLogLikelihood(dst, m, x)
	})
	if err != nil {
		return PseudoLikelihood{}, err
	}
	total, units := mean(MetricPseudo, values), float64(m.NumVisible())
	return PseudoLikelihood{Total: total.Value, TotalErr: total.Err, PerUnit: total.Value / units, PerUnitErr: total.Err / units,
		Stochastic: stochastic, Rows: len(values), Data: name}, nil
}

// String says all of it.
func (p PseudoLikelihood) String() string {
	how := "exact over all units"
	if p.Stochastic {
		how = "estimated by one unit a row"
	}
	return fmt.Sprintf("pseudo-log-likelihood %.2f ± %.2f nats a row in total, %.4f ± %.4f per unit (%s), %d rows of %s",
		p.Total, p.TotalErr, p.PerUnit, p.PerUnitErr, how, p.Rows, p.Data)
}

// Names of the metrics of pseudo-likelihoods, in nats.
const (
	MetricPseudo        = "pseudo-log-likelihood"          // mean over rows of the sum over units
	MetricPseudoPerUnit = "pseudo-log-likelihood per unit" // the same divided by the number of units
)

// Metrics returns Total and PerUnit as [MetricPseudo] and [MetricPseudoPerUnit].
func (p PseudoLikelihood) Metrics() []Metric {
	return []Metric{{MetricPseudo, p.Total, p.TotalErr}, {MetricPseudoPerUnit, p.PerUnit, p.PerUnitErr}}
}

var _ fmt.Stringer = PseudoLikelihood{}
