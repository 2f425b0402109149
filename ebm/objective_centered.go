package ebm

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/gonb-ebm/gonb-ebm/ebm/internal/kernel"
)

// Centered is any objective of an RBM with the centred gradient in place of the
// plain one. With offsets μ of the visible and λ of the hidden units, it turns
// the gradient (gW, ga, gb) with respect to weights and biases into
//
//	gW' = gW - μ gbᵀ - ga λᵀ
//	ga' = ga - gW' λ
//	gb' = gb - gW'ᵀ μ
//
// which is the gradient of an RBM with energy terms (v-μ)ᵀW(h-λ), said in the
// parameters of the usual one: a positive definite map of the gradient, so it
// is 0 where the gradient is 0 and descends where the gradient does. Learning
// is then the same for data with some bits flipped, which the plain gradient
// learns at another speed, and it is much better conditioned. Melchior, Fischer
// and Wiskott (2016), "How to center deep Boltzmann machines", JMLR 17(99).
//
// Offsets are sliding means of the states of the batches, beginning with those
// of the first one; a checkpoint keeps them. A Centered is not safe for
// concurrent use.
type Centered struct {
	// Rate is the share of a new batch in the sliding means, in (0, 1];
	// NewCentered sets 0.01.
	Rate float64

	objective Objective
	model     *RBM
	offsets   *offsets
	plain     []Param // gradient of objective, nil until it is needed
}

// Offsets says where the offsets of [NewCentered] come from. Those of the model
// make divergence likelier: Melchior, Fischer and Wiskott (2016).
type Offsets int

// Choices of offsets.
const (
	DataOffsets  Offsets = iota // means of the data and of the hidden units that they drive
	ModelOffsets                // means of the model's states, as the gradient has them
	MeanOffsets                 // the mean of both: the enhanced gradient
	ZeroOffsets                 // 0: the plain gradient
)

// String says it in a word.
func (o Offsets) String() string {
	names := []string{"data", "model", "data and model", "zero"}
	if o < 0 || int(o) >= len(names) {
		return fmt.Sprintf("Offsets(%d)", int(o))
	}
	return names[o]
}

const badOffsets = "ebm: unknown kind of Offsets"

// NewCentered centres the gradient of obj, whose model must be an [RBM] with
// two [Biased] layers; if not, the error wraps [ErrUnsupported]. A step of CD,
// PCD or tempering takes about a quarter longer with it. Any other objective costs
// a second gradient, some passes over it and the hidden means of the batch. It
// panics if obj is nil or from is unknown.
func NewCentered(obj Objective, from Offsets) (*Centered, error) {
	if obj == nil {
		panic(nilModel)
	}
	if from < DataOffsets || from > ZeroOffsets {
		panic(badOffsets)
	}
	m, ok := obj.Model().(*RBM)
	if !ok {
		return nil, fmt.Errorf("ebm: the gradient of a %T cannot be centred, only that of an RBM: %w", obj.Model(), ErrUnsupported)
	}
	o, err := newOffsets(m, from)
	if err != nil {
		return nil, err
	}
	return &Centered{Rate: 0.01, objective: obj, model: m, offsets: o}, nil
}

// FixVisible makes the mean of data the visible offset for good, as far as it
// comes from data. It returns an error that wraps [ErrSettings] if data has no
// rows or another width, and a *[ValueError] for a value that the visible units
// cannot take.
func (c *Centered) FixVisible(data Source) error {
	mean := make([]float64, c.model.NumVisible())
	if err := columnMeans(mean, data); err != nil {
		return err
	}
	if err := checkValues(c.model, data, nil); err != nil {
		return err
	}
	for i, x := range mean {
		c.offsets.dataVisible.value.Data[i] = float32(x)
	}
	c.offsets.dataVisible.fixed = true
	return nil
}

// Visible returns a copy of μ (D), the visible offset of the last step, or of
// the last one before a checkpoint.
func (c *Centered) Visible() []float32 {
	c.offsets.mix()
	return append([]float32(nil), c.offsets.mu.Data...)
}

// Hidden returns a copy of λ (M), the hidden offset likewise.
func (c *Centered) Hidden() []float32 {
	c.offsets.mix()
	return append([]float32(nil), c.offsets.lambda.Data...)
}

// Model returns the RBM.
func (c *Centered) Model() Trainable { return c.objective.Model() }

// Unwrap returns the objective whose gradient is centred.
func (c *Centered) Unwrap() Objective { return c.objective }

// String names the objective, the offsets and their rate, as in "PCD-1, 100
// chains, centred by data at rate 0.01".
func (c *Centered) String() string {
	fixed := ""
	if c.offsets.dataVisible.fixed {
		fixed = ", visible fixed"
	}
	return fmt.Sprintf("%s, centred by %v at rate %g%s", objectiveName(c.objective), c.offsets.from, c.Rate, fixed)
}

// State returns the state of the objective and the offsets.
func (c *Centered) State() []Param {
	state := c.offsets.state()
	if s, ok := c.objective.(Stateful); ok {
		state = append(state, s.State()...)
	}
	return state
}

// AddGrad adds scale times the centred gradient for data (B×D) to grad. It
// draws what the objective draws. It panics if Rate is not in (0, 1].
func (c *Centered) AddGrad(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	mustRows(data)
	if !(c.Rate > 0 && c.Rate <= 1) {
		panic(badRate)
	}
	c.offsets.rate = c.Rate
	if f, ok := c.objective.(centering); ok {
		f.center(c.offsets)
		defer f.center(nil)
		c.objective.AddGrad(grad, scale, data, rng)
		return
	}
	c.addMapped(grad, scale, data, rng)
}

const badRate = "ebm: the rate of a sliding mean is not in (0, 1]"

// centering is an objective that applies the offsets itself.
type centering interface{ center(o *offsets) }

// addMapped maps the gradient of any objective.
func (c *Centered) addMapped(grad []Param, scale float64, data Matrix, rng *rand.Rand) {
	o := c.offsets
	if c.plain == nil {
		c.plain = zeros(c.model.Params())
		for i, p := range slices.Concat(o.visible, o.hidden) {
			c.plain[1+i].Value = p.Value
		}
	}
	c.objective.AddGrad(c.plain, 1, data, rng)
	c.observe(data)
	gw, ga, gb := c.plain[0].Value, o.ga, o.gb
	o.moveModel(ga.Data, gb.Data)
	o.mix()
	o.pair(ga, gb)
	kernel.AddOuter(blas32.General(gw), -1, blas32.General(o.left), blas32.General(o.right)) // now gW'
	o.resize(gw.Rows)
	kernel.Dots(o.dots, blas32.General(gw), o.lambda.Data)
	for i := range ga.Data {
		ga.Data[i] -= float32(o.dots[i])
	}
	mu := Matrix{Rows: gw.Rows, Cols: 1, Stride: 1, Data: o.mu.Data}
	kernel.AddOuter(blas32.General(gb), -1, blas32.General(mu), blas32.General(gw))
	addScaled(grad, c.plain, float32(scale))
	clearAll(c.plain)
}

// observe moves the offsets by data.
func (c *Centered) observe(data Matrix) {
	o := c.offsets
	clear(o.visibleMean)
	kernel.AddColumnSums(o.visibleMean, 1/float64(data.Rows), data.Data, data.Rows, data.Stride)
	o.known.mean(o.hiddenMean, c.objective, c.model, data)
	o.moveData()
}

var (
	_ Objective = (*Centered)(nil)
	_ Stateful  = (*Centered)(nil)
)
