package ebm_test

import (
	"fmt"
	"math"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// upDownOf returns an UpDown of those sizes, all of whose parameters are normal,
// so that recognition, generative weights and the top are strangers.
func upDownOf(classes int, sizes ...int) *ebm.UpDown {
	rng := ebm.NewRand(11)
	u := ebm.NewUpDown(ebm.NewDBN(sizes, rng), classes, rng)
	for _, p := range u.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(rng.NormFloat64())
		}
	}
	return u
}

// upDownMachines are small ones with up to three stages below the top, with labels
// and without.
func upDownMachines() map[string]*ebm.UpDown {
	return map[string]*ebm.UpDown{
		"4-(3+2)-3":     upDownOf(2, 4, 3, 3),
		"4-3-(2+3)-4":   upDownOf(3, 4, 3, 2, 4),
		"4-3-2-(4+2)-3": upDownOf(2, 4, 3, 2, 4, 3),
		"(4+2)-3":       upDownOf(2, 4, 3),
		"4-3-3":         upDownOf(0, 4, 3, 3),
	}
}

// upDownChains says where the sleep phase comes from.
func upDownChains(s ebm.UpDownSettings) string {
	return fmt.Sprintf("K %d, %d chains, visible samples %t", s.K, s.Chains, s.VisibleSamples)
}

// upDownRows draws rows [v, one-hot label], v being grey or binary.
func upDownRows(u *ebm.UpDown, rows int, grey bool) ebm.Matrix {
	x, rng := ebm.NewMatrix(rows, u.NumVisible()+u.Classes), ebm.NewRand(12)
	for i := range rows {
		row := x.Row(i)
		for j := range u.NumVisible() {
			row[j] = float32(rng.Float64())
			if !grey {
				row[j] = float32(math.Round(float64(row[j])))
			}
		}
		if u.Classes > 0 {
			row[u.NumVisible()+rng.IntN(u.Classes)] = 1
		}
	}
	return x
}

// stageInput is xW + bias of Bernoulli units, in float64.
func stageInput(s ebm.Stage, x []float32) []float64 {
	in := make([]float64, s.Layer.Len())
	for j := range in {
		in[j] = float64(s.Layer.(*ebm.Bernoulli).Bias[j])
		for i, v := range x {
			in[j] += float64(v) * float64(s.Weights.Row(i)[j])
		}
	}
	return in
}

// stageLoss is -log p(y|x) of Bernoulli units.
func stageLoss(s ebm.Stage, x, y []float32) float64 {
	sum := 0.0
	for j, in := range stageInput(s, x) {
		sum += math.Max(in, 0) + math.Log1p(math.Exp(-math.Abs(in))) - float64(y[j])*in
	}
	return sum
}
