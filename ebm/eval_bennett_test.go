package ebm

import (
	"math"
	"testing"
)

// normalRuns are log weights as if log w were normal: a forward mean of
// r - s²/2 and a reverse one of -r - s²/2 satisfy Crooks' relation.
func normalRuns(n, m int, r, s float64, seed uint64) (forward, reverse AISResult) {
	rng := NewRand(seed)
	draw := func(n int, mean float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = mean + s*rng.NormFloat64()
		}
		return x
	}
	const logZ0 = 3
	return AISResult{LogZ0: logZ0, LogWeights: draw(n, r-s*s/2)},
		AISResult{LogZ0: logZ0, LogWeights: draw(m, -r-s*s/2), Reverse: true}
}

// TestBennett: the estimate solves the equation, is right, and its errors have
// the size that they claim.
func TestBennett(t *testing.T) {
	const r, runs = 250.0, 200
	for _, c := range []struct {
		n, m int
		s    float64
	}{{100, 100, 0.3}, {100, 100, 1.5}, {200, 30, 1}, {10, 300, 1}} {
		covered, squares := 0, 0.0
		for seed := range uint64(runs) {
			forward, reverse := normalRuns(c.n, c.m, r, c.s, seed)
			e, overlap := Bennett(forward, reverse)
			s, sum := math.Log(float64(c.n)/float64(c.m)), 0.0
			for _, f := range forward.LogWeights {
				sum += 1 / (1 + math.Exp(-(f - (e.Value - 3) - s)))
			}
			for _, g := range reverse.LogWeights {
				sum -= 1 / (1 + math.Exp(-(g + (e.Value - 3) + s)))
			}
			if !(math.Abs(sum) < 1e-6) || !(overlap > 0 && overlap <= 1) {
				t.Fatalf("%+v, seed %d: the sides of the equation differ by %g, overlap %g", c, seed, sum, overlap)
			}
			if e.Low <= r+3 && r+3 <= e.High {
				covered++
			}
			z := (e.Value - r - 3) / e.Err
			squares += z * z / runs
		}
		// 95 % of 200, ± 4 standard errors of a frequency, and the variance of z
		// is 1 ± 4√(2/200); half as much again for the error of an error.
		if tol := 4 * math.Sqrt(0.95*0.05*runs); math.Abs(float64(covered)-0.95*runs) > 1.5*tol {
			t.Errorf("%+v: %d of %d intervals cover", c, covered, runs)
		}
		if math.Abs(squares-1) > 6*math.Sqrt(2./runs) {
			t.Errorf("%+v: errors are %.2f times what they claim", c, math.Sqrt(squares))
		}
	}
}

// TestBennettFarApart: no overflow, an interval that owns up, and no estimate
// outside of what the two runs say.
func TestBennettFarApart(t *testing.T) {
	for _, s := range []float64{4, 40, 400} {
		forward, reverse := normalRuns(100, 50, -5000, s, 1)
		e, overlap := Bennett(forward, reverse)
		if overlap > 0.1 || !finite(e.Value) || !finite(e.Err) || !(e.Low < -4997 && e.High > -4997) {
			t.Errorf("deviation %g: %v, error %g, overlap %g", s, e, e.Err, overlap)
		}
		if e.High-e.Low < s*s*0.8 {
			t.Errorf("deviation %g: bounds are about %g apart, the interval is %v", s, s*s, e)
		}
	}
}

func TestBennettPanics(t *testing.T) {
	forward, reverse := normalRuns(10, 10, 0, 1, 1)
	for name, f := range map[string]func(){
		"swapped":    func() { Bennett(reverse, forward) },
		"no weights": func() { Bennett(AISResult{}, reverse) },
		"two paths":  func() { forward.LogZ0++; Bennett(forward, reverse) },
	} {
		func() {
			defer func() {
				if recover() != badRuns {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
