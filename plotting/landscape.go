package plotting

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
)

// Area is the part of the plane that Landscape shows, and how.
type Area struct {
	XMin, XMax, YMin, YMax float64 // required; XMin < XMax, YMin < YMax

	Path plotter.XYer // samples on the landscape; nil: none
	Dots bool         // draw them as dots instead of joining them in their order

	Arrows    []Arrows // vector fields on the landscape, see Field
	ArrowGrid int      // how many arrows along the longer side; zero: 11

	Title   string
	X, Y, Z string // labels of the axes and of the colour bar; empty: "x", "y", "energy"

	// Low and High are the energies of the first and the last colour. Both zero: from the least value to the 75th
	// percentile, as energies rise steeply where nothing happens. The colour bar marks what lies outside.
	Low, High float64

	NoBar bool // no colour bar, for figures that share one

	Contours int // how many contour lines, about; zero: 10
	Grid     int // f is computed at Grid points along the longer side; zero: 121
	Width    int // of the figure in pixels; zero: 600
}

const (
	landscapeWidth = 600
	landscapeGrid  = 121
	contourLines   = 10
	heatLevels     = 64
)

// Landscape draws the energy f over an area as a map: dark is low, where exp(-f) is large, so that probable places are
// dark as probable units are in Samples. Contour lines connect equal energies, at the round numbers marked on the
// colour bar. Where f is +Inf, a state that cannot be, the map is grey.
//
// f is called Grid × Grid times or less, row by row, from one goroutine.
//
// It returns an error if the ranges are empty, if f is NaN, -Inf or beyond ±1e100 somewhere or +Inf everywhere (the
// error names the place), or if a point of the path or a vector is not finite. Parts of the path outside the area are
// cut off.
func Landscape(f func(x, y float64) float64, a Area) (*Figure, error) {
	if f == nil {
		return nil, fmt.Errorf("plotting: Landscape of a nil function: pass the energy")
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	s, err := a.surface(f)
	if err != nil {
		return nil, err
	}
	return a.scene(s)
}

// scene draws what lies on s, which is empty for a white ground.
func (a Area) scene(s surface) (*Figure, error) {
	var path plotter.XYs
	var err error
	if a.Path != nil {
		if path, err = copyPoints("Area.Path", a.Path); err != nil {
			return nil, err
		}
	}
	fields, err := a.quivers()
	if err != nil {
		return nil, err
	}
	return a.figure(s, path, fields), nil
}

// check returns a with its defaults filled in.
func (a Area) check() (Area, error) {
	for _, v := range []float64{a.XMin, a.XMax, a.YMin, a.YMax, a.Low, a.High} {
		if !isFinite(v) {
			return a, fmt.Errorf("plotting: Area has the bound %v: use finite numbers below 1e100", v)
		}
	}
	switch {
	case a.XMin >= a.XMax || a.YMin >= a.YMax:
		return a, fmt.Errorf("plotting: Area{XMin: %v, XMax: %v, YMin: %v, YMax: %v}: each least value must be below its largest", a.XMin, a.XMax, a.YMin, a.YMax)
	case a.Low > a.High || a.Low == a.High && a.Low != 0:
		return a, fmt.Errorf("plotting: Area{Low: %v, High: %v}: Low must be below High, or both 0 for automatic", a.Low, a.High)
	case a.Contours < 0 || a.Contours > 100:
		return a, fmt.Errorf("plotting: Area.Contours is %d: use 1 to 100, or 0 for %d", a.Contours, contourLines)
	case a.Grid != 0 && (a.Grid < 2 || a.Grid > 1000):
		return a, fmt.Errorf("plotting: Area.Grid is %d: use 2 to 1000, or 0 for %d", a.Grid, landscapeGrid)
	case a.Width != 0 && (a.Width < 160 || a.Width > maxSide):
		return a, fmt.Errorf("plotting: Area.Width is %d: use 160 to %d pixels, or 0 for %d", a.Width, maxSide, landscapeWidth)
	}
	for _, d := range []struct {
		set   *string
		value string
	}{{&a.X, "x"}, {&a.Y, "y"}, {&a.Z, "energy"}} {
		if *d.set == "" {
			*d.set = d.value
		}
	}
	for _, d := range []struct {
		set   *int
		value int
	}{{&a.Contours, contourLines}, {&a.Grid, landscapeGrid}, {&a.Width, landscapeWidth}} {
		if *d.set == 0 {
			*d.set = d.value
		}
	}
	return a, nil
}

// aspect is height over width of the map: equal units on both axes where that is not too flat or too tall.
func (a Area) aspect() float64 {
	r := (a.YMax - a.YMin) / (a.XMax - a.XMin)
	if r < 0.4 || r > 1.25 {
		return 0.75
	}
	return r
}

// surface computes f on the grid.
func (a Area) surface(f func(x, y float64) float64) (surface, error) {
	nx, ny := a.Grid, a.Grid
	if r := a.aspect(); r < 1 {
		ny = max(2, int(math.Round(r*float64(ny))))
	} else {
		nx = max(2, int(math.Round(float64(nx)/r)))
	}
	s := surface{xs: linspace(a.XMin, a.XMax, nx), ys: linspace(a.YMin, a.YMax, ny)}
	allowed := false
	for _, y := range s.ys {
		for _, x := range s.xs {
			v := f(x, y)
			if !isFinite(v) && !math.IsInf(v, 1) {
				return surface{}, fmt.Errorf("plotting: the energy at (%v, %v) is %v: it must be a number below 1e100 in size, or +Inf for a state that cannot be", x, y, v)
			}
			allowed = allowed || !math.IsInf(v, 1)
			s.z = append(s.z, v)
		}
	}
	if !allowed {
		return surface{}, fmt.Errorf("plotting: the energy is +Inf in all of [%v, %v] × [%v, %v]: choose an area with states that can be", a.XMin, a.XMax, a.YMin, a.YMax)
	}
	return s, nil
}

func linspace(lo, hi float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return x
}

// scale is the range of colours for s.
func (a Area) scale(s surface) scale {
	c := scale{lo: a.Low, hi: a.High, palette: Sequential().reversed(), levels: heatLevels}
	z := slices.DeleteFunc(slices.Clone(s.z), func(v float64) bool { return math.IsInf(v, 1) })
	slices.Sort(z)
	if c.lo == 0 && c.hi == 0 {
		c.lo, c.hi = z[0], z[int(0.75*float64(len(z)-1))]
		if c.hi == c.lo {
			c.hi = z[len(z)-1]
		}
		if c.hi == c.lo {
			c.lo, c.hi = c.lo-0.5, c.hi+0.5
		}
	}
	c.cutsLow, c.cutsHigh = z[0] < c.lo, z[len(z)-1] > c.hi
	return c
}
