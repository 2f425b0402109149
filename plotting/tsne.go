package plotting

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// TSNESettings are the settings of TSNE. The zero value is good for some hundred to some thousand rows.
type TSNESettings struct {
	// Perplexity is about how many neighbours of a point count. Zero: 30, or a third of the other points where that is
	// fewer.
	Perplexity float64

	// Iterations is the number of steps. Zero: 1000.
	Iterations int

	// Exaggeration multiplies the affinities during the first quarter of the steps, at most 100, so that groups form
	// before they settle. Zero: 4. More draws some thousand rows into one point, from which no groups form.
	Exaggeration float64

	// LearningRate is the length of a step. Zero: n/3 for n rows, but 10 to 200, and n/16 above 3200 rows.
	LearningRate float64

	// Start holds the first positions (n×2), such as two principal components; they are scaled so that the first column
	// has the standard deviation 10⁻⁴. Nil: drawn from N(0, 10⁻⁸).
	Start mat.Matrix

	// Progress, if not nil, is called after every 50 steps and after the last, with the number of steps done and the
	// divergence that they reached, KL(P‖Q) in nats. points is valid during the call only. An error ends TSNE, which
	// returns it.
	Progress func(step int, divergence float64, points mat.Matrix) error
}

const (
	tsneMaxRows  = 10_000
	tsneReport   = 50
	tsneDefaults = 1000 // steps
)

// TSNE returns n points of the plane (n×2) whose neighbours are those of the rows of x (n×D): t-distributed stochastic
// neighbour embedding, with all n² pairs. Codes draws them.
//
// The affinity p_ij of two rows is (p_{j|i} + p_{i|j}) / 2n, with p_{j|i} ∝ exp(-|x_i - x_j|² / 2σ_i²) and σ_i such
// that the entropy of p_{·|i} is that of Perplexity equal neighbours; of the points it is q_ij ∝ 1 / (1 + |y_i - y_j|²).
// Gradient descent with momentum and gains lowers KL(P‖Q). Distances between groups in the plane mean little, and
// neither do their sizes. Van der Maaten and Hinton (2008), "Visualizing data using t-SNE", Journal of Machine
// Learning Research 9.
//
// The time grows with n²: 1000 rows take some seconds. The points depend on x, the settings and rng alone, not on the
// number of processors. It panics if ctx or rng is nil. It returns an error for fewer than 4 or more than 10 000 rows,
// values that are not finite, settings out of range, and one that wraps ctx.Err() when ctx is done.
func TSNE(ctx context.Context, x mat.Matrix, s TSNESettings, rng *rand.Rand) (*mat.Dense, error) {
	if ctx == nil || rng == nil {
		panic("plotting: TSNE with a nil context or nil rng")
	}
	n, _, err := dims("x", x)
	if err != nil {
		return nil, err
	}
	if s, err = s.check(n); err != nil {
		return nil, err
	}
	y, err := s.start(n, rng)
	if err != nil {
		return nil, err
	}
	p, err := affinities(ctx, x, s.Perplexity)
	if err != nil {
		return nil, err
	}
	d := newTSNEDescent(p, y)
	for step := range s.Iterations {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("plotting: TSNE: step %d of %d: %w", step, s.Iterations, err)
		}
		if err := d.step(s, step); err != nil {
			return nil, err
		}
		if err := s.report(d, step+1); err != nil {
			return nil, err
		}
	}
	return mat.NewDense(n, 2, d.y), nil
}

// check returns s with its defaults for n rows.
func (s TSNESettings) check(n int) (TSNESettings, error) {
	if n < 4 || n > tsneMaxRows {
		return s, fmt.Errorf("plotting: TSNE of %d rows: it takes 4 to %d; pass some of the rows", n, tsneMaxRows)
	}
	if s.Perplexity == 0 {
		s.Perplexity = min(30, float64(n-1)/3)
	}
	if s.Iterations == 0 {
		s.Iterations = tsneDefaults
	}
	if s.Exaggeration == 0 {
		s.Exaggeration = 4
	}
	if s.LearningRate == 0 {
		s.LearningRate = max(min(max(float64(n)/3, 10), 200), float64(n)/16)
	}
	switch {
	case !(s.Perplexity >= 1) || s.Perplexity > float64(n-1):
		return s, fmt.Errorf("plotting: TSNESettings.Perplexity is %v: use 1 to %d, the number of other rows, or 0 for the default", s.Perplexity, n-1)
	case s.Iterations < 0:
		return s, fmt.Errorf("plotting: TSNESettings.Iterations is %d: use a positive number, or 0 for %d", s.Iterations, tsneDefaults)
	case !(s.Exaggeration >= 1) || s.Exaggeration > 1000:
		return s, fmt.Errorf("plotting: TSNESettings.Exaggeration is %v: use 1 to 1000, or 0 for 4", s.Exaggeration)
	case !(s.LearningRate > 0) || math.IsInf(s.LearningRate, 0):
		return s, fmt.Errorf("plotting: TSNESettings.LearningRate is %v: use a positive number, or 0 for the default", s.LearningRate)
	}
	return s, nil
}

const tsneStart = 1e-4 // standard deviation

// start returns the first positions, the rows of an n×2 matrix.
func (s TSNESettings) start(n int, rng *rand.Rand) ([]float64, error) {
	y := make([]float64, 2*n)
	if s.Start == nil {
		for i := range y {
			y[i] = tsneStart * rng.NormFloat64()
		}
		return y, nil
	}
	rows, cols, err := dims("TSNESettings.Start", s.Start)
	if err != nil {
		return nil, err
	}
	if rows != n || cols != 2 {
		return nil, fmt.Errorf("plotting: TSNESettings.Start is %d×%d: pass %d×2, or nil", rows, cols, n)
	}
	for i := range y {
		if y[i], err = finiteAt("TSNESettings.Start", s.Start, i/2, i%2); err != nil {
			return nil, err
		}
	}
	var squares float64
	center(y)
	for i := 0; i < len(y); i += 2 {
		squares += y[i] * y[i]
	}
	if size := math.Abs(s.Start.At(0, 0)); squares <= float64(n)*narrowest(size, size)*narrowest(size, size) {
		return nil, fmt.Errorf("plotting: TSNESettings.Start: all of the first column is equal: pass positions that differ")
	}
	scale := tsneStart / math.Sqrt(squares/float64(n))
	for i := range y {
		y[i] *= scale
	}
	return y, nil
}

// report calls Progress when it is time.
func (s TSNESettings) report(d *tsneDescent, done int) error {
	if s.Progress == nil || done%tsneReport != 0 && done != s.Iterations {
		return nil
	}
	return s.Progress(done, d.divergence(), mat.NewDense(len(d.y)/2, 2, d.y))
}
