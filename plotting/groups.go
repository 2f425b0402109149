package plotting

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Group is one height for each label of Bars and Dots: the probabilities of all states at one temperature.
// RepeatedGroup returns one of experiments that were repeated.
type Group struct {
	Name    string      // in the legend; empty: not there
	Heights []float64   // one for each label
	Errors  []float64   // half the length of the error bar on each; nil: none
	Each    [][]float64 // for each label the single values behind its height, such as one for each seed; nil: none
}

const maxBars = 512

func checkGroups(picture string, labels []string, groups []Group) error {
	switch {
	case len(labels) == 0 || len(groups) == 0:
		return fmt.Errorf("plotting: %s with %d labels and %d groups: pass at least one of each", picture, len(labels), len(groups))
	case len(labels)*len(groups) > maxBars:
		return fmt.Errorf("plotting: %s with %d labels and %d groups: at most %d can be told apart; show fewer", picture, len(labels), len(groups), maxBars)
	}
	for i, g := range groups {
		if err := g.check(called("group", i, g.Name), len(labels)); err != nil {
			return err
		}
	}
	return nil
}

// check checks the values of g, for so many labels.
func (g Group) check(who string, labels int) error {
	if len(g.Heights) != labels {
		return fmt.Errorf("plotting: %s has %d heights for %d labels: pass one for each", who, len(g.Heights), labels)
	}
	if err := checkValues(who, g.Heights); err != nil {
		return err
	}
	if g.Errors != nil {
		if len(g.Errors) != labels {
			return fmt.Errorf("plotting: %s has %d errors for %d labels: pass one for each, or nil", who, len(g.Errors), labels)
		}
		if err := checkValues(who+": Errors", g.Errors); err != nil {
			return err
		}
	}
	if g.Each == nil {
		return nil
	}
	if len(g.Each) != labels {
		return fmt.Errorf("plotting: %s has %d sets of single values for %d labels: pass one for each, or nil", who, len(g.Each), labels)
	}
	for i, values := range g.Each {
		if len(values) == 0 {
			continue
		}
		if err := checkValues(fmt.Sprintf("%s: Each[%d]", who, i), values); err != nil {
			return err
		}
	}
	return nil
}

// clone copies the values of g.
func (g Group) clone() Group {
	own := Group{Name: g.Name, Heights: slices.Clone(g.Heights), Errors: slices.Clone(g.Errors)}
	for _, values := range g.Each {
		own.Each = append(own.Each, slices.Clone(values))
	}
	return own
}

func (e *extent) addGroup(g Group) {
	for i, h := range g.Heights {
		d := g.errorAt(i)
		e.ymin, e.ymax = min(e.ymin, h-d), max(e.ymax, h+d)
		for _, v := range g.eachAt(i) {
			e.ymin, e.ymax = min(e.ymin, v), max(e.ymax, v)
		}
	}
}

// errorAt is half the length of an error bar, zero where there is none.
func (g Group) errorAt(i int) float64 {
	if len(g.Errors) == 0 {
		return 0
	}
	return math.Abs(g.Errors[i])
}

// eachAt are the single values of a label, or none.
func (g Group) eachAt(i int) []float64 {
	if len(g.Each) == 0 {
		return nil
	}
	return g.Each[i]
}

// spread is where the i-th of n single values lies across the place of its bar, from 0 to 1: side by side, in the middle
// part.
func spread(i, n int) float64 {
	const part = 0.5
	return 0.5 + part*((float64(i)+0.5)/float64(n)-0.5)
}

// drawEach draws a single value: a dot that can be seen on its bar and beside it.
func drawEach(c draw.Canvas, at vg.Point, clr color.RGBA) {
	if !c.Contains(at) {
		return
	}
	fillCircle(c, color.White, at, eachRadius+1.2)
	fillCircle(c, clr, at, eachRadius)
}

// drawWhisker draws a line from low to high with a short one across each end.
func drawWhisker(c draw.Canvas, clr color.Color, low, high vg.Point) {
	const cap = 3.5
	lines := [][]vg.Point{{low, high}}
	for _, end := range []vg.Point{low, high} {
		across := []vg.Point{{X: end.X - cap, Y: end.Y}, {X: end.X + cap, Y: end.Y}}
		if low.Y == high.Y {
			across = []vg.Point{{X: end.X, Y: end.Y - cap}, {X: end.X, Y: end.Y + cap}}
		}
		lines = append(lines, across)
	}
	c.StrokeLines(lineStyle(clr, 1.4, false), c.ClipLinesXY(lines...)...)
}
