package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Arrows is a vector field over an Area: a gradient, or an estimate of it.
type Arrows struct {
	Name string                              // in the legend; empty: not there
	At   func(x, y float64) (dx, dy float64) // the vector at (x, y), in the units of the axes
}

// Field draws vector fields over an area on white, each in its own colour and all to one scale: the true gradient
// beside an estimate of it. Arrows begin where the fields were computed. Their length grows with the square root of
// that of the vector, so that the small vectors around a rest point show their direction too; the longest twentieth
// is cut to one length. A dot alone is a vector of zero.
//
// For fields over a map of an energy, set Area.Arrows and call Landscape.
//
// It returns an error if the ranges are empty, if there is no field, and one that names field and place if a vector is
// not finite.
func Field(a Area, fields ...Arrows) (*Figure, error) {
	if len(fields) == 0 {
		return nil, fmt.Errorf("plotting: Field without a field: pass at least one Arrows{At: f}")
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	a.NoBar = true
	a.Arrows = slices.Concat(fields, a.Arrows)
	return a.scene(surface{})
}

const (
	arrowGrid   = 11
	arrowEdge   = 0.8 // room around the grid, in distances between arrows, which no arrow exceeds
	arrowLength = 0.8 // of the longest, in the same unit
	arrowTop    = 0.95
)

// arrowColors tell fields apart on dark and light maps, each within a white seam.
var arrowColors = []color.RGBA{hex("#22262b"), hex("#e0692e"), hex("#a0337a"), hex("#1d9e86")}

// quiver is a vector field computed on a grid; a plot.Plotter.
type quiver struct {
	from  plotter.XYs
	by    []vg.Point // in widths of the map
	color color.RGBA
	full  *float64 // the length of by that is drawn as the longest, common to all fields
	space float64  // between arrows, in widths of the map
	broad bool     // under another field, from which it must stick out
}

// quivers computes the fields of a.
func (a Area) quivers() ([]quiver, error) {
	if a.ArrowGrid < 0 || a.ArrowGrid == 1 || a.ArrowGrid > 100 {
		return nil, fmt.Errorf("plotting: Area.ArrowGrid is %d: use 2 to 100, or 0 for %d", a.ArrowGrid, arrowGrid)
	}
	n := a.ArrowGrid
	if n == 0 {
		n = arrowGrid
	}
	space := max(1, a.aspect()) / (float64(n-1) + 2*arrowEdge)
	xs := between(a.XMin, a.XMax, space)
	ys := between(a.YMin, a.YMax, space/a.aspect())
	var lengths []float64
	full := new(float64)
	var all []quiver
	for i, f := range a.Arrows {
		who := called("field", i, f.Name)
		if f.At == nil {
			return nil, fmt.Errorf("plotting: %s: At is nil: pass a function that returns the vector at (x, y)", who)
		}
		q := quiver{color: arrowColors[i%len(arrowColors)], full: full, space: space, broad: i == 0 && len(a.Arrows) > 1}
		for _, y := range ys {
			for _, x := range xs {
				dx, dy := f.At(x, y)
				if !isFinite(dx) || !isFinite(dy) {
					return nil, fmt.Errorf("plotting: %s at (%v, %v) is (%v, %v): only finite vectors below 1e100 can be drawn; choose an area where the field is defined", who, x, y, dx, dy)
				}
				by := vg.Point{X: vg.Length(dx / (a.XMax - a.XMin)), Y: vg.Length(dy / (a.YMax - a.YMin) * a.aspect())}
				q.from, q.by = append(q.from, plotter.XY{X: x, Y: y}), append(q.by, by)
				lengths = append(lengths, math.Hypot(float64(by.X), float64(by.Y)))
			}
		}
		all = append(all, q)
	}
	if len(lengths) > 0 {
		slices.Sort(lengths)
		if *full = quantile(lengths, arrowTop); *full == 0 {
			*full = lengths[len(lengths)-1]
		}
	}
	return all, nil
}

// between spaces points evenly in the middle of [lo, hi], of which space is the distance as a part.
func between(lo, hi, space float64) []float64 {
	n := max(2, 1+int(math.Round((1-2*arrowEdge*space)/space)))
	space = min(space, 1/(float64(n-1)+2*arrowEdge))
	first := (1 - float64(n-1)*space) / 2
	x := make([]float64, n)
	for i := range x {
		x[i] = lo + (hi-lo)*(first+float64(i)*space)
	}
	return x
}

// Plot implements plot.Plotter.
func (q quiver) Plot(c draw.Canvas, p *plot.Plot) {
	width := c.Size().X
	at := onCanvas(c, p, q.from)
	arrows := make([]arrow, len(at))
	for i, by := range q.by {
		arrows[i] = arrow{from: at[i]}
		if size := math.Hypot(float64(by.X), float64(by.Y)); size > 0 {
			length := vg.Length(arrowLength*q.space*math.Sqrt(min(1, size/(*q.full)))) * width
			arrows[i].to = vg.Point{X: at[i].X + length*by.X/vg.Length(size), Y: at[i].Y + length*by.Y/vg.Length(size)}
			arrows[i].length = length
		}
	}
	style := arrowStyle{shaft: 1.4, head: 6.5, side: 3}
	if q.broad {
		style = arrowStyle{shaft: 3.6, head: 9.5, side: 4.8}
	}
	for _, a := range arrows {
		a.draw(c, color.White, style.wider(arrowSeam))
	}
	for _, a := range arrows {
		a.draw(c, q.color, style)
	}
}

// arrowSeam is the width of the white line around an arrow.
const arrowSeam = 0.9

// arrowStyle holds sizes in pixels: the width of the shaft, the length of the head, and half its width.
type arrowStyle struct{ shaft, head, side, seam vg.Length }

func (s arrowStyle) wider(by vg.Length) arrowStyle {
	return arrowStyle{s.shaft + 2*by, s.head + 2*by, s.side + 1.7*by, by}
}

// arrow is on the canvas; one without length is a dot.
type arrow struct {
	from, to vg.Point
	length   vg.Length
}

func (a arrow) draw(c draw.Canvas, clr color.Color, s arrowStyle) {
	fillCircle(c, clr, a.from, max(s.shaft/2, 1.2+s.seam))
	if a.length < 1 {
		return
	}
	along := vg.Point{X: (a.to.X - a.from.X) / a.length, Y: (a.to.Y - a.from.Y) / a.length}
	shrink := min(1, 0.7*a.length/s.head) // of short arrows
	head, side := s.head*shrink, s.side*shrink
	tip := vg.Point{X: a.to.X + s.seam*along.X, Y: a.to.Y + s.seam*along.Y}
	base := vg.Point{X: tip.X - head*along.X, Y: tip.Y - head*along.Y}
	c.StrokeLines(draw.LineStyle{Color: clr, Width: s.shaft * shrink}, []vg.Point{a.from, base})
	c.FillPolygon(clr, []vg.Point{
		tip,
		{X: base.X - side*along.Y, Y: base.Y + side*along.X},
		{X: base.X + side*along.Y, Y: base.Y - side*along.X},
	})
}
