package plotting

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func (a Area) figure(s surface, path plotter.XYs, fields []quiver) *Figure {
	l := a.layout(s, path, fields)
	alt := "Map of " + a.Z
	if len(s.z) == 0 {
		alt = "Arrows"
	}
	alt += fmt.Sprintf(" over %s from %s to %s and %s from %s to %s", a.X, short(a.XMin), short(a.XMax), a.Y, short(a.YMin), short(a.YMax))
	if len(fields) > 0 {
		alt += fmt.Sprintf(" with %s", count(len(fields), "vector field"))
	}
	for _, k := range l.header.keys {
		alt += ", " + k.name
	}
	if len(path) > 0 {
		alt += fmt.Sprintf(" with %s", count(len(path), "sample"))
	}
	if a.Title != "" {
		alt = a.Title + ": " + alt
	}
	return &Figure{
		Alt: alt, width: a.Width, height: min(l.height, maxSide), raster: len(s.z) > 0,
		draw: func(c draw.Canvas) {
			fillBackground(c)
			c = l.header.draw(draw.Crop(c, margin, -margin, margin, -margin))
			c = draw.Crop(c, 0, -l.barRoom, 0, 0)
			l.plot.Draw(c)
			if !a.NoBar {
				l.bar.draw(c, l.plot.DataCanvas(c).Rectangle)
			}
		},
	}
}

// landscapeLayout is what a landscape consists of. Its height follows from its width: the map keeps its shape, the
// rest is text.
type landscapeLayout struct {
	header  header
	plot    *plot.Plot
	bar     colorBar
	barRoom vg.Length
	height  int
}

func (a Area) layout(s surface, path plotter.XYs, fields []quiver) landscapeLayout {
	l := landscapeLayout{
		header: header{title: a.Title},
		plot:   a.axes().plot(emptyExtent(), &plotter.Grid{}),
	}
	l.plot.X.Min, l.plot.X.Max, l.plot.Y.Min, l.plot.Y.Max = a.XMin, a.XMax, a.YMin, a.YMax
	if len(s.z) > 0 {
		l.addMap(a, s)
	} else {
		l.plot.Add(crossedGrid())
	}
	l.plot.Add(trail{path, a.Dots})
	for i, q := range fields {
		l.plot.Add(q)
		if name := a.Arrows[i].Name; name != "" {
			l.header.keys = append(l.header.keys, key{name: name, color: q.color, line: true})
		}
	}

	inner := vg.Length(a.Width-2*margin) - l.barRoom
	data := l.plot.DataCanvas(draw.Canvas{Rectangle: rectangle(0, 0, inner, inner)}).Rectangle.Size()
	around := inner - data.Y + l.header.height(vg.Length(a.Width-2*margin)) + 2*margin
	l.height = int(math.Ceil(float64(data.X)*a.aspect() + float64(around)))
	return l
}

// addMap adds the colours of s, their bar and the contours.
func (l *landscapeLayout) addMap(a Area, s surface) {
	colors := a.scale(s)
	levels, _ := roundNumbers(colors.lo, colors.hi, a.Contours)
	l.bar = roundColorBar(colors, a.Z, 0.7*float64(a.Width)*a.aspect())
	l.bar.marks = levels
	if !a.NoBar {
		l.barRoom = l.bar.width()
	}
	l.plot.Add(heat{s, colors}, isolines{s, colors, levels})
}

func (a Area) axes() Axes {
	return Axes{X: a.X, Y: a.Y, Width: a.Width, Height: int(float64(a.Width) * a.aspect())}
}
