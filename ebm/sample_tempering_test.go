package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

var ladder = []float64{0, 0.2, 0.5, 0.8, 1}

func parallelTempering(t testing.TB, m *ebm.RBM, betas []float64, base ebm.Source) *ebm.ParallelTempering {
	t.Helper()
	p, err := ebm.NewParallelTempering(m, betas, base)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParallelTempering(t *testing.T) {
	eachTempered(t, func(t *testing.T, m *ebm.RBM) {
		ebmtest.TestKernel(t, m, parallelTempering(t, m, ladder, nil))
	})
}

// eachTempered runs f for the machines whose layers can be tempered.
func eachTempered(t *testing.T, f func(t *testing.T, m *ebm.RBM)) {
	t.Helper()
	for name, m := range machines() {
		_, visible := m.Visible.(ebm.Blender)
		_, hidden := m.Hidden.(ebm.Blender)
		if visible && hidden {
			t.Run(name, func(t *testing.T) { f(t, m) })
		}
	}
}
