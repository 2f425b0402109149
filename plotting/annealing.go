package plotting

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Anneal is one set of annealed chains, for Annealing.
type Anneal struct {
	Name  string    // in the legend; empty: not there
	Betas []float64 // inverse temperatures at which weights were noted, all rising (forward) or all falling (reverse)

	// LogWeights[i] holds the log weights of all chains at Betas[i], in any order, as they have added up since the
	// start of the path. Where all were too many to keep, Quantiles has those at 5, 25, 50, 75 and 95 % instead.
	LogWeights [][]float64
	Quantiles  [][5]float64
}

// Annealing draws the log weights of annealed chains with the zero Axes. See Axes.Annealing.
func Annealing(runs ...Anneal) (*Figure, error) { return Axes{}.Annealing(runs...) }

// Annealing draws how log weights grow along the inverse temperature: above their medians, below how far the chains
// lie from the median of the first run, with bands for the middle 50 % and 90 % of them. Where the bands open, the
// temperatures are too far apart.
//
// Weights of a reverse run count down from the end of the path. They are lifted until their median at its beginning
// meets that of the first forward run there (zero if there is none): what lies between the two medians at the end is
// how far the two estimates of log Z are apart.
//
// Empty labels become "inverse temperature" and "log weight (nats)". XMin and XMax hold for both parts, YMin and YMax
// for the lower one. Height is that of both together; zero: 460.
//
// It returns an error that names run and place if there are not as many sets of weights as inverse temperatures, if
// those do not rise or fall all along, if a weight is not finite or quantiles do not rise, and for LogX and LogY.
func (a Axes) Annealing(runs ...Anneal) (*Figure, error) {
	a.X, a.Y = or(a.X, "inverse temperature"), or(a.Y, "log weight (nats)")
	if a.Height == 0 {
		a.Height = annealHeight
	}
	a, err := a.check()
	if err != nil {
		return nil, err
	}
	if err := checkAnneals(a, runs); err != nil {
		return nil, err
	}
	fans := fansOf(runs)
	var keys []key
	var names []string
	for i, r := range runs {
		if r.Name != "" {
			keys = append(keys, key{name: r.Name, color: fans[i].color, line: true})
			names = append(names, r.Name)
		}
	}
	return a.annealFigure(fans, names, keys), nil
}

const (
	annealHeight = 460
	annealLeast  = 240
)

func checkAnneals(a Axes, runs []Anneal) error {
	switch {
	case len(runs) == 0:
		return fmt.Errorf("plotting: Annealing without a run: pass at least one")
	case a.LogX || a.LogY:
		return fmt.Errorf("plotting: Annealing has linear axes only, as it begins at 0: leave out LogX and LogY")
	case a.Height < annealLeast:
		return fmt.Errorf("plotting: Axes.Height is %d: Annealing draws two pictures, use at least %d pixels, or 0 for %d", a.Height, annealLeast, annealHeight)
	}
	for i, r := range runs {
		who := called("run", i, r.Name)
		if n := len(r.LogWeights) + len(r.Quantiles); len(r.Betas) < 2 || n != len(r.Betas) {
			return fmt.Errorf("plotting: %s has %d sets of log weights or quantiles at %d inverse temperatures: pass at least two, and one set at each", who, n, len(r.Betas))
		}
		if err := checkValues(who+": Betas", r.Betas); err != nil {
			return err
		}
		if k := turn(r.Betas); k > 0 {
			return fmt.Errorf("plotting: %s: Betas[%d] is %v after %v: inverse temperatures must all rise or all fall", who, k, r.Betas[k], r.Betas[k-1])
		}
		for k, w := range r.LogWeights {
			if err := checkValues(fmt.Sprintf("%s: LogWeights[%d]", who, k), w); err != nil {
				return err
			}
		}
		for k, q := range r.Quantiles {
			if err := checkValues(fmt.Sprintf("%s: Quantiles[%d]", who, k), q[:]); err != nil {
				return err
			}
			if !slices.IsSorted(q[:]) {
				return fmt.Errorf("plotting: %s: Quantiles[%d] is %v: quantiles must rise; sort the log weights first", who, k, q)
			}
		}
	}
	return nil
}

// annealFigure draws medians above and deviations below, their inverse temperatures in line.
func (a Axes) annealFigure(fans []fan, names []string, keys []key) *Figure {
	upper, lower := emptyExtent(), emptyExtent()
	for _, f := range fans {
		upper.join(f.extent(fanMedian))
		lower.join(f.less(fans[0]).extent(0, len(fanLevels)-1))
	}
	half := a
	half.Height /= 2
	above, below := half, half
	above.X, above.YMin, above.YMax = "", 0, 0
	below.Y = "from the median"
	p, q := above.plot(upper, crossedGrid()), below.plot(lower, crossedGrid())
	p.X.Tick.Marker = unlabelled{p.X.Tick.Marker}
	for _, f := range fans {
		p.Add(f.medianOnly())
		q.Add(f.less(fans[0]))
	}
	fig := a.figure(p, a.describe(count(len(fans), "annealing run"), names), keys)
	head := header{title: a.Title, keys: keys}
	fig.draw = func(c draw.Canvas) {
		fillBackground(c)
		c = head.draw(draw.Crop(c, margin, -margin, margin, -margin))
		tiles := draw.Tiles{Rows: 2, Cols: 1, PadY: vg.Length(8)}
		plots := [][]*plot.Plot{{p}, {q}}
		for i, row := range plot.Align(plots, tiles, c) {
			plots[i][0].Draw(row[0])
		}
	}
	return fig
}

// unlabelled is a plot.Ticker whose ticks have no numbers: the axis below has them.
type unlabelled struct{ plot.Ticker }

func (u unlabelled) Ticks(lo, hi float64) []plot.Tick {
	t := u.Ticker.Ticks(lo, hi)
	for i := range t {
		t[i].Label = " " // gonum takes a tick without a label for a minor one
	}
	return t
}
