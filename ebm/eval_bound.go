package ebm

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// BoundSettings of [DBNBound]. The zero value asks for 20 draws a row.
type BoundSettings struct {
	Samples  int      // draws of the hidden layers for each row, at least 2; 0: 20
	Recorder Recorder // sees the progress over the rows; nil: none
}

const defaultBoundSamples = 20

// DBNBound returns two lower bounds on the mean log-likelihood of data under d,
// in nats, of which both are estimates, given log Z of the top RBM:
//
//	log p(v) ≥ E_q[log w]              the variational bound
//	log p(v) ≥ E_q[log (1/K) Σ_k w_k]  the importance-weighted bound of K draws
//	w = p(v|h₁)…p(h_{L-2}|h_{L-1}) p*(h_{L-1}) / (Z q(h|v)),  log p*(h) = -F_top(h)
//
// where q(h|v) = p(h₁|v) p(h₂|h₁)… is the way up, each layer drawn from the RBM
// below it. The first is Salakhutdinov and Murray (2008), "On the quantitative
// analysis of deep belief networks", ICML, whose entropy terms are E_q[-log q];
// the second, which is never lower and rises to log p(v) with K, is Burda,
// Grosse and Salakhutdinov (2016), "Importance weighted autoencoders", ICLR.
//
// As p(v|h)/p(h|v) of one RBM is the ratio of its two marginals,
//
//	log w = -F₀(v) + Σ_l [F̃_{l-1}(h_l) - F_l(h_l)] - log Z
//
// with F_l the free energy of level l and F̃(h) = e_h(h) - CGF_v(hWᵀ) that of a
// hidden layer. It takes any layers, and where q is exact, as when each level is
// the transpose of the one below it, w does not vary at all: then both bounds
// are log p(v). With one level they are the RBM's own log-likelihood, exactly if
// log Z is.
//
// logZ is that of the top RBM, from [LogZ]; of a number x that is known it is
// LogZResult{Estimate: Estimate{Value: x, Low: x, High: x}, Exact: true,
// Converged: true}. An estimate of log Z that is too low, as those of forward
// runs tend to be, makes both bounds too high: see Low. A source that draws,
// such as a sampled data set, draws its rows once, from rng.
//
// Errors: [ErrSettings] for data without rows or of another width, for Samples
// below 2, and for a log Z outside its interval, or that has neither converged nor
// a verdict and so is not from LogZ; [ErrValue] for data that the
// units cannot take and, under binary units, for grey ones: threshold or sample
// them first; [ErrUnsupported] if two levels join by layers of different types,
// so that there is no joint distribution; [ErrDiverged] if log Z or a weight is
// not finite; ctx.Err() if it is cancelled, and what the Recorder returns.
// DBNBound panics if ctx, d, data or rng is nil, or if the levels do not fit.
func DBNBound(ctx context.Context, d *DBN, data Source, logZ LogZResult, s BoundSettings, rng *rand.Rand) (Bound, error) {
	if ctx == nil {
		panic(nilContext)
	}
	d.mustStack()
	if data == nil {
		panic(nilData)
	}
	mustRand(rng)
	if s.Samples == 0 {
		s.Samples = defaultBoundSamples
	}
	if s.Samples < 2 {
		return Bound{}, fmt.Errorf("ebm: Samples is %d, want at least 2, or the error of the draws is not known: %w", s.Samples, ErrSettings)
	}
	if err := d.checkBound(logZ); err != nil {
		return Bound{}, err
	}
	rows, _ := data.Dims()
	run := newBoundRun(ctx, d, logZ.Value, s, rows, rng)
	_, name, err := eachRow(d.RBMs[0], data, rng, run.block)
	if err != nil {
		return Bound{}, err
	}
	b := run.bound()
	b.LogZ, b.LogZLow, b.LogZHigh, b.Data = logZ.Value, logZ.Low, logZ.High, name
	if !logZ.Converged {
		b.Verdict = logZ.Verdict
	}
	return b, nil
}

// checkBound returns an error unless there is a joint distribution, log Z is in
// its interval and, if it has not converged, has a verdict, which says so.
func (d *DBN) checkBound(logZ LogZResult) error {
	if err := checkInterval(logZ.Value, logZ.Low, logZ.High); err != nil {
		return err
	}
	if !logZ.Converged && logZ.Verdict == "" {
		return fmt.Errorf("ebm: log Z is %g, without a verdict: give what LogZ returned, or set Converged of a number that is known: %w", logZ.Value, ErrSettings)
	}
	for l := 1; l < d.Levels(); l++ {
		if below, above := d.RBMs[l-1].Hidden, d.RBMs[l].Visible; !sameKind(below, above) {
			return fmt.Errorf("ebm: the hidden units of level %d (%s) are of another type than the visible ones of level %d (%s), so the stack has no likelihood: %w",
				l-1, typeName(below), l, typeName(above), ErrUnsupported)
		}
	}
	return nil
}
