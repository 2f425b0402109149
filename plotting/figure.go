package plotting

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// notebookWidth is the width in pixels at which figures are designed to be read.
const notebookWidth = 760

// maxSide bounds the width and height of a figure, in pixels.
const maxSide = 4096

// Figure is a finished picture. It holds copies of all data, draws itself whenever it is asked to, the same bytes
// each time, and may be used by several goroutines at once.
type Figure struct {
	// Alt says in words what the picture shows, for readers who do not see it. The functions of this package set it;
	// a caller who knows better may change it before use.
	Alt string

	width, height int
	draw          func(draw.Canvas)
	raster        bool // mostly pixels: HTML shows it as PNG
}

// FromPlot returns a figure of width × height pixels that shows p, for what this package has no function for.
// Font sizes and lengths of p in points become pixels. It panics if p is nil or a side is not in 1..4096.
// p must not be changed afterwards, and drawing panics where p.Draw does.
func FromPlot(p *plot.Plot, width, height int) *Figure {
	if p == nil {
		panic("plotting: nil plot")
	}
	if width < 1 || height < 1 || width > maxSide || height > maxSide {
		panic("plotting: the sides of a figure must lie in 1..4096 pixels")
	}
	alt := "Plot"
	if p.Title.Text != "" {
		alt = p.Title.Text
	}
	return &Figure{Alt: alt, width: width, height: height, draw: p.Draw}
}

// Size returns width and height in pixels.
func (f *Figure) Size() (width, height int) { return f.width, f.height }

// String returns the text that stands for the picture where none can be shown.
func (f *Figure) String() string {
	if f == nil {
		return "no figure"
	}
	return fmt.Sprintf("[%s, %d×%d]", f.Alt, f.width, f.height)
}

var errEmpty = errors.New("plotting: empty figure: make one with Filters, Samples, Landscape, Curves, ... and check the error that they return")

func (f *Figure) check() error {
	if f == nil || f.draw == nil {
		return errEmpty
	}
	return nil
}

// render draws f on white pixels. One vg point is one pixel.
func (f *Figure) render() *image.RGBA {
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(f.width), vg.Length(f.height)), vgimg.UseDPI(72))
	f.draw(draw.New(c))
	return c.Image().(*image.RGBA)
}

func rectangle(x, y, width, height vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + width, Y: y + height}}
}

// fillBackground makes all of c white, which an SVG is not by itself.
func fillBackground(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
}

// drawPixels shows img in the rectangle r, each pixel of img as a rectangle of one colour. The sides of r should be
// whole multiples of those of img, at whole coordinates.
func drawPixels(c draw.Canvas, r vg.Rectangle, img image.Image) {
	screen, ok := c.Canvas.(*vgimg.Canvas)
	if !ok {
		c.DrawImage(r, img)
		return
	}
	dst := screen.Image()
	bottom := dst.Bounds().Max.Y
	at := image.Rect(int(r.Min.X+0.5), bottom-int(r.Max.Y+0.5), int(r.Max.X+0.5), bottom-int(r.Min.Y+0.5))
	xdraw.NearestNeighbor.Scale(dst, at, img, img.Bounds(), xdraw.Src, nil)
}
