package plotting

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot/plotter"
)

var kinds map[string]*Figure

// everyKind returns one figure of each kind.
func everyKind(t *testing.T) map[string]*Figure {
	t.Helper()
	if kinds == nil {
		kinds = makeEveryKind(t)
	}
	return kinds
}

// makeEveryKind makes them anew, with texts that HTML and XML must escape.
func makeEveryKind(t *testing.T) map[string]*Figure {
	t.Helper()
	const title = `A title with <b>, "quotes" & an ampersand, long enough to be broken into a second line where the picture is narrow`
	made := make(map[string]*Figure)
	add := func(name string, fig *Figure, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		made[name] = fig
	}
	rng := rand.New(rand.NewPCG(5, 6))
	tiles := Tiles{Height: 5, Width: 4, Title: title}
	w := gaussian(20, 7, rng)
	fig, err := Filters(w, tiles)
	add("filters", fig, err)
	v := gaussian(7, 20, rng)
	fig, err = Samples(v, tiles)
	add("samples", fig, err)
	fig, err = Reconstructions(v, v, tiles)
	add("reconstructions", fig, err)
	named := Tiles{Height: 5, Width: 4, RowNames: []string{"<a>"}, ColumnNames: []string{"&", "", "a long name", "1", "2", "3", "4"}}
	fig, err = Samples(v, named)
	add("named samples", fig, err)
	fig, err = Strips([]*mat.Dense{v, v}, Tiles{Height: 5, Width: 4, Title: title, RowNames: []string{"<a>", "b", "", "", "", "", "g"}})
	add("strips", fig, err)
	fig, err = Comparison(v, tiles, Version{"<a>", v}, Version{"", gaussian(7, 20, rng)})
	add("comparison", fig, err)
	fig, err = FilterLevels(tiles, LevelFilters{"<a>", w}, LevelFilters{"", gaussian(20, 3, rng)})
	add("filters of levels", fig, err)
	axes := Axes{Title: title, X: "the x < axis", Y: `"y" & more`}
	walk := Points(nil, []float64{1, 4, 2, 3})
	fig, err = axes.Curves(Series{Name: "<a>", Points: walk, Low: walk, High: Points(nil, []float64{2, 5, 3, 4})},
		Series{Name: "b & c", Points: walk, Dots: true}, Series{Points: walk, Dashed: true})
	add("curves", fig, err)
	log := Axes{LogX: true, LogY: true}
	fig, err = log.Curves(Series{Points: walk})
	add("log curves", fig, err)
	fig, err = axes.Histogram(Sample{"<a>", v.RawMatrix().Data}, Sample{"b", []float64{1}})
	add("histogram", fig, err)
	fig, err = axes.Bars([]string{"<0>", "", "a label so long that it cannot lie"}, Group{Name: "&", Heights: []float64{1, -2, 3}, Errors: []float64{1, 1, 0}}, Group{Heights: []float64{0, 0, 1}})
	add("bars", fig, err)
	area := Area{XMin: -2, XMax: 2, YMin: -1, YMax: 1, Title: title, X: "<x>", Grid: 31, Path: walk}
	well := func(x, y float64) float64 {
		if y > 0.9 {
			return math.Inf(1)
		}
		return x*x*x*x - x*x + y*y
	}
	fig, err = Landscape(well, area)
	add("landscape", fig, err)
	area.Dots, area.NoBar = true, true
	fig, err = Landscape(well, area)
	add("landscape with dots", fig, err)
	area.Width = 300
	area.Arrows = []Arrows{{"<f>", func(x, y float64) (float64, float64) { return x, -y }}, {"g", func(_, _ float64) (float64, float64) { return 0, 0 }}}
	fig, err = Landscape(well, area)
	add("landscape with arrows", fig, err)
	fig, err = Field(area, area.Arrows[0])
	add("field", fig, err)
	axes.Width, axes.Height = 400, 260 // pixels take time
	run := Anneal{Name: "<a>", Betas: []float64{1, 0.5, 0}, LogWeights: [][]float64{{0}, {1, 2}, {3, 9, 4}}}
	fig, err = axes.Annealing(run, Anneal{Betas: []float64{0, 1}, LogWeights: [][]float64{{0}, {1}}})
	add("annealing", fig, err)
	fig, err = axes.Sandwich(Band("<a>", nil, []float64{1, 2}, []float64{0, 1}, []float64{2, 3}), Level("b", 2))
	add("sandwich", fig, err)
	fig, err = axes.Autocorrelation(Correlation{"<a>", []float64{1, 0.5, -0.2}, 2, 100}, Correlation{Rho: []float64{1}, Time: 7})
	add("autocorrelations", fig, err)
	fig, err = axes.Traces(Sample{"<a>", v.RawMatrix().Data}, Sample{"b", []float64{1}})
	add("traces", fig, err)
	fig, err = axes.FreeEnergies(Sample{"<a>", v.RawMatrix().Data}, Sample{"b", []float64{1}})
	add("free energies", fig, err)
	fig, err = axes.SwapRates(0.4, Ladder{"<a>", []float64{1, 0.5, 0}, []float64{1, 0}}, Ladder{Betas: []float64{0, 1}, Rates: []float64{0.5}})
	add("swap rates", fig, err)
	fig, err = axes.Curves(Repeated("<a>", nil, [][]float64{{1, 2}, {3}}), Moment("b & c", 2), Moment("", 1))
	add("repeated", fig, err)
	fig, err = axes.Dots([]string{"<0>", "", "a label that is long"}, RepeatedGroup("&", [][]float64{{1, 2}, {3}, {4, -3, 2}}), Group{Heights: []float64{0, 0, 1}})
	add("dots", fig, err)
	fig, err = axes.Bars([]string{"<0>", "1"}, RepeatedGroup("&", [][]float64{{1, 2}, {-3}}))
	add("bars of repeated experiments", fig, err)
	fig, err = axes.Codes(v.Slice(0, 7, 0, 2), []int{0, 1, 2, 0, 1, 2, 0}, []string{"<a>", "&", "c"})
	add("codes", fig, err)
	fig, err = Codes(v.Slice(0, 7, 0, 2), nil, nil)
	add("codes without labels", fig, err)
	fig, err = axes.Panels(Panel{"<a>", []Series{{Name: "&", Points: walk}}}, Panel{"", []Series{Level("<b>", 2), {Points: walk}}}, Panel{title, []Series{{Points: walk}}})
	add("panels", fig, err)
	fig, err = Axes{Title: title}.Confusion([][]int{{2, 1}, {0, 0}}, []string{"<a>", "b & c"})
	add("confusion", fig, err)
	fig, err = Network(Net{Title: title, Layers: []Units{{Len: 4, Name: "<v>"}, {Len: 3, States: []float64{0, 0.5, 1}}, {Len: 12}},
		Weights: []mat.Matrix{gaussian(4, 3, rng), nil}})
	add("stack", fig, err)
	fig, err = Network(Net{Title: title, Layers: []Units{{Len: 3, Labels: []string{"<", "&", "a long label"}}, {Len: 2}}, Full: true})
	add("boltzmann machine", fig, err)
	fig, err = Beside(made["filters"], made["curves"])
	add("beside", fig, err)
	return made
}

// mostClasses is a confusion matrix of as many classes as there may be, with large counts.
func mostClasses() [][]int {
	counts := make([][]int, maxClasses)
	for i := range counts {
		counts[i] = slices.Repeat([]int{math.MaxInt32}, maxClasses)
	}
	return counts
}

func gaussian(rows, cols int, rng *rand.Rand) *mat.Dense {
	m := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			m.Set(i, j, rng.NormFloat64())
		}
	}
	return m
}

func TestSameBytes(t *testing.T) {
	again := makeEveryKind(t)
	for name, f := range everyKind(t) {
		for format, encode := range map[string]func(*Figure) ([]byte, error){"PNG": (*Figure).PNG, "SVG": (*Figure).SVG} {
			a, err := encode(f)
			if err != nil {
				t.Fatalf("%s: %s: %v", name, format, err)
			}
			if b, err := encode(again[name]); err != nil || !bytes.Equal(a, b) {
				t.Errorf("%s: %s differs from one call to the next (%v)", name, format, err)
			}
		}
	}
}

func TestPNGIsSmallAndPaletted(t *testing.T) {
	for name, f := range everyKind(t) {
		raw, err := f.PNG()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w, h := f.Size(); c.Width != w || c.Height != h {
			t.Errorf("%s: PNG is %d×%d, Size says %d×%d", name, c.Width, c.Height, w, h)
		}
		if _, ok := c.ColorModel.(color.Palette); !ok {
			t.Errorf("%s: not paletted", name)
		}
		if len(raw) > 40_000 {
			t.Errorf("%s: %d bytes", name, len(raw))
		}
	}
}

// Nothing is drawn over the edge: the outermost pixels are white.
func TestNothingIsCutOff(t *testing.T) {
	const frame = 3
	for name, f := range everyKind(t) {
		if name == "beside" {
			continue // of two figures with their own edges
		}
		img := f.render()
		b := img.Bounds()
		for y := range b.Dy() {
			for x := range b.Dx() {
				inside := x >= frame && x < b.Dx()-frame && y >= frame && y < b.Dy()-frame
				if c := img.RGBAAt(x, y); !inside && (c.R != 0xff || c.G != 0xff || c.B != 0xff) {
					t.Fatalf("%s: the edge at (%d, %d) of %v is %v", name, x, y, b.Size(), c)
				}
			}
		}
	}
}

func TestSVGStandsInHTML(t *testing.T) {
	for name, f := range everyKind(t) {
		svg, err := f.SVG()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := string(svg)
		if !strings.HasPrefix(s, "<svg ") || strings.Contains(s, "<?") {
			t.Errorf("%s: SVG begins with %.40q", name, s)
		}
		for _, bad := range []string{"NaN", "Inf", "image/jpg", "font-family:Liberation", "http://www.w3.org/2000/svg\" width=\"0"} {
			if strings.Contains(s, bad) {
				t.Errorf("%s: SVG contains %q", name, bad)
			}
		}
		if label, err := firstAttr(svg, "aria-label"); err != nil || label != f.Alt {
			t.Errorf("%s: aria-label is %q, want %q (%v)", name, label, f.Alt, err)
		}
	}
}

// firstAttr parses all of doc and returns an attribute of its first element.
func firstAttr(doc []byte, name string) (string, error) {
	value, found := "", false
	for d := xml.NewDecoder(bytes.NewReader(doc)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return value, nil
		}
		if err != nil {
			return "", err
		}
		if e, ok := token.(xml.StartElement); ok && !found {
			found = true
			for _, a := range e.Attr {
				if a.Name.Local == name {
					value = a.Value
				}
			}
		}
	}
}

func TestHTMLIsSelfContained(t *testing.T) {
	for name, f := range everyKind(t) {
		s, err := f.HTML()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch {
		case f.raster && !strings.HasPrefix(s, `<img src="data:image/png;base64,`):
			t.Errorf("%s: made of pixels, but HTML begins with %.40q", name, s)
		case strings.HasPrefix(s, "<img "):
			closed := strings.Replace(s, ">", "/>", 1)
			if alt, err := firstAttr([]byte(closed), "alt"); err != nil || alt != f.Alt {
				t.Errorf("%s: alt is %q, want %q (%v)", name, alt, f.Alt, err)
			}
		case !strings.HasPrefix(s, "<svg "):
			t.Errorf("%s: HTML begins with %.40q", name, s)
		}
		for _, link := range []string{`src="http`, `href="http`, "url(http", "<script"} {
			if strings.Contains(s, link) {
				t.Errorf("%s: HTML contains %q", name, link)
			}
		}
	}
}

// What a constructor accepted can be drawn, whatever the numbers.
func TestExtremeDataDraws(t *testing.T) {
	const big, small = 9e99, 2e-100
	line := func(y ...float64) plotter.XYs { return Points(nil, y) }
	for name, make := range map[string]func() (*Figure, error){
		"one point":    func() (*Figure, error) { return Curves(Series{Points: line(0)}) },
		"constant":     func() (*Figure, error) { return Curves(Series{Points: line(3, 3, 3)}) },
		"huge":         func() (*Figure, error) { return Curves(Series{Points: line(-big, big, 0)}) },
		"tiny":         func() (*Figure, error) { return Curves(Series{Points: line(5e-324, 0)}) },
		"nearly equal": func() (*Figure, error) { return Curves(Series{Points: line(1e15, 1e15+0.25)}) },
		"out of range": func() (*Figure, error) { return Axes{YMin: 1, YMax: 1 + 1e-9}.Curves(Series{Points: line(-big, big)}) },
		"band outside": func() (*Figure, error) {
			return Axes{YMin: 5, YMax: 6}.Curves(Series{Points: line(1, 2), Low: line(0, 1), High: line(2, 3)})
		},
		"log, huge span": func() (*Figure, error) { return Axes{LogY: true}.Curves(Series{Points: line(small, big)}) },
		"log, one value": func() (*Figure, error) { return Axes{LogX: true, LogY: true}.Curves(Series{Points: line(7)}) },
		"log, narrow":    func() (*Figure, error) { return Axes{LogY: true}.Curves(Series{Points: line(1, 1.0001)}) },
		"equal values":   func() (*Figure, error) { return Histogram(Sample{"", []float64{4, 4, 4}}) },
		"huge values":    func() (*Figure, error) { return Histogram(Sample{"", []float64{-big, 0, big}}) },
		"none in range":  func() (*Figure, error) { return Axes{XMin: 5, XMax: 6}.Histogram(Sample{"", []float64{1, 2}}) },
		"zero bars": func() (*Figure, error) {
			return Bars([]string{"a"}, Group{Name: "", Heights: []float64{0}, Errors: nil})
		},
		"huge bars": func() (*Figure, error) {
			return Bars([]string{"a", "b"}, Group{Name: "", Heights: []float64{big, -big}, Errors: []float64{big, 0}})
		},
		"bars outside": func() (*Figure, error) {
			return Axes{YMin: 5, YMax: 6}.Bars([]string{"a"}, Group{Name: "", Heights: []float64{1}, Errors: []float64{1}})
		},
		"zero weights": func() (*Figure, error) { return Filters(mat.NewDense(4, 2, nil), Tiles{Height: 2, Width: 2}) },
		"tiny weights": func() (*Figure, error) {
			return Filters(mat.NewDense(1, 1, []float64{5e-324}), Tiles{Height: 1, Width: 1})
		},
		"huge weights": func() (*Figure, error) {
			return Filters(mat.NewDense(1, 2, []float64{big, -big}), Tiles{Height: 1, Width: 1})
		},
		"wide tile":  func() (*Figure, error) { return Filters(mat.NewDense(1000, 1, nil), Tiles{Height: 1, Width: 1000}) },
		"one sample": func() (*Figure, error) { return Samples(mat.NewDense(1, 1, []float64{7}), Tiles{Height: 1, Width: 1}) },
		"negative": func() (*Figure, error) {
			return Samples(mat.NewDense(1, 2, []float64{-7, -7}), Tiles{Height: 1, Width: 2})
		},
		"flat": func() (*Figure, error) {
			return Landscape(func(_, _ float64) float64 { return 3 }, Area{XMax: 1, YMax: 1})
		},
		"steep": func() (*Figure, error) {
			return Landscape(func(x, _ float64) float64 { return math.Copysign(big, x) }, Area{XMin: -1, XMax: 1, YMax: 1})
		},
		"one place": func() (*Figure, error) {
			return Landscape(func(x, y float64) float64 {
				if x == 0 && y == 0 {
					return 1
				}
				return math.Inf(1)
			}, Area{XMax: 1, YMax: 1})
		},
		"far path": func() (*Figure, error) {
			return Landscape(func(_, _ float64) float64 { return 0 }, Area{XMax: 1, YMax: 1, Grid: 2, Path: line(-big, big)})
		},
		"one value with a band": func() (*Figure, error) {
			return Curves(Band("", nil, []float64{3}, []float64{2}, []float64{4}), Level("", -big))
		},
		"level beyond": func() (*Figure, error) {
			return Axes{YMin: 1, YMax: 2}.Curves(Series{Points: line(1, 2)}, Level("", 7))
		},
		"one weight": func() (*Figure, error) {
			return Annealing(Anneal{Betas: []float64{0, 1}, LogWeights: [][]float64{{0}, {0}}})
		},
		"huge weights of chains": func() (*Figure, error) {
			return Annealing(Anneal{Betas: []float64{-1, 1}, LogWeights: [][]float64{{-big / 4}, {0, big / 4}}}, Anneal{Betas: []float64{big, 0}, LogWeights: [][]float64{{0}, {big / 4}}})
		},
		"lag 0 only":       func() (*Figure, error) { return Autocorrelation(Correlation{Rho: []float64{1}, Time: big, N: 1}) },
		"huge correlation": func() (*Figure, error) { return Autocorrelation(Correlation{Rho: []float64{big, -big}}) },
		"one step":         func() (*Figure, error) { return Traces(Sample{"", []float64{3}}) },
		"a long trace": func() (*Figure, error) {
			return Traces(Sample{"", slices.Repeat([]float64{-big, big, 0}, 2000)})
		},
		"traces out of range":  func() (*Figure, error) { return Axes{YMin: 5, YMax: 6}.Traces(Sample{"", []float64{1, 2, 3}}) },
		"equal free energies":  func() (*Figure, error) { return FreeEnergies(Sample{"", []float64{4, 4}}, Sample{"b", []float64{4}}) },
		"no energies in range": func() (*Figure, error) { return Axes{XMin: 5, XMax: 6}.FreeEnergies(Sample{"a", []float64{1, 2}}) },
		"no swaps":             func() (*Figure, error) { return SwapRates(0, Ladder{Betas: []float64{-big, big}, Rates: []float64{0}}) },
		"vectors of zero": func() (*Figure, error) {
			return Field(Area{XMax: 1, YMax: 1}, Arrows{At: func(_, _ float64) (float64, float64) { return 0, 0 }})
		},
		"huge vectors": func() (*Figure, error) {
			return Field(Area{XMax: 1e-90, YMax: 1}, Arrows{At: func(x, _ float64) (float64, float64) { return -big, 1 / x }})
		},
		"huge errors": func() (*Figure, error) {
			return Comparison(mat.NewDense(1, 1, []float64{big}), Tiles{Height: 1, Width: 1}, Version{"", mat.NewDense(1, 1, []float64{-big})})
		},
		"zero level": func() (*Figure, error) {
			return FilterLevels(Tiles{Height: 1, Width: 1}, LevelFilters{"", mat.NewDense(1, 1, nil)}, LevelFilters{"", mat.NewDense(1, 1, []float64{5e-324})})
		},
		"huge panels": func() (*Figure, error) {
			return Panels(Panel{Series: []Series{{Points: line(-big, big)}}}, Panel{Series: []Series{{Points: line(0)}}})
		},
		"one code":    func() (*Figure, error) { return Codes(mat.NewDense(1, 2, nil), []int{63}, nil) },
		"equal codes": func() (*Figure, error) { return Codes(mat.NewDense(3, 2, []float64{1, 1, 1, 1, 1, 1}), nil, nil) },
		"huge codes": func() (*Figure, error) {
			return Codes(mat.NewDense(3, 2, []float64{-big, 1, big, 0, 0, 0}), []int{0, 1, 0}, nil)
		},
		"codes on a line": func() (*Figure, error) {
			return Axes{X: "x"}.Codes(mat.NewDense(2, 2, []float64{3, -big, 3, big}), nil, nil)
		},
		"codes outside": func() (*Figure, error) {
			return Axes{XMin: 5, XMax: 6}.Codes(mat.NewDense(1, 2, nil), []int{0}, []string{"a"})
		},
		"huge repeated": func() (*Figure, error) {
			return Axes{LogX: true}.Curves(Repeated("", []float64{small, 1, big}, [][]float64{{1}, {-big / 100, big / 100}, {0}}))
		},
		"moment beyond": func() (*Figure, error) {
			return Axes{XMin: 1, XMax: 2}.Curves(Series{Points: line(1, 2)}, Moment("far", big), Moment("before", -big))
		},
		"huge dots": func() (*Figure, error) { return Dots([]string{"", ""}, Group{Heights: []float64{-big, big}}) },
		"dots outside": func() (*Figure, error) {
			return Axes{XMin: 5, XMax: 6}.Dots([]string{""}, RepeatedGroup("", [][]float64{{1, 2}}))
		},
		"log dots": func() (*Figure, error) { return Axes{LogX: true}.Dots([]string{""}, Group{Heights: []float64{small}}) },
		"most dots": func() (*Figure, error) {
			return Axes{Width: 120}.Dots(make([]string, 256), Group{Heights: make([]float64, 256)})
		},
		"one class":    func() (*Figure, error) { return Confusion([][]int{{1}}, []string{""}) },
		"most classes": func() (*Figure, error) { return Confusion(mostClasses(), nil) },
		"one unit":     func() (*Figure, error) { return Network(Net{Layers: []Units{{Len: 1}}}) },
		"most units":   func() (*Figure, error) { return Network(Net{Layers: []Units{{Len: 64}}}) },
		"zero edges": func() (*Figure, error) {
			return Network(Net{Layers: []Units{{Len: 2}, {Len: 2}}, Weights: []mat.Matrix{mat.NewDense(2, 2, nil)}})
		},
		"small scale": func() (*Figure, error) {
			return Network(Net{Layers: []Units{{Len: 1}, {Len: 1}}, Scale: 1e-90, Weights: []mat.Matrix{mat.NewDense(1, 1, []float64{big})}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := make()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.PNG(); err != nil {
				t.Error(err)
			}
			svg, err := f.SVG()
			if err != nil {
				t.Error(err)
			}
			if _, err := firstAttr(svg, "width"); err != nil {
				t.Error(err)
			}
			if s := string(svg); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") {
				t.Error("a coordinate is not a number")
			}
		})
	}
}
