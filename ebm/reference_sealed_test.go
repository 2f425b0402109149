package ebm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// sealed is a set of test images that fails the test on any read of an image or
// a label before open: a recipe opens it when all training and choosing is done.
type sealed struct {
	t      testing.TB
	set    *dataset.Set
	opened bool
}

func seal(t testing.TB, set *dataset.Set) *sealed { return &sealed{t: t, set: set} }

// open breaks the seal: what follows is the final evaluation.
func (s *sealed) open() *dataset.Set {
	s.opened = true
	return s.set
}

func (s *sealed) Dims() (rows, cols int) { return s.set.Dims() }

func (s *sealed) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	s.must("images")
	s.set.Gather(dst, rows, rng)
}

// Labels are those of the set.
func (s *sealed) Labels() []int {
	s.must("labels")
	return s.set.Labels
}

func (s *sealed) must(what string) {
	s.t.Helper()
	if !s.opened {
		s.t.Errorf("%s of the test set were read before the final evaluation", what)
	}
}

// sealRecorder keeps what a test says.
type sealRecorder struct {
	testing.TB
	said []string
}

func (r *sealRecorder) Helper() {}
func (r *sealRecorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func TestSealSpeaksUp(t *testing.T) {
	r := &sealRecorder{TB: t}
	s := seal(r, dataset.Digits().Slice(0, 100))
	m := ebm.NewBernoulliRBM(64, 4, ebm.NewRand(1))
	settings := ebm.Settings{Epochs: 1, LearningRate: 0.1, HeldOut: s}
	if _, err := ebm.Train(t.Context(), ebm.NewCD(m, 1), dataset.Digits(), settings, ebm.NewRand(1)); err != nil {
		t.Fatal(err)
	}
	images := len(r.said)
	s.Labels()
	if images == 0 || len(r.said) != images+1 {
		t.Errorf("a seal that is broken by training says %d times so, and %d times by labels", images, len(r.said)-images)
	}
	s.open()
	s.Labels()
	if len(r.said) != images+1 {
		t.Error("an opened seal complains")
	}
}
