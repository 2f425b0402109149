package dataset

import (
	"math/rand/v2"
	"slices"
)

// choose returns the set of the rows order[0], order[1], … of s, with their
// labels and shared pixels.
func (s *Set) choose(order []int) *Set {
	c := *s
	c.rows = make([]int, len(order))
	if s.Labels != nil {
		c.Labels = make([]int, len(order))
	}
	for i, r := range order {
		c.rows[i] = s.rows[r]
		if s.Labels != nil {
			c.Labels[i] = s.Labels[r]
		}
	}
	return &c
}

// Split divides s at random: first has n rows and rest the others, both in a
// random order. They share the pixels of s. It panics if n is out of range or
// rng is nil.
func (s *Set) Split(n int, rng *rand.Rand) (first, rest *Set) {
	mustRand(rng)
	if n < 0 || n > len(s.rows) {
		panic(badRange)
	}
	order := rng.Perm(len(s.rows))
	return s.choose(order[:n]), s.choose(order[n:])
}

// Slice returns the set of the rows [from, to), which shares the pixels of s. It
// panics if they are out of range.
func (s *Set) Slice(from, to int) *Set {
	if from < 0 || to < from || to > len(s.rows) {
		panic(badRange)
	}
	return s.choose(sequence(from, to))
}

// Only returns the set of the rows with one of labels, in their order. It shares
// the pixels of s; Classes stays the same. It panics if s has no labels.
func (s *Set) Only(labels ...int) *Set {
	if s.Labels == nil {
		panic(noLabels)
	}
	var order []int
	for i, l := range s.Labels {
		if slices.Contains(labels, l) {
			order = append(order, i)
		}
	}
	return s.choose(order)
}
