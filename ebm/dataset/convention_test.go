package dataset

import (
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func TestThreshold(t *testing.T) {
	s := tiny()
	for threshold, want := range map[float32][]float32{
		0:    {0, 1, 1, 1, 1, 1, 0, 1},
		0.5:  {0, 0, 0, 1, 1, 1, 0, 1}, // a value of 0.5 is not above 0.5
		0.99: {0, 0, 0, 0, 1, 1, 0, 1},
	} {
		got := s.Threshold(threshold)
		if diff := cmp.Diff(want, matrix(got, nil).Data); diff != "" {
			t.Errorf("threshold %g: %s", threshold, diff)
		}
		if &got.pixels[0] != &s.pixels[0] {
			t.Error("the storage is not shared")
		}
	}
	if s.Convention() != Grey || s.Rows(0, 1).Data[1] != 0.25 {
		t.Error("the grey set changed")
	}
}

// TestConventionsOnce: what is binary already is not made binary again.
func TestConventionsOnce(t *testing.T) {
	s, rng := tiny(), ebm.NewRand(1)
	for want, b := range map[Convention]*Set{
		Thresholded: s.Threshold(0.5), Binarized: s.Binarize(rng), Sampled: s.Sampled(),
	} {
		if b.Convention() != want {
			t.Errorf("convention %v, want %v", b.Convention(), want)
		}
		mustPanic(t, notGrey, func() { b.Threshold(0.5) })
		mustPanic(t, notGrey, func() { b.Binarize(rng) })
		mustPanic(t, notGrey, func() { b.Sampled() })
	}
}

// checkDraws checks that zeros and ones are drawn from p, shade by shade: over
// the pixels with one grey value the mean is within 4 standard errors.
func checkDraws(t *testing.T, p, bits []float32) {
	t.Helper()
	ones, n := map[float32]float64{}, map[float32]float64{}
	for i, x := range bits {
		if x != 0 && x != 1 {
			t.Fatalf("pixel %d is %g", i, x)
		}
		ones[p[i]] += float64(x)
		n[p[i]]++
	}
	for grey, n := range n {
		g := float64(grey)
		if tol := 4 * math.Sqrt(g*(1-g)/n); math.Abs(ones[grey]/n-g) > tol {
			t.Errorf("grey %g: mean %g of %g pixels, tolerance %g", grey, ones[grey]/n, n, tol)
		}
	}
}

func TestBinarize(t *testing.T) {
	s := Digits()
	b := s.Binarize(ebm.NewRand(1))
	first := matrix(b, nil)
	checkDraws(t, matrix(s, nil).Data, first.Data)
	if diff := cmp.Diff(first, matrix(b, ebm.NewRand(2))); diff != "" {
		t.Error("a set that was drawn once is drawn anew")
	}
	if diff := cmp.Diff(s.Labels, b.Labels); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(first, matrix(s.Binarize(ebm.NewRand(1)), nil)); diff != "" {
		t.Error("the same seed gives another set")
	}
	if cmp.Equal(first, matrix(s.Binarize(ebm.NewRand(2)), nil)) {
		t.Error("another seed gives the same set")
	}
}

func TestSampled(t *testing.T) {
	grey := Digits()
	s, rng := grey.Sampled(), ebm.NewRand(1)
	means := matrix(grey, nil)
	if diff := cmp.Diff(means, matrix(s, nil)); diff != "" {
		t.Error("without a generator a sampled set does not give its means")
	}
	first, second := matrix(s, rng), matrix(s, rng)
	checkDraws(t, means.Data, first.Data)
	checkDraws(t, means.Data, second.Data)
	if cmp.Equal(first, second) {
		t.Error("two Gathers give the same draws")
	}
}

// TestSampledAverages averages many Gathers of the same rows, pixel by pixel.
func TestSampledAverages(t *testing.T) {
	const n = 400
	s := Digits().Sampled().Slice(0, 8)
	p, rng := matrix(s, nil).Data, ebm.NewRand(3)
	sums := make([]float64, len(p))
	for range n {
		for i, x := range matrix(s, rng).Data {
			sums[i] += float64(x)
		}
	}
	var chi2, df float64 // of the grey pixels
	for i, p := range p {
		mean, p := sums[i]/n, float64(p)
		if p == 0 || p == 1 {
			if mean != p {
				t.Errorf("pixel %d: mean %g of a certain %g", i, mean, p)
			}
			continue
		}
		chi2 += (mean - p) * (mean - p) * n / (p * (1 - p))
		df++
	}
	// χ² has mean df and standard deviation √(2 df).
	if tol := 4 * math.Sqrt(2*df); math.Abs(chi2-df) > tol {
		t.Errorf("χ² is %g for %g pixels, tolerance %g", chi2, df, tol)
	}
}

func TestSampledStreams(t *testing.T) {
	s := Digits().Sampled()
	gather := func(rows ...int) ebm.Matrix {
		m := ebm.NewMatrix(len(rows), 64)
		rng := ebm.NewRand(7)
		s.Gather(m, rows, rng)
		if next := ebm.NewRand(7); next.Uint64() == 0 || rng.Uint64() != next.Uint64() {
			t.Error("Gather does not draw from rng once")
		}
		return m
	}
	three := gather(5, 5, 9)
	if cmp.Equal(three.Row(0), three.Row(1)) {
		t.Error("a row that comes twice in a batch is drawn once")
	}
	if !cmp.Equal(gather(5).Row(0), three.Row(0)) {
		t.Error("a row's draws depend on the others")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !cmp.Equal(gather(5, 5, 9), three) {
		t.Error("draws depend on GOMAXPROCS")
	}
}
