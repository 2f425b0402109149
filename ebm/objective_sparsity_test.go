package ebm_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func mustSparse(t *testing.T, obj ebm.Objective, target, cost float64) *ebm.Sparse {
	t.Helper()
	s, err := ebm.NewSparse(obj, target, cost)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSparseFormula writes the penalty's gradient out, for objectives that know
// the hidden means and for others.
func TestSparseFormula(t *testing.T) {
	x := patterns(40, 1)
	for name, objective := range map[string]func() ebm.Objective{
		"CD":       func() ebm.Objective { return ebm.NewCD(strongRBM(12, 8), 1) },
		"centred":  func() ebm.Objective { return mustCenter(t, ebm.NewCD(strongRBM(12, 8), 1), ebm.DataOffsets) },
		"CD, bare": func() ebm.Objective { return bare{ebm.NewCD(strongRBM(12, 8), 1)} },
	} {
		plain, sparse := objective(), mustSparse(t, objective(), 0.1, 0.3)
		m := sparse.Model().(*ebm.RBM)
		var q []float64
		for step, batch := range []ebm.Matrix{x, x.Slice(3, 14), x} {
			const scale = -0.5
			g, got := gradientOf(plain, scale, batch, uint64(step)), gradientOf(sparse, scale, batch, uint64(step))
			h := ebm.NewMatrix(batch.Rows, 8)
			m.HiddenMean(h, batch)
			now, v := meanRow(h), meanRow(batch)
			if q == nil {
				q = now
			}
			for j := range q {
				q[j] += 0.1 * (now[j] - q[j])
			}
			// Sums of 40 terms below 1, some of them taken twice.
			const tol = 2 * 40 * 6e-8
			if d := furthest(q, sparse.Activity()); d > tol {
				t.Errorf("%s, step %d: activity is %g off", name, step, d)
			}
			for j := range q {
				d := scale * 0.3 * (q[j] - 0.1)
				if e := math.Abs(got[2].Value.At(0, j) - g[2].Value.At(0, j) - d); e > tol {
					t.Errorf("%s, step %d: bias %d is %g off", name, step, j, e)
				}
				for i := range v {
					if e := math.Abs(got[0].Value.At(i, j) - g[0].Value.At(i, j) - d*v[i]); e > tol {
						t.Errorf("%s, step %d: weight %d,%d is %g off", name, step, i, j, e)
					}
				}
			}
		}
	}
}

func TestSparseReachesItsTarget(t *testing.T) {
	m, x := newTestRBM(), patterns(300, 1)
	s := small
	s.Epochs = 30
	sparse := mustSparse(t, ebm.NewCD(m, 1), 0.1, 1)
	if _, err := ebm.Train(t.Context(), sparse, x, s, ebm.NewRand(2)); err != nil {
		t.Fatal(err)
	}
	h := ebm.NewMatrix(x.Rows, 8)
	m.HiddenMean(h, x)
	var sum float64
	for _, q := range meanRow(h) {
		sum += q / 8
	}
	// Three kinds of rows keep units on for a third of them without a target.
	if sum < 0.05 || sum > 0.2 {
		t.Errorf("mean activity %g, want about 0.1", sum)
	}
}

func TestSparseBadInput(t *testing.T) {
	cd := func() ebm.Objective { return ebm.NewCD(newTestRBM(), 1) }
	for _, c := range [][2]float64{{0, 1}, {1, 1}, {math.NaN(), 1}, {0.1, -1}, {0.1, math.NaN()}, {0.1, math.Inf(1)}} {
		if _, err := ebm.NewSparse(cd(), c[0], c[1]); !errors.Is(err, ebm.ErrSettings) {
			t.Errorf("%v: %v", c, err)
		}
	}
	m := ebm.NewRBM(ebm.NewBernoulli(12), struct{ ebm.Layer }{ebm.NewBernoulli(8)}, ebm.NewRand(1))
	for _, obj := range []ebm.Objective{ebm.NewCD(m, 1), newValley()} {
		if _, err := ebm.NewSparse(obj, 0.1, 1); !errors.Is(err, ebm.ErrUnsupported) {
			t.Errorf("%v", err)
		}
	}
	for name, f := range map[string]func(){
		"nil":     func() { _, _ = ebm.NewSparse(nil, 0.1, 1) },
		"rate":    func() { s := mustSparse(t, cd(), 0.1, 1); s.Rate = 2; gradientOf(s, 1, patterns(3, 1), 1) },
		"no rows": func() { gradientOf(mustSparse(t, cd(), 0.1, 1), 1, ebm.NewMatrix(0, 12), 1) },
	} {
		if text := panicText(f); !strings.HasPrefix(text, "ebm: ") {
			t.Errorf("%s: %q", name, text)
		}
	}
	if got := mustSparse(t, cd(), 0.1, 1).String(); got != "CD-1, sparsity 0.1 at cost 1 and rate 0.1" {
		t.Errorf("%q", got)
	}
}
