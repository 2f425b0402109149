package ebm_test

import (
	"math"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// codeMachines are the kinds of autoencoders: linear and sigmoid codes, binary
// and real data.
func codeMachines() map[string]*ebm.DBN {
	return map[string]*ebm.DBN{
		"linear code":   codeStack(1, binaryUnits(7), binaryUnits(6), realUnits(2)),
		"sigmoid code":  codeStack(2, binaryUnits(7), binaryUnits(5), binaryUnits(3)),
		"real data":     codeStack(3, realUnits(7), binaryUnits(6), realUnits(3)),
		"single linear": codeStack(4, realUnits(7), realUnits(2)),
	}
}

// A whole training run, steps of all rows at once, against the float64 program.
func TestAutoencoderStepsLikeTheOracle(t *testing.T) {
	x := unitCloud(30, 7, 5)
	for name, d := range codeMachines() {
		t.Run(name, func(t *testing.T) {
			a := ebm.NewAutoencoder(d)
			o := oracleOf(t, append(append([]ebm.Stage{}, a.Encoder...), a.Decoder...)...)
			velocity := o.zero()
			s := codeSettings(3, 0.1)
			s.BatchSize, s.Momentum, s.WeightDecay = 30, 0.5, 0.01
			r, err := a.FineTune(t.Context(), x, s, ebm.NewRand(6))
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				o.momentumStep(velocity, x, x, 0.1, 0.5, 0.01)
			}
			comparedParams(t, a.Params(), o, 1e-6)
			loss, _ := r.Last(ebm.MetricLoss)
			if want := o.loss(x, x); math.Abs(loss.Value-want) > 1e-5 {
				t.Errorf("loss %v, want %v", loss.Value, want)
			}
		})
	}
}

func TestAutoencoderAdamStepsLikeTheOracle(t *testing.T) {
	x := unitCloud(30, 7, 5)
	for name, d := range codeMachines() {
		t.Run(name, func(t *testing.T) {
			a := ebm.NewAutoencoder(d)
			o := oracleOf(t, append(append([]ebm.Stage{}, a.Encoder...), a.Decoder...)...)
			m, squares := o.zero(), o.zero()
			s := codeSettings(3, 0.01)
			s.BatchSize, s.Optimizer, s.WeightDecay = 30, ebm.Adam{}, 0.03
			if _, err := a.FineTune(t.Context(), x, s, ebm.NewRand(6)); err != nil {
				t.Fatal(err)
			}
			for step := range 3 {
				o.adamStep(m, squares, step+1, x, x, 0.01, 0.03)
			}
			// Where a gradient is near 0, its sign decides, and float32 rounds
			// it by some 10⁻⁷ of terms of size 1: no gradient here is so small.
			comparedParams(t, a.Params(), o, 2e-5)
		})
	}
}

// comparedParams allows a difference that covers some steps of float32: roundings
// of 6·10⁻⁸ of parameters and of sums, of size 1.
func comparedParams(t *testing.T, params []ebm.Param, want *codeOracle, tolerance float64) {
	t.Helper()
	got := flatParams(params)
	for i, w := range want.flat() {
		if math.Abs(got[i]-w) > tolerance {
			t.Fatalf("parameter %d is %v, want %v", i, got[i], w)
		}
	}
}
