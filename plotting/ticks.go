package plotting

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks is a plot.Ticker with at most that many labels, at multiples of 1, 2 or 5 times a power of ten.
type ticks int

func (n ticks) Ticks(lo, hi float64) []plot.Tick {
	var t []plot.Tick
	at, step := roundNumbers(lo, hi, int(n))
	for _, x := range at {
		t = append(t, plot.Tick{Value: x, Label: decimal(x, step)})
	}
	return t
}

// roundNumbers returns at most n round numbers in [lo, hi], multiples of step.
// There may be one or none where the range is too narrow for float64.
func roundNumbers(lo, hi float64, n int) (at []float64, step float64) {
	const exact = 1 << 50 // multiples beyond are not told apart
	step = roundStep((hi - lo) / float64(max(n, 2)))
	for ; step > 0 && !math.IsInf(step, 0); step = roundStep(step * 1.01) {
		first, last := math.Ceil(lo/step-1e-9), math.Floor(hi/step+1e-9)
		if last-first >= float64(n) || max(math.Abs(first), math.Abs(last)) > exact {
			continue
		}
		for i := range int(last-first) + 1 {
			at = append(at, (first+float64(i))*step)
		}
		return at, step
	}
	return nil, 0
}

// roundStep returns the least of 1, 2, 5 times a power of ten that is not below x.
func roundStep(x float64) float64 {
	if x <= 0 || math.IsNaN(x) {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, f := range [...]float64{1, 2, 5} {
		if f*power >= x*(1-1e-9) {
			return f * power
		}
	}
	return 10 * power
}

// decimal writes x, a multiple of step, with the digits that tell it from the next, and with a power of ten where that
// would be long.
func decimal(x, step float64) string {
	if x == 0 {
		return "0"
	}
	s := strconv.FormatFloat(x, 'f', max(0, int(math.Ceil(-math.Log10(step)-1e-9))), 64)
	if len(s) > 10 {
		after := math.Ceil(math.Log10(math.Abs(x)/step) - 1e-9)
		s = exponent(strconv.FormatFloat(x, 'e', min(max(0, int(after)), 9), 64))
	}
	return minus(s)
}

// short writes x with at most three significant digits.
func short(x float64) string {
	if size := math.Abs(x); size >= 999.5 && size < 99950 {
		return minus(strconv.FormatFloat(x, 'f', 0, 64))
	}
	return minus(exponent(strconv.FormatFloat(x, 'g', 3, 64)))
}

// exponent shortens e+06 to e6.
func exponent(s string) string {
	return strings.NewReplacer("e+0", "e", "e+", "e", "e-0", "e-").Replace(s)
}

// minus replaces the hyphen by a minus sign, which has the width of a digit's plus.
func minus(s string) string { return strings.ReplaceAll(s, "-", "\u2212") }
