package plotting_test

import (
	"context"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gonb-ebm/gonb-ebm/plotting"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/plotter"
)

// Bad input is an error that says where and what to do.
func TestErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ones := mat.NewDense(6, 4, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
	with := func(i, j int, v float64) *mat.Dense {
		m := mat.DenseCopyOf(ones)
		m.Set(i, j, v)
		return m
	}
	good := plotter.XYs{{X: 1, Y: 1}, {X: 2, Y: 2}}
	filters := func(m mat.Matrix, t plotting.Tiles) error { _, err := plotting.Filters(m, t); return err }
	samples := func(m mat.Matrix, t plotting.Tiles) error { _, err := plotting.Samples(m, t); return err }
	square := plotting.Tiles{Height: 2, Width: 2}
	strips := func(t plotting.Tiles, steps ...*mat.Dense) error { _, err := plotting.Strips(steps, t); return err }
	comparison := func(t plotting.Tiles, v ...plotting.Version) error {
		_, err := plotting.Comparison(ones, t, v...)
		return err
	}
	levels := func(t plotting.Tiles, l ...plotting.LevelFilters) error {
		_, err := plotting.FilterLevels(t, l...)
		return err
	}
	curves := func(a plotting.Axes, s ...plotting.Series) error { _, err := a.Curves(s...); return err }
	histogram := func(a plotting.Axes, s ...plotting.Sample) error { _, err := a.Histogram(s...); return err }
	bars := func(a plotting.Axes, l []string, g ...plotting.Group) error { _, err := a.Bars(l, g...); return err }
	dots := func(a plotting.Axes, l []string, g ...plotting.Group) error { _, err := a.Dots(l, g...); return err }
	flat := func(float64, float64) float64 { return 0 }
	unit := plotting.Area{XMax: 1, YMax: 1, Grid: 5}
	landscape := func(f func(x, y float64) float64, change func(*plotting.Area)) error {
		a := unit
		if change != nil {
			change(&a)
		}
		_, err := plotting.Landscape(f, a)
		return err
	}
	network := func(n plotting.Net) error { _, err := plotting.Network(n); return err }
	annealing := func(a plotting.Axes, r ...plotting.Anneal) error { _, err := a.Annealing(r...); return err }
	sandwich := func(s ...plotting.Series) error { _, err := plotting.Sandwich(s...); return err }
	correlation := func(a plotting.Axes, c ...plotting.Correlation) error {
		_, err := a.Autocorrelation(c...)
		return err
	}
	traces := func(a plotting.Axes, s ...plotting.Sample) error { _, err := a.Traces(s...); return err }
	energies := func(a plotting.Axes, s ...plotting.Sample) error { _, err := a.FreeEnergies(s...); return err }
	swaps := func(a plotting.Axes, target float64, l ...plotting.Ladder) error {
		_, err := a.SwapRates(target, l...)
		return err
	}
	confusion := func(a plotting.Axes, counts [][]int, classes ...string) error {
		_, err := a.Confusion(counts, classes)
		return err
	}
	codes := func(a plotting.Axes, points mat.Matrix, labels []int, classes ...string) error {
		_, err := a.Codes(points, labels, classes)
		return err
	}
	tsne := func(x mat.Matrix, s plotting.TSNESettings) error {
		_, err := plotting.TSNE(t.Context(), x, s, rand.New(rand.NewPCG(1, 1)))
		return err
	}
	panels := func(a plotting.Axes, p ...plotting.Panel) error { _, err := a.Panels(p...); return err }
	field := func(a plotting.Area, f ...plotting.Arrows) error { _, err := plotting.Field(a, f...); return err }
	broken := plotting.Arrows{Name: "g", At: func(x, _ float64) (float64, float64) { return math.Sqrt(0.5 - x), 0 }}
	log := plotting.Axes{LogX: true}
	two := []plotting.Units{{Len: 6}, {Len: 4}}
	two3 := plotting.Tiles{Height: 2, Width: 3}
	type values = []float64
	for _, c := range []struct {
		what string
		err  error
		says []string
	}{
		{"nil matrix", filters(nil, two3), []string{"weights", "nil"}},
		{"nil *Dense", filters((*mat.Dense)(nil), two3), []string{"weights", "nil"}},
		{"empty matrix", filters(&mat.Dense{}, two3), []string{"weights", "0×0"}},
		{"zero height", filters(ones, plotting.Tiles{Width: 3}), []string{"Height: 0", "28"}},
		{"negative width", filters(ones, plotting.Tiles{Height: 2, Width: -3}), []string{"Width: -3"}},
		{"negative max", filters(ones, plotting.Tiles{Height: 2, Width: 3, Max: -1}), []string{"Max is -1"}},
		{"negative columns", filters(ones, plotting.Tiles{Height: 2, Width: 3, Columns: -1}), []string{"Columns is -1"}},
		{"NaN scale", filters(ones, plotting.Tiles{Height: 2, Width: 3, Scale: nan}), []string{"Scale is NaN"}},
		{"wrong tile for columns", filters(ones, plotting.Tiles{Height: 3, Width: 3}), []string{"6 rows", "9 pixels"}},
		{"wrong tile for rows", samples(ones, two3), []string{"4 columns", "6 pixels"}},
		{"NaN weight", filters(with(5, 2, nan), two3), []string{"weights[5,2] is NaN"}},
		{"infinite weight", filters(with(0, 3, -inf), two3), []string{"weights[0,3] is -Inf"}},
		{"NaN sample", samples(with(4, 1, nan), plotting.Tiles{Height: 2, Width: 2}), []string{"samples[4,1] is NaN"}},
		{"too wide", filters(mat.NewDense(1, 300, nil), plotting.Tiles{Height: 1, Width: 1, Max: 300, Columns: 300}), nil},
		{"too high", samples(mat.NewDense(2, 3000, nil), plotting.Tiles{Height: 3000, Width: 1, Columns: 1}), []string{"4096", "Columns"}},
		{"pairs that differ", func() error {
			_, err := plotting.Reconstructions(ones, mat.NewDense(5, 4, nil), plotting.Tiles{Height: 2, Width: 2})
			return err
		}(), []string{"6 rows", "5"}},
		{"NaN reconstruction", func() error {
			_, err := plotting.Reconstructions(ones, with(1, 1, nan), plotting.Tiles{Height: 2, Width: 2})
			return err
		}(), []string{"reconstruction[1,1] is NaN"}},

		{"negative zoom", filters(ones, plotting.Tiles{Height: 2, Width: 3, Zoom: -1}), []string{"Zoom is -1"}},
		{"large zoom", filters(ones, plotting.Tiles{Height: 2, Width: 3, Zoom: 257}), []string{"Zoom is 257", "256"}},
		{"too large a zoom", filters(ones, plotting.Tiles{Height: 2, Width: 3, Zoom: 256, Columns: 1, Max: 100}), nil},
		{"zoom beyond the largest picture", samples(mat.NewDense(100, 1, nil), plotting.Tiles{Height: 1, Width: 1, Zoom: 256, Columns: 50}), []string{"4096", "Zoom"}},
		{"names of rows missing", samples(ones, plotting.Tiles{Height: 2, Width: 2, Columns: 2, RowNames: []string{"a"}}), []string{"1 RowNames", "3 rows"}},
		{"names of columns missing", samples(ones, plotting.Tiles{Height: 2, Width: 2, Columns: 2, ColumnNames: []string{"a"}}), []string{"1 ColumnNames", "2 columns"}},
		{"names of pairs missing", func() error {
			_, err := plotting.Reconstructions(ones, ones, plotting.Tiles{Height: 2, Width: 2, Columns: 3, ColumnNames: []string{"a"}})
			return err
		}(), []string{"1 ColumnNames", "3 columns"}},
		{"no steps", strips(square), []string{"at least"}},
		{"empty step", strips(square, ones, &mat.Dense{}), []string{"steps[1]", "0×0"}},
		{"steps that differ", strips(square, ones, mat.NewDense(5, 4, nil)), []string{"steps[1] is 5×4", "6×4"}},
		{"NaN in a step", strips(square, ones, with(3, 2, nan)), []string{"steps[1][3,2] is NaN"}},
		{"columns of strips", strips(plotting.Tiles{Height: 2, Width: 2, Columns: 5}, ones), []string{"Columns is 5", "1 steps"}},
		{"no version", comparison(square), []string{"at least one"}},
		{"versions that differ", comparison(square, plotting.Version{Name: "PCA", Rows: mat.NewDense(5, 4, nil)}), []string{"6 rows", "PCA has 5"}},
		{"nil version", comparison(square, plotting.Version{Name: "PCA"}), []string{"PCA", "nil"}},
		{"NaN in a version that is not shown", comparison(plotting.Tiles{Height: 2, Width: 2, Max: 2}, plotting.Version{Name: "PCA", Rows: with(5, 3, nan)}), []string{"PCA[5,3] is NaN"}},
		{"rows of versions named twice", comparison(plotting.Tiles{Height: 2, Width: 2, RowNames: []string{"a"}}, plotting.Version{Rows: ones}), []string{"RowNames", "nil"}},
		{"no levels", levels(two3), []string{"at least"}},
		{"nil level", levels(two3, plotting.LevelFilters{Name: "a", Weights: ones}, plotting.LevelFilters{}), []string{"level 1", "nil"}},
		{"levels of another size", levels(square, plotting.LevelFilters{Name: "a", Weights: ones}), []string{"a has 6 rows", "4 pixels"}},
		{"levels named twice", levels(plotting.Tiles{Height: 2, Width: 3, RowNames: []string{"a"}}, plotting.LevelFilters{Weights: ones}), []string{"RowNames", "nil"}},

		{"no series", curves(plotting.Axes{}), []string{"at least one"}},
		{"nil points", curves(plotting.Axes{}, plotting.Series{Points: good}, plotting.Series{Name: "b"}), []string{"series 1 (b)", "Points is nil"}},
		{"empty points", curves(plotting.Axes{}, plotting.Series{Name: "a", Points: plotter.XYs{}}), []string{"series 0 (a)", "empty"}},
		{"NaN point", curves(plotting.Axes{}, plotting.Series{Name: "a", Points: plotter.XYs{{}, {Y: nan}}}), []string{"series 0 (a)", "Points[1]", "NaN"}},
		{"infinite low", curves(plotting.Axes{}, plotting.Series{Name: "a", Points: good, Low: plotter.XYs{{Y: -inf}}, High: good}), []string{"series 0 (a)", "Low[0]"}},
		{"low alone", curves(plotting.Axes{}, plotting.Series{Points: good, Low: good}), []string{"series 0", "Low has 2", "High has 0"}},
		{"band at other places", curves(plotting.Axes{}, plotting.Series{Points: good, Low: good, High: plotter.XYs{{X: 1, Y: 5}, {X: 3, Y: 5}}}), []string{"Low[1].X is 2", "High[1].X is 3"}},
		{"band upside down", curves(plotting.Axes{}, plotting.Series{Points: good, Low: plotter.XYs{{X: 1, Y: 5}, {X: 2, Y: 5}}, High: good}), []string{"Low[0].Y = 5", "High[0].Y = 1"}},
		{"range upside down", curves(plotting.Axes{YMin: 2, YMax: 1}, plotting.Series{Points: good}), []string{"YMin: 2", "YMax: 1"}},
		{"log of zero", curves(plotting.Axes{LogY: true}, plotting.Series{Name: "a", Points: plotter.XYs{{X: 1}}}), []string{"series 0 (a)", "[0]", "positive"}},
		{"log range from below zero", curves(plotting.Axes{LogX: true, XMin: -1, XMax: 1}, plotting.Series{Points: good}), []string{"XMin: -1", "positive"}},
		{"small figure", curves(plotting.Axes{Width: 5}, plotting.Series{Points: good}), []string{"Width: 5"}},

		{"no sample", histogram(plotting.Axes{}), []string{"at least one"}},
		{"empty sample", histogram(plotting.Axes{}, plotting.Sample{Name: "noise"}), []string{"sample 0 (noise)", "empty"}},
		{"NaN in sample", histogram(plotting.Axes{}, plotting.Sample{Values: values{1}}, plotting.Sample{Values: values{1, nan}}), []string{"sample 1", "value 1 is NaN"}},
		{"negative bins", histogram(plotting.Axes{Bins: -2}, plotting.Sample{Values: values{1}}), []string{"Bins is -2"}},
		{"log histogram", histogram(plotting.Axes{LogX: true}, plotting.Sample{Values: values{1}}), []string{"linear"}},

		{"no labels", bars(plotting.Axes{}, nil, plotting.Group{}), []string{"0 labels"}},
		{"no groups", bars(plotting.Axes{}, []string{"a"}), []string{"0 groups"}},
		{"heights missing", bars(plotting.Axes{}, []string{"a", "b"}, plotting.Group{Name: "g", Heights: values{1}}), []string{"group 0 (g)", "1 heights", "2 labels"}},
		{"errors missing", bars(plotting.Axes{}, []string{"a"}, plotting.Group{Heights: values{1}, Errors: values{}}), []string{"0 errors", "1 labels"}},
		{"infinite height", bars(plotting.Axes{}, []string{"a"}, plotting.Group{Heights: values{inf}}), []string{"value 0 is +Inf"}},
		{"too many bars", bars(plotting.Axes{}, make([]string, 513), plotting.Group{}), []string{"513", "512"}},
		{"log bars", bars(plotting.Axes{LogY: true}, []string{"a"}, plotting.Group{Heights: values{1}}), []string{"linear"}},

		{"single values missing", bars(plotting.Axes{}, []string{"a", "b"}, plotting.Group{Heights: values{1, 2}, Each: []values{{1}}}), []string{"group 0", "1 sets", "2 labels"}},
		{"NaN single value", bars(plotting.Axes{}, []string{"a"}, plotting.Group{Heights: values{1}, Each: []values{{1, nan}}}), []string{"Each[0]: value 1 is NaN"}},
		{"NaN seed of a curve", curves(plotting.Axes{}, plotting.Repeated("a", nil, []values{{1}, {nan}})), []string{"series 0 (a)", "Points[1]"}},
		{"moments only", curves(plotting.Axes{}, plotting.Moment("kept", 3)), []string{"levels and moments only"}},
		{"NaN moment", curves(plotting.Axes{}, plotting.Series{Points: good}, plotting.Moment("kept", nan)), []string{"series 1 (kept)", "NaN"}},
		{"moment before zero", curves(log, plotting.Series{Points: good}, plotting.Moment("kept", -1)), []string{"series 1 (kept)", "positive"}},

		{"no dots", dots(plotting.Axes{}, []string{"a"}), []string{"Dots", "0 groups"}},
		{"dots upwards", dots(plotting.Axes{LogY: true}, []string{"a"}, plotting.Group{Heights: values{1}}), []string{"LogY"}},
		{"dots on a logarithm", dots(log, []string{"a"}, plotting.Group{Name: "g", Heights: values{1}, Errors: values{1}}), []string{"group 0 (g)", "positive"}},
		{"narrow dots", dots(plotting.Axes{Width: 5}, []string{"a"}, plotting.Group{Heights: values{1}}), []string{"Width: 5"}},

		{"nil energy", landscape(nil, nil), []string{"nil"}},
		{"empty area", landscape(flat, func(a *plotting.Area) { a.XMax = 0 }), []string{"XMax: 0"}},
		{"NaN bound", landscape(flat, func(a *plotting.Area) { a.YMin = nan }), []string{"NaN"}},
		{"NaN energy", landscape(func(x, y float64) float64 {
			if x == 0.5 && y == 1 {
				return nan
			}
			return 0
		}, nil), []string{"(0.5, 1)", "NaN"}},
		{"energy -Inf", landscape(func(float64, float64) float64 { return -inf }, nil), []string{"(0, 0)", "-Inf"}},
		{"energy +Inf everywhere", landscape(func(float64, float64) float64 { return inf }, nil), []string{"+Inf in all"}},
		{"NaN in path", landscape(flat, func(a *plotting.Area) { a.Path = plotter.XYs{{}, {}, {X: nan}} }), []string{"Path[2]"}},
		{"colours upside down", landscape(flat, func(a *plotting.Area) { a.Low, a.High = 2, 1 }), []string{"Low: 2"}},
		{"negative contours", landscape(flat, func(a *plotting.Area) { a.Contours = -1 }), []string{"Contours is -1"}},
		{"grid of one", landscape(flat, func(a *plotting.Area) { a.Grid = 1 }), []string{"Grid is 1"}},
		{"narrow map", landscape(flat, func(a *plotting.Area) { a.Width = 10 }), []string{"Width is 10"}},

		{"levels only", curves(plotting.Axes{}, plotting.Level("exact", 3)), []string{"levels and moments only", "series"}},
		{"NaN level", curves(plotting.Axes{}, plotting.Series{Points: good}, plotting.Level("exact", nan)), []string{"series 1 (exact)", "NaN"}},
		{"zero temperatures", sandwich(plotting.Band("up", values{0, 1}, values{1, 2}, values{1, 2}, values{1, 2})), []string{"series 0 (up)", "positive"}},
		{"no sandwich", sandwich(), []string{"at least one"}},

		{"no annealing", annealing(plotting.Axes{}), []string{"at least one"}},
		{"annealing on a logarithm", annealing(log, plotting.Anneal{}), []string{"LogX"}},
		{"low annealing", annealing(plotting.Axes{Height: 200}, plotting.Anneal{}), []string{"Height is 200", "240"}},
		{"weights missing", annealing(plotting.Axes{}, plotting.Anneal{Name: "up", Betas: values{0, 1}, LogWeights: []values{{1}}}), []string{"run 0 (up)", "1 sets", "2 inverse"}},
		{"NaN temperature", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, nan}, LogWeights: []values{{1}, {1}}}), []string{"Betas: value 1 is NaN"}},
		{"temperatures to and fro", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1, 0.5}, LogWeights: []values{{1}, {1}, {1}}}), []string{"Betas[2] is 0.5 after 1"}},
		{"equal temperatures", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{1, 1}, LogWeights: []values{{1}, {1}}}), []string{"Betas[1] is 1 after 1"}},
		{"infinite weight of a chain", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1}, LogWeights: []values{{1}, {1, -inf}}}), []string{"LogWeights[1]: value 1 is -Inf"}},
		{"no chains", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1}, LogWeights: []values{{1}, {}}}), []string{"LogWeights[1] is empty"}},

		{"weights and quantiles", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1}, LogWeights: []values{{1}, {1}}, Quantiles: make([][5]float64, 2)}), []string{"4 sets"}},
		{"quantiles out of order", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1}, Quantiles: [][5]float64{{}, {1, 0}}}), []string{"Quantiles[1]", "rise"}},
		{"NaN quantile", annealing(plotting.Axes{}, plotting.Anneal{Betas: values{0, 1}, Quantiles: [][5]float64{{}, {nan}}}), []string{"Quantiles[1]: value 0 is NaN"}},
		{"no correlation", correlation(plotting.Axes{}), []string{"at least one"}},
		{"correlation on a logarithm", correlation(log, plotting.Correlation{Rho: values{1}}), []string{"linear"}},
		{"no lags", correlation(plotting.Axes{}, plotting.Correlation{Name: "CD"}), []string{"correlation 0 (CD)", "empty"}},
		{"NaN correlation", correlation(plotting.Axes{}, plotting.Correlation{Rho: values{1, nan}}), []string{"value 1 is NaN"}},
		{"negative time", correlation(plotting.Axes{}, plotting.Correlation{Rho: values{1}, Time: -1}), []string{"Time is -1"}},
		{"negative count", correlation(plotting.Axes{}, plotting.Correlation{Rho: values{1}, N: -1}), []string{"N is -1"}},

		{"no traces", traces(plotting.Axes{}), []string{"at least one"}},
		{"NaN in a trace", traces(plotting.Axes{}, plotting.Sample{Name: "a", Values: values{1, nan}}), []string{"chain 0 (a)", "value 1 is NaN"}},
		{"trace on a logarithm", traces(log, plotting.Sample{Values: values{1}}), []string{"linear"}},
		{"negative bins of traces", traces(plotting.Axes{Bins: -1}, plotting.Sample{Values: values{1}}), []string{"Bins is -1"}},
		{"no free energies", energies(plotting.Axes{}), []string{"at least one"}},
		{"infinite free energy", energies(plotting.Axes{}, plotting.Sample{Name: "data", Values: values{inf}}), []string{"sample 0 (data)", "+Inf"}},
		{"free energies on a narrow page", energies(plotting.Axes{Width: 5}, plotting.Sample{Values: values{1}}), []string{"Width: 5"}},

		{"no ladder", swaps(plotting.Axes{}, 0), []string{"at least one"}},
		{"ladder on a logarithm", swaps(log, 0, plotting.Ladder{}), []string{"linear"}},
		{"target above one", swaps(plotting.Axes{}, 40, plotting.Ladder{}), []string{"target is 40"}},
		{"NaN target", swaps(plotting.Axes{}, nan, plotting.Ladder{}), []string{"target is NaN"}},
		{"rates missing", swaps(plotting.Axes{}, 0, plotting.Ladder{Name: "even", Betas: values{0, 1}}), []string{"ladder 0 (even)", "0 rates", "2 inverse"}},
		{"ladder to and fro", swaps(plotting.Axes{}, 0, plotting.Ladder{Betas: values{0, 1, 1}, Rates: values{0, 0}}), []string{"Betas[2] is 1 after 1"}},
		{"NaN in a ladder", swaps(plotting.Axes{}, 0, plotting.Ladder{Betas: values{0, nan}, Rates: values{0}}), []string{"Betas: value 1 is NaN"}},
		{"NaN rate", swaps(plotting.Axes{}, 0, plotting.Ladder{Betas: values{0, 1}, Rates: values{nan}}), []string{"Rates[0] is NaN", "proposals"}},

		{"negative rate", swaps(plotting.Axes{}, 0, plotting.Ladder{Betas: values{0, 1}, Rates: values{-0.1}}), []string{"Rates[0] is -0.1"}},

		{"no field", field(unit), []string{"at least one"}},
		{"nil field", field(unit, plotting.Arrows{Name: "g"}), []string{"field 0 (g)", "nil"}},
		{"undefined field", field(unit, broken), []string{"field 0 (g)", "(NaN, 0)"}},
		{"field on no area", field(plotting.Area{}, broken), []string{"XMin: 0"}},
		{"one arrow", landscape(flat, func(a *plotting.Area) { a.ArrowGrid = 1 }), []string{"ArrowGrid is 1"}},
		{"undefined field on a map", landscape(flat, func(a *plotting.Area) { a.Arrows = []plotting.Arrows{broken} }), []string{"field 0 (g)"}},

		{"no classes", confusion(plotting.Axes{}, nil), []string{"0 classes"}},
		{"too many classes", confusion(plotting.Axes{}, make([][]int, 65)), []string{"65 classes", "64"}},
		{"confusion not square", confusion(plotting.Axes{}, [][]int{{1, 2}, {3}}), []string{"counts[1]", "1 entries, not 2"}},
		{"negative count of a class", confusion(plotting.Axes{}, [][]int{{1, 2}, {-3, 4}}), []string{"counts[1][0] is -3"}},
		{"no examples", confusion(plotting.Axes{}, [][]int{{0}}), []string{"all counts are 0"}},
		{"class names missing", confusion(plotting.Axes{}, [][]int{{1, 0}, {0, 1}}, "a"), []string{"1 names", "2 classes"}},
		{"confusion with a range", confusion(plotting.Axes{YMax: 1}, [][]int{{1}}), []string{"Title, X, Y and Width"}},
		{"narrow confusion", confusion(plotting.Axes{Width: 5}, [][]int{{1}}), []string{"Width: 5"}},
		{"long class name", confusion(plotting.Axes{Width: 300}, [][]int{{1}}, strings.Repeat("long ", 20)), []string{"shorten the names"}},

		{"no panels", panels(plotting.Axes{}), []string{"0 panels"}},
		{"too many panels", panels(plotting.Axes{}, make([]plotting.Panel, 25)...), []string{"25 panels", "24"}},
		{"empty panel", panels(plotting.Axes{}, plotting.Panel{Series: []plotting.Series{{Points: good}}}, plotting.Panel{Title: "two"}), []string{"panel 1 (two)", "at least one"}},
		{"NaN in a panel", panels(plotting.Axes{}, plotting.Panel{Title: "two", Series: []plotting.Series{{Points: plotter.XYs{{Y: nan}}}}}), []string{"panel 0 (two)", "series 0", "NaN"}},
		{"high panels", panels(plotting.Axes{Height: 4096}, plotting.Panel{Series: []plotting.Series{{Points: good}}}), []string{"1 panels", "4096"}},

		{"nil codes", codes(plotting.Axes{}, nil, nil), []string{"points", "nil"}},
		{"codes of four numbers", codes(plotting.Axes{}, ones, nil), []string{"6×4", "two columns"}},
		{"NaN code", codes(plotting.Axes{}, with(3, 1, nan).Slice(0, 6, 0, 2), nil), []string{"points[3,1] is NaN"}},
		{"labels missing", codes(plotting.Axes{}, ones.Slice(0, 6, 0, 2), []int{1}), []string{"1 labels", "6 points"}},
		{"negative label", codes(plotting.Axes{}, ones.Slice(0, 2, 0, 2), []int{0, -1}), []string{"labels[1] is -1"}},
		{"label without a name", codes(plotting.Axes{}, ones.Slice(0, 2, 0, 2), []int{0, 2}, "a", "b"), []string{"labels[1] is 2", "0 to 1"}},
		{"large label", codes(plotting.Axes{}, ones.Slice(0, 2, 0, 2), []int{0, 64}), []string{"labels[1] is 64", "0 to 63"}},
		{"too many codes", codes(plotting.Axes{}, mat.NewDense(200_001, 2, nil), nil), []string{"200001", "200000"}},
		{"codes on a logarithm", codes(log, ones.Slice(0, 2, 0, 2), nil), []string{"linear"}},
		{"narrow codes", codes(plotting.Axes{Width: 5}, ones.Slice(0, 2, 0, 2), nil), []string{"Width: 5"}},

		{"nothing to embed", tsne(nil, plotting.TSNESettings{}), []string{"x", "nil"}},
		{"three rows", tsne(ones.Slice(0, 3, 0, 4), plotting.TSNESettings{}), []string{"3 rows", "4 to 10000"}},
		{"too many rows", tsne(mat.NewDense(10_001, 1, nil), plotting.TSNESettings{}), []string{"10001 rows"}},
		{"NaN to embed", tsne(with(2, 3, nan), plotting.TSNESettings{}), []string{"x[2,3] is NaN"}},
		{"high perplexity", tsne(ones, plotting.TSNESettings{Perplexity: 6}), []string{"Perplexity is 6", "1 to 5"}},
		{"NaN perplexity", tsne(ones, plotting.TSNESettings{Perplexity: nan}), []string{"Perplexity is NaN"}},
		{"negative iterations", tsne(ones, plotting.TSNESettings{Iterations: -1}), []string{"Iterations is -1"}},
		{"no exaggeration", tsne(ones, plotting.TSNESettings{Exaggeration: 0.5}), []string{"Exaggeration is 0.5"}},
		{"negative rate of TSNE", tsne(ones, plotting.TSNESettings{LearningRate: -1}), []string{"LearningRate is -1"}},
		{"start of another size", tsne(ones, plotting.TSNESettings{Start: ones}), []string{"Start is 6×4", "6×2"}},
		{"NaN start", tsne(ones, plotting.TSNESettings{Start: with(1, 0, nan).Slice(0, 6, 0, 2)}), []string{"Start[1,0] is NaN"}},
		{"equal start", tsne(ones, plotting.TSNESettings{Start: ones.Slice(0, 6, 0, 2)}), []string{"Start", "differ"}},
		{"divergence", tsne(with(0, 0, 7), plotting.TSNESettings{LearningRate: 1e300}), []string{"diverged at step", "LearningRate"}},

		{"no layers", network(plotting.Net{}), []string{"0 layers"}},
		{"no units", network(plotting.Net{Layers: []plotting.Units{{Len: 3}, {}}}), []string{"Layers[1].Len is 0"}},
		{"many units", network(plotting.Net{Layers: []plotting.Units{{Len: 784}, {Len: 4}}}), []string{"784", "64"}},
		{"many units in a circle", network(plotting.Net{Layers: []plotting.Units{{Len: 40}, {Len: 40}}, Full: true}), []string{"80", "64"}},
		{"labels missing", network(plotting.Net{Layers: []plotting.Units{{Len: 2, Labels: []string{"a"}}}}), []string{"1 labels", "2 units"}},
		{"states missing", network(plotting.Net{Layers: []plotting.Units{{Len: 2, States: values{1}}}}), []string{"1 states", "2 units"}},
		{"state above one", network(plotting.Net{Layers: []plotting.Units{{Len: 2, States: values{1, 2}}}}), []string{"States[1] is 2"}},
		{"NaN state", network(plotting.Net{Layers: []plotting.Units{{Len: 1, States: values{nan}}}}), []string{"States[0] is NaN"}},
		{"weights that do not match", network(plotting.Net{Layers: two, Weights: []mat.Matrix{mat.NewDense(4, 6, nil)}}), []string{"Weights[0] is 4×6", "6×4"}},
		{"weights too many", network(plotting.Net{Layers: two, Weights: make([]mat.Matrix, 2)}), []string{"2 weights"}},
		{"NaN weight in a net", network(plotting.Net{Layers: two, Weights: []mat.Matrix{with(3, 2, nan)}}), []string{"Weights[0][3,2] is NaN"}},
		{"couplings of layers", network(plotting.Net{Layers: two, Couplings: ones}), []string{"Full"}},
		{"weights of a full net", network(plotting.Net{Layers: two, Full: true, Weights: []mat.Matrix{ones}}), []string{"Couplings"}},
		{"couplings not symmetric", network(plotting.Net{Layers: two[:1][:1:1], Couplings: mat.NewDense(6, 6, append(values{0, 1}, make(values, 34)...))}), []string{"Couplings[0,1] is 1", "Couplings[1,0] is 0"}},
		{"self coupling", network(plotting.Net{Layers: []plotting.Units{{Len: 1}}, Couplings: mat.NewDense(1, 1, values{2})}), []string{"Couplings[0,0] is 2"}},
		{"negative net scale", network(plotting.Net{Layers: two, Scale: -1}), []string{"Scale is -1"}},

		{"nothing beside", func() error { _, err := plotting.Beside(); return err }(), []string{"at least one"}},
		{"nil beside", func() error { _, err := plotting.Beside(nil); return err }(), []string{"figure 0"}},
		{"empty figure", func() error { _, err := new(plotting.Figure).PNG(); return err }(), []string{"empty figure"}},
		{"nil figure", func() error { _, err := (*plotting.Figure)(nil).SVG(); return err }(), []string{"empty figure"}},
	} {
		if c.says == nil { // legal after all, at the edge of what is not
			if c.err != nil {
				t.Errorf("%s: %v", c.what, c.err)
			}
			continue
		}
		if c.err == nil {
			t.Errorf("%s: no error", c.what)
			continue
		}
		if !strings.HasPrefix(c.err.Error(), "plotting: ") {
			t.Errorf("%s: %q does not begin with the package", c.what, c.err)
		}
		for _, s := range c.says {
			if !strings.Contains(c.err.Error(), s) {
				t.Errorf("%s: %q does not say %q", c.what, c.err, s)
			}
		}
	}
}

func TestPanicsOnCallersBugs(t *testing.T) {
	for what, f := range map[string]func(){
		"points of two lengths": func() { plotting.Points([]float64{1}, []float64{1, 2}) },
		"bands of two lengths":  func() { plotting.Band("", nil, []float64{1}, []float64{1}, nil) },
		"series without values": func() { plotting.Repeated("", nil, [][]float64{{1}, nil}) },
		"group without values":  func() { plotting.RepeatedGroup("", [][]float64{{1}, nil}) },
		"places missing":        func() { plotting.Repeated("", []float64{1}, [][]float64{{1}, {2}}) },
		"TSNE without rng": func() {
			_, _ = plotting.TSNE(context.Background(), mat.NewDense(9, 2, nil), plotting.TSNESettings{}, nil)
		},
		"TSNE without context": func() {
			var none context.Context
			_, _ = plotting.TSNE(none, mat.NewDense(9, 2, nil), plotting.TSNESettings{}, rand.New(rand.NewPCG(1, 1)))
		},
		"nil plot": func() { plotting.FromPlot(nil, 10, 10) },
	} {
		func() {
			defer func() {
				if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "plotting: ") {
					t.Errorf("%s: panic %q", what, s)
				}
			}()
			f()
		}()
	}
}

// A Palette serves gonum's plotters.
var _ interface{ Colors() []color.Color } = plotting.Diverging()
