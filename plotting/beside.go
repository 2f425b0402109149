package plotting

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Beside puts figures side by side in one, their tops in line: the same landscape at several temperatures. What would
// be wider than 760 pixels continues in a new row, except for a figure that is wider by itself.
//
// It returns an error for no figures, a nil one, and a picture of more than 4096 pixels.
func Beside(figures ...*Figure) (*Figure, error) {
	if len(figures) == 0 {
		return nil, fmt.Errorf("plotting: Beside without figures: pass at least one")
	}
	out := &Figure{}
	var corner []vg.Point // upper left of each, downwards
	var alts []string
	x, y, rowHeight := 0, 0, 0
	for i, f := range figures {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("plotting: Beside: figure %d: %w", i, err)
		}
		if x > 0 && x+f.width > notebookWidth {
			x, y, rowHeight = 0, y+rowHeight, 0
		}
		corner = append(corner, vg.Point{X: vg.Length(x), Y: vg.Length(y)})
		x, rowHeight = x+f.width, max(rowHeight, f.height)
		out.width, out.height = max(out.width, x), max(out.height, y+rowHeight)
		out.raster = out.raster || f.raster
		alts = append(alts, f.Alt)
	}
	if out.width > maxSide || out.height > maxSide {
		return nil, fmt.Errorf("plotting: Beside: %d figures would make a picture of %d×%d pixels, more than %d: pass fewer", len(figures), out.width, out.height, maxSide)
	}
	out.Alt = strings.Join(alts, "; ")
	parts := append([]*Figure(nil), figures...)
	out.draw = func(c draw.Canvas) {
		fillBackground(c)
		for i, f := range parts {
			left, top := c.Min.X+corner[i].X, c.Max.Y-corner[i].Y
			f.draw(draw.Canvas{Canvas: c.Canvas, Rectangle: rectangle(left, top-vg.Length(f.height), vg.Length(f.width), vg.Length(f.height))})
		}
	}
	return out, nil
}
