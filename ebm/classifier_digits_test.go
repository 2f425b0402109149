package ebm_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// TestClassifierDigits: a stack that was pretrained and fine-tuned recognises
// more than 95 % of digits that it has not seen, and so does the file of it.
func TestClassifierDigits(t *testing.T) {
	rng := ebm.NewRand(1)
	held, train := dataset.Digits().Split(400, rng)
	d := ebm.NewDBN([]int{64, 100, 60}, rng)
	plan := ebm.Plan{Level: func(_ int, m *ebm.RBM, _ *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		return ebm.NewCD(m, 1), ebm.Settings{Epochs: 15, BatchSize: 20, LearningRate: 0.1, Momentum: 0.5}, nil
	}}
	if _, err := d.Pretrain(t.Context(), train, plan, rng); err != nil {
		t.Fatal(err)
	}
	c := ebm.NewClassifier(d, 10)
	s := ebm.DefaultFineTune(60)
	s.BatchSize, s.HeldOut, s.HeldOutLabels = 20, held, held.Labels
	r, err := c.FineTune(t.Context(), train, train.Labels, s, rng)
	if err != nil {
		t.Fatal(err)
	}
	accuracy, err := c.Accuracy(held, held.Labels)
	if err != nil || !(accuracy.Value > 0.95) {
		t.Errorf("accuracy %.4f ± %.4f, error %v", accuracy.Value, accuracy.Err, err)
	}
	if m, _ := r.Last(ebm.MetricHeldOutError); math.Abs(m.Value-1+accuracy.Value) > 1e-12 || math.Abs(m.Err-accuracy.Err) > 1e-12 || len(r.Notes) > 0 {
		t.Errorf("held-out error %g ± %g, accuracy %g ± %g, notes %q", m.Value, m.Err, accuracy.Value, accuracy.Err, r.Notes)
	}
	file := filepath.Join(t.TempDir(), "digits")
	if err := ebm.Save(file, c); err != nil {
		t.Fatal(err)
	}
	loaded, err := ebm.Load[*ebm.Classifier](file)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := loaded.Accuracy(held, held.Labels); err != nil || again != accuracy {
		t.Errorf("accuracy after loading: %v, error %v", again, err)
	}
}
