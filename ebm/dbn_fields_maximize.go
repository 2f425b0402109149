package ebm

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// MaximizeSettings of [DBN.Maximize]. The zero value climbs from ten random
// starts with Penalty 0.1.
type MaximizeSettings struct {
	// Penalty is λ, the weight of the free energy: small, and the image pleases the
	// unit whether or not there are such images; large, and it is one that the
	// model gives anyway. Try several: on MNIST 0.03 gives specks, 0.1 strokes and 1
	// the same blurred digit for most units. 0: 0.1; it cannot be 0, since nothing
	// else keeps real values from growing without end.
	Penalty float64

	Starts int    // random starts for each unit, the same for all; 0: 10, or the rows of Start
	Start  Matrix // images to start near to, each for every unit: one step of mean field away; no rows: random starts
	Steps  int    // most steps from a start; 0: 500

	Recorder Recorder // sees the progress; nil: none
}

const (
	defaultPenalty = 0.1
	defaultStarts  = 10
	defaultClimb   = 500
)

// Maximized is what [DBN.Maximize] found.
type Maximized struct {
	Units  []int
	Images Matrix    // of each unit the best of all its ends, means of the visible units: units×D
	Inputs []float64 // of the unit, for its image
	Means  []float64 // of the unit, for its image

	// Values are the heights, input - λ·free energy in nats, of the ends of all
	// starts, for each unit; where they differ there are several hills. All are
	// the images, one unit after the other: (units·starts)×D.
	Values [][]float64
	All    Matrix

	Converged []bool // of each unit: whether the best climb had come to its end before Steps
}

// Maximize climbs for each of the units of a layer to the images that excite
// it most and that the lowest RBM still takes for its own: to the maxima over v of
//
//	input_u(v) - λ·F(v),   F(v) = E_q[e_v(x)] - H(q) - CGF_h(vW)
//
// where input_u is what the unit gets from the means of the layers between, and
// q the independent visible units with means v, so that v stays in their range. F
// is the mean-field free energy of the lowest RBM, which is never below -log Z:
// its free energy, with e_v averaged and the entropy of q, which rewards grey. (Of
// Gaussian units it is the free energy plus a constant.) So the image is the
// mean-field approximation of a mode of p(v)·exp(input_u(v)/λ). The idea is of
// Erhan, Bengio, Courville and Vincent (2009), "Visualizing higher-layer features
// of a deep network", who hold v in a ball instead.
//
// The climb is on θ, the visible units' input, along the natural gradient
// ∂input_u/∂v - λ(θ - W·E[h|v]), which is the derivative of the above with respect
// to v; each start has a rate of its own, which is halved until the value rises, so
// that it never falls. What it comes to is a local maximum: see Values. nil units
// are all of the layer.
//
// Errors: [ErrSettings] for a bad setting, [ErrValue] for a Start that the units
// cannot take, [ErrUnsupported] for hidden units below the layer without
// [Backpropagator], [ErrDiverged] for a value that is not finite; ctx.Err() if it
// is cancelled, and what the Recorder returns. Maximize panics if ctx or rng is
// nil, layer is not from 1 to Levels, or it has no such unit.
func (d *DBN) Maximize(ctx context.Context, layer int, units []int, s MaximizeSettings, rng *rand.Rand) (Maximized, error) {
	if ctx == nil {
		panic(nilContext)
	}
	units = d.unitsOf(layer, units)
	mustRand(rng)
	s, err := s.withDefaults(d)
	if err != nil {
		return Maximized{}, err
	}
	for l, m := range d.RBMs[:layer-1] {
		if _, err := backpropagator(m.Hidden); err != nil {
			return Maximized{}, fmt.Errorf("layer %d: %w", l+1, err)
		}
	}
	start := d.climbStart(s, rng)
	all := Maximized{Units: units, Images: NewMatrix(len(units), d.NumVisible()), All: NewMatrix(len(units)*start.Rows, d.NumVisible())}
	p := newProgress(AISSettings{Recorder: s.Recorder}, d.RBMs[0])
	p.model = d
	some := max(1, blockRows/start.Rows)
	for from := 0; from < len(units); from += some {
		to := min(from+some, len(units))
		c, err := newClimb(d, layer, units[from:to], s.Penalty, start)
		if err != nil {
			return Maximized{}, err
		}
		err = c.run(ctx, s.Steps, func(step int) error {
			return p.record(from*s.Steps+step*(to-from), len(units)*s.Steps, nil)
		})
		if err != nil {
			return Maximized{}, fmt.Errorf("ebm: maximize: %d of %d units done: %w", from, len(units), err)
		}
		for k := from; k < to; k++ {
			all.take(k, c, (k-from)*start.Rows, (k-from+1)*start.Rows)
		}
	}
	return all, nil
}

// withDefaults replaces zeros, or returns an error that wraps ErrSettings.
func (s MaximizeSettings) withDefaults(d *DBN) (MaximizeSettings, error) {
	bad := func(format string, args ...any) (MaximizeSettings, error) {
		return s, fmt.Errorf("ebm: "+format+": %w", append(args, ErrSettings)...)
	}
	if s.Penalty == 0 {
		s.Penalty = defaultPenalty
	}
	if s.Steps == 0 {
		s.Steps = defaultClimb
	}
	switch {
	case !(s.Penalty > 0) || math.IsInf(s.Penalty, 1):
		return bad("Penalty is %g, want a positive number", s.Penalty)
	case s.Steps < 0:
		return bad("Steps is %d, want at least 1", s.Steps)
	case s.Starts < 0:
		return bad("Starts is %d, want at least 1", s.Starts)
	case s.Start.Rows == 0:
		if s.Starts == 0 {
			s.Starts = defaultStarts
		}
		return s, nil
	case s.Start.Cols != d.NumVisible():
		return bad("Start has %d columns, the stack %d visible units", s.Start.Cols, d.NumVisible())
	case s.Starts != 0 && s.Starts != s.Start.Rows:
		return bad("Starts is %d, Start has %d rows; give one of them", s.Starts, s.Start.Rows)
	}
	if err := d.RBMs[0].Check(s.Start); err != nil {
		return s, fmt.Errorf("Start of Maximize: %w", err)
	}
	return s, nil
}

// climbStart returns the visible units' inputs at the starts: W·E[h|v] of images,
// or standard normal numbers.
func (d *DBN) climbStart(s MaximizeSettings, rng *rand.Rand) Matrix {
	m := d.RBMs[0]
	theta := NewMatrix(max(s.Starts, s.Start.Rows), d.NumVisible())
	if s.Start.Rows > 0 {
		h := NewMatrix(theta.Rows, m.NumHidden())
		m.HiddenMean(h, s.Start)
		m.visibleInput(theta, h)
		return theta
	}
	for i := range theta.Data {
		theta.Data[i] = float32(rng.NormFloat64())
	}
	return theta
}

// take stores what the rows of one unit, number k of all, have come to.
func (a *Maximized) take(k int, c *climb, from, to int) {
	values, best := make([]float64, to-from), from
	for i := from; i < to; i++ {
		values[i-from] = c.rows[i].value
		if c.rows[i].value > c.rows[best].value {
			best = i
		}
	}
	copyRows(a.All.Slice(k*(to-from), (k+1)*(to-from)), c.v.Slice(from, to))
	copy(a.Images.Row(k), c.v.Row(best))
	r := c.rows[best]
	a.Values, a.Inputs, a.Means, a.Converged = append(a.Values, values), append(a.Inputs, r.input), append(a.Means, r.mean), append(a.Converged, r.done)
}
