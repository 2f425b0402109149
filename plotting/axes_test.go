package plotting

import (
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// recorded returns the actions of a plotter on 100×100 pixels that show [0, 10] × [0, 10].
func recorded(p plot.Plotter) *recorder.Canvas {
	frame := Axes{XMax: 10, YMax: 10}.plot(emptyExtent(), crossedGrid())
	var c recorder.Canvas
	p.Plot(draw.NewCanvas(&c, 100, 100), frame)
	return &c
}

func TestBandCoversItsPoints(t *testing.T) {
	middle := plotter.XYs{{X: 1, Y: 5}, {X: 4, Y: 2}, {X: 6, Y: 7}, {X: 9, Y: 6}}
	var low, high plotter.XYs
	for i, p := range middle {
		d := 0.5 + 0.3*float64(i)
		low, high = append(low, plotter.XY{X: p.X, Y: p.Y - d}), append(high, plotter.XY{X: p.X, Y: p.Y + d})
	}
	var filled vg.Path
	for _, a := range recorded(band{low, high, color.RGBA{A: 0xff}}).Actions {
		if f, ok := a.(*recorder.Fill); ok {
			filled = f.Path
		}
	}
	for i, p := range middle {
		// The first and the last lie on its edge; a little inwards they are in it.
		x := 10 * (p.X + []float64{0.01, 0, 0, -0.01}[i])
		if !within(filled, x, 10*p.Y) {
			t.Errorf("the band does not cover point %d", i)
		}
		if within(filled, x, 10*(high[i].Y+0.3)) || within(filled, x, 10*(low[i].Y-0.3)) {
			t.Errorf("the band reaches beyond its bounds at point %d", i)
		}
	}
}

// within counts how often a line to the right of (x, y) meets the polygon.
func within(polygon vg.Path, x, y float64) bool {
	in := false
	var corners []vg.Point
	for _, c := range polygon {
		if c.Type != vg.CloseComp {
			corners = append(corners, c.Pos)
		}
	}
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		if (float64(a.Y) > y) != (float64(b.Y) > y) && x < float64(a.X)+(y-float64(a.Y))*float64(b.X-a.X)/float64(b.Y-a.Y) {
			in = !in
		}
	}
	return in
}

func TestHistogramsShareBinsAndHaveAreaOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	a := Sample{"a", make([]float64, 500)}
	b := Sample{"b", make([]float64, 77)}
	for _, s := range []Sample{a, b} {
		for i := range s.Values {
			s.Values[i] = 20 * rng.NormFloat64()
		}
	}
	edges := Axes{}.edges([]Sample{a, b}, mostBins)
	if edges[0] != min(slices.Min(a.Values), slices.Min(b.Values)) || edges[len(edges)-1] != max(slices.Max(a.Values), slices.Max(b.Values)) {
		t.Error("the bins do not span both samples")
	}
	for _, s := range []Sample{a, b} {
		area := 0.0
		for i, d := range densities(s.Values, edges) {
			area += d * (edges[i+1] - edges[i])
		}
		if math.Abs(area-1) > 1e-12 { // a sum of at most 80 terms
			t.Errorf("%s has area %v", s.Name, area)
		}
	}
	far := Sample{"far", []float64{1e4}}
	for _, most := range []float64{mostBins, 200} {
		if n := len(Axes{}.edges([]Sample{a, far}, most)) - 1; n != int(most) {
			t.Errorf("%d bins where another sample is far away, want the most, %v", n, most)
		}
	}
	// Two of four values in the first of two bins of width 5, one in the second, one outside.
	if got, want := densities([]float64{0, 4, 5, 11}, []float64{0, 5, 10}), []float64{2.0 / 4 / 5, 1.0 / 4 / 5}; !slices.Equal(got, want) {
		t.Errorf("densities %v, want %v", got, want)
	}
}

func TestBarsStandOnZero(t *testing.T) {
	b := bars{labels: []string{"a", "b"}, groups: []Group{{Heights: []float64{3, 5}}}}
	for _, a := range recorded(b).Actions {
		f, ok := a.(*recorder.Fill)
		if !ok {
			continue
		}
		low, high := f.Path[0].Pos.Y, f.Path[0].Pos.Y
		for _, c := range f.Path[1:] {
			if c.Type != vg.CloseComp {
				low, high = min(low, c.Pos.Y), max(high, c.Pos.Y)
			}
		}
		if low != 0 || high != 30 && high != 50 {
			t.Errorf("a bar from %v to %v, want 0 to 30 or 50", low, high)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   []string
	}{
		{0, 1, 6, []string{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{-2, 2, 5, []string{"−2", "−1", "0", "1", "2"}},
		{1, 30, 8, []string{"5", "10", "15", "20", "25", "30"}},
		{-0.02, 0.031, 4, []string{"−0.02", "0", "0.02"}},
		{-543211.05, -543210.55, 4, []string{"−543211.0", "−543210.8", "−543210.6"}},
		{2e10, 3e10, 3, []string{"2.0e10", "2.5e10", "3.0e10"}},
		{0, 4e-7, 3, []string{"0", "0.0000002", "0.0000004"}},
		{1e16, 1e16 + 4, 4, []string{"1.000000000e16"}}, // float64 tells every other number apart
	} {
		var got []string
		for _, tick := range ticks(c.n).Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
			if tick.Value < c.lo-1e-9*math.Abs(c.lo) || tick.Value > c.hi+1e-9*math.Abs(c.hi) {
				t.Errorf("%v to %v: tick at %v", c.lo, c.hi, tick.Value)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   []string
	}{
		{1, 1e4, []string{"1", "10", "100", "1000", "10000"}},
		{3, 60, []string{"5", "10", "20", "50"}},
		{1e-3, 1e-1, []string{"0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1"}},
	} {
		var got []string
		for _, tick := range (logTicks{}).Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

func TestPoints(t *testing.T) {
	if got, want := Points(nil, []float64{7, 8}), (plotter.XYs{{X: 1, Y: 7}, {X: 2, Y: 8}}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := Points([]float64{3, 4}, []float64{7, 8}), (plotter.XYs{{X: 3, Y: 7}, {X: 4, Y: 8}}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	g := Graph(func(x float64) float64 { return 2 * x }, -1, 3)
	if len(g) != 401 || g[0] != (plotter.XY{X: -1, Y: -2}) || g[400] != (plotter.XY{X: 3, Y: 6}) || g[200] != (plotter.XY{X: 1, Y: 2}) {
		t.Errorf("graph from %v over %v to %v", g[0], g[200], g[400])
	}
}

// A legend wraps into rows that fit.
func TestLegendFits(t *testing.T) {
	var h header
	for range 10 {
		h.keys = append(h.keys, key{name: "a series with a long name"})
	}
	const width = 500
	rows, n := h.rows(width), 0
	for _, row := range rows {
		x := vg.Length(0)
		for i, k := range row {
			if i > 0 {
				x += keyApart
			}
			x += k.width()
			n++
		}
		if x > width {
			t.Errorf("a row of %d takes %v of %v pixels", len(row), x, width)
		}
	}
	if n != 10 || len(rows) < 2 {
		t.Errorf("%d entries in %d rows", n, len(rows))
	}
}
