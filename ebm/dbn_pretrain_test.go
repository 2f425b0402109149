package ebm_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// stackOf is a new stack for patterns.
func stackOf() *ebm.DBN { return ebm.NewDBN([]int{12, 8, 6, 5}, ebm.NewRand(1)) }

// stackBits are all parameters of a stack.
func stackBits(d *ebm.DBN) []uint32 {
	var all []uint32
	for _, m := range d.RBMs {
		all = append(all, bits(m)...)
	}
	return all
}

// fewEpochs is a plan of a few epochs, whose second level has persistent chains.
func fewEpochs() ebm.Plan {
	return ebm.Plan{Level: func(level int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		s := ebm.Settings{Epochs: 2 + level, BatchSize: 20, LearningRate: 0.1, Momentum: 0.5}
		if level == 1 {
			return ebm.NewPCD(m, 1, 10, rng), s, nil
		}
		return ebm.NewCD(m, 1), s, nil
	}}
}

func TestPretrainDefault(t *testing.T) {
	d, x := stackOf(), patterns(2000, 1)
	var seen [][4]int
	results, err := d.Pretrain(t.Context(), x, ebm.Plan{Recorder: ebm.RecorderFunc(func(p *ebm.Progress) error {
		if p.Model != any(d.RBMs[p.Level]) {
			t.Errorf("level %d: the model is %v", p.Level, p.Model)
		}
		if p.Step == 0 {
			seen = append(seen, [4]int{p.Level, p.Levels, p.Epoch, p.Epochs})
		}
		return nil
	})}, ebm.NewRand(2))
	if err != nil || len(results) != 3 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	for l, r := range results {
		if r.Epochs != 10 || r.Steps != 200 || r.Stopped || len(r.History) != 10 {
			t.Errorf("level %d: %+v", l, r)
		}
	}
	// The lowest level starts from the best independent units, and beats them.
	if c := results[0].Curve(ebm.MetricReconstruction); c[9][1] > 0.9*c[0][1] {
		t.Errorf("reconstruction error %.3f after the first epoch, %.3f after the last", c[0][1], c[9][1])
	}
	if len(seen) != 30 || seen[0] != [4]int{0, 3, 1, 10} || seen[29] != [4]int{2, 3, 10, 10} {
		t.Errorf("%d records, from %v to %v", len(seen), seen[0], seen[len(seen)-1])
	}
}

// witness is an objective that keeps the rows of an epoch.
type witness struct {
	*ebm.CD
	seen ebm.Matrix
	rows int
}

func (u *witness) AddGrad(grad []ebm.Param, scale float64, data ebm.Matrix, rng *rand.Rand) {
	data.Gather(u.seen.Slice(u.rows, u.rows+data.Rows), indices(data.Rows), nil)
	u.rows += data.Rows
	u.CD.AddGrad(grad, scale, data, rng)
}

func indices(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// TestPretrainFeedsLevels: each level is trained on what Up gives, with the
// levels below as they have become, which then stay; and has a generator of its
// own.
func TestPretrainFeedsLevels(t *testing.T) {
	x := patterns(100, 1)
	d := stackOf()
	var levels []*witness
	draws := map[uint64]bool{}
	plan := ebm.Plan{Level: func(level int, m *ebm.RBM, rng *rand.Rand) (ebm.Objective, ebm.Settings, error) {
		draws[rng.Uint64()] = true
		u := &witness{CD: ebm.NewCD(m, 1), seen: ebm.NewMatrix(100, m.NumVisible())}
		levels = append(levels, u)
		return u, ebm.Settings{Epochs: 1, LearningRate: 0.1}, nil
	}}
	if _, err := d.Pretrain(t.Context(), x, plan, ebm.NewRand(2)); err != nil {
		t.Fatal(err)
	}
	for l, u := range levels {
		want := everyRow(d.Up(x, l, false), nil)
		byRow := func(x ebm.Matrix) [][]float32 {
			rows := make([][]float32, x.Rows)
			for i := range rows {
				rows[i] = x.Row(i)
			}
			slices.SortFunc(rows, slices.Compare[[]float32])
			return rows
		}
		if !slices.EqualFunc(byRow(u.seen), byRow(want), slices.Equal[[]float32]) {
			t.Errorf("level %d has not seen the rows of Up", l)
		}
	}
	if len(draws) != 3 {
		t.Errorf("%d different generators of 3 levels", len(draws))
	}
}

func TestPretrainSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x := patterns(100, 1)
	var want []uint32
	for _, c := range []struct {
		procs int
		keep  bool
	}{{1, false}, {2, false}, {1, true}, {2, true}} {
		runtime.GOMAXPROCS(c.procs)
		d, plan, rng := stackOf(), fewEpochs(), ebm.NewRand(2)
		plan.Keep = c.keep
		if _, err := d.Pretrain(t.Context(), x, plan, rng); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = stackBits(d)
		} else if !equalBits(stackBits(d), want) {
			t.Errorf("GOMAXPROCS %d, Keep %t: other bits", c.procs, c.keep)
		}
		twice := ebm.NewRand(2)
		twice.Uint64()
		twice.Uint64()
		if rng.Uint64() != twice.Uint64() {
			t.Error("not two draws of rng")
		}
	}
}

// TestPretrainSample: draws train another stack than means, and what Keep draws
// is drawn once.
func TestPretrainSample(t *testing.T) {
	stacks := map[string][]uint32{}
	for name, plan := range map[string]ebm.Plan{"means": {}, "draws": {Sample: true}, "kept draws": {Sample: true, Keep: true}} {
		for range 2 {
			d := stackOf()
			plan.Level = fewEpochs().Level
			if _, err := d.Pretrain(t.Context(), patterns(100, 1), plan, ebm.NewRand(2)); err != nil {
				t.Fatal(err)
			}
			if b := stackBits(d); stacks[name] == nil {
				stacks[name] = b
			} else if !equalBits(stacks[name], b) {
				t.Errorf("%s: other bits of the same seed", name)
			}
		}
	}
	if equalBits(stacks["means"], stacks["draws"]) || equalBits(stacks["draws"], stacks["kept draws"]) || equalBits(stacks["means"], stacks["kept draws"]) {
		t.Error("the same bits of different plans")
	}
}

// fading is a context that is done once it has been asked so many times.
type fading struct {
	context.Context
	left *atomic.Int64
}

func (f fading) Err() error {
	if f.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func newFading(ctx context.Context, left int64) fading {
	f := fading{ctx, new(atomic.Int64)}
	f.left.Store(left)
	return f
}

// TestPretrainResumed interrupts at ever later steps, within levels and between
// them, until a call comes to the end.
func TestPretrainResumed(t *testing.T) {
	x := noisy{patterns(100, 1)}
	for name, change := range map[string]func(*ebm.Plan){
		"means":           func(*ebm.Plan) {},
		"draws":           func(p *ebm.Plan) { p.Sample = true },
		"kept draws":      func(p *ebm.Plan) { p.Sample, p.Keep = true, true },
		"held-out, ended": func(p *ebm.Plan) { p.HeldOut, p.Recorder = patterns(30, 2), endsAt2{} },
	} {
		t.Run(name, func(t *testing.T) {
			run := func(ctx context.Context, file string) (*ebm.DBN, []ebm.Result, error) {
				d, plan := stackOf(), fewEpochs()
				change(&plan)
				plan.Checkpoint = file
				r, err := d.Pretrain(ctx, x, plan, ebm.NewRand(2))
				return d, r, err
			}
			want, wantResults, err := run(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			file, levels := filepath.Join(t.TempDir(), "stack"), map[int]bool{}
			for stop := int64(0); ; stop++ {
				got, r, err := run(newFading(t.Context(), stop), file)
				if err == nil {
					if !equalBits(stackBits(got), stackBits(want)) || !slices.EqualFunc(r, wantResults, sameResult) {
						t.Errorf("other bits, or %+v, want %+v", r, wantResults)
					}
					break
				}
				running := strings.Index("012", err.Error()[len("level "):][:1])
				if !errors.Is(err, context.Canceled) || running < 0 || len(r) < running || len(r) > running+1 {
					t.Fatalf("%d results, %v", len(r), err)
				}
				levels[running] = true
				for l := range running {
					if !equalBits(bits(got.RBMs[l]), bits(want.RBMs[l])) || !sameResult(r[l], wantResults[l]) {
						t.Errorf("stop %d in level %d: level %d is not whole", stop, running, l)
					}
				}
			}
			if len(levels) != 3 {
				t.Errorf("interrupted in levels %v", levels)
			}
		})
	}
}

// endsAt2 ends each level after two epochs.
type endsAt2 struct{}

func (endsAt2) Record(p *ebm.Progress) error {
	if p.Epoch == 2 && p.Step == 0 {
		return ebm.ErrStop
	}
	return nil
}

func sameResult(a, b ebm.Result) bool {
	return a.Epochs == b.Epochs && a.Steps == b.Steps && a.Stopped == b.Stopped &&
		slices.EqualFunc(a.History, b.History, func(a, b []ebm.Metric) bool { return slices.Equal(a, b) })
}
