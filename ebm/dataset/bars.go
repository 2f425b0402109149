package dataset

import "github.com/gonb-ebm/gonb-ebm/ebm"

// BarsAndStripes returns every n×n image whose rows are each all 0 or all 1, or
// whose columns are, once: 2ⁿ⁺¹-2 rows of n² pixels, so 6 for n = 2, 14 for 3
// and 30 for 4. First come the 2ⁿ images made of rows: in image k, row r is 1 if
// bit r of k is. Then come those made of columns, likewise, without the blank
// and the full image, which are among the first. It panics if n is outside 1 to
// 16.
func BarsAndStripes(n int) ebm.Matrix {
	if n < 1 || n > 16 {
		panic(badSize)
	}
	full := 1<<n - 1
	m := ebm.NewMatrix(2*full, n*n)
	for k := range full + 1 {
		for p := range n * n {
			m.Row(k)[p] = float32(k >> (p / n) & 1)
		}
	}
	for k := 1; k < full; k++ {
		for p := range n * n {
			m.Row(full + k)[p] = float32(k >> (p % n) & 1)
		}
	}
	return m
}
