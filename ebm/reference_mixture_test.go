package ebm_test

import (
	"fmt"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// Mixtures of Bernoulli vectors on MNIST, binarised once, by EM until a step
// brings less than 0.01 nats. From 100 components on they are clearly better than
// the published ones, whose smoothing and end of EM are not known to us.
var _ = reference(
	mixtureRow(10, -168.95, band{-169, -165}),
	mixtureRow(100, -142.63, band{-138.5, -135.5}),
	mixtureRow(500, -137.64, band{-137.7, -124}),
)

func mixtureRow(components int, published float64, b band) referenceRow {
	return referenceRow{
		name: fmt.Sprintf("mixture/%d", components), long: true,
		source: fmt.Sprintf("Salakhutdinov and Hinton (2009), \"Deep Boltzmann machines\": test %.2f", published),
		run: func(t *testing.T) {
			for _, seed := range seeds(1) {
				rng := ebm.NewRand(seed)
				training, test := mnist(t, func(s *dataset.Set) *dataset.Set { return s.Binarize(rng) })
				m, err := ebm.NewBernoulliMixture(components, training, rng)
				if err != nil {
					t.Fatal(err)
				}
				timed(t, "EM", func() {
					if _, err := m.Fit(t.Context(), training, ebm.MixtureSettings{Epochs: 60, Tolerance: 0.01}, rng); err != nil {
						t.Fatal(err)
					}
				})
				within(t, seedName("test log-likelihood", seed), exactLikelihood(t, m, test), b.low, b.high)
			}
		}}
}
