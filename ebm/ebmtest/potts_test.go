package ebmtest_test

import (
	"math"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// potts is one unit of several states, a row of which has a single one:
// columns that depend on each other.
type potts struct{ *units }

func newPotts(states int) potts { return potts{newUnits(states, kind{energy: zero})} }

func (l potts) Check(x ebm.Matrix) error {
	must(x.Cols == l.Len())
	for i := range x.Rows {
		ones, wrong := 0, -1
		for j, v := range x.Row(i) {
			switch v {
			case 0:
			case 1:
				ones++
			default:
				wrong = j
			}
			if wrong >= 0 {
				break
			}
		}
		if wrong < 0 && ones != 1 {
			wrong = 0
		}
		if wrong >= 0 {
			return &ebm.ValueError{Row: i, Column: wrong, Value: x.At(i, wrong), Units: "one-hot units", Remedy: "one 1 a row"}
		}
	}
	return nil
}

// law returns log Σ exp and the probabilities of one input.
func (l potts) law(in []float32) (logZ float64, p []float64) {
	p, sum := make([]float64, len(in)), 0.0
	for j, a := range in {
		p[j] = math.Exp(float64(a) + float64(l.bias[j]))
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return math.Log(sum), p
}

func (l potts) CGF(dst []float64, in ebm.Matrix) {
	must(len(dst) == in.Rows && in.Cols == l.Len())
	for i := range dst {
		dst[i], _ = l.law(in.Row(i))
	}
}

func (l potts) Mean(dst, in ebm.Matrix) {
	must(dst.Rows == in.Rows && in.Cols == l.Len())
	for i := range in.Rows {
		_, p := l.law(in.Row(i))
		for j, v := range p {
			dst.Row(i)[j] = float32(v)
		}
	}
}

func (l potts) Sample(dst, in ebm.Matrix, rng *rand.Rand) {
	must(dst.Rows == in.Rows && in.Cols == l.Len() && rng != nil)
	k, u := rng.Uint64(), make([]float32, 1)
	for i := range in.Rows {
		_, p := l.law(in.Row(i))
		kernel.Uniforms(u, k, i)
		one, rest := 0, float64(u[0])
		for ; one < len(p)-1 && rest >= p[one]; one++ {
			rest -= p[one]
		}
		for j := range p {
			dst.Row(i)[j] = 0
		}
		dst.Row(i)[one] = 1
	}
}

func (l potts) LogStates() float64 { return math.Log(float64(l.Len())) }

func (l potts) States(dst ebm.Matrix, first int) {
	for i := range dst.Rows {
		clear(dst.Row(i))
		dst.Row(i)[first+i] = 1
	}
}

var _ ebm.Enumerator = potts{}
