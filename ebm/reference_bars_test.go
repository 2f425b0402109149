package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

const barsSource = "independent program, two seeds; optimum: minus the entropy of the generator"

var _ = reference(
	referenceRow{name: "bars/optimum", source: "minus the entropy of the generator, computed", run: barsOptimum},
	referenceRow{name: "bars/3x3/exact", source: barsSource + ": -2.613 and -2.768 after 20 000 steps at rate 0.5", run: func(t *testing.T) {
		for _, seed := range seeds(2) {
			m := barsModel(3, 9, seed)
			exact, err := ebm.NewExact(m)
			if err != nil {
				t.Fatal(err)
			}
			train(t, exact, bars(3, 1), ebm.Settings{Epochs: 4000, BatchSize: 16, LearningRate: 0.5}, seed)
			within(t, seedName("log-likelihood", seed), exactLikelihood(t, m, bars(3, 1)), -2.79, -2.5993)
		}
	}},
	barsRow("3x3/CD-1", 3, 9, 0.1, func(m *ebm.RBM, _ uint64) ebm.Objective { return ebm.NewCD(m, 1) }, "final -3.17 to -3.22, best -3.06", -3.33, -3.04),
	barsRow("3x3/CD-10", 3, 9, 0.1, func(m *ebm.RBM, _ uint64) ebm.Objective { return ebm.NewCD(m, 10) }, "final -2.65 to -2.67", -2.70, -2.62),
	barsRow("3x3/PCD-1", 3, 9, 0.05, func(m *ebm.RBM, seed uint64) ebm.Objective { return ebm.NewPCD(m, 1, 100, ebm.NewRand(seed)) }, "final -2.77 to -2.90", -3.97, -2.60),
)

func barsOptimum(t *testing.T) {
	for n, want := range map[int]float64{2: -1.732868, 3: -2.599302, 4: -3.379093, 5: -4.115561} {
		x := bars(n, 1)
		copies := map[[25]float32]float64{}
		for i := range x.Rows {
			var key [25]float32
			copy(key[:], x.Row(i))
			copies[key]++
		}
		var got float64
		for _, c := range copies {
			p := c / float64(x.Rows)
			got += p * math.Log(p)
		}
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%d×%d: %.7f, want %.6f", n, n, got, want)
		}
	}
}

// barsModel starts from weights of standard deviation 0.01 and biases 0.
func barsModel(n, hidden int, seed uint64) *ebm.RBM {
	return ebm.NewBernoulliRBM(n*n, hidden, ebm.NewRand(100+seed))
}

// barsRow trains 20 000 steps of batch 100 and compares the final exact
// log-likelihood of two seeds.
func barsRow(name string, n, hidden int, rate float64, objective func(*ebm.RBM, uint64) ebm.Objective, published string, low, high float64) referenceRow {
	return referenceRow{name: "bars/" + name, source: barsSource + ": " + published, run: func(t *testing.T) {
		for _, seed := range seeds(2) {
			m := barsModel(n, hidden, seed)
			data := bars(n, 100)
			steps := data.Rows / 100
			train(t, objective(m, seed), data, ebm.Settings{Epochs: 20000 / steps, BatchSize: 100, LearningRate: rate}, seed)
			within(t, seedName("log-likelihood", seed), exactLikelihood(t, m, bars(n, 1)), low, high)
		}
	}}
}
