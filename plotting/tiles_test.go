package plotting

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// tileColor returns the colour of one pixel of one tile in the finished picture.
func tileColor(t *testing.T, f *Figure, s sheet, tile, pixel int) color.RGBA {
	t.Helper()
	zoom := s.zoom(notebookWidth - 2*margin - int(s.bar.width()))
	_, height := s.size(zoom)
	x, y := s.corner(tile%s.columns, tile/s.columns, zoom)
	x += margin + pixel%s.width*zoom + zoom/2
	y += f.height - margin - height + pixel/s.width*zoom + zoom/2
	return f.render().RGBAAt(x, y)
}

func TestFilterColours(t *testing.T) {
	// Column 0 and column 1 hold the same values in another order, on the scale that column 2 sets.
	weights := mat.NewDense(4, 3, []float64{
		0, 0.5, 2,
		0.5, 0, -2,
		-0.5, 1, 0,
		1, -0.5, 0,
	})
	tiles := Tiles{Height: 2, Width: 2, Scale: 2}
	fig, err := Filters(weights, tiles)
	if err != nil {
		t.Fatal(err)
	}
	p, err := tiles.columns("weights", weights)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tiles.sheet(p, tiles.symmetric(p.tiles), "")
	if err != nil {
		t.Fatal(err)
	}
	at := func(tile, pixel int) color.RGBA { return tileColor(t, fig, s, tile, pixel) }
	d := Diverging()
	for _, c := range []struct {
		what      string
		got, want color.RGBA
	}{
		{"zero", at(0, 0), d.At(0.5)},
		{"zero in the next tile", at(1, 1), d.At(0.5)},
		{"the largest", at(2, 0), d.At(1)},
		{"the least", at(2, 1), d.At(0)},
		{"a value in both tiles", at(0, 1), at(1, 0)},
		{"a negative value in both tiles", at(0, 2), at(1, 3)},
		{"half of the scale", at(0, 3), d.At(0.75)},
	} {
		if c.got != c.want {
			t.Errorf("%s is %v, want %v", c.what, c.got, c.want)
		}
	}
}

func TestFilterScaleIsRobust(t *testing.T) {
	tile := make([]float64, 1000)
	for i := range tile {
		tile[i] = 0.1 * float64(i%10)
	}
	tile[7] = -50 // one in a thousand: beyond the 99.5th percentile, which is 0.9
	s := Tiles{}.symmetric([][]float64{tile})
	if s.lo != -0.9 || s.hi != 0.9 || !s.cutsLow || s.cutsHigh {
		t.Errorf("scale %+v, want -0.9 to 0.9 with the low end marked", s)
	}
	bar := newColorBar(s, "", s.lo, 0, s.hi)
	if want := []string{"≤ −0.9", "0", "0.9"}; !slices.Equal(bar.texts, want) {
		t.Errorf("colour bar says %q, want %q", bar.texts, want)
	}
	sparse := make([]float64, 1000)
	sparse[0] = 3
	if s := (Tiles{}).symmetric([][]float64{sparse}); s.hi != 3 {
		t.Errorf("a single weight of 3 among zeros has scale %v", s.hi)
	}
}

func TestSampleScale(t *testing.T) {
	for _, c := range []struct {
		values []float64
		scale  float64
		lo, hi float64
	}{
		{[]float64{0.2, 0.4}, 0, 0, 1},
		{[]float64{0, 1 + 1e-7}, 0, 0, 1}, // rounded to float32 somewhere
		{[]float64{-1e-7, 0.5}, 0, 0, 1},
		{[]float64{-2, 3}, 0, -2, 3},
		{[]float64{5, 5}, 0, 0, 5},
		{[]float64{0, 5}, 2, 0, 2},
		{[]float64{-1, 5}, 2, -2, 2},
	} {
		s := Tiles{Scale: c.scale}.sequential([][]float64{c.values})
		if s.lo != c.lo || s.hi != c.hi {
			t.Errorf("%v with Scale %v: %v to %v, want %v to %v", c.values, c.scale, s.lo, s.hi, c.lo, c.hi)
		}
	}
}

func TestReconstructionsPairUp(t *testing.T) {
	above := [][]float64{{0}, {1}, {2}, {3}, {4}}
	below := [][]float64{{10}, {11}, {12}, {13}, {14}}
	var got []float64
	for _, tile := range interleave(3, nil, above, below) {
		if tile == nil {
			tile = []float64{-1}
		}
		got = append(got, tile...)
	}
	want := []float64{0, 1, 2, 10, 11, 12, 3, 4, -1, 13, 14}
	if !slices.Equal(got, want) {
		t.Errorf("strips of three: %v, want %v", got, want)
	}
}

func TestSheetShape(t *testing.T) {
	for _, c := range []struct{ n, side, columns int }{
		{1, 28, 1}, {10, 28, 5}, {16, 28, 4}, {20, 28, 5}, {50, 28, 8}, {64, 28, 8}, {100, 28, 10}, {14, 3, 7},
	} {
		s := sheet{height: c.side, width: c.side, tiles: make([][]float64, c.n), group: math.MaxInt}
		if s.fit(0); s.columns != c.columns {
			t.Errorf("%d tiles of %d×%[2]d: %d columns, want %d", c.n, c.side, s.columns, c.columns)
		}
		if w, _ := s.size(s.zoom(notebookWidth)); w > notebookWidth {
			t.Errorf("%d tiles are %d pixels wide", c.n, w)
		}
	}
}

// A hundred filters as an RBM learns them on MNIST: smooth blobs and strokes on a noisy ground. Measured after eight
// epochs of CD-1 on real digits: 50 KB.
func TestHundredFiltersAreSmall(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	weights := mat.NewDense(784, 100, nil)
	for unit := range 100 {
		for range 8 {
			x0, y0, angle, size := 28*rng.Float64(), 28*rng.Float64(), math.Pi*rng.Float64(), 2+2*rng.Float64()
			height := rng.NormFloat64()
			sin, cos := math.Sincos(angle)
			for pixel := range 784 {
				x, y := float64(pixel%28)-x0, float64(pixel/28)-y0
				u, v := (x*cos+y*sin)/size, (y*cos-x*sin)/(2*size)
				weights.Set(pixel, unit, weights.At(pixel, unit)+height*math.Exp(-u*u-v*v))
			}
		}
		for pixel := range 784 {
			weights.Set(pixel, unit, weights.At(pixel, unit)+0.01*rng.NormFloat64())
		}
	}
	fig, err := Filters(weights, Tiles{Height: 28, Width: 28})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fig.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) > 60_000 {
		t.Errorf("%d bytes", len(raw))
	}
	if w, _ := fig.Size(); w < 600 || w > notebookWidth {
		t.Errorf("%d pixels wide", w)
	}
}

func TestCaptionCountsWhatIsLeftOut(t *testing.T) {
	fig, err := Samples(mat.NewDense(500, 4, nil), Tiles{Height: 2, Width: 2})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Tiles{Height: 2, Width: 2}.rows("samples", mat.NewDense(500, 4, nil))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.caption("samples"), "the first 100 of 500 samples"; got != want || len(p.tiles) != 100 {
		t.Errorf("caption %q for %d tiles of %s, want %q", got, len(p.tiles), fig, want)
	}
}

// A figure keeps its own copy: training goes on after it was made.
func TestFigureOutlivesItsData(t *testing.T) {
	m := mat.NewDense(4, 4, nil)
	fig, err := Filters(m, Tiles{Height: 2, Width: 2, Scale: 1})
	if err != nil {
		t.Fatal(err)
	}
	before := fig.render()
	m.Set(0, 0, 1)
	if !slices.Equal(before.Pix, fig.render().Pix) {
		t.Error("the picture changed with the matrix")
	}
}

func TestReduceKeepsColoursNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	img := image.NewRGBA(image.Rect(0, 0, 200, 200))
	for i := 0; i < len(img.Pix); i += 4 {
		level := uint8(i / 4 / 200) // 200 common greys, and noise on one pixel in fifty
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = level, level, level, 0xff
		if rng.IntN(50) == 0 {
			img.Pix[i] = level + uint8(rng.IntN(20))
		}
	}
	small, ok := reduce(img).(*image.Paletted)
	if !ok {
		t.Fatal("not paletted")
	}
	for i, index := range small.Pix {
		was, is := tintAt(img.Pix[4*i:]), small.Palette[index].(color.RGBA)
		reach := rareShift
		if was>>16 == was&0xff { // a common grey
			reach = commonShift
		}
		if !was.near(tint(is.R)<<16|tint(is.G)<<8|tint(is.B), reach) {
			t.Fatalf("pixel %d moved from %06x to %v", i, was, is)
		}
	}
	for i := range img.Pix {
		if img.Pix[i] = uint8(rng.Uint32()); i%4 == 3 {
			img.Pix[i] = 0xff
		}
	}
	if _, ok := reduce(img).(*image.Paletted); ok {
		t.Error("40000 random colours became 256")
	}
}
