package ebm_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestNewUpDown: both directions begin with the weights of the stack, and share
// storage neither with it nor with each other; the label weights are small.
func TestNewUpDown(t *testing.T) {
	const classes = 50
	rng := ebm.NewRand(1)
	d := ebm.NewDBN([]int{6, 5, 4, 40}, rng)
	for _, p := range d.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(rng.NormFloat64())
		}
	}
	before := flat(d.Params())
	u := ebm.NewUpDown(d, classes, rng)
	for l, m := range d.RBMs[:2] {
		sameMatrix(t, "recognition weights", u.Recognition[l].Weights, m.Weights)
		sameMatrix(t, "generative weights", u.Generative[l].Weights, ebm.MatrixOf(m.Weights.T()))
		if !slices.Equal(flat(u.Recognition[l].Layer.Params()), flat(m.Hidden.Params())) ||
			!slices.Equal(flat(u.Generative[l].Layer.Params()), flat(m.Visible.Params())) {
			t.Errorf("level %d: other biases than those of the stack", l)
		}
	}
	top := d.RBMs[2]
	sameMatrix(t, "top weights", u.Top.Weights.Slice(0, 4), top.Weights)
	if !slices.Equal(flat(u.Top.Hidden.Params()), flat(top.Hidden.Params())) ||
		!slices.Equal(flat(u.Top.Visible.Params())[:4], flat(top.Visible.Params())) {
		t.Error("other biases of the top than those of the stack")
	}
	squares := 0.0
	for _, w := range u.Top.Weights.Slice(4, 4+classes).Data {
		squares += float64(w) * float64(w)
	}
	const n = classes * 40 // the variance of a square is 2 variances squared
	if got := squares / n; !(math.Abs(got-1e-4) <= 5*1e-4*math.Sqrt(2.0/n)) {
		t.Errorf("label weights of variance %.3g, want 1e-4", got)
	}
	if got := u.String(); got != "UpDown 6-5-(4+50)-40" {
		t.Errorf("it is called %s", got)
	}
	for _, p := range u.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i]++
			if !slices.Equal(flat(d.Params()), before) {
				t.Fatalf("%s shares storage with the stack", p.Name)
			}
			p.Value.Data[i] += float32(i % 3)
		}
	}
	for l, m := range d.RBMs[:2] { // each has been changed once, not twice
		if g, r := u.Generative[l].Weights.Data[0], u.Recognition[l].Weights.Data[0]; g != m.Weights.Data[0]+1 || r != m.Weights.Data[0]+1 {
			t.Errorf("level %d: the two directions share storage", l)
		}
	}
}
