package plotting

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// The median of a reverse run is lifted to meet the forward one at the beginning of the path, and the distance at its
// end is what is left.
func TestFansMeetAtTheBeginning(t *testing.T) {
	rising := Anneal{Betas: []float64{0, 0.5, 1}, LogWeights: [][]float64{{10, 10, 10}, {11, 12, 13}, {14, 16, 18}}}
	falling := Anneal{Betas: []float64{1, 0.25, 0}, LogWeights: [][]float64{{0, 0, 0}, {-7, -6, -5}, {-9, -8, -7}}}
	for _, runs := range [][]Anneal{{rising, falling}, {falling, rising}} {
		fans := fansOf(runs)
		slices.SortFunc(fans, func(a, b fan) int { return len(a.betas) - len(b.betas) })
		up, down := fans[0], fans[1]
		if runs[0].falls() {
			up, down = down, up
		}
		if want := []float64{10, 12, 16}; !slices.Equal(up.median(), want) {
			t.Errorf("medians of the forward run %v, want %v", up.median(), want)
		}
		if want := []float64{10, 12, 18}; !slices.Equal(down.median(), want) || !slices.Equal(down.betas, []float64{0, 0.25, 1}) {
			t.Errorf("medians of the reverse run %v at %v, want %v", down.median(), down.betas, want)
		}
		// The forward median at 0.25 is 11, between 10 and 12.
		if want := []float64{0, 1, 2}; !slices.Equal(down.less(up).median(), want) {
			t.Errorf("reverse less forward %v, want %v", down.less(up).median(), want)
		}
	}
	if alone := fansOf([]Anneal{falling})[0]; alone.median()[0] != 0 {
		t.Errorf("a reverse run alone begins at %v, want 0", alone.median()[0])
	}
}

// Quantiles that were kept stand for the weights.
func TestQuantilesOfWeights(t *testing.T) {
	weights := make([]float64, 101)
	var kept [5]float64
	for i := range weights {
		weights[i] = float64(i * i)
	}
	for k, q := range fanLevels {
		kept[k] = math.Pow(100*q, 2)
	}
	betas := []float64{0, 1}
	all := fanOf(Anneal{Betas: betas, LogWeights: [][]float64{weights, weights}}, ink)
	few := fanOf(Anneal{Betas: betas, Quantiles: [][5]float64{kept, kept}}, ink)
	for k := range fanLevels {
		if math.Abs(all.quantiles[k][1]-kept[k]) > 1e-9 || few.quantiles[k][1] != kept[k] { // rounding of 100·q
			t.Errorf("quantile %v: %v of all, %v of the kept, want %v", fanLevels[k], all.quantiles[k][1], few.quantiles[k][1], kept[k])
		}
	}
	if q := quantile([]float64{7}, 0.95); q != 7 {
		t.Errorf("quantile of one value %v", q)
	}
}

// Lags that are noise are left out where it is known which those are.
func TestLags(t *testing.T) {
	rho := make([]float64, 500)
	for _, test := range []struct {
		times []float64
		want  int
	}{{[]float64{0}, 500}, {[]float64{4, 0}, 500}, {[]float64{4}, 41}, {[]float64{4, 12}, 121}, {[]float64{0.5}, 11}, {[]float64{1000}, 500}} {
		var c []Correlation
		for _, time := range test.times {
			c = append(c, Correlation{Rho: rho, Time: time})
		}
		if n := len(lags(rho, lastLag(c))); n != test.want {
			t.Errorf("times %v: %d lags, want %d", test.times, n, test.want)
		}
	}
}

// Outliers stay outside of the range, and the legend counts what a range leaves out.
func TestFreeEnergiesRange(t *testing.T) {
	values := make([]float64, 1000)
	for i := range values {
		values[i] = float64(i)
	}
	values[0], values[999] = -1e6, 1e6
	lo, hi := middle([]Sample{{Values: values}, {Values: []float64{1100}}})
	// Half a per cent of 999 steps is 4.995, where the value is 4.995 too; above it is the other sample, 1100. The room
	// is a twentieth of what is between.
	room := 0.05 * (1100 - 4.995)
	if math.Abs(lo-(4.995-room)) > 1e-9 || math.Abs(hi-(1100+room)) > 1e-9 {
		t.Errorf("range from %v to %v, want %v to %v", lo, hi, 4.995-room, 1100+room)
	}
	if lo, hi := middle([]Sample{{Values: []float64{3, 4}}}); lo != 3 || hi != 4 {
		t.Errorf("range from %v to %v, beyond the values 3 and 4", lo, hi)
	}
	if out := outside(values, 100, 899); math.Abs(out-0.2) > 1e-9 {
		t.Errorf("%v outside, want 0.2", out)
	}
	fig, err := Axes{XMin: 100, XMax: 899}.FreeEnergies(Sample{"data", values}, Sample{"", values}, Sample{"noise", []float64{500}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(fig.Alt, ": data (20 % outside), noise") {
		t.Errorf("legend in %q", fig.Alt)
	}
}

// Data keep their shape where noise is far away.
func TestFreeEnergiesBins(t *testing.T) {
	data := Sample{Values: []float64{0, 1, 2, 3, 4}} // its middle half is 2 wide
	for _, test := range []struct {
		to   float64
		want float64
	}{{10, mostBins}, {60, 120}, {1000, 253}} {
		if n := (Axes{XMax: test.to}).mostEnergyBins([]Sample{data, {Values: []float64{test.to}}}, 760); n != test.want {
			t.Errorf("at most %v bins up to %v, want %v", n, test.to, test.want)
		}
	}
}

// Thinning leaves the outline: the extremes within each pixel, in order.
func TestThinnedTrace(t *testing.T) {
	values := make([]float64, 10_000)
	for i := range values {
		values[i] = math.Sin(float64(i))
	}
	values[5000], values[5001] = 9, -9
	full := Points(nil, values)
	thin := thinned(full, 1, 10_000, 100)
	if len(thin) > 202 || len(thin) < 190 {
		t.Errorf("%d points, want about two per pixel", len(thin))
	}
	i := slices.Index(thin, full[5000])
	if i < 0 || thin[i+1] != full[5001] {
		t.Error("the extremes are lost")
	}
	if !slices.IsSortedFunc(thin, func(a, b plotter.XY) int { return int(a.X - b.X) }) {
		t.Error("the points are out of order")
	}
	if short := thinned(full[:300], 1, 300, 100); len(short) != 300 {
		t.Errorf("%d of 300 points: a short trace loses some", len(short))
	}
}

// All arrows stay in the map, are drawn to one scale and begin on a regular grid.
func TestQuivers(t *testing.T) {
	a := Area{XMin: -1, XMax: 3, YMin: 0, YMax: 2, ArrowGrid: 5, Arrows: []Arrows{
		{At: func(x, _ float64) (float64, float64) { return x, 0 }},
		{At: func(_, y float64) (float64, float64) { return 0, 2 * y }},
	}}
	all, err := a.quivers()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].full != all[1].full || len(all[0].from) != 5*2 {
		t.Fatalf("%d fields, %d arrows in the first, want 2 and 5×2", len(all), len(all[0].from))
	}
	for _, p := range all[0].from {
		left, low := (p.X+1)/4/all[0].space, p.Y/4/all[0].space
		if left < arrowEdge-1e-9 || low < arrowEdge-1e-9 || arrowLength > arrowEdge {
			t.Errorf("the arrow at %v may leave the map", p)
		}
	}
	// Two units of y are a half of the four that the map is wide.
	if y := all[1].from[0].Y; math.Abs(float64(all[1].by[0].Y)-2*y/4) > 1e-12 {
		t.Errorf("an arrow of %v units is %v of the map", 2*y, all[1].by[0].Y)
	}
}

// One value has its interval too.
func TestLoneValueHasItsInterval(t *testing.T) {
	axes := Axes{YMin: 1, YMax: 5, Width: 200, Height: 150}
	var inked [2]int
	for i, reach := range []float64{0, 1} {
		fig, err := axes.Curves(Band("", nil, []float64{3}, []float64{3 - reach}, []float64{3 + reach}))
		if err != nil {
			t.Fatal(err)
		}
		img, blue := fig.render(), Qualitative()[0]
		for k := 0; k < len(img.Pix); k += 4 {
			if img.Pix[k] == blue.R && img.Pix[k+1] == blue.G && img.Pix[k+2] == blue.B {
				inked[i]++
			}
		}
	}
	if inked[1] < inked[0]+20 {
		t.Errorf("%d pixels without an interval, %d with one", inked[0], inked[1])
	}
}
