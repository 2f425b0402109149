package ebmtest

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
)

// testBits runs f for several GOMAXPROCS and compares the bits.
func testBits(t testing.TB, what string, f func() []float64) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := f()
	for _, procs := range []int{1, 2, 3, 5} {
		runtime.GOMAXPROCS(procs)
		got := f()
		if len(got) != len(want) {
			t.Errorf("%s: %d numbers, then %d", what, len(want), len(got))
			return
		}
		for i, v := range got {
			if math.Float64bits(v) != math.Float64bits(want[i]) {
				t.Errorf("%s: number %d is %v with GOMAXPROCS %d, but %v with 1", what, i, v, procs, want[i])
				return
			}
		}
	}
}

// testPanic wants f to panic with a text of its own.
func testPanic(t testing.TB, what string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		switch r := recover(); r.(type) {
		case nil:
			t.Errorf("%s: no panic", what)
		case runtime.Error:
			t.Errorf("%s: panics with %v, want a text that names the caller's mistake", what, r)
		default:
			if text := fmt.Sprint(r); strings.HasPrefix(text, "blas: ") {
				t.Errorf("%s: panics with %q of a library below, want a text of its own", what, text)
			}
		}
	}()
	f()
}
