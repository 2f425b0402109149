package ebm_test

import (
	"fmt"
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
