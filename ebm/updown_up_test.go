package ebm_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// upDownMeans takes x through stages in float64: each layer's means given those
// before.
func upDownMeans(stages []ebm.Stage, x []float32) []float32 {
	for _, s := range stages {
		var next []float32
		for _, in := range stageInput(s, x) {
			next = append(next, float32(1/(1+math.Exp(-in))))
		}
		x = next
	}
	return x
}

// TestUpDownMeans compares the ways up and down with loops, over more rows than
// a block has, and Up as a Source with Transform.
func TestUpDownMeans(t *testing.T) {
	const rows = 700
	for name, u := range upDownMachines() {
		v := upDownRows(u, rows, true).Columns(0, u.NumVisible())
		n := u.Top.NumVisible() - u.Classes
		h, back := ebm.NewMatrix(rows, n), ebm.NewMatrix(rows, u.NumVisible())
		u.Transform(h, v)
		u.Down(back, h, nil)
		down := slices.Clone(u.Generative)
		slices.Reverse(down)
		for i := range rows {
			for what, c := range map[string]struct{ got, want []float32 }{
				"up":   {h.Row(i), upDownMeans(u.Recognition, v.Row(i))},
				"down": {back.Row(i), upDownMeans(down, h.Row(i))},
			} {
				for j, x := range c.got {
					if !(math.Abs(float64(x-c.want[j])) <= 2e-6) { // a few float32 roundings of numbers below 10
						t.Fatalf("%s: %s, row %d, unit %d: %.7g, want %.7g", name, what, i, j, x, c.want[j])
					}
				}
			}
		}
		r := ebm.MatrixOf(v)
		u.Reconstruct(r, r)
		sameMatrix(t, name+": reconstructions", r, back)
		source := ebm.NewMatrix(2, n)
		u.Up(v, false).Gather(source, []int{600, 3}, ebm.NewRand(1))
		sameMatrix(t, name+": Up without samples, row 3", source.Slice(1, 2), h.Slice(3, 4))
		u.Up(v, true).Gather(source, []int{600, 3}, nil)
		sameMatrix(t, name+": Up without rng, row 600", source.Slice(0, 1), h.Slice(600, 601))
	}
}

// TestUpDownDraws: with rng, the layers between are draws, and have the right
// frequencies.
func TestUpDownDraws(t *testing.T) {
	const rows, z = 20000, 5.7
	u := upDownOf(2, 3, 2, 2, 3) // v, h_1, penultimate, top
	v, h := ebm.NewMatrix(rows, 3), ebm.NewMatrix(rows, 2)
	order := make([]int, rows)
	for i := range rows {
		v.Row(i)[1], h.Row(i)[0], order[i] = 1, 1, i
	}
	up, down := ebm.NewMatrix(rows, 2), ebm.NewMatrix(rows, 3)
	u.Up(v, true).Gather(up, order, ebm.NewRand(1))
	u.Down(down, h, ebm.NewRand(2))
	for what, c := range map[string]struct {
		got          ebm.Matrix
		first, other ebm.Stage
		x            []float32
	}{
		"up":   {up, u.Recognition[0], u.Recognition[1], v.Row(0)},
		"down": {down, u.Generative[1], u.Generative[0], h.Row(0)},
	} {
		p, want := upDownMeans([]ebm.Stage{c.first}, c.x), make([]float64, c.got.Cols)
		for s := range 4 {
			weight, between := 1.0, make([]float32, 2)
			for j := range between {
				between[j] = float32(s >> j & 1)
				weight *= math.Abs(float64(1 - between[j] - p[j]))
			}
			for j, m := range upDownMeans([]ebm.Stage{c.other}, between) {
				want[j] += weight * float64(m)
			}
		}
		for j, w := range want {
			sum := 0.0
			for i := range rows {
				sum += c.got.At(i, j)
			}
			// Values from 0 to 1 have at most the variance of a 0 or 1 of that mean.
			if got := sum / rows; !(math.Abs(got-w) <= z*math.Sqrt(w*(1-w)/rows)) {
				t.Errorf("%s: the mean of unit %d is %.4f, want %.4f", what, j, got, w)
			}
		}
	}
}

// TestUpDownNotes: what is allowed, and worth knowing, is in the Result.
func TestUpDownNotes(t *testing.T) {
	v, labels := upDownBars()
	s := ebm.Settings{Epochs: 1, LearningRate: 0.01}
	fresh := func() *ebm.UpDown {
		rng := ebm.NewRand(1)
		return ebm.NewUpDown(ebm.NewDBN([]int{9, 5, 4, 4}, rng), 4, rng)
	}
	r, err := fresh().FineTune(t.Context(), v, labels, ebm.UpDownSettings{Settings: s, MissingClasses: true}, ebm.NewRand(1))
	text := strings.Join(r.Notes, "; ")
	if err != nil || !strings.Contains(text, "levels 0, 1 and 2 of the stack had never been trained") || !strings.Contains(text, "no label named classes 2 and 3") {
		t.Errorf("notes %q, %v", text, err)
	}
	r, err = fresh().TrainTop(t.Context(), v, labels, ebm.TopSettings{Settings: s, MissingClasses: true}, ebm.NewRand(1))
	if text := strings.Join(r.Notes, "; "); err != nil || text != "no label named classes 2 and 3" {
		t.Errorf("TrainTop: notes %q, %v", text, err)
	}
	r, err = upDownOf(2, 9, 5, 4).FineTune(t.Context(), v, labels, ebm.UpDownSettings{Settings: s}, ebm.NewRand(1))
	if err != nil || len(r.Notes) > 0 {
		t.Errorf("a model with nothing to say: notes %q, %v", r.Notes, err)
	}
}
