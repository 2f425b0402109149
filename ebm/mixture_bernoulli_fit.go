package ebm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// MixtureSettings of [BernoulliMixture.Fit].
type MixtureSettings struct {
	Epochs int // steps of expectation maximisation at most; at least 1

	// Smoothing is how many zeros and how many ones are added to what each unit
	// of each component has been, and rows to each component, so that nothing is
	// impossible. 0: 0.1.
	Smoothing float64

	// Tolerance ends Fit after a step by which the log-likelihood per row has
	// grown by less than this many nats, if data draws nothing. 0: only if it has
	// not grown at all. Negative: never.
	Tolerance float64

	HeldOut  Source   // rows never trained on, for MetricHeldOutLikelihood; nil: none
	Recorder Recorder // sees each epoch; nil: none
}

// MetricHeldOutLikelihood is the mean log-likelihood of a held-out row, in nats,
// with its standard error over rows.
const MetricHeldOutLikelihood = "held-out log-likelihood"

const defaultSmoothing = 0.1

func (s MixtureSettings) check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	if s.Epochs < 1 {
		return bad("Epochs is %d, want at least 1", s.Epochs)
	}
	if !(s.Smoothing >= 0) || math.IsInf(s.Smoothing, 0) {
		return bad("Smoothing is %g, want a finite number that is not negative", s.Smoothing)
	}
	if math.IsNaN(s.Tolerance) {
		return bad("Tolerance is %g", s.Tolerance)
	}
	return nil
}

// Fit improves m by expectation maximisation on data:
//
//	r_k(v) = p(k|v)
//	μ_ki = (Σ_v r_k(v) v_i + s) / (Σ_v r_k(v) + 2s)
//	π_k = (Σ_v r_k(v) + s) / (n + K s)
//
// where s is Smoothing, as if there were a few more rows: a step never lowers
// the log-likelihood plus s Σ_k (log π_k + Σ_i log(μ_ki (1-μ_ki))). Dempster,
// Laird, Rubin (1977), "Maximum likelihood from incomplete data via the EM
// algorithm", J. R. Statist. Soc. B 39. A source that draws, draws its rows
// anew at each step, from rng.
//
// History holds, for each epoch, MetricLogLikelihood of all rows of data and
// MetricHeldOutLikelihood, after its step; the Recorder sees the same. Errors:
// [ErrSettings] for bad settings or data of no rows or another width; [ErrValue]
// for data outside of [0, 1]; [ErrDiverged] if a likelihood is not finite; ctx.Err()
// when ctx is done, with m as it was after the last step; what the Recorder
// returned, unless that is [ErrStop]. The Result is valid beside any error. Fit
// panics if ctx, data or rng is nil.
func (m *BernoulliMixture) Fit(ctx context.Context, data Source, s MixtureSettings, rng *rand.Rand) (Result, error) {
	switch {
	case ctx == nil:
		panic(nilContext)
	case data == nil:
		panic(nilData)
	}
	mustRand(rng)
	if err := s.check(); err != nil {
		return Result{}, err
	}
	if s.Smoothing == 0 {
		s.Smoothing = defaultSmoothing
	}
	_, cols := data.Dims()
	if err := checkWidths(m.NumVisible(), cols, s.HeldOut); err != nil {
		return Result{}, err
	}
	f := &mixtureFit{model: m, data: data, settings: s, ctx: ctx, rng: rng, start: time.Now()}
	err := f.run()
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return f.result, err
}

// mixtureFit is one call of Fit.
type mixtureFit struct {
	model    *BernoulliMixture
	data     Source
	settings MixtureSettings
	ctx      context.Context
	rng      *rand.Rand
	start    time.Time
	result   Result

	counts []float64 // Σ_v r_k(v)
	sums   []float64 // Σ_v r_k(v) v_i, K×D
}

func (f *mixtureFit) run() error {
	before, err := f.expect()
	for err == nil && f.result.Epochs < f.settings.Epochs {
		f.maximize()
		var after Metric
		if after, err = f.expect(); err != nil {
			break
		}
		if err = f.finish(after); err != nil {
			break
		}
		if f.settings.Tolerance >= 0 && after.Value-before.Value <= f.settings.Tolerance {
			return nil
		}
		before = after
	}
	f.result.Stopped = f.result.Epochs < f.settings.Epochs
	return err
}

// expect sums what maximize needs, and returns the mean log-likelihood of the
// present parameters.
func (f *mixtureFit) expect() (Metric, error) {
	m := f.model
	f.counts, f.sums = make([]float64, m.Components()), make([]float64, m.Components()*m.NumVisible())
	outer := NewMatrix(m.Components(), m.NumVisible())
	logp, _, err := eachRow(m, f.data, f.rng, func(dst []float64, x Matrix) error {
		if err := f.ctx.Err(); err != nil {
			return fmt.Errorf("ebm: stopped in epoch %d: %w", f.result.Epochs+1, err)
		}
		m.eachPosterior(x, true, func(_ int, p Matrix, logp []float64) {
			copy(dst, logp)
			clear(outer.Data)
			kernel.AddOuter(blas32.General(outer), 1, blas32.General(p), blas32.General(x))
			for i, v := range outer.Data {
				f.sums[i] += float64(v)
			}
			for i := range p.Rows {
				for k, v := range p.Row(i) {
					f.counts[k] += float64(v)
				}
			}
		})
		return nil
	})
	return mean(MetricLogLikelihood, logp), err
}

// maximize sets the parameters.
func (f *mixtureFit) maximize() {
	s, d := f.settings.Smoothing, f.model.NumVisible()
	for k, n := range f.counts {
		f.model.LogWeights[k] = float32(math.Log(n + s))
		row := f.model.Logits.Row(k)
		for i, ones := range f.sums[k*d : (k+1)*d] {
			row[i] = float32(math.Log((max(ones, 0) + s) / (max(n-ones, 0) + s)))
		}
	}
}

// finish keeps and reports what an epoch has reached.
func (f *mixtureFit) finish(train Metric) error {
	metrics := []Metric{train}
	if held := f.settings.HeldOut; held != nil {
		l, err := ExactLikelihood(f.model, held, f.rng)
		if err != nil {
			return fmt.Errorf("held-out data: %w", err)
		}
		metrics = append(metrics, Metric{MetricHeldOutLikelihood, l.Mean, l.StdErr})
	}
	f.result.Epochs++
	f.result.Steps++
	f.result.History = append(f.result.History, metrics)
	if f.settings.Recorder == nil {
		return nil
	}
	err := f.settings.Recorder.Record(&Progress{Model: f.model, Epoch: f.result.Epochs, Epochs: f.settings.Epochs,
		Steps: 1, Elapsed: time.Since(f.start), Metrics: metrics})
	if err != nil && !errors.Is(err, ErrStop) {
		return fmt.Errorf("ebm: recorder: %w", err)
	}
	return err
}
