package dataset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func classCounts(s *Set) []int {
	counts := make([]int, s.Classes)
	for _, l := range s.Labels {
		counts[l]++
	}
	return counts
}

func mean(s *Set) float64 {
	var sum, n float64
	for r := range s.rows {
		for _, b := range s.image(r) {
			sum += float64(s.values[b])
			n++
		}
	}
	return sum / n
}

func TestDigits(t *testing.T) {
	s := Digits()
	if got, want := s.String(), "UCI digits: 1797 images of 8×8, 10 classes, grey"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Counted with zcat digits.csv.gz | cut -d, -f65 | sort | uniq -c.
	if diff := cmp.Diff([]int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, classCounts(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{0, 1, 2, 3, 4}, s.Labels[:5]); diff != "" {
		t.Error(diff)
	}
	want := []float32{0, 0, 5. / 16, 13. / 16, 9. / 16, 1. / 16, 0, 0}
	if diff := cmp.Diff(want, s.Rows(0, 1).Data[:8]); diff != "" {
		t.Error(diff)
	}
	for b := range s.pixels {
		if s.pixels[b] > 16 {
			t.Fatalf("pixel %d is %d", b, s.pixels[b])
		}
	}
}

// image returns the pixels of row r.
func (s *Set) image(r int) []byte {
	size := s.Height * s.Width
	return s.pixels[s.rows[r]*size:][:size]
}
