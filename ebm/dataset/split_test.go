package dataset

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gonb-ebm/gonb-ebm/ebm"
)

// numbered has 100 images of one pixel, the label of each being its byte.
func numbered() *Set {
	pixels, labels := make([]byte, 100), make([]int, 100)
	for i := range pixels {
		pixels[i], labels[i] = byte(i), i
	}
	return newSet("numbered", pixels, 1, 1, 255).label(labels, 100)
}

// checkLabels checks that every pixel is still at its label.
func checkLabels(t *testing.T, s *Set) {
	t.Helper()
	rows, _ := s.Dims()
	if len(s.Labels) != rows {
		t.Fatalf("%d labels for %d rows", len(s.Labels), rows)
	}
	for i, l := range s.Labels {
		if got := s.Rows(i, i+1).At(0, 0); got != float64(float32(l)/255) {
			t.Errorf("row %d has label %d and pixel %g", i, l, 255*got)
		}
	}
}

func TestSplit(t *testing.T) {
	s := numbered()
	first, rest := s.Split(30, ebm.NewRand(1))
	checkLabels(t, first)
	checkLabels(t, rest)
	all := slices.Concat(first.Labels, rest.Labels)
	if len(first.Labels) != 30 || slices.IsSorted(all) {
		t.Errorf("%d rows, or not in a random order", len(first.Labels))
	}
	if &first.pixels[0] != &s.pixels[0] {
		t.Error("the pixels are not shared")
	}
	// The parts of a part, and empty ones.
	again, none := rest.Split(70, ebm.NewRand(2))
	checkLabels(t, again)
	checkLabels(t, none)
	slices.Sort(all)
	if diff := cmp.Diff(s.Labels, all); diff != "" {
		t.Error(diff)
	}
	same, _ := s.Split(30, ebm.NewRand(1))
	if diff := cmp.Diff(first.Labels, same.Labels); diff != "" {
		t.Error("the same seed gives another split")
	}
}

// TestSplitBinary: splitting and making binary commute where nothing is drawn,
// and what was drawn once stays.
func TestSplitBinary(t *testing.T) {
	s := Digits()
	before, _ := s.Threshold(0.5).Split(50, ebm.NewRand(1))
	after, _ := s.Split(50, ebm.NewRand(1))
	if diff := cmp.Diff(matrix(before, nil), matrix(after.Threshold(0.5), nil)); diff != "" {
		t.Error(diff)
	}
	drawn := s.Binarize(ebm.NewRand(2))
	part := drawn.Slice(10, 20)
	if diff := cmp.Diff(drawn.Rows(10, 20), matrix(part, ebm.NewRand(3))); diff != "" {
		t.Error(diff)
	}
	if part.Convention() != Binarized {
		t.Errorf("convention %v", part.Convention())
	}
	// Binarize of a part takes the part's pixels.
	checkDraws(t, matrix(after, nil).Data, matrix(after.Binarize(ebm.NewRand(4)), nil).Data)
}

func TestSliceOnly(t *testing.T) {
	s := numbered()
	part := s.Slice(40, 60)
	checkLabels(t, part)
	if diff := cmp.Diff(sequence(40, 60), part.Labels); diff != "" {
		t.Error(diff)
	}
	some := part.Only(59, 41, 7)
	checkLabels(t, some)
	if diff := cmp.Diff([]int{41, 59}, some.Labels); diff != "" || some.Classes != 100 {
		t.Error(diff, some.Classes)
	}
	if rows, _ := part.Only().Dims(); rows != 0 {
		t.Errorf("%d rows with no label", rows)
	}
}

func TestSplitWithoutLabels(t *testing.T) {
	first, rest := newSet("bare", []byte{1, 2, 3}, 1, 1, 255).Split(1, ebm.NewRand(1))
	if first.Labels != nil || rest.Labels != nil || first.Classes != 0 {
		t.Error("labels from nowhere")
	}
}
