package ebmtest_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// The tests of a unit type of one's own and of a model that is made of it.
func Example() {
	var t *testing.T // of the test

	layer := ebm.NewBernoulli(4)
	copy(layer.Bias, []float32{-1, 0.2, 0.5, 1.5}) // not all alike
	ebmtest.TestLayer(t, layer)

	m := ebm.NewRBM(ebm.NewBernoulli(6), layer, ebm.NewRand(1))
	ebmtest.TestModel(t, m)
	ebmtest.TestTrainable(t, m)
	ebmtest.TestKernel(t, m, ebm.NewGibbs(m))

	data := ebm.NewMatrix(8, 6)
	m.Visible.Sample(data, data, ebm.NewRand(2))
	ebmtest.TestObjective(t, func() ebm.Objective { return ebm.NewCD(m, 1) }, data)
}
