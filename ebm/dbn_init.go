package ebm

import (
	"math"
	"math/rand/v2"
)

// InitGlorot makes d what backpropagation without pretraining starts from:
// weights uniform in ±g·√(6/(units below + units above)), and layers as they
// are when they are new, with biases 0. (A layer of a type that is not of this
// package and no [Blender] stays as it is.) g = 1 keeps the variances of
// activations and of derivatives about the same in all levels where units follow
// their input with slope 1, as tanh does at 0: Glorot and Bengio (2010),
// "Understanding the difficulty of training deep feedforward neural networks".
// Below [Bernoulli] units g = 4, since σ(x) = (1 + tanh(x/2))/2 has a quarter of
// that slope; else it is 1. It panics if rng is nil.
func (d *DBN) InitGlorot(rng *rand.Rand) {
	d.mustStack()
	mustRand(rng)
	for _, m := range d.RBMs {
		reach := math.Sqrt(6 / float64(m.NumVisible()+m.NumHidden()))
		if _, ok := m.Hidden.(*Bernoulli); ok {
			reach *= 4
		}
		for i := range m.Weights.Rows {
			for j, row := 0, m.Weights.Row(i); j < len(row); j++ {
				row[j] = float32(reach * (2*rng.Float64() - 1))
			}
		}
		for _, l := range []Layer{m.Visible, m.Hidden} {
			if fresh, ok := anotherLayer(l); ok {
				copyParams(l.Params(), fresh.Params())
			}
		}
	}
}
