package kernel

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// gaps between numbers below 1/8, or in a range in the middle, are geometric.
func gaps(s source) map[string]float64 {
	p := map[string]float64{}
	for name, from := range map[string]float32{"lowest": 0, "middle": 0.5, "highest": 0.875} {
		const longest, hit = 40, 1.0 / 8
		counts, share := make([]float64, longest+1), make([]float64, longest+1)
		for g := range longest {
			share[g] = hit * math.Pow(1-hit, float64(g))
		}
		share[longest] = math.Pow(1-hit, longest)
		gap := 0
		for _, x := range s.sequence(6, 200000) {
			if x >= from && x < from+hit {
				counts[min(gap, longest)]++
				gap = 0
			} else {
				gap++
			}
		}
		p[name] = chiSquared(counts, share)
	}
	return p
}

// runs that ascend: if the number after each is left out, they are independent,
// and n numbers or more ascend with probability 1/n!.
func runs(s source) map[string]float64 {
	p := map[string]float64{}
	for name, sign := range map[string]float32{"up": 1, "down": -1} {
		const longest = 6
		counts, share := make([]float64, longest), make([]float64, longest)
		factorial := 1.0
		for n := 1; n <= longest; n++ {
			factorial *= float64(n)
			share[n-1] = 1/factorial - 1/(factorial*float64(n+1))
		}
		share[longest-1] = 1 / factorial
		u := s.sequence(7, 200000)
		for i := 0; i < len(u); {
			n := 1
			for i+n < len(u) && sign*u[i+n] > sign*u[i+n-1] {
				n++
			}
			if i+n < len(u) {
				counts[min(n, longest)-1]++
			}
			i += n + 1
		}
		p[name] = chiSquared(counts, share)
	}
	return p
}

// permutations: the 24 orders of four numbers, of a counter and across two.
func permutations(s source) map[string]float64 {
	p := map[string]float64{}
	for name, first := range map[string]int{"a counter": 0, "two counters": 2} {
		counts := make([]float64, 24)
		u := s.sequence(8, 200000)
		for i := first; i+4 <= len(u); i += 4 {
			order := 0
			for k := range 4 {
				below := 0
				for _, x := range u[i+k+1 : i+4] {
					if x < u[i+k] {
						below++
					}
				}
				order = order*(4-k) + below
			}
			counts[order]++
		}
		p[name] = chiSquared(counts, nil)
	}
	return p
}

// largest of eight numbers: its eighth power is uniform.
func largest(s source) map[string]float64 {
	counts := make([]float64, 64)
	u := s.sequence(9, 400000)
	for i := 0; i < len(u); i += 8 {
		counts[int(math.Pow(float64(slices.Max(u[i:i+8])), 8)*64)]++
	}
	return map[string]float64{"all": chiSquared(counts, nil)}
}

// birthdays: of 512 numbers of 2²⁴, in order, the spacings that occur again are
// about Poisson with mean 512³/(4·2²⁴) = 2. The numbers are those of a column.
func birthdays(s source) map[string]float64 {
	const n, times = 512, 300
	again := 0
	for k := range times {
		days, row := make([]int, n), make([]float32, 4)
		for i := range days {
			s(row, 10, k*n+i)
			days[i] = int(row[k%4] * (1 << 24))
		}
		slices.Sort(days)
		spacing := make([]int, n)
		for i := range days {
			spacing[i] = days[i] - days[max(i-1, 0)]
		}
		slices.Sort(spacing)
		for i := 1; i < n; i++ {
			if spacing[i] == spacing[i-1] {
				again++
			}
		}
	}
	mean := float64(times) * n * n * n / (4 << 24)
	return map[string]float64{"spacings": distuv.Poisson{Lambda: mean}.CDF(float64(again))}
}

// TestAvalanche: when a bit of the key or the counter changes, each bit of the
// result changes half of the time. A count of n has variance n/4; the 24 576
// of them stay within 6.5 standard deviations but for two choices in a million.
// With five rounds they do not.
func TestAvalanche(t *testing.T) {
	const n = 256
	worst := func(rounds int) float64 {
		rng := rand.New(rand.NewPCG(1, 11))
		var changed [192][128]int
		for range n {
			key := rng.Uint64()
			c := [4]uint32{rng.Uint32(), rng.Uint32(), rng.Uint32(), rng.Uint32()}
			want := fewRounds(key, c, rounds)
			for b := range changed {
				k, d := key, c
				if b < 64 {
					k ^= 1 << b
				} else {
					d[b/32-2] ^= 1 << (b % 32)
				}
				for i, w := range fewRounds(k, d, rounds) {
					for w ^= want[i]; w != 0; w &= w - 1 {
						changed[b][32*i+bits.TrailingZeros32(w)]++
					}
				}
			}
		}
		z := 0.0
		for _, row := range changed {
			for _, c := range row {
				z = max(z, math.Abs(float64(c)-n/2)/math.Sqrt(n/4))
			}
		}
		return z
	}
	if z := worst(10); !(z <= 6.5) {
		t.Errorf("a bit changes %.1f standard deviations too rarely or often", z)
	}
	if z := worst(5); z <= 6.5 {
		t.Errorf("five rounds pass with %.1f standard deviations", z)
	}
}

// fewRounds is philox with another number of rounds than ten.
func fewRounds(key uint64, c [4]uint32, rounds int) [4]uint32 {
	if rounds == 10 {
		return philox4(key, c)
	}
	keys := roundKeys(key)
	for i := range rounds {
		hi0, lo0 := bits.Mul32(philoxM0, c[0])
		hi1, lo1 := bits.Mul32(philoxM1, c[2])
		c = [4]uint32{hi1 ^ c[1] ^ keys[2*i], lo1, hi0 ^ c[3] ^ keys[2*i+1], lo0}
	}
	return c
}
