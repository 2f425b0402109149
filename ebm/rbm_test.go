package ebm_test

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// TestBiasReplaced: whoever replaces Bias trains and saves the new one.
func TestBiasReplaced(t *testing.T) {
	m := newTestRBM()
	bias := make([]float32, 12)
	for i := range bias {
		bias[i] = float32(i)
	}
	m.Visible.(*ebm.Bernoulli).Bias = bias
	if _, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), patterns(20, 1), small, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	if bias[3] == 3 {
		t.Error("the new biases were not trained")
	}
	file := filepath.Join(t.TempDir(), "m")
	if err := ebm.Save(file, m); err != nil {
		t.Fatal(err)
	}
	loaded, err := ebm.Load[*ebm.RBM](file)
	if err != nil || !equalBits(bits(m), bits(loaded)) {
		t.Errorf("saved and loaded: %v, or other bits", err)
	}
	literal := &ebm.Bernoulli{Bias: bias}
	if p := literal.Params(); len(p) != 1 || &p[0].Value.Data[0] != &bias[0] {
		t.Errorf("a literal has the parameters %v", p)
	}
}

func TestLogPartitionErrors(t *testing.T) {
	big := newTestRBM()
	for i := range big.Weights.Data {
		big.Weights.Data[i] = 3e38
	}
	nan := newTestRBM()
	nan.Weights.Data[5] = float32(math.NaN())
	for name, c := range map[string]struct {
		m    ebm.Model
		want error
	}{
		"huge weights": {big, ebm.ErrDiverged},
		"NaN":          {nan, ebm.ErrDiverged},
		"60 units":     {ebm.NewBernoulliRBM(100, 60, ebm.NewRand(1)), ebm.ErrTooLarge},
		"no log Z":     {struct{ ebm.Model }{big}, ebm.ErrUnsupported},
	} {
		if z, err := ebm.LogPartition(c.m); !errors.Is(err, c.want) || z != 0 {
			t.Errorf("%s: %g, %v, want %v", name, z, err, c.want)
		}
	}
	if _, err := ebm.NewExact(ebm.NewBernoulliRBM(100, 17, ebm.NewRand(1))); !errors.Is(err, ebm.ErrTooLarge) || !strings.Contains(err.Error(), "descend that of NewCD") {
		t.Errorf("an exact gradient over 2^17 states: %v", err)
	}
}

// TestUp: the activations of an RBM are data for the next one.
func TestUp(t *testing.T) {
	m, x := newTestRBM(), patterns(50, 1)
	rows := []int{7, 3, 7}
	v, want, got := ebm.NewMatrix(3, 12), ebm.NewMatrix(3, 8), ebm.NewMatrix(3, 8)
	x.Gather(v, rows, nil)
	for _, sample := range []bool{false, true} {
		up := m.Up(x, sample)
		if n, cols := up.Dims(); n != 50 || cols != 8 {
			t.Fatalf("%d×%d", n, cols)
		}
		m.HiddenMean(want, v)
		up.Gather(got, rows, nil)
		if !slices.Equal(got.Data, want.Data) {
			t.Errorf("sample %t, no rng: not the means", sample)
		}
		if sample {
			m.HiddenSample(want, v, ebm.NewRand(4))
		}
		up.Gather(got, rows, ebm.NewRand(4))
		if !slices.Equal(got.Data, want.Data) {
			t.Errorf("sample %t: other activations than the RBM's", sample)
		}
	}
	next := ebm.NewBernoulliRBM(8, 4, ebm.NewRand(1))
	if _, err := ebm.Train(t.Context(), ebm.NewCD(next, 1), m.Up(noisy{x}, true), small, ebm.NewRand(1)); err != nil {
		t.Error(err)
	}
}
