package plotting

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// blobs are groups of points around corners far from each other; row i belongs to group i modulo groups.
func blobs(n, dims, groups int, rng *rand.Rand) *mat.Dense {
	x := mat.NewDense(n, dims, nil)
	for i := range n {
		for j := range dims {
			x.Set(i, j, rng.NormFloat64())
		}
		x.Set(i, i%groups, x.At(i, i%groups)+20)
	}
	return x
}

func TestTSNEReachesThePerplexity(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	x := blobs(60, 5, 3, rng)
	for _, perplexity := range []float64{1.5, 10, 30, 58.9} {
		for i := range 60 {
			p := make([]float64, 60)
			neighbours(p, squaredDistances(x, i), i, perplexity)
			var sum, entropy float64
			for _, v := range p {
				sum += v
				if v > 0 {
					entropy -= v * math.Log(v)
				}
			}
			// The search ends 1e-7 nats from log(perplexity), so at a relative error of 1e-7.
			if got := math.Exp(entropy); math.Abs(got/perplexity-1) > 2e-7 || math.Abs(sum-1) > 1e-12 || p[i] != 0 {
				t.Errorf("row %d has perplexity %v, want %v; sum %v, p of itself %v", i, got, perplexity, sum, p[i])
			}
		}
	}
}

func squaredDistances(x mat.Matrix, i int) []float64 {
	n, cols := x.Dims()
	d := make([]float64, n)
	for j := range d {
		for k := range cols {
			d[j] += (x.At(i, k) - x.At(j, k)) * (x.At(i, k) - x.At(j, k))
		}
	}
	return d
}

// Rows that are equal share the probability that no σ can give to fewer of them.
func TestTSNEOfEqualRows(t *testing.T) {
	p := make([]float64, 5)
	neighbours(p, []float64{0, 0, 0, 0, 5e-324}, 0, 1.5)
	for j, want := range []float64{0, 1. / 3, 1. / 3, 1. / 3, 0} {
		if math.Abs(p[j]-want) > 1e-12 {
			t.Errorf("p = %v, want thirds of the equal rows", p)
		}
	}
	y, err := TSNE(t.Context(), mat.NewDense(6, 3, nil), TSNESettings{Iterations: 60}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range y.RawMatrix().Data {
		if !isFinite(v) {
			t.Fatalf("points %v", y.RawMatrix().Data)
		}
	}
}

func TestTSNEAffinitiesAreADistribution(t *testing.T) {
	const n = 40
	x := blobs(n, 4, 2, rand.New(rand.NewPCG(3, 4)))
	p, err := affinities(t.Context(), x, 8)
	if err != nil {
		t.Fatal(err)
	}
	conditional := make([][]float64, n)
	for i := range conditional {
		conditional[i] = make([]float64, n)
		neighbours(conditional[i], squaredDistances(x, i), i, 8)
	}
	sum := 0.0
	for i := range n {
		for k, got := range p.row(i) {
			j := i + 1 + k
			sum += 2 * got
			// Rounding in the distances moves a p by some parts in 1e15 times its exponent.
			if want := (conditional[i][j] + conditional[j][i]) / (2 * n); math.Abs(got-want) > 1e-10 {
				t.Errorf("p[%d,%d] = %v, want %v", i, j, got, want)
			}
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("the affinities sum to %v", sum)
	}
}

func TestTSNEGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	p, err := affinities(t.Context(), blobs(30, 4, 3, rng), 5)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, 60)
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	d := newTSNEDescent(p, y)
	d.gradient(1)
	const h = 1e-5
	for i := range y {
		at := y[i]
		y[i] = at + h
		up := d.divergence()
		y[i] = at - h
		down := d.divergence()
		y[i] = at
		// The error of a central difference is h² times a third derivative, and rounding 1e-16/h.
		if want := (up - down) / (2 * h); math.Abs(d.slope[i]-want) > 1e-8 {
			t.Errorf("dC/dy[%d] = %v, differences say %v", i, d.slope[i], want)
		}
	}
	plain := slices.Clone(d.slope)
	d.gradient(3)
	d3 := slices.Clone(d.slope)
	for i := range p.values {
		p.values[i] *= 3
	}
	d.gradient(1)
	for i := range d3 {
		if math.Abs(d3[i]-d.slope[i]) > 1e-12 || d3[i] == plain[i] {
			t.Errorf("exaggeration by 3: %v, want %v", d3[i], d.slope[i])
		}
	}
}

// Groups that are far apart stay apart: the nearest other point is of the same group for all, and the divergence of
// such clear groups is low.
func TestTSNEKeepsGroupsApart(t *testing.T) {
	const n, groups = 150, 5
	rng := rand.New(rand.NewPCG(7, 8))
	x := blobs(n, 10, groups, rng)
	var steps []int
	var last, first float64
	y, err := TSNE(t.Context(), x, TSNESettings{Iterations: 420, Perplexity: 12, Progress: func(step int, divergence float64, points mat.Matrix) error {
		if rows, cols := points.Dims(); rows != n || cols != 2 {
			t.Errorf("%d×%d points", rows, cols)
		}
		if len(steps) == 0 {
			first = divergence
		}
		steps, last = append(steps, step), divergence
		return nil
	}}, rng)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{50, 100, 150, 200, 250, 300, 350, 400, 420}; !slices.Equal(steps, want) {
		t.Errorf("progress at %v, want %v", steps, want)
	}
	if last > first/2 {
		t.Errorf("divergence %v after 50 steps, %v at the end", first, last)
	}
	for i := range n {
		nearest, least := -1, math.Inf(1)
		for j := range n {
			if d := math.Hypot(y.At(i, 0)-y.At(j, 0), y.At(i, 1)-y.At(j, 1)); j != i && d < least {
				nearest, least = j, d
			}
		}
		if nearest%groups != i%groups {
			t.Errorf("point %d of group %d is nearest to one of group %d", i, i%groups, nearest%groups)
		}
	}
}

func TestTSNEIsReproducible(t *testing.T) {
	x := blobs(40, 4, 2, rand.New(rand.NewPCG(1, 1)))
	embed := func(seed uint64) []float64 {
		y, err := TSNE(t.Context(), x, TSNESettings{Iterations: 30}, rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		return y.RawMatrix().Data
	}
	want := embed(1)
	for _, procs := range []int{1, 2, 5} {
		old := runtime.GOMAXPROCS(procs)
		got := embed(1)
		runtime.GOMAXPROCS(old)
		if !slices.Equal(got, want) {
			t.Errorf("other points on %d processors", procs)
		}
	}
	if slices.Equal(embed(2), want) {
		t.Error("another seed gives the same points")
	}
	start := TSNESettings{Iterations: 30, Start: x.Slice(0, 40, 0, 2)}
	a, err := TSNE(t.Context(), x, start, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := TSNE(t.Context(), x, start, rand.New(rand.NewPCG(2, 1)))
	if err != nil || !mat.Equal(a, b) {
		t.Errorf("positions that are given still depend on the seed (%v)", err)
	}
}

func TestTSNEEnds(t *testing.T) {
	x := blobs(20, 3, 2, rand.New(rand.NewPCG(1, 1)))
	ctx, cancel := context.WithCancel(t.Context())
	s := TSNESettings{Progress: func(int, float64, mat.Matrix) error { cancel(); return nil }}
	if _, err := TSNE(ctx, x, s, rand.New(rand.NewPCG(1, 1))); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	enough := errors.New("enough")
	s.Progress = func(int, float64, mat.Matrix) error { return enough }
	if _, err := TSNE(t.Context(), x, s, rand.New(rand.NewPCG(1, 1))); !errors.Is(err, enough) {
		t.Errorf("progress says enough: %v", err)
	}
}
