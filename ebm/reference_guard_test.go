package ebm_test

import (
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// TestRecipesLeaveTheTestSetAlone runs what the long reference rows run, on few
// images and for few epochs, with a test set that fails on any read before the
// final evaluation.
func TestRecipesLeaveTheTestSetAlone(t *testing.T) {
	t.Parallel()
	training, images := mnist(t, func(s *dataset.Set) *dataset.Set { return s })
	training, images = training.Slice(0, 1500), images.Slice(0, 100)
	small := func(r deep) deep {
		r.sizes, r.pretrain, r.epochs = []int{784, 20, 10}, min(r.pretrain, 1), 1
		return r
	}
	test := seal(t, images)
	wrong, _ := small(deep3).score(t, training, test, 1)
	opened(t, "fine-tuning", test)

	test = seal(t, images)
	few := []deep{small(fewPretrained), small(fewRandom)}
	accuracies := compareFew(t, few[0].stack(t, training, 1), few, training, test, []uint64{1})
	opened(t, "few labels", test)

	test = seal(t, images)
	coder := autoencoder{sizes: []int{784, 20, 5}, pretrain: 1, epochs: 1, rate: 0.003}
	e := coder.run(t, training, test, 1)
	opened(t, "an autoencoder", test)

	test = seal(t, images)
	dreamer := updown{sizes: []int{784, 20, 10}, pretrain: 1, top: 1, fine: 1, steps: 2, dreams: 20}
	judge := small(deep3).tuned(t, small(deep3).stack(t, training, 1), training, 1)
	astray, _, _ := dreamer.run(t, dreamer.trained(t, training, 1), judge, test, 1)
	opened(t, "up-down", test)

	for what, x := range map[string]float64{"fine-tuning": wrong, "few labels": accuracies[0][0], "an autoencoder": e, "up-down": astray} {
		if !(x > 0) {
			t.Errorf("%s gave %g", what, x)
		}
	}
}

// opened fails the test if the recipe never came to its evaluation.
func opened(t *testing.T, what string, s *sealed) {
	t.Helper()
	if !s.opened {
		t.Errorf("%s did not evaluate", what)
	}
}

var _ ebm.Source = (*sealed)(nil)
