package plotting

import (
	"image/color"
	"math"
	"testing"
)

func sampled(nx, ny int, lo, hi float64, f func(x, y float64) float64) surface {
	s := surface{xs: linspace(lo, hi, nx), ys: linspace(lo, hi, ny)}
	for _, y := range s.ys {
		for _, x := range s.xs {
			s.z = append(s.z, f(x, y))
		}
	}
	return s
}

func TestContourOfACircle(t *testing.T) {
	s := sampled(41, 31, -2, 2, func(x, y float64) float64 { return x*x + y*y })
	lines := s.contour(1)
	if len(lines) != 1 {
		t.Fatalf("%d lines, want one", len(lines))
	}
	line := lines[0]
	if line[0] != line[len(line)-1] {
		t.Error("the line is not closed")
	}
	// Linear interpolation of a function with second derivative 2 over a step d errs by at most d²/4 in its value,
	// and the value grows by 2 per unit of radius.
	d := 4.0 / 30
	turns := 0.0
	for i, p := range line {
		if r := math.Hypot(p[0], p[1]); math.Abs(r-1) > d*d/4/2*1.1 {
			t.Errorf("a point at radius %v", r)
		}
		if i > 0 {
			a := math.Atan2(p[1], p[0]) - math.Atan2(line[i-1][1], line[i-1][0])
			turns += math.Remainder(a, 2*math.Pi) / (2 * math.Pi)
		}
	}
	if math.Abs(math.Abs(turns)-1) > 1e-9 {
		t.Errorf("the line goes round %v times", turns)
	}
}

func TestContourOpenSaddleAndHole(t *testing.T) {
	for _, c := range []struct {
		name  string
		f     func(x, y float64) float64
		level float64
		lines int
		open  bool
	}{
		{"plane", func(x, _ float64) float64 { return x }, 0.1, 1, true},
		{"saddle", func(x, y float64) float64 { return x * y }, 0.2, 2, true},
		{"two wells", func(x, y float64) float64 { return (x*x-1)*(x*x-1) + y*y }, 0.5, 2, false},
		{"nowhere", func(x, y float64) float64 { return x + y }, 9, 0, false},
		{"level on the grid", func(x, _ float64) float64 { return x }, 0, 1, true},
		{"constant at the level", func(_, _ float64) float64 { return 1 }, 1, 0, false},
		{"cut by a wall", func(x, y float64) float64 {
			if math.Abs(y) < 0.3 {
				return math.Inf(1)
			}
			return x
		}, 0.1, 2, true},
	} {
		lines := sampled(21, 21, -2, 2, c.f).contour(c.level)
		if len(lines) != c.lines {
			t.Errorf("%s: %d lines, want %d", c.name, len(lines), c.lines)
		}
		for _, l := range lines {
			if open := l[0] != l[len(l)-1]; open != c.open {
				t.Errorf("%s: open is %v", c.name, open)
			}
		}
	}
}

// Where two high corners face each other, the middle of the cell decides whether they are connected.
func TestContourAtASaddle(t *testing.T) {
	s := surface{xs: []float64{0, 1}, ys: []float64{0, 1}, z: []float64{1, 0, 0, 1}} // high at (0, 0) and (1, 1)
	for _, c := range []struct {
		level, corner float64 // the x of the corner, on the line y = 0, that a line cuts off
	}{{0.4, 1}, {0.6, 0}} {
		lines := s.contour(c.level)
		if len(lines) != 2 {
			t.Fatalf("level %v: %d lines", c.level, len(lines))
		}
		for _, l := range lines {
			for i, p := range l {
				if q := l[1-i]; p[1] == 0 && q[0] != c.corner {
					t.Errorf("level %v: the line from %v goes to %v, want x = %v", c.level, p, q, c.corner)
				}
			}
		}
	}
}

func TestHeatColours(t *testing.T) {
	s := sampled(3, 3, 0, 1, func(x, y float64) float64 { return x + 10*y })
	s.z[8] = math.Inf(1) // upper right
	h := heat{s, scale{lo: 0, hi: 11, palette: Sequential().reversed(), levels: heatLevels}}
	img := h.image(300, 300)
	dark, light := Sequential().At(1), Sequential().At(0)
	if got := img.At(0, 299); got != dark {
		t.Errorf("the least energy, at the lower left, is %v, want %v", got, dark)
	}
	if got := img.At(299, 0); got != missing {
		t.Errorf("an infinite energy, at the upper right, is %v, want %v", got, missing)
	}
	low, high := labOf(dark).l, labOf(light).l
	if l := labOf(h.colors()[img.ColorIndexAt(0, 0)].(color.RGBA)).l; l <= low || l >= high {
		t.Errorf("the upper left has lightness %v, not between %v and %v", l, low, high)
	}
}

func TestLandscapeKeepsItsShape(t *testing.T) {
	for _, ratio := range []float64{0.5, 0.75, 1, 1.2} {
		fig, err := Landscape(func(x, y float64) float64 { return x + y }, Area{XMax: 1, YMax: ratio, Grid: 11, Title: "t"})
		if err != nil {
			t.Fatal(err)
		}
		// Count the pixels of the map in its middle row and column: they are neither white nor grey.
		img := fig.render()
		w, h := fig.Size()
		bar := 100 // keep clear of the colour bar
		across, down := 0, 0
		for x := range w - bar {
			if c := img.RGBAAt(x, h/2); c.R != c.B {
				across++
			}
		}
		for y := range h {
			if c := img.RGBAAt(w/2-bar/2, y); c.R != c.B {
				down++
			}
		}
		if got := float64(down) / float64(across); math.Abs(got-ratio) > 0.03 {
			t.Errorf("height over width is %v, want %v", got, ratio)
		}
	}
}

func TestLandscapeCallsOnAGrid(t *testing.T) {
	calls := 0
	_, err := Landscape(func(x, y float64) float64 {
		if x < -1 || x > 2 || y < 3 || y > 4.5 {
			t.Errorf("called at (%v, %v)", x, y)
		}
		calls++
		return x
	}, Area{XMin: -1, XMax: 2, YMin: 3, YMax: 4.5, Grid: 20})
	if err != nil || calls != 200 {
		t.Errorf("%d calls, want 20 × 10 (%v)", calls, err)
	}
}
