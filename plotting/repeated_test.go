package plotting

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/plot/plotter"
)

func TestIntervals(t *testing.T) {
	// Two-sided 95 % points of Student's t from printed tables, which have three decimals.
	for freedom, want := range map[float64]float64{1: 12.706, 2: 4.303, 4: 2.776, 9: 2.262, 30: 2.042} {
		if got := student95(freedom); math.Abs(got-want) > 0.0005 {
			t.Errorf("t of %v degrees of freedom is %v, want %v", freedom, got, want)
		}
	}
	mean, half := intervals([][]float64{{1, 2, 3, 4, 5}, {7}, {2, 2}})
	if !slices.Equal(mean, []float64{3, 7, 2}) {
		t.Errorf("means %v", mean)
	}
	// The deviation of 1 … 5 is √2.5, so the standard error √0.5.
	if want := 2.776445 * math.Sqrt(0.5); math.Abs(half[0]-want) > 1e-6 || half[1] != 0 || half[2] != 0 {
		t.Errorf("half lengths %v, want %v, 0, 0", half, want)
	}
}

func TestRepeatedHoldsEverything(t *testing.T) {
	s := Repeated("a", []float64{10, 20}, [][]float64{{1, 3}, {5}})
	if want := (plotter.XYs{{X: 10, Y: 1}, {X: 10, Y: 3}, {X: 20, Y: 5}}); !slices.Equal(s.Each.(plotter.XYs), want) {
		t.Errorf("single values %v, want %v", s.Each, want)
	}
	low, high := s.Low.(plotter.XYs), s.High.(plotter.XYs)
	if low[0].Y+high[0].Y != 4 || low[1] != high[1] || low[1].Y != 5 {
		t.Errorf("from %v to %v", low, high)
	}
	g := RepeatedGroup("a", [][]float64{{1, 3}, {5}})
	if !slices.Equal(g.Heights, []float64{2, 5}) || len(g.Errors) != 2 || len(g.Each) != 2 {
		t.Errorf("group %+v", g)
	}
}

// Error bars at the same place lie beside each other, and in the picture.
func TestErrorBarsLieBesideEachOther(t *testing.T) {
	curves := []curve{{bars: true}, {}, {bars: true}, {bars: true}}
	if got := len(setBeside(curves)); got != 3 {
		t.Errorf("%d series with error bars, want 3", got)
	}
	if curves[0].move != -besidePixels || curves[1].move != 0 || curves[2].move != 0 || curves[3].move != besidePixels {
		t.Errorf("moved by %v, %v, %v, %v", curves[0].move, curves[1].move, curves[2].move, curves[3].move)
	}
}

func TestTicksWhereItWasMeasured(t *testing.T) {
	var c curve
	for _, x := range []float64{100, 1000, 60000, 1000} {
		c.points = append(c.points, plotter.XY{X: x, Y: 1})
	}
	at := measured([]*curve{&c})
	var labels []string
	for _, tick := range at {
		labels = append(labels, tick.Label)
	}
	if want := []string{"100", "1000", "60000"}; !slices.Equal(labels, want) {
		t.Errorf("ticks %q, want %q", labels, want)
	}
	if !spaced(at, 100, 60000, 760) {
		t.Error("three labels have no room on 760 pixels")
	}
	c.points = append(c.points, plotter.XY{X: 1001})
	if at := measured([]*curve{&c}); spaced(at, 100, 60000, 760) {
		t.Error("1000 and 1001 have room beside each other")
	}
}
