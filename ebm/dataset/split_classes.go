package dataset

import "math/rand/v2"

// PerClass divides s at random: first has n rows of each class and rest the
// others, both in a random order. They share the pixels of s. It is how one asks
// what few labels are worth. It panics if s has no labels, n is negative or
// greater than the number of rows of a class, or rng is nil.
func (s *Set) PerClass(n int, rng *rand.Rand) (first, rest *Set) {
	mustRand(rng)
	if s.Labels == nil {
		panic(noLabels)
	}
	taken, lacking := make([]int, s.Classes), s.Classes*n
	var these, others []int
	for _, r := range rng.Perm(len(s.rows)) {
		if l := s.Labels[r]; taken[l] < n {
			taken[l]++
			lacking--
			these = append(these, r)
		} else {
			others = append(others, r)
		}
	}
	if n < 0 || lacking != 0 {
		panic(badRange)
	}
	return s.choose(these), s.choose(others)
}
