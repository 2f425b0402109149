package ebm_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/ebm/dataset"
)

// TestReference reproduces numbers of others, each in a subtest that names its
// source: docs/reference.md has the last run's results. Rows that take more
// than some seconds run only with EBM_LONG=1:
//
//	EBM_LONG=1 go test ./ebm -run 'Reference/NAME' -v -timeout 60m
//
// EBM_SEEDS=10 repeats a row with so many seeds. Bands are the range of ten
// seeds, widened by a quarter on both sides.
func TestReference(t *testing.T) {
	for _, row := range referenceRows {
		t.Run(row.name, func(t *testing.T) {
			if row.long && os.Getenv("EBM_LONG") == "" {
				t.Skip("takes long: set EBM_LONG=1")
			}
			if testing.Short() {
				t.Skip("takes seconds: not with -short")
			}
			t.Log("source:", row.source)
			row.run(t)
		})
	}
}

// referenceRow is one row of docs/reference.md.
type referenceRow struct {
	name, source string
	long         bool
	run          func(t *testing.T)
}

// referenceRows are listed by the files named reference_…_test.go.
var referenceRows []referenceRow

func reference(rows ...referenceRow) struct{} {
	referenceRows = append(referenceRows, rows...)
	return struct{}{}
}

// within logs a result and fails the test unless it lies in the band.
func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) {
		t.Errorf("%s: %.4f, want %g to %g", what, got, low, high)
		return
	}
	t.Logf("%s: %.4f (band %g to %g)", what, got, low, high)
}

// timed logs and returns how many seconds a part took.
func timed(t *testing.T, what string, f func()) float64 {
	t.Helper()
	start := time.Now()
	f()
	seconds := time.Since(start).Seconds()
	t.Logf("%s: %.2f s", what, seconds)
	return seconds
}

// train is [ebm.Train] for tests.
func train(t *testing.T, obj ebm.Objective, data ebm.Source, s ebm.Settings, seed uint64) ebm.Result {
	t.Helper()
	r, err := ebm.Train(t.Context(), obj, data, s, ebm.NewRand(seed))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exactLikelihood is the mean of log p over the rows of x, exactly.
func exactLikelihood(t *testing.T, m ebm.Model, x ebm.Source) float64 {
	t.Helper()
	l, err := ebm.ExactLikelihood(m, x, ebm.NewRand(1))
	if err != nil {
		t.Fatal(err)
	}
	return l.Mean
}

// bars is so many full turns of the generator of n×n bars and stripes:
// orientation by a coin, then each line by a coin, so that white and black come
// twice.
func bars(n, turns int) ebm.Matrix {
	patterns := dataset.BarsAndStripes(n)
	x := ebm.NewMatrix(turns*(patterns.Rows+2), n*n)
	row := 0
	for range turns {
		for i := range patterns.Rows {
			copies := 1
			if s := sum(patterns.Row(i)); s == 0 || s == float32(n*n) {
				copies = 2
			}
			for range copies {
				copy(x.Row(row), patterns.Row(i))
				row++
			}
		}
	}
	return x
}

func sum(x []float32) (s float32) {
	for _, v := range x {
		s += v
	}
	return s
}

// mnist returns MNIST in the convention that f makes of it.
func mnist(t *testing.T, f func(*dataset.Set) *dataset.Set) (train, test *dataset.Set) {
	t.Helper()
	train, test, err := dataset.MNIST()
	if err != nil {
		t.Fatal(err)
	}
	return f(train), f(test)
}

// centredPCD is a new RBM at the best independent units of data, and PCD-1 with
// 100 chains and the centred gradient.
func centredPCD(t *testing.T, data ebm.Source, hidden int, seed uint64) (*ebm.RBM, ebm.Objective) {
	t.Helper()
	rng := ebm.NewRand(seed)
	m := ebm.NewBernoulliRBM(784, hidden, rng)
	if err := m.InitVisible(data); err != nil {
		t.Fatal(err)
	}
	obj, err := ebm.NewCentered(ebm.NewPCD(m, 1, 100, rng), ebm.DataOffsets)
	if err != nil {
		t.Fatal(err)
	}
	return m, obj
}

// seeds are 1 to n, or to EBM_SEEDS, which is how the bands were found.
func seeds(n int) []uint64 {
	if more, err := strconv.Atoi(os.Getenv("EBM_SEEDS")); err == nil {
		n = more
	}
	s := make([]uint64, n)
	for i := range s {
		s[i] = uint64(i + 1)
	}
	return s
}

func seedName(what string, seed uint64) string { return fmt.Sprintf("%s, seed %d", what, seed) }
