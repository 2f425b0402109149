package dataset

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

func TestPerClass(t *testing.T) {
	s := Digits()
	first, rest := s.PerClass(7, ebm.NewRand(1))
	count := make([]int, 10)
	for _, l := range first.Labels {
		count[l]++
	}
	if diff := cmp.Diff(slices.Repeat([]int{7}, 10), count); diff != "" {
		t.Error(diff)
	}
	if slices.IsSorted(first.Labels) || slices.IsSorted(rest.Labels) {
		t.Error("the rows are in no random order")
	}
	n, _ := rest.Dims()
	all, _ := s.Dims()
	if rows := slices.Concat(first.rows, rest.rows); n != all-70 || !sameRows(rows, s.rows) {
		t.Errorf("%d rows are left of %d, or some came twice", n, all)
	}
	for i, r := range first.rows {
		if first.Labels[i] != s.Labels[r] {
			t.Fatalf("row %d has the label %d, want %d", i, first.Labels[i], s.Labels[r])
		}
	}
	again, _ := s.PerClass(7, ebm.NewRand(1))
	if !slices.Equal(again.rows, first.rows) {
		t.Error("the same seed gives other rows")
	}
}

func sameRows(a, b []int) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func TestPerClassOfTooMany(t *testing.T) {
	for _, n := range []int{-1, 175} { // the smallest class has 174 rows
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d rows of each class: no panic", n)
				}
			}()
			Digits().PerClass(n, ebm.NewRand(1))
		}()
	}
}
