package ebm_test

import (
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// ownUnits are units of a caller's type that can make others of their kind.
type ownUnits struct{ *ebm.Bernoulli }

func (u ownUnits) Neutral() ebm.Layer { return ownUnits{ebm.NewBernoulli(u.Len())} }

func TestClone(t *testing.T) {
	for name, m := range map[string]*ebm.RBM{
		"Bernoulli":     rbm(bernoulli(5, 1), bernoulli(4, 2), 1),
		"Gaussian":      rbm(bernoulli(5, 1), ebm.NewGaussian(4), 1),
		"Potts":         rbm(ebm.NewPotts(2, 3), bernoulli(4, 2), 1),
		"a type of one": rbm(ownUnits{bernoulli(5, 1)}, bernoulli(4, 2), 1),
		"joined":        rbm(ebm.NewJoined(ownUnits{bernoulli(3, 1)}, ebm.NewPotts(1, 4)), bernoulli(4, 2), 1),
	} {
		c, before := m.Clone(), bits(m)
		if c.String() != m.String() || !equalBits(bits(c), before) {
			t.Errorf("%s: the clone of %v is %v, or has other bits", name, m, c)
		}
		for _, p := range c.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] += 1
			}
		}
		if !equalBits(bits(m), before) {
			t.Errorf("%s: the clone shares storage", name)
		}
	}
}

// TestCloneRefuses: spins embed a Bernoulli layer, whose Neutral has other units.
func TestCloneRefuses(t *testing.T) {
	own := spins{bernoulli(5, 1)}
	for name, l := range map[string]ebm.Layer{"own": own, "joined": ebm.NewJoined(bernoulli(2, 3), own)} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "ebm: ") {
					t.Errorf("panic %q", text)
				}
			}()
			rbm(l, bernoulli(4, 2), 1).Clone()
			t.Error("no panic")
		})
	}
}
