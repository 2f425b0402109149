package ebmtest

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// testFrequencies compares how often each state occurs among the rows of x,
// independent draws, with its probability, by a χ² test. States of fewer than
// five expected occurrences are counted as one.
func testFrequencies(t testing.TB, what string, x ebm.Matrix, s *states, p []float64) {
	t.Helper()
	count := make([]float64, len(p))
	for i := range x.Rows {
		k, ok := s.find(x.Row(i))
		if !ok {
			t.Errorf("%s: row %d is %v, which is no state", what, i, x.Row(i))
			return
		}
		count[k]++
	}
	var rare, rareWant, chi2, worst float64
	cells, worstState := 0, 0
	for k, c := range count {
		want := p[k] * float64(x.Rows)
		if want < 5 {
			rare, rareWant = rare+c, rareWant+want
			continue
		}
		d := (c - want) * (c - want) / want
		if chi2, cells = chi2+d, cells+1; d > worst {
			worst, worstState = d, k
		}
	}
	if rareWant > 0 {
		chi2 += (rare - rareWant) * (rare - rareWant) / max(rareWant, 1)
		cells++
	}
	df := max(1, cells-1)
	if pValue := (distuv.ChiSquared{K: float64(df)}).Survival(chi2); !(pValue >= falseAlarm) {
		t.Errorf("%s: frequencies of states are not p: χ² = %.1f for %d degrees of freedom (probability %.1g); "+
			"state %v has %g of %d rows, want %.1f ± %.1f", what, chi2, df, pValue, s.x.Row(worstState),
			count[worstState], x.Rows, p[worstState]*float64(x.Rows), math.Sqrt(p[worstState]*float64(x.Rows)))
	}
}
