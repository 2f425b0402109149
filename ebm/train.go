package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Train descends obj on data by mini-batch gradient descent with momentum:
//
//	velocity ← momentum·velocity - ε(gradient + WeightDecay·W + L1Decay·sign(W))
//	parameters ← parameters + velocity
//
// Each epoch visits every row once in a new random order, then measures the
// metrics named Metric…, calls the Recorder and writes the Checkpoint.
//
// Train draws twice from rng; all else follows from these two keys, the epoch
// and the step, so the same call with the same seed gives the same bits for any
// GOMAXPROCS, and so does one that was killed at any point and is called again
// with its Checkpoint. A checkpoint of another seed, size or model is an error
// that wraps [ErrCheckpoint]; a finished one gives back its model and result.
//
// Errors: [ErrSettings] for bad settings or data of another size, [ErrValue]
// (a *[ValueError]) for data that the model cannot take, both before the first
// step; [ErrDiverged] when a parameter or metric would leave the finite
// numbers, with the parameters at their last finite values; ctx.Err() when
// ctx is done, with the model at its last whole step; what the Recorder
// returned, unless that is [ErrStop]; and what writing the checkpoint gave. The
// Result is valid beside any error. Train panics if obj, data or rng is nil.
func Train(ctx context.Context, obj Objective, data Source, s Settings, rng *rand.Rand) (Result, error) {
	if obj == nil || data == nil {
		panic(nilModel)
	}
	mustRand(rng)
	t, err := newTrainer(obj, data, s, [2]uint64{rng.Uint64(), rng.Uint64()})
	if err != nil {
		return Result{}, err
	}
	for t.state.result.Epochs < t.settings.Epochs {
		if err := t.epoch(ctx); err != nil {
			t.state.result.Stopped = true
			if errors.Is(err, ErrStop) {
				err = nil
			}
			return t.state.result, err
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

	optimizer *sgd
	monitor   *monitor
	state     checkpoint
	metrics   []Metric // of the last epoch

	pcg   *rand.PCG // of rng, seeded anew for each purpose
	rng   *rand.Rand
	batch Matrix
	order []int

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
	for _, p := range model.Params() {
		if err := checkFinite(p); err != nil {
			return nil, err
		}
	}
	t := &trainer{objective: obj, data: data, settings: s, rows: rows,
		optimizer: newSGD(model.Params()), order: make([]int, rows), start: time.Now()}
	t.pcg = rand.NewPCG(0, 0)
	t.rng = rand.New(t.pcg)
	t.state = checkpoint{keys: keys, rows: rows, batch: s.BatchSize, tensors: t.tensors()}
	t.seed(streamMonitor, 0, 0)
	t.monitor = newMonitor(model, data, s.HeldOut, t.rng)
	return t, t.resume()
}

// tensors are all the numbers that change during training.
func (t *trainer) tensors() []Param {
	all := named("", t.optimizer.params)
	all = append(all, named("velocity.", t.optimizer.velocity)...)
	if s, ok := t.objective.(Stateful); ok {
		all = append(all, named("objective.", s.State())...)
	}
	if s, ok := t.data.(Stateful); ok {
		all = append(all, named("data.", s.State())...)
	}
	return all
}

func (t *trainer) resume() error {
	if t.settings.Checkpoint == "" {
		return nil
	}
	found, err := t.state.load(t.settings.Checkpoint)
	if n := len(t.state.result.History); found && n > 0 {
		t.metrics = t.state.result.History[n-1]
	}
	return err
}

// Streams of random numbers, one for each purpose.
const (
	streamMonitor = iota
	streamOrder
	streamStep
)

// seed makes t.rng the stream of a purpose, epoch and step.
func (t *trainer) seed(stream, epoch, step int) {
	const odd = 0x9E3779B97F4A7C15
	t.pcg.Seed(t.state.keys[0]+odd*uint64(stream+3*epoch), t.state.keys[1]+odd*uint64(step))
}

// epoch trains one epoch, or what it can before ctx is done.
func (t *trainer) epoch(ctx context.Context) error {
	epoch := t.state.result.Epochs
	s, err := t.settings.epoch(epoch, t.rows)
	if err != nil {
		return err
	}
	t.shuffle(epoch)
	if _, cols := t.data.Dims(); t.batch.Rows < s.BatchSize {
		t.batch = NewMatrix(s.BatchSize, cols)
	}
	var ratio float64
	steps := (t.rows + s.BatchSize - 1) / s.BatchSize
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("ebm: training stopped in epoch %d, step %d: %w", epoch+1, step+1, err)
		}
		rows := t.order[step*s.BatchSize : min((step+1)*s.BatchSize, t.rows)]
		if ratio, err = t.step(s, epoch, step, rows); err != nil {
			return fmt.Errorf("ebm: epoch %d, step %d: %w; a smaller LearningRate than %g may help", epoch+1, step+1, err, s.LearningRate)
		}
		t.state.result.Steps++
		if err := t.recordSome(epoch, step+1, steps); err != nil {
			return err
		}
	}
	return t.finish(epoch, steps, ratio)
}

func (t *trainer) shuffle(epoch int) {
	for i := range t.order {
		t.order[i] = i
	}
	t.seed(streamOrder, epoch, 0)
	t.rng.Shuffle(t.rows, func(i, j int) { t.order[i], t.order[j] = t.order[j], t.order[i] })
}

// step trains on one mini-batch.
func (t *trainer) step(s Settings, epoch, step int, rows []int) (ratio float64, err error) {
	t.seed(streamStep, epoch, step)
	batch := t.batch.Slice(0, len(rows))
	t.data.Gather(batch, rows, t.rng)
	t.objective.AddGrad(t.optimizer.velocity, -s.LearningRate, batch, t.rng)
	return t.optimizer.step(s)
}

// finish measures, keeps and reports what an epoch has reached.
func (t *trainer) finish(epoch, steps int, ratio float64) error {
	metrics, err := t.monitor.measure(ratio)
	if err != nil {
		return fmt.Errorf("ebm: epoch %d, step %d: %w", epoch+1, steps, err)
	}
	t.metrics = metrics
	t.state.result.Epochs = epoch + 1
	t.state.result.History = append(t.state.result.History, metrics)
	if t.settings.Checkpoint != "" {
		if err := t.state.save(t.settings.Checkpoint); err != nil {
			return err
		}
	}
	return t.record(epoch+1, 0, steps)
}

// recordEvery is the least time between two calls of a Recorder in an epoch.
const recordEvery = 250 * time.Millisecond

func (t *trainer) recordSome(epoch, step, steps int) error {
	if t.settings.Recorder == nil || step == steps || time.Since(t.lastRecord) < recordEvery {
		return nil
	}
	return t.record(epoch, step, steps)
}

func (t *trainer) record(epoch, step, steps int) error {
	if t.settings.Recorder == nil {
		return nil
	}
	t.lastRecord = time.Now()
	err := t.settings.Recorder.Record(&Progress{
		Model: t.objective.Model(), Epoch: epoch, Epochs: t.settings.Epochs, Step: step, Steps: steps,
		Elapsed: time.Since(t.start), Metrics: t.metrics,
	})
	if err != nil && !errors.Is(err, ErrStop) {
		return fmt.Errorf("ebm: recorder: %w", err)
	}
	return err
}
