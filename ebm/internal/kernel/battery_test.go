package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// A battery of the classical tests of random numbers (Knuth, The Art of Computer
// Programming, volume 2; birthday spacings are Marsaglia's), run
// on what the library draws: fields of rows and columns under some keys. Every
// statistic gives a probability under independent uniform numbers, and fails
// outside of [least, 1-least]: about sixty of them fail for one choice of keys
// in ten thousand. The keys are fixed, so a failure means that the numbers have
// changed.
const least = 1e-6

// source stores the numbers of a row, as Uniforms does.
type source func(dst []float32, key uint64, row int)

// field is rows×cols numbers under a key.
func (s source) field(key uint64, rows, cols int) [][]float32 {
	u := make([][]float32, rows)
	for i := range u {
		u[i] = make([]float32, cols)
		s(u[i], key, i)
	}
	return u
}

// sequence is n numbers, row after row.
func (s source) sequence(key uint64, n int) []float32 {
	u := make([]float32, 0, n)
	for i := 0; len(u) < n; i++ {
		row := make([]float32, min(400, n-len(u)))
		s(row, key, i)
		u = append(u, row...)
	}
	return u
}

// statistics are the tests: their probabilities by name, and a source in which
// the test must find the fault.
var statistics = []struct {
	name  string
	test  func(s source) map[string]float64
	wrong source
}{
	{"moments", moments, edited(func(u []float32, _ int) {
		for j := range u {
			u[j] *= 0.995
		}
	})},
	{"bits", eachBit, edited(func(u []float32, _ int) {
		for j := 0; j < len(u); j += 20 {
			u[j] = float32(int(u[j]*(1<<22))) / (1 << 22)
		}
	})},
	{"equidistribution", equidistribution, edited(func(u []float32, _ int) {
		for j := range u {
			if u[j] > 0.25 && u[j] < 0.252 {
				u[j] += 0.5
			}
		}
	})},
	{"serial", serial, edited(func(u []float32, _ int) {
		for j := 8; j < len(u); j += 16 {
			u[j+1] = u[j]
		}
	})},
	{"serial in a column", serial, func(dst []float32, key uint64, row int) {
		Uniforms(dst, key, row)
		Uniforms(dst[:len(dst)/16], key, row/2)
	}},
	{"serial between keys", serial, func(dst []float32, key uint64, row int) {
		Uniforms(dst, key, row)
		Uniforms(dst[:len(dst)/16], key/2, row)
	}},
	{"covariances", covariances, func(dst []float32, key uint64, row int) {
		Uniforms(dst, key, row)
		if row%8 == 0 {
			Uniforms(dst, key>>32|key&math.MaxUint32, row) // as if the halves were added
		}
	}},
	{"gaps", gaps, edited(func(u []float32, _ int) {
		for j := 1; j < len(u); j++ {
			if u[j] < 1.0/8 && u[j-1] < 1.0/16 {
				u[j] = 1 - u[j]
			}
		}
	})},
	{"runs", runs, edited(func(u []float32, _ int) {
		for j := 1; j < len(u); j += 16 {
			u[j], u[j-1] = max(u[j], u[j-1]), min(u[j], u[j-1])
		}
	})},
	{"permutations", permutations, edited(func(u []float32, row int) {
		for j := 4; j+4 <= len(u) && row%4 == 0; j += 16 {
			slices.Sort(u[j : j+4])
		}
	})},
	{"largest of 8", largest, edited(func(u []float32, _ int) {
		for j := 0; j+8 <= len(u); j += 8 {
			if slices.Max(u[j:j+8]) < 0.6 {
				u[j] += 0.4
			}
		}
	})},
	{"birthdays", birthdays, func(dst []float32, _ uint64, row int) {
		for j := range dst {
			dst[j] = unit(uint32(400*row+j) * 0x9E3779B9)
		}
	}},
}

// edited is Uniforms with a fault.
func edited(edit func(u []float32, row int)) source {
	return func(dst []float32, key uint64, row int) {
		Uniforms(dst, key, row)
		edit(dst, row)
	}
}

func TestBattery(t *testing.T) {
	for _, s := range statistics {
		for name, p := range s.test(Uniforms) {
			if !(p >= least && p <= 1-least) {
				t.Errorf("%s, %s: probability %.2g", s.name, name, p)
			}
		}
	}
}

// TestBatteryFindsFaults: each statistic must reject numbers that are wrong in
// the way that it looks for.
func TestBatteryFindsFaults(t *testing.T) {
	for _, s := range statistics {
		worst := 1.0
		for _, p := range s.test(s.wrong) {
			worst = min(worst, p, 1-p)
		}
		if worst >= least {
			t.Errorf("%s: the fault has probability %.2g", s.name, worst)
		}
	}
}

// normal is the probability of a number that has mean 0 and variance 1.
func normal(z float64) float64 { return distuv.UnitNormal.CDF(z) }

// chiSquared is the probability of counts that are as far from n·share, or
// farther; no share if all are equal.
func chiSquared(counts []float64, share []float64) float64 {
	n, chi2 := 0.0, 0.0
	for _, c := range counts {
		n += c
	}
	for i, c := range counts {
		want := n / float64(len(counts))
		if share != nil {
			want = n * share[i]
		}
		chi2 += (c - want) * (c - want) / want
	}
	return distuv.ChiSquared{K: float64(len(counts) - 1)}.Survival(chi2)
}

// moments of u-1/2: the k-th is 2⁻ᵏ/(k+1) for even k, else 0.
func moments(s source) map[string]float64 {
	moment := func(k int) float64 {
		if k%2 == 1 {
			return 0
		}
		return math.Ldexp(1, -k) / float64(k+1)
	}
	u := s.sequence(1, 200000)
	p := map[string]float64{}
	for k, name := range map[int]string{1: "mean", 2: "variance", 3: "skewness", 4: "kurtosis"} {
		sum := 0.0
		for _, x := range u {
			sum += math.Pow(float64(x)-0.5, float64(k)) - moment(k)
		}
		p[name] = normal(sum / math.Sqrt(float64(len(u))*(moment(2*k)-moment(k)*moment(k))))
	}
	return p
}

// eachBit is on in half of the numbers.
func eachBit(s source) map[string]float64 {
	u := s.sequence(2, 100000)
	var on [24]float64
	for _, x := range u {
		w := uint32(x * (1 << 24))
		for b := range on {
			on[b] += float64(w >> b & 1)
		}
	}
	p := map[string]float64{}
	n := float64(len(u))
	for b, c := range on {
		p[fmt.Sprint("bit ", b)] = normal((c - n/2) / math.Sqrt(n/4))
	}
	return p
}

// equidistribution over 2ᵏ intervals, and of the lowest bits.
func equidistribution(s source) map[string]float64 {
	u := s.sequence(3, 1<<18)
	count := func(cells int, cell func(x float32) int) float64 {
		counts := make([]float64, cells)
		for _, x := range u {
			counts[cell(x)]++
		}
		return chiSquared(counts, nil)
	}
	return map[string]float64{
		"16":            count(16, func(x float32) int { return int(x * 16) }),
		"256":           count(256, func(x float32) int { return int(x * 256) }),
		"4096":          count(4096, func(x float32) int { return int(x * 4096) }),
		"lowest 8 bits": count(256, func(x float32) int { return int(x*(1<<24)) % 256 }),
		"middle 8 bits": count(256, func(x float32) int { return int(x*(1<<16)) % 256 }),
	}
}

// serial counts pairs, which do not overlap, in 32×32 squares: of neighbours in
// a row, in a counter, in a column, and under neighbouring keys.
func serial(s source) map[string]float64 {
	const rows, cols = 512, 400
	u, next, far := s.field(4, rows, cols), s.field(5, rows, cols), s.field(4+1<<32, rows, cols)
	pairs := func(di, dj int, v [][]float32) float64 {
		counts := make([]float64, 32*32)
		for i := range rows {
			for j := range cols {
				if i/max(di, 1)%2 == 1 && di > 0 || j/max(dj, 1)%2 == 1 && dj > 0 || i+di >= rows || j+dj >= cols {
					continue
				}
				counts[int(u[i][j]*32)*32+int(v[i+di][j+dj]*32)]++
			}
		}
		return chiSquared(counts, nil)
	}
	return map[string]float64{
		"next column": pairs(0, 1, u), "next but one": pairs(0, 2, u), "next counter": pairs(0, 4, u), "next vector": pairs(0, 16, u),
		"next batch": pairs(0, 64, u), "next row": pairs(1, 0, u), "row 256 on": pairs(256, 0, u), "diagonal": pairs(1, 1, u),
		"next key": pairs(0, 0, next), "upper half of key": pairs(0, 0, far),
	}
}

// covariances of neighbours have mean 0 and variance 1/144.
func covariances(s source) map[string]float64 {
	const n = 400
	u, swapped := s.field(1, n, n), s.field(1<<32, n, n)
	covariance := func(v func(i, j int) float32) float64 {
		sum, count := 0.0, 0.0
		for i := range n {
			for j := range n {
				if x := v(i, j); x >= 0 {
					sum += (float64(u[i][j]) - 0.5) * (float64(x) - 0.5)
					count++
				}
			}
		}
		return normal(sum * 12 / math.Sqrt(count))
	}
	shifted := func(di, dj int) func(i, j int) float32 {
		return func(i, j int) float32 {
			if i+di >= n || j+dj >= n {
				return -1
			}
			return u[i+di][j+dj]
		}
	}
	return map[string]float64{
		"next column": covariance(shifted(0, 1)), "next row": covariance(shifted(1, 0)), "next of both": covariance(shifted(1, 1)),
		"next counter": covariance(shifted(0, 4)), "key of swapped halves": covariance(func(i, j int) float32 { return swapped[i][j] }),
		"transposed": covariance(func(i, j int) float32 {
			if i <= j {
				return -1 // the same numbers, or the same pairs
			}
			return u[j][i]
		}),
	}
}
