package ebm_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/ebmtest"
)

// withNormal returns l with normal parameters.
func withNormal[L ebm.Layer](l L, seed uint64) L {
	rng := ebm.NewRand(seed)
	for _, p := range l.Params() {
		for j := range p.Value.Data {
			p.Value.Data[j] = float32(0.7 * rng.NormFloat64())
		}
	}
	return l
}

func TestGaussianLayer(t *testing.T) {
	for _, n := range []int{1, 5} {
		t.Run(fmt.Sprint(n), func(t *testing.T) { ebmtest.TestLayer(t, withNormal(ebm.NewGaussian(n), 1)) })
	}
}

func TestPottsLayer(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 1}, {1, 6}, {3, 3}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			ebmtest.TestLayer(t, withNormal(ebm.NewPotts(size[0], size[1]), 1))
		})
	}
}

// TestPottsCheck: what is a probability up to roundings passes.
func TestPottsCheck(t *testing.T) {
	for _, states := range []int{1, 2, 10, 1000} {
		l, x, rng := ebm.NewPotts(2, states), ebm.NewMatrix(50, 2*states), ebm.NewRand(1)
		for i := range x.Rows {
			for g := range 2 {
				p, sum := x.Row(i)[g*states:(g+1)*states], float32(0)
				for s := range p {
					p[s] = rng.Float32()
					sum += p[s]
				}
				for s := range p {
					p[s] /= sum
				}
			}
		}
		if err := l.Check(x); err != nil {
			t.Errorf("%d states: %v", states, err)
		}
	}
	for _, c := range []struct {
		row    []float32
		col    int
		value  float64
		remedy string
	}{
		{[]float32{0, 1, 0, 0, 0, 0}, 3, 0, "sums to 0"},
		{[]float32{0, 1, 1, 0, 0, 1}, 0, 0, "sums to 2"},
		{[]float32{1, 0, 0, 0.33, 0.33, 0.33}, 3, 0.33, "sums to 0.99"},
		{[]float32{1, 0, 0, 0.5, 0.49999, 0}, 3, 0.5, "sums to 0.99999"},
		{[]float32{2, -1, 0, 1, 0, 0}, 0, 2, "real values from -1 to 2"},
		{[]float32{1, 0, 0, 0, 1, 3}, 5, 3, "real values from 0 to 3"},
	} {
		x := ebm.NewMatrix(3, 6)
		for i := range x.Rows {
			copy(x.Row(i), []float32{0, 0, 1, 0.5, 0.25, 0.25})
		}
		copy(x.Row(1), c.row)
		var v *ebm.ValueError
		err := ebm.NewPotts(2, 3).Check(x)
		if !errors.As(err, &v) || v.Row != 1 || v.Column != c.col || math.Abs(v.Value-c.value) > 1e-6 || !strings.Contains(err.Error(), c.remedy) {
			t.Errorf("%v: %v", c.row, err)
		}
	}
}

func TestJoinedLayer(t *testing.T) {
	for name, l := range map[string]*ebm.Joined{
		"pixels, label":   ebm.NewJoined(ebm.NewBernoulli(4), ebm.NewPotts(1, 3)),
		"label, pixels":   ebm.NewJoined(ebm.NewPotts(2, 3), ebm.NewBernoulli(3)),
		"real, label":     ebm.NewJoined(ebm.NewGaussian(2), ebm.NewPotts(1, 3)),
		"joined, pixels":  ebm.NewJoined(ebm.NewJoined(ebm.NewPotts(1, 3), ebm.NewBernoulli(2)), ebm.NewBernoulli(1)),
		"own type, label": ebm.NewJoined(newGaussian(2, ebm.NewRand(1)), ebm.NewPotts(1, 3)),
	} {
		t.Run(name, func(t *testing.T) { ebmtest.TestLayer(t, withNormal(l, 1)) })
	}
}
