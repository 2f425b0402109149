package plotting

import (
	"strings"
	"testing"
)

// However much larger the diagonal is, the errors take their colours from the errors alone, and one error can be told
// from none.
func TestConfusionColoursErrors(t *testing.T) {
	for _, right := range []int{0, 100, 100_000} {
		c, err := newConfusion(Axes{}, [][]int{{right, 1, 0}, {0, right, 20}, {5, 0, right}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		none, one, five, twenty := labOf(c.color(0, 2)), labOf(c.color(0, 1)), labOf(c.color(2, 0)), labOf(c.color(1, 2))
		if labOf(errorColors.At(1)) != twenty {
			t.Errorf("%d right: the most frequent error has not the darkest colour", right)
		}
		if one.l <= five.l || five.l <= twenty.l {
			t.Errorf("%d right: lightness %v of 1, %v of 5, %v of 20: want it to fall", right, one.l, five.l, twenty.l)
		}
		// About twenty levels of 255, and what tells the colours of series apart.
		if d := distance(none, one); d < 0.07 {
			t.Errorf("%d right: one error of 20 is %.3f from none", right, d)
		}
		for _, e := range []oklab{none, one, five, twenty} {
			if d := distance(labOf(diagonal), e); d < 0.07 {
				t.Errorf("%d right: an error is %.3f from the diagonal", right, d)
			}
		}
	}
}

func TestConfusionAddsUp(t *testing.T) {
	c, err := newConfusion(Axes{}, [][]int{{8, 1}, {3, 988}}, []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	if c.rowSum[0] != 9 || c.rowSum[1] != 991 || c.colSum[0] != 11 || c.colSum[1] != 989 {
		t.Errorf("rows %v, columns %v", c.rowSum, c.colSum)
	}
	c.cell = maxCell
	if got, want := c.caption(), "996 of 1000 right, 0.40 % wrong"; got != want {
		t.Errorf("caption %q, want %q", got, want)
	}
	fig, err := Confusion([][]int{{8, 1}, {3, 988}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := fig.SVG()
	if err != nil {
		t.Fatal(err)
	}
	// Recall 8/9 and 988/991, precision 8/11 and 988/989.
	for _, s := range []string{"88.9", "99.7", "72.7", "99.9", ">9<", ">991<", ">predicted<", ">true<"} {
		if !strings.Contains(string(svg), s) {
			t.Errorf("no %q in the picture", s)
		}
	}
}
