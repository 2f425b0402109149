package ebm

import (
	"context"
	"math/rand/v2"
	"time"
)

// fineTuner trains a network on rows of pairs: in one run of Train or, where the
// last stage first learns alone, in two.
type fineTuner struct {
	owner any // what a Recorder sees
	net   network
	pairs
	data     Source // rows of pairs
	check    func(v Matrix) error
	examine  func(x, y Matrix, held bool) []Metric
	settings FineTuneSettings // HeldOut holds rows of pairs
	notes    []string
}

// mustStart panics where Train would, and checks the settings.
func (f *fineTuner) mustStart(ctx context.Context, data Source, rng *rand.Rand) error {
	switch {
	case ctx == nil:
		panic(nilContext)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	rows, _ := data.Dims()
	return f.settings.checkFineTune(rows, len(f.net))
}

func (f *fineTuner) run(ctx context.Context, rng *rand.Rand) (Result, error) {
	s := f.settings
	main, err := f.objective(s.Frozen)
	if err != nil {
		return Result{}, err
	}
	if s.SoftmaxFirst == 0 {
		r, err := Train(ctx, main, f.data, s.Settings, rng)
		r.Notes = f.notes
		return r, err
	}
	last, err := f.objective(len(f.net) - 1)
	if err != nil {
		return Result{}, err
	}
	w := &warmUp{settings: s, start: time.Now()}
	first, err := Train(ctx, last, f.data, w.first(), rng)
	if err != nil || first.Stopped || w.stopped {
		first.Stopped = first.Stopped || first.Steps > 0
		first.Notes = f.notes
		return first, err
	}
	w.result = first
	second, err := Train(ctx, main, f.data, w.second(), rng)
	return w.join(second, f.notes), err
}

// objective trains the stages from first up.
func (f *fineTuner) objective(first int) (Objective, error) {
	b, err := newBackpropagation(f.net, first, f.settings.drops(len(f.net)))
	if err != nil {
		return nil, err
	}
	return fineTuning{conditional: &conditional{pairs: f.pairs, backpropagation: b, owner: f.owner, check: f.check, examine: f.examine},
		after: f.settings.SoftmaxFirst}, nil
}
