package notebook

import (
	"encoding/base64"
	"fmt"
	"strings"
	"sync"

	"gonum.org/v1/plot/plotter"

	"github.com/gonb-ebm/gonb-ebm/ebm"
	"github.com/gonb-ebm/gonb-ebm/plotting"
)

// picture is a figure in a frame, or the reason why there is none.
type picture struct {
	source        string // a data URI
	alt           string
	width, height int
	failure       string
}

// drawing makes a figure.
type drawing func() (*plotting.Figure, error)

// drawAll draws side by side: training waits.
func drawAll(drawings []drawing) []picture {
	pictures := make([]picture, len(drawings))
	var group sync.WaitGroup
	for i, draw := range drawings {
		group.Go(func() { pictures[i] = newPicture(draw()) })
	}
	group.Wait()
	return pictures
}

func newPicture(f *plotting.Figure, err error) picture {
	if err != nil {
		return picture{failure: err.Error()}
	}
	data, err := f.PNG()
	if err != nil {
		return picture{failure: err.Error()}
	}
	width, height := f.Size()
	return picture{
		source: "data:image/png;base64," + base64.StdEncoding.EncodeToString(data),
		alt:    f.Alt, width: width, height: height,
	}
}

// Sizes in pixels. All lies in a block that is not wider than a notebook in a small window.
const (
	frameWidth    = 690
	pictureGap    = 10
	curvesHeight  = 180
	filterColumns = 10
)

// roles begin the names of metrics that belong into one picture, with the rest of the name as its title.
var roles = [...]string{"held-out", "test", "validation", "training", "train"}

// roleOf splits the name of a metric.
func roleOf(name string) (role, rest string) {
	for _, role := range roles {
		if rest, ok := strings.CutPrefix(name, role+" "); ok {
			return role, rest
		}
	}
	return "train", name
}

// panel is a picture of a metric and its twins on other data.
type panel struct {
	title string
	lines []*history
}

// curves draws one picture for each metric but the update ratio, which is a number to check and no goal.
func curves(r *run) []drawing {
	var panels []*panel
	for _, h := range r.history {
		if h.name == ebm.MetricUpdate {
			continue
		}
		_, title := roleOf(h.name)
		panels = addTo(panels, title, h)
	}
	beside := min(max(len(panels), 2), 3)
	width := (frameWidth - (beside-1)*pictureGap) / beside
	drawings := make([]drawing, len(panels))
	for i, p := range panels {
		drawings[i] = func() (*plotting.Figure, error) { return p.draw(width, r.first(), r.epoch) }
	}
	return drawings
}

func addTo(panels []*panel, title string, h *history) []*panel {
	for _, p := range panels {
		if p.title == title {
			p.lines = append(p.lines, h)
			return panels
		}
	}
	return append(panels, &panel{title: title, lines: []*history{h}})
}

// draw draws p over the epochs of the whole run, also where it was measured at few of them.
func (p *panel) draw(width, first, last int) (*plotting.Figure, error) {
	axes := plotting.Axes{Title: p.title, X: "epoch", Width: width, Height: curvesHeight}
	if len(p.lines) == 1 {
		axes.Title = p.lines[0].name
	}
	if u := unitOf(p.title); u != "" {
		axes.Title += " (" + u + ")"
	}
	axes.XMin, axes.XMax = float64(first-1), float64(last) // an epoch is from one number to the next
	return axes.Curves(p.series(first, last)...)
}

func (p *panel) series(first, last int) []plotting.Series {
	series := make([]plotting.Series, len(p.lines))
	for i, h := range p.lines {
		series[i] = h.series()
		series[i].Marks = len(h.points) <= last-first && len(h.points) <= maxMarks
		if len(p.lines) > 1 {
			series[i].Name, _ = roleOf(h.name)
		}
	}
	return series
}

// maxMarks is how many values that were measured at some of the epochs have dots.
const maxMarks = 30

// bandErrors is how many standard errors a band reaches to each side.
const bandErrors = 2

// maxPoints is how many points of a curve are drawn; more could not be told apart.
const maxPoints = 300

// series is the curve of h with its band, thinned evenly to what can be seen, the last point included.
func (h *history) series() plotting.Series {
	every := (len(h.points) + maxPoints - 1) / maxPoints
	var points, low, high plotter.XYs
	band := false
	for i := len(h.points) - 1; i >= 0; i -= every {
		q, e := h.points[i], bandErrors*h.errs[i]
		points = append(points, q)
		low = append(low, plotter.XY{X: q.X, Y: q.Y - e})
		high = append(high, plotter.XY{X: q.X, Y: q.Y + e})
		band = band || e > 0
	}
	s := plotting.Series{Points: points}
	if band {
		s.Low, s.High = low, high
	}
	return s
}

// filters draws the first columns of the weights, if there are weights of that size.
func filters(s MonitorSettings, r *run, model any) []drawing {
	if s.Height == 0 {
		return nil
	}
	weights, ok := weightsOf(model, s.Height*s.Width)
	if !ok && r.level > 0 {
		return nil
	}
	return []drawing{func() (*plotting.Figure, error) {
		if !ok {
			return nil, fmt.Errorf("no filters: the model has no weights of %d×%d = %d rows", s.Height, s.Width, s.Height*s.Width)
		}
		return plotting.Filters(weights, plotting.Tiles{Height: s.Height, Width: s.Width, Max: s.Filters, Columns: filterColumns})
	}}
}

// weightsOf is the first parameter of model that has so many rows.
func weightsOf(model any, rows int) (ebm.Matrix, bool) {
	if m, ok := model.(interface{ Params() []ebm.Param }); ok {
		for _, p := range m.Params() {
			if p.Value.Rows == rows {
				return p.Value, true
			}
		}
	}
	return ebm.Matrix{}, false
}
