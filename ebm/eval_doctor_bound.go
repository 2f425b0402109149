package ebm

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
)

// checkBound compares a mean log-likelihood with the entropy of the rows that it
// is a mean over. By Gibbs' inequality no distribution p over states has
//
//	mean over rows of log p(v) > -H,  H = -Σ_v f_v log f_v
//
// where f_v is the share of rows that equal v: -log N for N distinct rows. If
// rows are probabilities of binary units, from which states are drawn, H is at
// least the mean over rows of Σ_i of the entropy of unit i, and -F is convex in
// v, so that this bounds also the mean over grey rows. A mean above it tells of a
// wrong log Z. The check does not apply to densities.
func checkBound(l Layer, data Source, likelihood Metric) (Finding, bool) {
	if likelihood.Name == "" {
		return Finding{}, false
	}
	if _, ok := Ability[Enumerator](l); !ok {
		return Finding{}, false
	}
	rows, units := entropies(data)
	if units > 0 && !unitInterval(l) {
		return Finding{}, false
	}
	what, bound := "of the rows", -rows
	if units > 0 {
		what, bound = "of units given their probabilities", -units
	}
	level := LevelOK
	switch excess := likelihood.Value - bound; {
	case excess > max(2*likelihood.Err, 1e-6*max(1, math.Abs(bound))):
		level = LevelSerious
	case excess > 1e-6*max(1, math.Abs(bound)):
		level = LevelNotice // within the uncertainty
	}
	return finding(CheckBound, level, likelihood.Value, bound,
		"log Z is too small: more temperatures, and reverse annealing beside forward; or the rows are not those of the mean",
		"the mean log-likelihood is %.4g ± %.2g nats; the entropy %s allows %.4g at most", likelihood.Value, likelihood.Err, what, bound), true
}

// entropies returns the entropy of the rows as states, and the mean entropy of
// units if the values are probabilities, 0 if all are 0 or 1, in nats.
func entropies(data Source) (rows, units float64) {
	seed, counts := maphash.MakeSeed(), map[uint64]int{}
	n, cols := data.Dims()
	buf := make([]byte, 4*cols)
	_ = eachBlock(data, func(_ int, x Matrix) error {
		for i := range x.Rows {
			for j, v := range x.Row(i) {
				binary.LittleEndian.PutUint32(buf[4*j:], math.Float32bits(v))
				units += binaryEntropy(float64(v)) / float64(n)
			}
			counts[maphash.Bytes(seed, buf)]++
		}
		return nil
	})
	// In the order of counts, so that the sum has the same bits each time.
	var sorted []int
	for _, c := range counts {
		sorted = append(sorted, c)
	}
	slices.Sort(sorted)
	for _, c := range sorted {
		f := float64(c) / float64(n)
		rows -= f * math.Log(f)
	}
	return rows, units
}

// binaryEntropy is that of a unit that is on with probability p, and 0 for a
// value that is no probability.
func binaryEntropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log(p) - (1-p)*math.Log1p(-p)
}
