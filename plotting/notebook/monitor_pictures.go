package notebook

import (
	"encoding/base64"
	"fmt"
	"slices"
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
		group.Go(func() { pictures[i] = draw.picture() })
	}
	group.Wait()
	return pictures
}

// picture draws. A panic, of a model's own methods, is not worth a training.
func (d drawing) picture() (p picture) {
	defer func() {
		if cause := recover(); cause != nil {
			p = picture{failure: fmt.Sprint("no picture: ", cause)}
		}
	}()
	return newPicture(d())
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

// panel is a picture of a metric: with its twins on other data, or with those of the levels below.
type panel struct {
	title string
	lines []*history
	below []*run // whose curves of this metric are shown, too
}

// panels are those of all metrics but the update ratio, which is a number to check and no goal.
func (r *run) panels() []*panel {
	var all []*panel
	for _, h := range r.history {
		if h.name == ebm.MetricUpdate {
			continue
		}
		_, title := roleOf(h.name)
		i := slices.IndexFunc(all, func(p *panel) bool { return p.title == title })
		if i < 0 {
			i = len(all)
			all = append(all, &panel{title: title})
		}
		all[i].lines = append(all[i].lines, h)
	}
	return all
}

// alone reports whether a metric has no twin on other data.
func (r *run) alone(name string) bool {
	return slices.ContainsFunc(r.panels(), func(p *panel) bool { return len(p.lines) == 1 && p.lines[0].name == name })
}

// curves draws one picture for each metric.
func curves(r *run) []drawing {
	panels := r.panels()
	beside := min(max(len(panels), 2), 3)
	width := (frameWidth - (beside-1)*pictureGap) / beside
	drawings := make([]drawing, len(panels))
	for i, p := range panels {
		if len(p.lines) == 1 {
			for _, level := range r.below {
				if level.alone(p.lines[0].name) {
					p.below = append(p.below, level)
				}
			}
		}
		drawings[i] = func() (*plotting.Figure, error) { return p.draw(r, width) }
	}
	return drawings
}

// draw draws p over the epochs of the whole run, also where it was measured at few of them.
func (p *panel) draw(r *run, width int) (*plotting.Figure, error) {
	axes := plotting.Axes{Title: p.title, X: "epoch", Width: width, Height: curvesHeight}
	if len(p.lines) == 1 {
		axes.Title = p.lines[0].name
	} else if len(r.below) > 0 {
		axes.Title += ", " + r.shortName()
	}
	if u := unitOf(p.title); u != "" {
		axes.Title += " (" + u + ")"
	}
	first, last := r.first(), r.epoch
	var series []plotting.Series
	for _, level := range p.below {
		first, last = min(first, level.first()), max(last, level.epoch)
		s := level.historyOf(p.lines[0].name).series(level)
		s.Name = level.shortName()
		series = append(series, s)
	}
	series = append(series, p.series(r)...)
	axes.XMin, axes.XMax = float64(first-1), float64(last) // an epoch is from one number to the next
	return axes.Curves(series...)
}

// series are the curves of the running level, and the best epoch.
func (p *panel) series(r *run) []plotting.Series {
	series := make([]plotting.Series, len(p.lines))
	for i, h := range p.lines {
		series[i] = h.series(r)
		switch {
		case len(p.lines) > 1:
			series[i].Name, _ = roleOf(h.name)
		case len(p.below) > 0:
			series[i].Name = r.shortName()
		}
	}
	best := r.best()
	if best != nil && slices.ContainsFunc(p.lines, func(h *history) bool { return h.name == best.Name }) {
		series = append(series, plotting.Moment("best", float64(best.epoch)))
	}
	return series
}

// shortName is that of a level in a legend.
func (r *run) shortName() string {
	if r.levels == 0 {
		return fmt.Sprintf("level %d", r.level)
	}
	return fmt.Sprintf("RBM %d", r.level+1)
}

// maxMarks is how many values that were measured at some of the epochs have dots.
const maxMarks = 30

// bandErrors is how many standard errors a band reaches to each side.
const bandErrors = 2

// maxPoints is how many points of a curve are drawn; more could not be told apart.
const maxPoints = 300

// series is the curve of h, a metric of r, with its band, thinned evenly to what can be seen, the last point included.
func (h *history) series(r *run) plotting.Series {
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
	s := plotting.Series{Points: points, Marks: len(h.points) <= r.epoch-r.first() && len(h.points) <= maxMarks}
	if band {
		s.Low, s.High = low, high
	}
	return s
}
