package notebook

import (
	"math"
	"testing"
)

func TestFormatNumber(t *testing.T) {
	for _, test := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "0"}, {1, "1"}, {-1, "-1"}, {0.5, "0.5"},
		{12.3456, "12.35"}, {-123.456, "-123.5"}, {0.00123456, "0.001235"},
		{0.0001, "0.0001"}, {0.000099996, "1e-04"}, {1.5e-7, "1.5e-07"},
		{999.96, "1000"}, {1234.5678, "1235"}, {60000, "60000"}, {123456789, "123456789"},
		{1.5e9, "1.5e+09"}, {-2.3456e12, "-2.346e+12"},
		{math.Inf(1), "∞"}, {math.Inf(-1), "-∞"},
	} {
		if got := formatNumber(test.x); got != test.want {
			t.Errorf("formatNumber(%v) = %q, want %q", test.x, got, test.want)
		}
	}
}

func TestFormatEstimate(t *testing.T) {
	for _, test := range []struct {
		value, err float64
		want       string
	}{
		{12.3456, 0.0512, "12.346 ± 0.051"},
		{-103.247, 0.3912, "-103.25 ± 0.39"},
		{-0.00001, 0.34, "0.00 ± 0.34"},
		{12.3456, 0, "12.35"},
		{12345.678, 123.4, "12346 ± 123"},
		{0, 2.5e-8, "0 ± 2.5e-08"},
		{5e9, 1e8, "5e+09 ± 100000000"},
		{math.Inf(1), 1, "∞"},
	} {
		if got := formatEstimate(test.value, test.err); got != test.want {
			t.Errorf("formatEstimate(%v, %v) = %q, want %q", test.value, test.err, got, test.want)
		}
	}
}
