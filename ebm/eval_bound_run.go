package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// boundRun draws the hidden layers of a stack for block after block of rows.
type boundRun struct {
	ctx      context.Context
	dbn      *DBN
	logZ     float64
	samples  int
	progress *progress
	rng      *rand.Rand
	total    int
	rows     []rowBound
}

// rowBound is what one row gives.
type rowBound struct {
	plain, plainVar float64 // mean of log w, and the variance of that mean
	tight, tightVar float64 // log of the mean of w, and its variance, to first order
	effective       float64 // (Σw)²/Σw²
}

func newBoundRun(ctx context.Context, d *DBN, logZ float64, s BoundSettings, rows int, rng *rand.Rand) *boundRun {
	r := &boundRun{ctx: ctx, dbn: d, logZ: logZ, samples: s.Samples, rng: rng, total: rows}
	if d.Levels() == 1 {
		r.samples = 1 // nothing is drawn
	}
	r.progress = newProgress(AISSettings{Recorder: s.Recorder}, d.RBMs[0])
	r.progress.model = d
	return r
}

// block stores the mean of log w of each row of x, and adds to rows.
func (r *boundRun) block(dst []float64, x Matrix) error {
	if err := checkStates(r.dbn.RBMs[0], x); err != nil {
		return err
	}
	bottom, sums := r.dbn.RBMs[0], make([]weightSums, x.Rows)
	in, w := NewMatrix(x.Rows, bottom.NumHidden()), make([]float64, x.Rows)
	base := make([]float64, x.Rows)
	bottom.hiddenInput(in, x)
	freeEnergy(base, bottom.Visible, x, bottom.Hidden, in)
	for range r.samples {
		if err := r.ctx.Err(); err != nil {
			return fmt.Errorf("ebm: bound: stopped after %d of %d rows: %w", len(r.rows), r.total, err)
		}
		for i, f := range base {
			w[i] = -f - r.logZ
		}
		r.climb(w, in)
		for i, lw := range w {
			sums[i].add(lw)
		}
	}
	for i := range sums {
		b := sums[i].row()
		dst[i] = b.plain
		r.rows = append(r.rows, b)
	}
	if err := r.progress.record(len(r.rows), r.total, nil); err != nil {
		return fmt.Errorf("ebm: bound: %w", err)
	}
	return nil
}

// climb draws the layers above the lowest RBM, whose hidden input is in, and
// adds what they contribute to w.
func (r *boundRun) climb(w []float64, in Matrix) {
	f := make([]float64, in.Rows)
	for l, above := range r.dbn.RBMs[1:] {
		below := r.dbn.RBMs[l]
		h := NewMatrix(in.Rows, in.Cols)
		below.Hidden.Sample(h, in, r.rng)
		down := NewMatrix(h.Rows, below.NumVisible())
		below.visibleInput(down, h)
		freeEnergy(f, below.Hidden, h, below.Visible, down)
		for i, x := range f {
			w[i] += x
		}
		in = NewMatrix(h.Rows, above.NumHidden())
		above.hiddenInput(in, h)
		freeEnergy(f, above.Visible, h, above.Hidden, in)
		for i, x := range f {
			w[i] -= x
		}
	}
}

// freeEnergy stores e(x) - CGF(in), the free energy of x in a layer whose
// neighbour has the input in.
func freeEnergy(dst []float64, layer Layer, x Matrix, neighbour Layer, in Matrix) {
	layer.Energy(dst, x)
	cgf := make([]float64, len(dst))
	neighbour.CGF(cgf, in)
	for i, c := range cgf {
		dst[i] -= c
	}
}

// bound averages over the rows.
func (r *boundRun) bound() Bound {
	plain, tight := make([]float64, len(r.rows)), make([]float64, len(r.rows))
	b := Bound{Rows: len(r.rows), Samples: r.samples, Levels: r.dbn.Levels()}
	var plainVar, tightVar float64
	for i, row := range r.rows {
		plain[i], tight[i] = row.plain, row.tight
		plainVar += row.plainVar
		tightVar += row.tightVar
		b.Effective += row.effective / float64(b.Rows)
	}
	p, t := mean(MetricBound, plain), mean(MetricTightBound, tight)
	b.Mean, b.StdErr, b.SampleErr = p.Value, p.Err, math.Sqrt(plainVar)/float64(b.Rows)
	b.Tight, b.TightErr, b.TightSampleErr = t.Value, t.Err, math.Sqrt(tightVar)/float64(b.Rows)
	return b
}

// weightSums accumulates the log weights of one row: Welford's mean and squares,
// and Σw and Σw² in the log domain.
type weightSums struct {
	n             float64
	mean, squares float64
	w, w2         logSum
}

func (s *weightSums) add(logw float64) {
	s.n++
	d := logw - s.mean
	s.mean += d / s.n
	s.squares += d * (logw - s.mean)
	s.w.add(logw)
	s.w2.add(2 * logw)
}

func (s *weightSums) row() rowBound {
	effective := math.Exp(2*s.w.log() - s.w2.log())
	b := rowBound{plain: s.mean, tight: s.w.log() - math.Log(s.n), effective: effective}
	if s.n > 1 {
		b.plainVar = s.squares / (s.n - 1) / s.n
		// The relative variance of the mean of w, which is that of its logarithm.
		b.tightVar = max(0, s.n/effective-1) / (s.n - 1)
	}
	return b
}
