package dataset

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// tiny has four images of 1×2 pixels, where the byte 4 is white.
func tiny() *Set {
	return newSet("tiny", []byte{0, 1, 2, 3, 4, 4, 0, 4}, 1, 2, 4).label([]int{0, 1, 2, 1}, 3)
}

// matrix returns all rows of s as Gather stores them.
func matrix(s *Set, rng *rand.Rand) ebm.Matrix {
	rows, cols := s.Dims()
	m := ebm.NewMatrix(rows, cols)
	s.Gather(m, sequence(0, rows), rng)
	return m
}

// mustPanic checks that f panics with one of the package's texts.
func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := recover(); got != want || !strings.HasPrefix(want, "dataset: ") {
			t.Errorf("panic %v, want %q", got, want)
		}
	}()
	f()
}

func TestGather(t *testing.T) {
	wide := ebm.NewMatrix(3, 5)
	for i := range wide.Data {
		wide.Data[i] = -1
	}
	tiny().Gather(wide.Columns(1, 3), []int{3, 0, 3}, nil)
	want := []float32{-1, 0, 1, -1, -1, -1, 0, 0.25, -1, -1, -1, 0, 1, -1, -1}
	if diff := cmp.Diff(want, wide.Data); diff != "" {
		t.Error(diff)
	}
	if rows, cols := tiny().Dims(); rows != 4 || cols != 2 {
		t.Errorf("Dims %d, %d", rows, cols)
	}
}

func TestRows(t *testing.T) {
	got := tiny().Rows(1, 3)
	if diff := cmp.Diff([]float32{0.5, 0.75, 1, 1}, got.Data); diff != "" {
		t.Error(diff)
	}
	got.Data[0] = 9
	if tiny().Rows(1, 2).Data[0] != 0.5 || tiny().Rows(4, 4).Rows != 0 {
		t.Error("Rows is no copy, or an empty range is not empty")
	}
}

func TestSetPanics(t *testing.T) {
	s, rng := tiny(), ebm.NewRand(1)
	mustPanic(t, badShape, func() { s.Gather(ebm.NewMatrix(1, 2), []int{0, 1}, nil) })
	mustPanic(t, badShape, func() { s.Gather(ebm.NewMatrix(1, 3), []int{0}, nil) })
	mustPanic(t, badRange, func() { s.Gather(ebm.NewMatrix(1, 2), []int{4}, nil) })
	mustPanic(t, badRange, func() { s.Gather(ebm.NewMatrix(1, 2), []int{-1}, nil) })
	mustPanic(t, badRange, func() { s.Rows(0, 5) })
	mustPanic(t, badRange, func() { s.Rows(2, 1) })
	mustPanic(t, badRange, func() { s.Slice(-1, 1) })
	mustPanic(t, badRange, func() { s.Split(5, rng) })
	mustPanic(t, badRange, func() { s.Split(-1, rng) })
	mustPanic(t, nilRand, func() { s.Split(1, nil) })
	mustPanic(t, nilRand, func() { s.Binarize(nil) })
	mustPanic(t, badThreshold, func() { s.Threshold(1) })
	mustPanic(t, badThreshold, func() { s.Threshold(-0.1) })
	mustPanic(t, noLabels, func() { newSet("x", []byte{1}, 1, 1, 1).Only(1) })
	mustPanic(t, badSize, func() { BarsAndStripes(0) })
	mustPanic(t, badSize, func() { BarsAndStripes(17) })
}

func TestString(t *testing.T) {
	s := tiny()
	for want, set := range map[string]*Set{
		"tiny: 4 images of 1×2, 3 classes, grey":               s,
		"tiny: 4 images of 1×2, 3 classes, thresholded at 0.3": s.Threshold(0.3),
		"tiny: 4 images of 1×2, 3 classes, binarized once":     s.Binarize(ebm.NewRand(1)),
		"tiny: 4 images of 1×2, 3 classes, sampled anew":       s.Sampled(),
		"bare: 2 images of 1×1, grey":                          newSet("bare", []byte{1, 2}, 1, 1, 4),
	} {
		if got := set.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Convention(7).String(); got != "Convention(7)" {
		t.Error(got)
	}
}
