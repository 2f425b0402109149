package plotting

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Plot implements plot.Plotter. The dots are pixels also in an SVG: ten thousand circles would take a megabyte.
func (c *codes) Plot(canvas draw.Canvas, p *plot.Plot) {
	r := vg.Rectangle{
		Min: vg.Point{X: vg.Length(math.Ceil(float64(canvas.Min.X))), Y: vg.Length(math.Ceil(float64(canvas.Min.Y)))},
		Max: vg.Point{X: vg.Length(math.Floor(float64(canvas.Max.X))), Y: vg.Length(math.Floor(float64(canvas.Max.Y)))},
	}
	overlay(canvas, r, c.dots(p, r, canvas))
	canvas.StrokeLines(draw.LineStyle{Color: rule, Width: 1}, outline(canvas.Rectangle))
	if c.names {
		c.drawNames(canvas, p)
	}
}

// overlay draws img, whose pixels are those of r, over what is there.
func overlay(c draw.Canvas, r vg.Rectangle, img *image.RGBA) {
	screen, ok := c.Canvas.(*vgimg.Canvas)
	if !ok {
		c.DrawImage(r, img)
		return
	}
	dst := screen.Image()
	at := image.Pt(int(r.Min.X+0.5), dst.Bounds().Max.Y-int(r.Max.Y+0.5))
	xdraw.Draw(dst, img.Bounds().Add(at), img, image.Point{}, xdraw.Over)
}

// dots draws all points in an order that does not depend on their classes.
func (c *codes) dots(p *plot.Plot, r vg.Rectangle, canvas draw.Canvas) *image.RGBA {
	size := r.Size()
	img := image.NewRGBA(image.Rect(0, 0, int(size.X+0.5), int(size.Y+0.5)))
	colors := make([]color.RGBA, len(c.points))
	for k, members := range c.members {
		for _, i := range members {
			colors[i] = seriesColor(k)
		}
	}
	radius := c.radius(float64(size.X * size.Y))
	at := onCanvas(canvas, p, c.points)
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(len(at)) {
		splat(img, float64(at[i].X-r.Min.X), float64(r.Max.Y-at[i].Y), radius, colors[i])
	}
	return img
}

// radius lets all dots together cover a part of the area, where that makes dots that can be seen.
func (c *codes) radius(area float64) float64 {
	const part = 0.12
	return min(max(math.Sqrt(part*area/math.Pi/float64(len(c.points))), 1.3), 3.6)
}

// splat draws a disc with a smooth edge around (x, y), in pixels from the upper left corner of img.
func splat(img *image.RGBA, x, y, radius float64, c color.RGBA) {
	b := img.Bounds()
	for py := max(b.Min.Y, int(y-radius-1)); py <= min(b.Max.Y-1, int(y+radius+1)); py++ {
		for px := max(b.Min.X, int(x-radius-1)); px <= min(b.Max.X-1, int(x+radius+1)); px++ {
			cover := radius + 0.5 - math.Hypot(float64(px)+0.5-x, float64(py)+0.5-y)
			if cover > 0 {
				blend(img.Pix[img.PixOffset(px, py):], c, min(cover, 1))
			}
		}
	}
}

// blend puts a share of c over the pixel, whose colours are multiplied by its alpha.
func blend(pixel []uint8, c color.RGBA, share float64) {
	for i, v := range [...]uint8{c.R, c.G, c.B, c.A} {
		pixel[i] = uint8(math.Round(float64(pixel[i])*(1-share) + float64(v)*share))
	}
}

// drawNames writes the names of the classes on the data, moved where they would cover each other.
func (c *codes) drawNames(canvas draw.Canvas, p *plot.Plot) {
	style := textStyle(textSize, ink, draw.XCenter, draw.YCenter)
	var boxes []vg.Rectangle
	var classes []int
	for k, members := range c.members {
		if len(members) == 0 {
			continue
		}
		at := onCanvas(canvas, p, plotter.XYs{c.center(k)})[0]
		width := style.Width(c.classes[k]) + 10
		boxes = append(boxes, rectangle(at.X-width/2, at.Y-nameBox/2, width, nameBox))
		classes = append(classes, k)
	}
	moveApart(boxes, canvas.Rectangle)
	for i, k := range classes {
		canvas.SetColor(color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xe6})
		canvas.Fill(boxes[i].Path())
		canvas.StrokeLines(draw.LineStyle{Color: seriesColor(k), Width: 2}, outline(boxes[i]))
		fillMiddle(canvas, style, boxes[i].Min.Add(boxes[i].Max).Scale(0.5), c.classes[k])
	}
}

const nameBox = 18 // height

// moveApart moves boxes that overlap away from each other and into the frame, a little at a time.
func moveApart(boxes []vg.Rectangle, frame vg.Rectangle) {
	const rounds, gap = 60, 3
	for range rounds {
		moved := false
		for i := range boxes {
			for j := range i {
				moved = part(&boxes[i], &boxes[j], gap) || moved
			}
			boxes[i] = inside(boxes[i], frame)
		}
		if !moved {
			return
		}
	}
}

// part moves a and b along the axis on which they overlap least, each by half.
func part(a, b *vg.Rectangle, gap vg.Length) bool {
	dx := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X) + gap
	dy := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y) + gap
	if dx <= 0 || dy <= 0 {
		return false
	}
	by := vg.Point{Y: dy / 2}
	if a.Min.Y+a.Max.Y < b.Min.Y+b.Max.Y {
		by.Y = -by.Y
	}
	if dx < dy {
		by = vg.Point{X: dx / 2}
		if a.Min.X+a.Max.X < b.Min.X+b.Max.X {
			by.X = -by.X
		}
	}
	*a, *b = shifted(*a, by), shifted(*b, by.Scale(-1))
	return true
}

func shifted(r vg.Rectangle, by vg.Point) vg.Rectangle {
	return vg.Rectangle{Min: r.Min.Add(by), Max: r.Max.Add(by)}
}

// inside moves r into the frame, with its left and lower edge if it is larger.
func inside(r, frame vg.Rectangle) vg.Rectangle {
	var by vg.Point
	by.X = min(0, frame.Max.X-2-r.Max.X)
	by.Y = min(0, frame.Max.Y-2-r.Max.Y)
	by.X = max(by.X, frame.Min.X+2-r.Min.X)
	by.Y = max(by.Y, frame.Min.Y+2-r.Min.Y)
	return shifted(r, by)
}
