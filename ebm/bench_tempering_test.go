package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func benchmarkTempering(b *testing.B, visible, hidden, betas, chains int) {
	m := rbm(bernoulli(visible, 1), bernoulli(hidden, 2), 0.3)
	o := ebm.NewTempering(m, ebm.LinearBetas(betas), chains, ebm.NewRand(2))
	data, grad, rng := batch(m, 100), zeroGrad(m), ebm.NewRand(3)
	b.ReportAllocs()
	for b.Loop() {
		o.AddGrad(grad, 1, data, rng)
	}
}

func BenchmarkTempering(b *testing.B) {
	b.Run("16x12/B100/10betas", func(b *testing.B) { benchmarkTempering(b, 16, 12, 10, 100) })
	b.Run("784x500/B100/10betas", func(b *testing.B) { benchmarkTempering(b, 784, 500, 10, 100) })
}
