package ebm_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// givenLabel is the penultimate units of an UpDown given a label: p(h | y), up to
// a factor.
type givenLabel struct {
	u     *ebm.UpDown
	label int
}

func (g givenLabel) NumVisible() int { return g.u.Top.NumVisible() - g.u.Classes }

func (g givenLabel) FreeEnergy(dst []float64, h ebm.Matrix) { g.u.Top.FreeEnergy(dst, g.join(h)) }

func (g givenLabel) join(h ebm.Matrix) ebm.Matrix {
	joined := ebm.NewMatrix(h.Rows, g.u.Top.NumVisible())
	for i := range h.Rows {
		copy(joined.Row(i), h.Row(i))
		joined.Row(i)[h.Cols+g.label] = 1
	}
	return joined
}

// givenLabelGibbs is Gibbs sampling with label units, and others, held.
type givenLabelGibbs struct {
	givenLabel
	gibbs ebm.Kernel
}

func (k givenLabelGibbs) Step(chains ebm.Matrix, rng *rand.Rand) ebm.Stats {
	if chains.Cols != k.NumVisible() {
		panic("ebm: another width")
	}
	joined := k.join(chains)
	stats := k.gibbs.Step(joined, rng)
	for i := range chains.Rows {
		copy(chains.Row(i), joined.Row(i))
	}
	return stats
}

// TestDreamsHoldTheLabel: with the label units held, chains leave p(h | y)
// invariant, whichever penultimate units are held, too.
func TestDreamsHoldTheLabel(t *testing.T) {
	u := upDownOf(3, 4, 6, 5)
	g := givenLabel{u, 1}
	ebmtest.TestClamping(t, g, func(held ebm.Matrix) (ebm.Kernel, error) {
		if held.Cols != g.NumVisible() {
			return nil, ebm.ErrSettings
		}
		mask := ebm.NewMatrix(held.Rows, u.Top.NumVisible())
		for i := range held.Rows {
			row := mask.Row(i)
			for j := copy(row, held.Row(i)); j < len(row); j++ {
				row[j] = 1
			}
		}
		gibbs, err := ebm.NewClampedGibbs(u.Top, mask)
		return givenLabelGibbs{g, gibbs}, err
	})
}

// TestDreamsAreOfTheModel compares the penultimate units of many independent
// chains, with labels held and with none, with probabilities by enumeration.
func TestDreamsAreOfTheModel(t *testing.T) {
	const chains, steps, z = 10000, 40, 5.7
	u := upDownOf(2, 4, 3, 3)
	p := upDownJoint(u)
	for label := -1; label < 2; label++ {
		d, err := u.NewDreams(slices.Repeat([]int{label}, chains), ebm.NewRand(1))
		if err != nil {
			t.Fatal(err)
		}
		rng := ebm.NewRand(2)
		d.Step(steps, rng)
		labels, counts := make([]int, chains), map[[2]int]float64{}
		d.Labels(labels)
		// Generative weights of 0 and ±50 show the penultimate units as they are.
		clear(u.Generative[0].Weights.Data)
		for j := range 3 {
			u.Generative[0].Weights.Row(j)[j] = 100
		}
		for j := range 4 {
			u.Generative[0].Layer.(*ebm.Bernoulli).Bias[j] = -50
		}
		images := ebm.NewMatrix(chains, 4)
		d.Images(images, rng)
		for i, y := range labels {
			h := 0
			for j := range 3 {
				h |= int(math.Round(images.At(i, j))) << j
			}
			counts[[2]int{h, y}]++
		}
		norm := 0.0
		for key, w := range p {
			if label < 0 || key[1] == label {
				norm += w
			}
		}
		for key, w := range p {
			want := w / norm
			if label >= 0 && key[1] != label {
				want = 0
			}
			got := counts[key] / chains
			if !(math.Abs(got-want) <= z*math.Sqrt(want*(1-want)/chains)+1e-9) {
				t.Errorf("label %d held: h %03b with label %d comes with frequency %.4f, probability %.4f", label, key[0], key[1], got, want)
			}
		}
	}
}

// upDownJoint is p(h, y), not normalised, of binary penultimate units.
func upDownJoint(u *ebm.UpDown) map[[2]int]float64 {
	n := u.Top.NumVisible() - u.Classes
	x, f, p := ebm.NewMatrix(1, n+u.Classes), make([]float64, 1), map[[2]int]float64{}
	for h := range 1 << n {
		for y := range u.Classes {
			clear(x.Row(0))
			for j := range n {
				x.Row(0)[j] = float32(h >> j & 1)
			}
			x.Row(0)[n+y] = 1
			u.Top.FreeEnergy(f, x)
			p[[2]int{h, y}] = math.Exp(-f[0])
		}
	}
	return p
}

// TestDream is NewDreams, Step and Images.
func TestDream(t *testing.T) {
	for name, u := range upDownMachines() {
		labels := []int{-1, -1, -1}
		if u.Classes > 0 {
			labels = []int{1, 0, -1}
		}
		got, want := ebm.NewMatrix(3, 4), ebm.NewMatrix(3, 4)
		rng := ebm.NewRand(1)
		d, err := u.NewDreams(labels, rng)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			d.Step(1, rng)
		}
		d.Images(want, rng)
		if err := u.Dream(got, labels, 5, ebm.NewRand(1)); err != nil {
			t.Fatal(err)
		}
		sameMatrix(t, name, got, want)
		d.Images(got, nil)
		d.Images(want, nil)
		sameMatrix(t, name+", means", got, want)
		if u.Classes > 0 {
			d.Labels(labels)
			if labels[0] != 1 || labels[1] != 0 {
				t.Errorf("%s: the labels 1 and 0 are held, and have become %v", name, labels)
			}
		}
	}
}

// TestDreamsFrom starts where the recognition weights lead: where these are
// certain, at known units.
func TestDreamsFrom(t *testing.T) {
	u := upDownOf(2, 4, 3, 3)
	for _, s := range []ebm.Stage{u.Recognition[0], u.Generative[0]} {
		clear(s.Weights.Data)
		for j := range 3 {
			s.Weights.Row(j)[j] = 100
		}
		for j := range s.Layer.Len() {
			s.Layer.(*ebm.Bernoulli).Bias[j] = -50
		}
	}
	v := ebm.NewMatrix(2, 4)
	v.Row(0)[1], v.Row(1)[0], v.Row(1)[2] = 1, 1, 1
	d, err := u.DreamsFrom(v, []int{1, 0}, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	images := ebm.NewMatrix(2, 4)
	d.Images(images, nil)
	for i := range images.Data {
		images.Data[i] = float32(math.Round(float64(images.Data[i])))
	}
	sameMatrix(t, "dreams before their first step", images, v)
	labels := make([]int, 2)
	if d.Labels(labels); labels[0] != 1 || labels[1] != 0 {
		t.Errorf("labels %v, want 1 and 0", labels)
	}
}

func TestDreamErrors(t *testing.T) {
	u, plain := upDownOf(2, 4, 3, 3), upDownOf(0, 4, 3, 3)
	rng := ebm.NewRand(1)
	for want, err := range map[string]error{
		"the label of dream 1 is 2": u.Dream(ebm.NewMatrix(2, 4), []int{0, 2}, 1, rng),
		"dream 0 is -2":             u.Dream(ebm.NewMatrix(2, 4), []int{-2, 1}, 1, rng),
		"1 labels for 2 dreams":     u.Dream(ebm.NewMatrix(2, 4), []int{0}, 1, rng),
		"has no label units":        plain.Dream(ebm.NewMatrix(1, 4), []int{0}, 1, rng),
	} {
		if !errors.Is(err, ebm.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want ErrSettings that says %q", err, want)
		}
	}
}
