package plotting

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Fill and outline of the units of a layer without states: visible, then hidden.
var (
	visibleFill, visibleLine = hex("#dbe8f6"), hex("#1f5fa8")
	hiddenFill, hiddenLine   = hex("#fce4d8"), hex("#e0692e")
)

const (
	unitRadius = 19
	unitApart  = 68 // between the middles of neighbours, where there is room
	layerApart = 130
	drawWidth  = 560 // of the largest layer
	labelFits  = 11  // the least radius of a unit with a label
)

// stack puts layers in rows, the first at the bottom, each in the middle.
func (g *graph) stack() {
	most := 0
	for _, u := range g.layers {
		most = max(most, u.Len)
		g.left = max(g.left, nameStyle().Width(u.Name)+14)
	}
	apart := min(unitApart, vg.Length(drawWidth)/vg.Length(most))
	g.radius = min(unitRadius, 0.4*apart)
	g.width = max(apart*vg.Length(most-1)+2*g.radius, 2*unitApart) + 2
	g.height = layerApart*vg.Length(len(g.layers)-1) + 2*g.radius + 2
	for l, u := range g.layers {
		own := apart
		if u.Len > 1 {
			own = min(unitApart*1.3, (g.width-2*g.radius-2)/vg.Length(u.Len-1), 1.6*apart)
		}
		for i := range u.Len {
			x := g.width/2 + own*(vg.Length(i)-vg.Length(u.Len-1)/2)
			g.at = append(g.at, vg.Point{X: x, Y: g.radius + 1 + layerApart*vg.Length(l)})
		}
	}
}

// circle puts all units on one, clockwise from the top.
func (g *graph) circle() {
	total := 0
	for _, u := range g.layers {
		total += u.Len
	}
	around := min(max(unitApart*1.2*float64(total)/(2*math.Pi), 90), 190)
	g.radius = vg.Length(min(unitRadius, 0.4*2*math.Pi*around/float64(total)))
	var low, high vg.Point
	for i := range total {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(total))
		at := vg.Point{X: vg.Length(around * sin), Y: vg.Length(around * cos)}
		low = vg.Point{X: min(low.X, at.X), Y: min(low.Y, at.Y)}
		high = vg.Point{X: max(high.X, at.X), Y: max(high.Y, at.Y)}
		g.at = append(g.at, at)
	}
	edge := vg.Point{X: g.radius + 1, Y: g.radius + 1}
	for i := range g.at {
		g.at[i] = g.at[i].Sub(low).Add(edge)
	}
	g.width, g.height = high.X-low.X+2*edge.X, high.Y-low.Y+2*edge.Y
}

// setScale chooses the colours of weights.
func (g *graph) setScale(limit float64) {
	largest := 0.0
	for _, e := range g.edges {
		largest = max(largest, math.Abs(e.weight))
	}
	if limit == 0 {
		limit = roundUp(largest)
	}
	if limit == 0 {
		limit = 1
	}
	s := scale{lo: -limit, hi: limit, palette: Diverging(), levels: divergingLevels}
	s.cutsLow, s.cutsHigh = largest > limit, largest > limit
	bar := newColorBar(s, "weight", s.lo, 0, s.hi)
	g.bar = &bar
	slices.SortStableFunc(g.edges, func(a, b coupling) int { return cmp.Compare(math.Abs(a.weight), math.Abs(b.weight)) })
}

// addKeys explains the fills: on and off, or which layer where that is not written beside it.
func (g *graph) addKeys(full bool) {
	states := slices.ContainsFunc(g.layers, func(u Units) bool { return u.States != nil })
	if full && len(g.layers) > 1 {
		for l, u := range g.layers {
			_, line := layerColors(l)
			g.keys = append(g.keys, key{name: u.Name, color: line, ring: true})
		}
	}
	if states {
		g.keys = append(g.keys, key{name: "off", color: Sequential().At(0)}, key{name: "on", color: Sequential().At(1)})
	}
}

func layerColors(layer int) (fill, line color.RGBA) {
	if layer == 0 {
		return visibleFill, visibleLine
	}
	return hiddenFill, hiddenLine
}

// drawEdges draws each coupling from middle to middle; the units cover its ends. A grey line stands for each that
// is too weak for a colour, so that the wiring stays visible.
func (g graph) drawEdges(c draw.Canvas, origin vg.Point) {
	thin := draw.LineStyle{Color: rule, Width: 1.2}
	if len(g.edges) > 400 {
		thin.Width = 0.6
	}
	for _, e := range g.edges {
		style := thin
		if g.bar != nil {
			if t := min(math.Abs(e.weight)/g.bar.hi, 1); t > 0.08 {
				style = draw.LineStyle{Color: g.bar.colors()[g.bar.level(e.weight)], Width: 0.5 + min(4, g.radius/3)*vg.Length(t)}
			}
		}
		c.StrokeLines(style, []vg.Point{g.at[e.i].Add(origin), g.at[e.j].Add(origin)})
	}
}

func (g graph) drawUnits(c draw.Canvas, origin vg.Point) {
	k := 0
	for l, u := range g.layers {
		fill, line := layerColors(l)
		for i := range u.Len {
			at := g.at[k].Add(origin)
			if u.States != nil {
				fill = Sequential().At(u.States[i])
			}
			fillCircle(c, line, at, g.radius)
			fillCircle(c, fill, at, g.radius-min(1.8, g.radius/4))
			g.drawLabel(c, l, i, at, fill)
			k++
		}
	}
}

// drawLabel writes the symbol with its number as index and, where there are several hidden layers, the layer above.
func (g graph) drawLabel(c draw.Canvas, layer, i int, at vg.Point, fill color.RGBA) {
	u := g.layers[layer]
	letters := color.Color(ink)
	if isDark(fill) {
		letters = color.White
	}
	if g.radius < labelFits {
		return
	}
	size := min(15, 0.85*g.radius)
	style := textStyle(size, letters, draw.XCenter, draw.YCenter)
	if u.Labels != nil {
		for style.Font.Size > 6 && style.Width(u.Labels[i]) > 1.8*g.radius {
			style.Font.Size--
		}
		fillMiddle(c, style, at, u.Labels[i])
		return
	}
	symbol := italic(textStyle(size, letters, draw.XLeft, draw.YCenter))
	index := textStyle(max(8, 0.68*size), letters, draw.XLeft, draw.YCenter)
	number, power := fmt.Sprint(i+1), ""
	if layer > 0 && len(g.layers) > 2 {
		power = fmt.Sprint(layer)
	}
	w := symbol.Width(u.Symbol)
	x := at.X - (w+1+max(index.Width(number), index.Width(power)))/2
	fillMiddle(c, symbol, vg.Point{X: x, Y: at.Y}, u.Symbol)
	fillMiddle(c, index, vg.Point{X: x + w + 1, Y: at.Y - 0.32*size}, number)
	if power != "" {
		fillMiddle(c, index, vg.Point{X: x + w + 1, Y: at.Y + 0.36*size}, power)
	}
}

func nameStyle() text.Style { return textStyle(textSize, ink, draw.XLeft, draw.YCenter) }

func (g graph) drawNames(c draw.Canvas, origin vg.Point) {
	if g.left == 0 {
		return
	}
	k := 0
	for _, u := range g.layers {
		fillMiddle(c, nameStyle(), vg.Point{X: origin.X - g.left, Y: origin.Y + g.at[k].Y}, u.Name)
		k += u.Len
	}
}
