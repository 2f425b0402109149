package plotting

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// pairs holds a symmetric matrix of n points without its diagonal, once: the values of (i, j), i < j, row by row.
type pairs struct {
	n      int
	values []float64
}

func newPairs(n int) pairs { return pairs{n, make([]float64, n*(n-1)/2)} }

// row returns the values of (i, i+1), (i, i+2), ..., (i, n-1).
func (p pairs) row(i int) []float64 {
	from := i * (2*p.n - i - 1) / 2
	return p.values[from : from+p.n-1-i]
}

func (p pairs) add(i, j int, v float64) {
	if i > j {
		i, j = j, i
	}
	p.row(i)[j-i-1] += v
}

// affinities returns p_ij, which sum to 1 over all i ≠ j, that is to 1/2 over the pairs held.
func affinities(ctx context.Context, x mat.Matrix, perplexity float64) (pairs, error) {
	rows, err := denseRows(x)
	if err != nil {
		return pairs{}, err
	}
	n := len(rows)
	p := newPairs(n)
	distances, conditional := make([]float64, n), make([]float64, n)
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return pairs{}, fmt.Errorf("plotting: TSNE: %w", err)
		}
		for j := range rows {
			d := floats.Distance(rows[i], rows[j], 2)
			distances[j] = d * d
		}
		neighbours(conditional, distances, i, perplexity)
		for j, c := range conditional {
			if j != i {
				p.add(i, j, c/float64(2*n))
			}
		}
	}
	return p, nil
}

func denseRows(x mat.Matrix) ([][]float64, error) {
	n, cols := x.Dims()
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, cols)
		for j := range rows[i] {
			v, err := finiteAt("x", x, i, j)
			if err != nil {
				return nil, err
			}
			rows[i][j] = v
		}
	}
	return rows, nil
}

// neighbours stores in p the p_{j|i} of row i, given its squared distances to all rows, which it changes. It finds
// β = 1/2σ² by bisection so that the entropy of p is log(perplexity). That cannot be where more rows than that are
// equally near and nearest; those then share p evenly.
func neighbours(p, distances []float64, i int, perplexity float64) {
	const (
		rounds = 200
		close  = 1e-7 // nats
	)
	toUnit(distances, i)
	target := math.Log(perplexity)
	beta, lo, hi := 1.0, 0.0, math.Inf(1)
	for range rounds {
		h := conditionals(p, distances, i, beta)
		switch {
		case math.Abs(h-target) < close:
			return
		case h > target:
			lo = beta
		default:
			hi = beta
		}
		if beta = (lo + hi) / 2; math.IsInf(hi, 0) {
			beta = 2 * lo
		}
	}
}

// toUnit maps the distances but the i-th to [0, 1], which leaves all p possible: another β undoes it.
func toUnit(distances []float64, i int) {
	nearest, farthest := math.Inf(1), 0.0
	for j, d := range distances {
		if j != i {
			nearest, farthest = min(nearest, d), max(farthest, d)
		}
	}
	for j, d := range distances {
		distances[j] = d - nearest
		if farthest > nearest {
			distances[j] /= farthest - nearest
		}
	}
}

// conditionals stores p_j ∝ exp(-β d_j) for j ≠ i and returns the entropy of p in nats.
func conditionals(p, distances []float64, i int, beta float64) float64 {
	var sum, energy float64
	for j, d := range distances {
		if j == i {
			p[j] = 0
			continue
		}
		p[j] = math.Exp(-beta * d)
		sum += p[j]
		energy += p[j] * beta * d
	}
	floats.Scale(1/sum, p)
	return energy/sum + math.Log(sum)
}
