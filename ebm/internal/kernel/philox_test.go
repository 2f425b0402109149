package kernel

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestPhiloxKnownAnswers: the vectors "philox4x32 10" of the file kat_vectors of
// Random123 (github.com/DEShawResearch/random123, tests).
func TestPhiloxKnownAnswers(t *testing.T) {
	const ones = 0xffffffff
	for _, c := range []struct {
		key           uint64
		counter, want [4]uint32
	}{
		{0, [4]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{0xffffffffffffffff, [4]uint32{ones, ones, ones, ones}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{0x299f31d0a4093822, [4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		keys := roundKeys(c.key)
		if got := keys.philox(c.counter); got != c.want {
			t.Errorf("counter %08x, key %016x: %08x, want %08x", c.counter, c.key, got, c.want)
		}
	}
}

// TestUniformsOfCounter: number j of a row is word j%4 of its counter, whatever
// the length, and rows and keys use all of their bits.
func TestUniformsOfCounter(t *testing.T) {
	keys := roundKeys(0xfedcba9876543210)
	eachLevel(t, func(t *testing.T) {
		for _, row := range []int{0, 1, 5, 1 << 31, 1<<32 + 5, 1 << 40} {
			for n := range 200 {
				u := make([]float32, n+1)
				u[n] = -1
				Uniforms(u[:n], 0xfedcba9876543210, row)
				for j, got := range u[:n] {
					w := keys.philox([4]uint32{uint32(j / 4), uint32(row), uint32(row >> 32), 0})
					if want := float64(w[j%4]>>8) / (1 << 24); float64(got) != want {
						t.Fatalf("row %d, number %d of %d is %v, want %v", row, j, n, got, want)
					}
				}
				if u[n] != -1 {
					t.Fatalf("row %d: writes beyond %d numbers", row, n)
				}
			}
		}
	})
}

func TestUnitStaysBelowOne(t *testing.T) {
	if unit(0) != 0 || unit(math.MaxUint32) != 1-roundoff {
		t.Errorf("unit maps to [%v, %v]", unit(0), unit(math.MaxUint32))
	}
}

// field returns rows×cols uniform numbers under a key.
func field(key uint64, rows, cols int) [][]float32 {
	u := make([][]float32, rows)
	for i := range u {
		u[i] = make([]float32, cols)
		Uniforms(u[i], key, i)
	}
	return u
}

// z is how many standard errors a statistic may be off: over the ten or so of
// them here, a fair generator fails for one choice of keys in a million.
const z = 5.4

// TestUniformMoments compares with those of [0, 1): mean 1/2, variance 1/12,
// fourth central moment 1/80.
func TestUniformMoments(t *testing.T) {
	const rows, cols = 500, 401
	n := float64(rows * cols)
	var mean, variance float64
	for _, row := range field(1, rows, cols) {
		for _, u := range row {
			mean += float64(u) / n
			variance += (float64(u) - 0.5) * (float64(u) - 0.5) / n
		}
	}
	if tol := z * math.Sqrt(1.0/12/n); !(math.Abs(mean-0.5) <= tol) {
		t.Errorf("mean is %.5f, want 0.5 ± %.1g", mean, tol)
	}
	if tol := z * math.Sqrt((1.0/80-1.0/144)/n); !(math.Abs(variance-1.0/12) <= tol) {
		t.Errorf("variance is %.5f, want 1/12 ± %.1g", variance, tol)
	}
}

// TestUniformsDoNotCorrelate: neighbours in a row, in a column, under the next
// key, and under the key with its halves swapped. A product of independent
// numbers has variance 1/144.
func TestUniformsDoNotCorrelate(t *testing.T) {
	const rows, cols = 500, 401
	u := field(1, rows, cols)
	for _, c := range []struct {
		name   string
		v      [][]float32
		di, dj int
	}{
		{"next column", u, 0, 1}, {"next counter", u, 0, 4}, {"next row", u, 1, 0}, {"next row and column", u, 1, 1},
		{"next key", field(2, rows, cols), 0, 0}, {"key of swapped halves", field(1<<32, rows, cols), 0, 0},
		{"transposed", transposed(field(1, cols, rows)), 0, 0},
	} {
		sum, n := 0.0, 0
		for i := range rows - c.di {
			for j := range cols - c.dj {
				if c.name == "transposed" && i == j {
					continue // the same numbers
				}
				sum += (float64(u[i][j]) - 0.5) * (float64(c.v[i+c.di][j+c.dj]) - 0.5)
				n++
			}
		}
		if tol := z * math.Sqrt(1.0/144/float64(n)); !(math.Abs(sum/float64(n)) <= tol) {
			t.Errorf("covariance with the %s is %.3g, want 0 ± %.1g", c.name, sum/float64(n), tol)
		}
	}
}

func transposed(u [][]float32) [][]float32 {
	v := make([][]float32, len(u[0]))
	for j := range v {
		v[j] = make([]float32, len(u))
		for i := range u {
			v[j][i] = u[i][j]
		}
	}
	return v
}

// TestUniformsAreEquidistributed: in 1024 intervals, in 32×32 squares of
// neighbours in a row and in a column, and in the low 10 of their 24 bits.
func TestUniformsAreEquidistributed(t *testing.T) {
	const rows, cols, cells = 512, 400, 1024
	u := field(3, rows, cols)
	for name, cell := range map[string]func(i, j int) int{
		"intervals":            func(i, j int) int { return int(u[i][j] * cells) },
		"neighbours in a row":  func(i, j int) int { return int(u[i][2*(j/2)]*32)*32 + int(u[i][2*(j/2)+1]*32) },
		"neighbours in column": func(i, j int) int { return int(u[2*(i/2)][j]*32)*32 + int(u[2*(i/2)+1][j]*32) },
		"low bits":             func(i, j int) int { return int(u[i][j]*(1<<24)) % cells },
	} {
		// Pairs are visited twice; their counts are halved.
		count, n := make([]float64, cells), 0.0
		weight := 1.0
		if name != "intervals" && name != "low bits" {
			weight = 0.5
		}
		for i := range rows {
			for j := range cols {
				count[cell(i, j)] += weight
				n += weight
			}
		}
		chi2, want := 0.0, n/cells
		for _, c := range count {
			chi2 += (c - want) * (c - want) / want
		}
		law := distuv.ChiSquared{K: cells - 1}
		if p := law.Survival(chi2); p < 1e-6 || p > 1-1e-6 {
			t.Errorf("%s: χ² is %.0f for %d degrees of freedom (probability %.2g)", name, chi2, cells-1, p)
		}
	}
}
