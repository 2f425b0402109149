package notebook

import (
	"math"
	"strconv"
	"strings"
)

// significant is the number of digits of a number without a standard error.
const significant = 4

// formatNumber writes x with four significant digits, and all digits before the point: 0.0123,
// 12.3, 60000. Only far from 1 it uses an exponent: 1.5e-07.
func formatNumber(x float64) string {
	switch size := math.Abs(x); {
	case math.IsNaN(x):
		return "undefined"
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	case size == 0:
		return "0"
	case size < 1e-4 || size >= 1e9:
		return trimZeros(strconv.FormatFloat(x, 'e', significant-1, 64))
	default:
		return trimZeros(strconv.FormatFloat(x, 'f', decimals(size, significant), 64))
	}
}

// formatEstimate writes a value and its standard error, both to the error's second digit: 12.34 ± 0.05. An error of
// 0 is none.
func formatEstimate(value, err float64) string {
	if err <= 0 || math.IsInf(err, 0) || math.IsInf(value, 0) {
		return formatNumber(value)
	}
	size := max(math.Abs(value), err)
	if err < 1e-6 || size >= 1e9 {
		return formatNumber(value) + " ± " + formatNumber(err)
	}
	n := decimals(err, 2)
	return plain(value, n) + " ± " + plain(err, n)
}

// plain writes x with n decimals, and no sign before a zero.
func plain(x float64, n int) string {
	s := strconv.FormatFloat(x, 'f', n, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// decimals is how many digits after the point give that many significant ones to a number of that size (> 0).
func decimals(size float64, digits int) int {
	return max(0, digits-1-int(math.Floor(math.Log10(size))))
}

// trimZeros removes zeros that end the digits after the point.
func trimZeros(s string) string {
	mantissa, exponent := s, ""
	if i := strings.IndexByte(s, 'e'); i >= 0 {
		mantissa, exponent = s[:i], s[i:]
	}
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	return mantissa + exponent
}
