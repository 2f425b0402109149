package ebm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
)

// Pretrain trains the RBMs one after the other from the data up, each on the
// hidden activations that the trained ones below give the data: the greedy
// algorithm of Hinton, Osindero and Teh (2006). If all parameters of the lowest
// RBM's layers are 0, as those of a new one, its visible units first become the
// best model of data without hidden units ([RBM.InitVisible]), if they are an
// [Initializer].
//
// It draws twice from rng; all else follows from these two keys and the level,
// so the same call gives the same bits, and so does one that was killed at any
// point and is called again, on a stack made in the same way, with its
// Checkpoint: finished levels give back their results at once, and the level
// that was running goes on. A checkpoint of another plan, seed or data is an
// error that wraps [ErrCheckpoint], as in [Train].
//
// Results are those of the levels that have taken a step, in order, and valid
// beside any error. Errors of a level name it: they are those of Train, of
// Plan.Level, and one that wraps [ErrSettings] for an objective that trains
// another model. When ctx is done, the error wraps ctx.Err(), the levels below
// are whole and the running one is at its last whole step. A level whose error
// comes before its first step is as it was. Before any training, an error that
// wraps ErrSettings says what is wrong with the plan, the widths of the data, or
// layers that do not fit: visible units that cannot take what the hidden units
// below give, or with Plan.Transpose are no mirror image of the level below.
//
// Pretrain panics if ctx, data or rng is nil, or the RBMs do not fit each other.
func (d *DBN) Pretrain(ctx context.Context, data Source, plan Plan, rng *rand.Rand) ([]Result, error) {
	switch {
	case ctx == nil:
		panic(nilContext)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	d.mustStack()
	if plan.Level == nil {
		plan.Level = DefaultLevel
	}
	p := &pretraining{stack: d, plan: plan, keys: [2]uint64{rng.Uint64(), rng.Uint64()}, data: data, heldOut: plan.HeldOut}
	if err := plan.check(d, data); err != nil {
		return nil, err
	}
	var results []Result
	for l, m := range d.RBMs {
		r, err := p.level(ctx, l, m)
		if r.Steps > 0 {
			results = append(results, r)
		}
		if err != nil {
			return results, fmt.Errorf("level %d, %v: %w", l, m, err)
		}
	}
	return results, nil
}

// pretraining is one call of Pretrain.
type pretraining struct {
	stack         *DBN
	plan          Plan
	keys          [2]uint64
	data, heldOut Source // of the running level
}

// Streams of random numbers of a level, one for each purpose.
const (
	levelObjective = iota
	levelTraining
	levelKeep
	levelStreams
)

// rng returns the generator of a level for a purpose.
func (p *pretraining) rng(level, purpose int) *rand.Rand {
	const odd = 0x9E3779B97F4A7C15
	return rand.New(rand.NewPCG(p.keys[0]+odd*uint64(purpose+levelStreams*level), p.keys[1]))
}

// level trains level l. Unless it takes a step its parameters stay what they
// were.
func (p *pretraining) level(ctx context.Context, l int, m *RBM) (Result, error) {
	before := zeros(m.Params())
	copyParams(before, m.Params())
	r, err := p.train(ctx, l, m)
	if err != nil && r.Steps == 0 {
		copyParams(m.Params(), before)
	}
	return r, err
}

func (p *pretraining) train(ctx context.Context, l int, m *RBM) (Result, error) {
	if err := p.start(ctx, l, m); err != nil {
		return Result{}, err
	}
	objective, s, err := p.plan.Level(l, m, p.rng(l, levelObjective))
	if err != nil {
		return Result{}, err
	}
	if objective == nil || objective.Model() != Trainable(m) {
		return Result{}, fmt.Errorf("ebm: Plan.Level returned an objective of another model: %w", ErrSettings)
	}
	return Train(ctx, objective, p.data, p.settings(l, s), p.rng(l, levelTraining))
}

// start passes the data up to level l and makes m what it starts as.
func (p *pretraining) start(ctx context.Context, l int, m *RBM) error {
	if l == 0 {
		if _, ok := Ability[Initializer](m.Visible); ok && m.untouched() {
			return m.InitVisible(p.data)
		}
		return nil
	}
	below := p.stack.RBMs[l-1]
	p.data = below.Up(p.data, p.plan.Sample)
	if p.plan.Keep {
		kept, err := keep(ctx, p.data, p.rng(l, levelKeep))
		if err != nil {
			return err
		}
		p.data = kept
	}
	if p.heldOut != nil {
		p.heldOut = below.Up(p.heldOut, p.plan.Sample)
	}
	if p.plan.Transpose {
		m.becomeTranspose(below)
	}
	return nil
}

// keep returns all rows of data, with what they draw.
func keep(ctx context.Context, data Source, rng *rand.Rand) (Matrix, error) {
	all := NewMatrix(data.Dims())
	return all, eachDrawn(data, rng, func(first int, x Matrix) error {
		copyRows(all.Slice(first, first+x.Rows), x)
		return ctx.Err()
	})
}

// settings completes those of a level.
func (p *pretraining) settings(l int, s Settings) Settings {
	if s.HeldOut == nil {
		s.HeldOut = p.heldOut
	}
	if s.Checkpoint == "" && p.plan.Checkpoint != "" {
		s.Checkpoint = fmt.Sprintf("%s.level%d", p.plan.Checkpoint, l)
	}
	if p.plan.Transpose && l > 0 {
		s.start = "the transpose of the level below"
	}
	if s.Recorder != nil || p.plan.Recorder != nil {
		s.Recorder = &levelRecorder{level: l, levels: p.stack.Levels(), plan: p.plan.Recorder, own: s.Recorder}
	}
	return s
}

// levelRecorder adds the level to what the recorders of the plan and of the
// level see. It stops at the end of an epoch only, from where a checkpoint goes
// on: what a level has learned beyond would be missed by the next.
type levelRecorder struct {
	level, levels int
	plan, own     Recorder
	stop          error
}

func (r *levelRecorder) Record(p *Progress) error {
	p.Level, p.Levels = r.level, r.levels
	for _, to := range []Recorder{r.plan, r.own} {
		if to == nil {
			continue
		}
		err := to.Record(p)
		if errors.Is(err, ErrStop) {
			r.stop, err = err, nil
		}
		if err != nil {
			return err
		}
	}
	if p.Step == 0 {
		return r.stop
	}
	return nil
}

// untouched tells whether all parameters of both layers are 0.
func (m *RBM) untouched() bool { return allZero(m.Visible.Params()) && allZero(m.Hidden.Params()) }

// allZero tells whether all values are exactly 0.
func allZero(params []Param) bool {
	for _, p := range params {
		for i := range p.Value.Rows {
			for _, x := range p.Value.Row(i) {
				if x != 0 {
					return false
				}
			}
		}
	}
	return true
}
