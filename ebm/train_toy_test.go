package ebm_test

import (
	"context"
	"math/rand/v2"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// valley is an objective whose gradient is simple: the loss is
// Σ_k c_k (θ_k - 1)²/2 with c from 0.1 to 2, whatever the data. Its parameters
// are a view with rows apart, a column that does not decay, and a row.
type valley struct{ view, column, row ebm.Matrix }

func newValley() *valley {
	v := &valley{ebm.NewMatrix(4, 7).Columns(2, 5), ebm.NewMatrix(5, 1), ebm.NewMatrix(1, 3)}
	for i := range 4 {
		for j, row := 0, v.view.Row(i); j < len(row); j++ {
			row[j] = float32(i-j) / 2
		}
	}
	for _, m := range []ebm.Matrix{v.column, v.row} {
		for j := range m.Data {
			m.Data[j] = 1.5
		}
	}
	return v
}

func (v *valley) NumVisible() int      { return 1 }
func (v *valley) Model() ebm.Trainable { return v }
func (v *valley) Params() []ebm.Param {
	return []ebm.Param{{Name: "view", Value: v.view, Decay: true}, {Name: "column", Value: v.column}, {Name: "row", Value: v.row, Decay: true}}
}

func (v *valley) AddGrad(grad []ebm.Param, scale float64, _ ebm.Matrix, _ *rand.Rand) {
	k := 0
	for g, p := range v.Params() {
		for i := range p.Value.Rows {
			for j, w := range p.Value.Row(i) {
				grad[g].Value.Row(i)[j] += float32(scale * valleySlope(k, float64(w)))
				k++
			}
		}
	}
}

// valleySlope is the gradient with respect to parameter k, at w.
func valleySlope(k int, w float64) float64 { return (0.1 + 1.9*float64(k)/19) * (w - 1) }

// valleyDecays tells whether parameter k decays.
func valleyDecays(k int) bool { return k < 12 || k >= 17 }

// all are the parameters in order.
func (v *valley) all() []float64 {
	var all []float64
	for _, p := range v.Params() {
		for i := range p.Value.Rows {
			all = append(all, floats(p.Value.Row(i))...)
		}
	}
	return all
}

// descend trains a new valley on data of so many rows.
func descend(ctx context.Context, rows int, s ebm.Settings) (*valley, ebm.Result, error) {
	v := newValley()
	r, err := ebm.Train(ctx, v, ebm.NewMatrix(rows, 1), s, ebm.NewRand(1))
	return v, r, err
}
