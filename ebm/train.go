package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Train descends obj on data by mini-batch gradient descent: [SGD] with momentum,
// or another [Optimizer] of the settings. Each epoch visits every row once in a
// new random order, then measures the metrics named Metric… and those of
// Measures, writes the Checkpoint and calls the Recorder.
//
// Train draws twice from rng; all else follows from these two keys, the epoch
// and the step, so the same call with the same seed gives the same bits for any
// GOMAXPROCS, and so does one that was killed at any point and is called again
// with its Checkpoint. A finished checkpoint, or one of a run that its Recorder,
// a Measure or Patience ended after an epoch, gives back model and result at
// once. One of another seed, data, model, objective or settings is an error that
// wraps [ErrCheckpoint] and says what differs; only Epochs may grow, and that not
// with a RateDecay. Data are compared by the rows that the metrics use, a
// Schedule and Measures not at all.
//
// Errors: [ErrSettings] for bad settings or data of another size, [ErrValue]
// (a *[ValueError]) for data that the model cannot take (a Source that draws is
// checked by its means), what a [LikelihoodMeasure] says of its data,
// [ErrUnsupported] for a state that a checkpoint cannot hold, all before the
// first step; [ErrDiverged] when a parameter would pass ±2²⁴,
// where float32 no longer resolves one nat, with the parameters as they were
// before that step, or when a metric is not finite; ctx.Err() when ctx is done,
// with the model at its last whole step, after which ctx is asked; what the
// Recorder or a Measure returned, unless that is [ErrStop]; and what writing the
// checkpoint gave. With an Average or KeepBest the model holds the parameters
// that those say, in each of these cases. The Result is valid beside any error.
// Train panics if ctx, obj, data or rng is nil.
func Train(ctx context.Context, obj Objective, data Source, s Settings, rng *rand.Rand) (Result, error) {
	switch {
	case ctx == nil:
		panic(nilContext)
	case obj == nil:
		panic(nilModel)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	t, err := newTrainer(obj, data, s, [2]uint64{rng.Uint64(), rng.Uint64()})
	if err != nil {
		return Result{}, err
	}
	defer t.leave()
	for r := &t.state.result; r.Epochs < t.settings.Epochs && !r.Stopped; {
		if err := t.epoch(ctx); err != nil {
			r.Stopped = r.Epochs < t.settings.Epochs
			return *r, t.stop(err)
		}
	}
	return t.state.result, nil
}

// trainer is one call of Train.
type trainer struct {
	objective Objective
	data      Source
	settings  Settings
	rows      int

	params    []Param
	optimizer updater
	best      []Param // parameters of the best epoch, if KeepBest is on
	monitor   *monitor
	keys      [2]uint64
	state     checkpoint

	pcg   *rand.PCG // of rng, seeded anew for each purpose
	rng   *rand.Rand
	batch Matrix
	order []int

	stepsInEpoch int // of the running epoch, 0 between epochs

	start, lastRecord time.Time
}

func newTrainer(obj Objective, data Source, s Settings, keys [2]uint64) (*trainer, error) {
	rows, cols := data.Dims()
	if rows == 0 {
		return nil, fmt.Errorf("ebm: no rows to train on: %w", ErrSettings)
	}
	model := obj.Model()
	if err := checkWidths(model.NumVisible(), cols, s.HeldOut); err != nil {
		return nil, err
	}
	s = s.withBatch(rows)
	if err := s.check(rows); err != nil {
		return nil, err
	}
	if s.LearningRate == 0 && s.Schedule == nil {
		return nil, fmt.Errorf("ebm: LearningRate is 0, nothing would be learned: %w", ErrSettings)
	}
	if err := checkValues(model, data, s.HeldOut); err != nil {
		return nil, err
	}
	if err := checkMeasures(s.Measures, shown(model)); err != nil {
		return nil, err
	}
	params := model.Params()
	for _, p := range params {
		if err := checkFinite(p); err != nil {
			return nil, err
		}
	}
	t := &trainer{objective: obj, data: data, settings: s, rows: rows, keys: keys, params: params,
		optimizer: s.optimizer().start(params), order: make([]int, rows), start: time.Now()}
	if s.Average != nil {
		s.Average.attach(params)
	}
	if s.KeepBest.Metric != "" {
		t.best = zeros(params)
	}
	t.pcg = rand.NewPCG(0, 0)
	t.rng = rand.New(t.pcg)
	t.seed(streamMonitor, 0, 0)
	t.monitor = newMonitor(model, data, s.HeldOut, t.rng)
	t.state = checkpoint{identity: identity(keys, obj, rows, s, t.monitor), tensors: t.tensors()}
	return t, t.resume()
}

// tensors are all the numbers that change during training.
func (t *trainer) tensors() []Param {
	all := append(named("", t.params), t.optimizer.state()...)
	if t.settings.Average != nil {
		all = append(all, named("average.", t.settings.Average.other)...)
	}
	all = append(all, named("best.", t.best)...)
	if s, ok := t.objective.(Stateful); ok {
		all = append(all, named("objective.", s.State())...)
	}
	if s, ok := t.data.(Stateful); ok {
		all = append(all, named("data.", s.State())...)
	}
	return all
}

// resume goes to where the checkpoint is, if there is one. The schedule is
// called for the epochs that are done, since it may set more than the settings.
func (t *trainer) resume() error {
	if t.settings.Checkpoint == "" {
		return nil
	}
	if err := t.state.checkNames(); err != nil {
		return err
	}
	if err := t.state.load(t.settings.Checkpoint, t.settings.Epochs); err != nil {
		return err
	}
	done := t.state.result.Epochs
	if t.settings.Average != nil {
		t.settings.Average.time = float64(done)
	}
	for epoch := range done {
		if _, err := t.settings.epoch(epoch, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// stop ends training because of err. A run that its Recorder ended after an
// epoch stays ended when it is resumed.
func (t *trainer) stop(err error) error {
	if !errors.Is(err, ErrStop) {
		return err
	}
	if t.settings.Checkpoint != "" && t.stepsInEpoch == 0 {
		return t.state.save(t.settings.Checkpoint)
	}
	return nil
}

// Streams of random numbers, one for each purpose.
const (
	streamMonitor = iota // in epoch 0; in later ones, its measures
	streamOrder
	streamStep
)

// seed makes t.rng the stream of a purpose, epoch and step.
func (t *trainer) seed(stream, epoch, step int) {
	const odd = 0x9E3779B97F4A7C15
	t.pcg.Seed(t.keys[0]+odd*uint64(stream+3*epoch), t.keys[1]+odd*uint64(step))
}

// epoch trains one epoch, or what it can before ctx is done.
func (t *trainer) epoch(ctx context.Context) error {
	epoch := t.state.result.Epochs
	s, err := t.settings.epoch(epoch, t.rows)
	if err != nil {
		return err
	}
	t.shuffle(epoch)
	t.optimizer.begin(s, t.state.result.Steps)
	if _, cols := t.data.Dims(); t.batch.Rows < s.BatchSize {
		t.batch = NewMatrix(s.BatchSize, cols)
	}
	var ratio float64
	base := s.LearningRate
	steps := (t.rows + s.BatchSize - 1) / s.BatchSize
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("ebm: training stopped in epoch %d, step %d: %w", epoch+1, step+1, err)
		}
		if s.LearningRate, err = t.rate(base, epoch, step, steps); err != nil {
			return err
		}
		rows := t.order[step*s.BatchSize : min((step+1)*s.BatchSize, t.rows)]
		if ratio, err = t.step(s, epoch, step, rows, step == steps-1); err != nil {
			return fmt.Errorf("ebm: epoch %d, step %d: %w; a smaller LearningRate than %g may help", epoch+1, step+1, err, base)
		}
		t.state.result.Steps++
		t.stepsInEpoch = step + 1
		if t.settings.Average != nil {
			t.settings.Average.observe(epoch, step+1, steps)
		}
		if err := t.recordSome(epoch, step+1, steps); err != nil {
			return err
		}
	}
	return t.finish(ctx, epoch, steps, ratio)
}

func (t *trainer) shuffle(epoch int) {
	for i := range t.order {
		t.order[i] = i
	}
	t.seed(streamOrder, epoch, 0)
	t.rng.Shuffle(t.rows, func(i, j int) { t.order[i], t.order[j] = t.order[j], t.order[i] })
}

// step trains on one mini-batch. It returns the update ratio of the last one.
func (t *trainer) step(s Settings, epoch, step int, rows []int, last bool) (ratio float64, err error) {
	t.seed(streamStep, epoch, step)
	batch := t.batch.Slice(0, len(rows))
	t.data.Gather(batch, rows, t.rng)
	grad, scale := t.optimizer.gradient(s)
	t.objective.AddGrad(grad, scale, batch, t.rng)
	if last {
		ratio, err = t.optimizer.lastStep(s)
	} else {
		err = t.optimizer.step(s)
	}
	if err == nil {
		limitNorms(t.params, s.MaxNorm)
	}
	return ratio, err
}
