package ebm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"runtime"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// trial is a run of Train with an objective, data and settings that its seed
// chooses: all may be combined.
type trial struct {
	seed      uint64
	size      []int        // units and rows to choose from
	file      string       // Checkpoint
	recorder  ebm.Recorder // nil: none
	interrupt int          // cancels when data are gathered for that time; 0: never
	model     *ebm.RBM     // what was trained
	average   *ebm.Average // nil: none
}

// choices draws them.
type choices struct{ *rand.Rand }

func (c choices) yes() bool              { return c.IntN(2) == 0 }
func (c choices) of(n ...int) int        { return n[c.IntN(len(n))] }
func (c choices) some(x float64) float64 { return x * float64(c.IntN(2)) }

// run trains. The same seed and size always choose the same.
func (tr *trial) run(t *testing.T) (ebm.Result, error) {
	t.Helper()
	c := choices{ebm.NewRand(tr.seed)}
	tr.model = ebm.NewBernoulliRBM(c.of(tr.size...), c.of(tr.size...), ebm.NewRand(1))
	data := c.source(c.of(tr.size...), tr.model.NumVisible())
	if c.yes() {
		if err := tr.model.InitVisible(data); err != nil {
			t.Fatal(err)
		}
	}
	obj, setK := c.objective(t, tr.model, data)
	s := c.settings(data, setK)
	s.Checkpoint, s.Recorder, tr.average = tr.file, tr.recorder, s.Average
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	return ebm.Train(ctx, obj, interrupting{data, &tr.interrupt, cancel}, s, ebm.NewRand(tr.seed))
}

// source chooses data that are given, that draw, that count, or that an RBM
// makes.
func (c choices) source(rows, cols int) ebm.Source {
	x := ebm.NewMatrix(rows, cols)
	for i := range x.Data {
		x.Data[i] = float32(c.IntN(2))
	}
	switch c.IntN(4) {
	case 0:
		return noisy{x}
	case 1:
		return turning{x, ebm.NewMatrix(1, 1)}
	case 2:
		return ebm.NewBernoulliRBM(cols, cols, ebm.NewRand(4)).Up(noisy{x}, c.yes())
	}
	return x
}

// turning is a Source with a state: whoever gathers gets later rows each time.
type turning struct {
	ebm.Matrix
	count ebm.Matrix
}

func (s turning) State() []ebm.Param { return []ebm.Param{{Name: "count", Value: s.count}} }

func (s turning) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	if rng != nil {
		s.count.Data[0]++
	}
	for i, r := range rows {
		copy(dst.Row(i), s.Row((r+int(s.count.Data[0]))%s.Rows))
	}
}

// interrupting is a Source that cancels a context after some batches.
type interrupting struct {
	ebm.Source
	left   *int
	cancel func()
}

func (s interrupting) Gather(dst ebm.Matrix, rows []int, rng *rand.Rand) {
	if rng != nil {
		if *s.left--; *s.left == 0 {
			s.cancel()
		}
	}
	s.Source.Gather(dst, rows, rng)
}

func (s interrupting) State() []ebm.Param {
	if inner, ok := s.Source.(ebm.Stateful); ok {
		return inner.State()
	}
	return nil
}

// objective chooses one, and how a schedule sets its K.
func (c choices) objective(t *testing.T, m *ebm.RBM, data ebm.Source) (obj ebm.Objective, setK func(int)) {
	t.Helper()
	states := ebm.ChainStates{VisibleMeans: c.yes(), HiddenMeans: c.yes(), HiddenSamples: c.yes()}
	cd, pcd := ebm.NewCD(m, 1), ebm.NewPCD(m, 1, 1+c.IntN(20), ebm.NewRand(3))
	cd.ChainStates, pcd.ChainStates = states, states
	tempering := ebm.NewTempering(m, []float64{0, 0.4, 0.8, 1}, 1+c.IntN(9), ebm.NewRand(3))
	tempering.Scheme = ebm.SwapScheme(c.IntN(2))
	if c.yes() {
		if err := tempering.SetBase(data); err != nil {
			t.Fatal(err)
		}
	}
	obj = []ebm.Objective{cd, pcd, tempering, ebm.Contrast(m, pcd), bare{cd}}[c.IntN(5)]
	if exact, err := ebm.NewExact(m); err == nil && c.IntN(5) == 0 {
		obj = exact
	}
	if c.yes() {
		centered := mustCenter(t, obj, allOffsets[c.IntN(4)])
		centered.Rate = float64(c.of(1, 50, 100)) / 100
		if c.yes() {
			if err := centered.FixVisible(data); err != nil {
				t.Fatal(err)
			}
		}
		obj = centered
	}
	if c.yes() {
		obj = mustSparse(t, obj, 0.1, 0.3)
	}
	return obj, func(k int) { cd.K, pcd.K, tempering.K = k, k, k }
}

// settings chooses them, for 5 epochs.
func (c choices) settings(data ebm.Source, setK func(int)) ebm.Settings {
	rows, _ := data.Dims()
	s := ebm.Settings{Epochs: 5, LearningRate: 0.2, BatchSize: c.IntN(rows + 1),
		Momentum: c.some(0.8), WeightDecay: c.some(0.01), L1Decay: c.some(0.01), MaxNorm: c.some(0.3),
		Optimizer: []ebm.Optimizer{nil, ebm.SGD{}, ebm.Nesterov{}, ebm.Adam{Beta2: 0.9}}[c.IntN(4)]}
	momentum := 0.9
	if _, ok := s.Optimizer.(ebm.Adam); ok {
		s.Momentum, momentum = 0, 0
	}
	if c.yes() {
		s.RateDecay = ebm.ToZero
	}
	if c.yes() {
		s.Average = ebm.NewAverage(float64(c.of(1, 20, 800)) / 20)
	}
	if c.yes() {
		s.HeldOut = data
	}
	s.Measures = []ebm.Measure{evenEpochs, ebm.MeasureFunc(func(_ context.Context, _ any, _ int, rng *rand.Rand) ([]ebm.Metric, error) {
		rng.Uint64()
		return []ebm.Metric{{Name: "score", Value: rng.Float64()}}, nil
	})}
	s.KeepBest = []ebm.Best{{}, ebm.Highest("score"), ebm.Lowest("draw"), ebm.Lowest(ebm.MetricReconstruction)}[c.IntN(4)]
	if c.yes() {
		s.Schedule = func(epoch int, s *ebm.Settings) {
			*s = ebm.Settings{Epochs: 77, Average: ebm.NewAverage(1)} // have no effect
			s.LearningRate, s.Momentum = 0.2/float64(1+epoch), momentum*float64(epoch)/5
			s.BatchSize, s.MaxNorm = min(rows, 1+7*epoch), 0.3+0.1*float64(epoch)
			setK(1 + epoch/3)
		}
	}
	return s
}

// TestRandomRunsResume: a run that is interrupted within epochs, stopped within
// one or ended after one, and resumed until it is done, is the run that was not.
func TestRandomRunsResume(t *testing.T) {
	size := []int{1, 2, 9, 61}
	for seed := range uint64(40) {
		whole := &trial{seed: seed, size: size}
		want, err := whole.run(t)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		file, c := filepath.Join(t.TempDir(), "run.checkpoint"), choices{ebm.NewRand(seed + 1000)}
		for range 3 {
			tr := &trial{seed: seed, size: size, file: file}
			if c.yes() {
				tr.interrupt = 1 + c.IntN(60)
			} else {
				end := c.IntN(4)
				tr.recorder = ebm.RecorderFunc(func(p *ebm.Progress) error {
					switch {
					case p.Epoch == end && p.Step > 0:
						return ebm.ErrStop
					case p.Epoch > end:
						return errStopped
					}
					return nil
				})
			}
			if _, err := tr.run(t); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, errStopped) {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if err := ebm.Save(filepath.Join(t.TempDir(), "model"), tr.model); err != nil {
				t.Errorf("seed %d: what an interrupt leaves cannot be saved: %v", seed, err)
			}
		}
		for _, call := range []string{"resumed", "finished"} {
			tr := &trial{seed: seed, size: size, file: file}
			if got, err := tr.run(t); err != nil || !reflect.DeepEqual(got, want) || !equalBits(bits(tr.model), bits(whole.model)) {
				t.Fatalf("seed %d, %s: %v, other bits or result %+v, want %+v", seed, call, err, got, want)
			}
			if tr.average == nil {
				continue
			}
			tr.average.Swap()
			whole.average.Swap()
			if !equalBits(bits(tr.model), bits(whole.model)) {
				t.Fatalf("seed %d, %s: other raw parameters", seed, call)
			}
			whole.average.Swap()
		}
	}
}

// TestRandomRunsSameBits for any number of threads.
func TestRandomRunsSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for seed := range uint64(8) {
		var want string
		for _, procs := range []int{1, 2, 3} {
			runtime.GOMAXPROCS(procs)
			tr := &trial{seed: seed, size: []int{70, 150, 250}}
			r, err := tr.run(t)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if got := fmt.Sprint(bits(tr.model), r); want == "" {
				want = got
			} else if got != want {
				t.Errorf("seed %d: GOMAXPROCS %d gives other bits or another result than 1", seed, procs)
			}
		}
	}
}
