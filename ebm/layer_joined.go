package ebm

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"sync"
)

// Joined is several layers side by side in one: its columns are those of the
// first, then those of the second, and so on, and
//
//	e(x) = Σ_p e_p(x_p)
//	CGF(in) = Σ_p CGF_p(in_p)
//
// so that an [RBM] can have units of several kinds in a layer, pixels and a
// label for instance: NewJoined(NewBernoulli(784), NewPotts(1, 10)). A parameter
// "bias" of the second part is called "1.bias".
//
// Its type has the methods of all optional abilities. It has an ability if all
// parts have: ask [Ability]. Where a part lacks it, Init returns an error that
// wraps [ErrUnsupported], and the other methods panic.
type Joined struct {
	Layers []Layer // the parts; fixed once it is in use
	cached []Param
}

// NewJoined returns the layers side by side. They are not copied. It panics if
// there is none or one is nil.
func NewJoined(layers ...Layer) *Joined {
	if len(layers) == 0 {
		panic(badSize)
	}
	for _, part := range layers {
		if part == nil {
			panic(nilLayer)
		}
	}
	l := &Joined{Layers: append([]Layer(nil), layers...)}
	l.cached = l.Params()
	return l
}

func (l *Joined) parts() []Layer { return l.Layers }

// leaves lists what l is joined of, or l itself, with the first columns.
func leaves(l Layer) iter.Seq2[int, Layer] {
	return func(yield func(int, Layer) bool) { eachLeaf(l, 0, yield) }
}

func eachLeaf(l Layer, at int, yield func(int, Layer) bool) bool {
	j, ok := l.(interface{ parts() []Layer })
	if !ok {
		return yield(at, l)
	}
	for _, part := range j.parts() {
		if !eachLeaf(part, at, yield) {
			return false
		}
		at += part.Len()
	}
	return true
}

// Len returns the sum of the parts' lengths.
func (l *Joined) Len() int {
	n := 0
	for _, part := range l.Layers {
		n += part.Len()
	}
	return n
}

// String names the parts, as in "Bernoulli+Potts".
func (l *Joined) String() string {
	var names []string
	for _, part := range l.Layers {
		names = append(names, typeName(part))
	}
	return strings.Join(names, "+")
}

// Params returns views of the parts' parameters, with "0.", "1.", … before
// their names.
func (l *Joined) Params() []Param {
	if l.current() {
		return l.cached
	}
	var all []Param
	for i, part := range l.Layers {
		for _, p := range part.Params() {
			all = append(all, Param{fmt.Sprintf("%d.%s", i, p.Name), p.Value, p.Decay})
		}
	}
	return all
}

// current tells whether the cached parameters still are those of the parts.
func (l *Joined) current() bool {
	rest := l.cached
	for _, part := range l.Layers {
		params := part.Params()
		if len(params) > len(rest) {
			return false
		}
		for i, p := range params {
			if !sameView(p.Value, rest[i].Value) {
				return false
			}
		}
		rest = rest[len(params):]
	}
	return len(rest) == 0 && l.cached != nil
}

func sameView(a, b Matrix) bool {
	return a.Rows == b.Rows && a.Cols == b.Cols && a.Stride == b.Stride && len(a.Data) == len(b.Data) &&
		(len(a.Data) == 0 || &a.Data[0] == &b.Data[0])
}

// Check returns the parts' *[ValueError] that comes first, row by row.
func (l *Joined) Check(x Matrix) error {
	l.mustFit(x)
	var first *ValueError
	for at, part := range l.columns() {
		err := part.Check(x.Columns(at, at+part.Len()))
		e := new(ValueError)
		if err != nil && !errors.As(err, &e) {
			return err
		}
		if err != nil && (first == nil || e.Row < first.Row) {
			first = e.inPart(at, part.Len())
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// Energy stores the sum of the parts' energies of each row.
func (l *Joined) Energy(dst []float64, x Matrix) {
	l.mustFit(x)
	mustLen(dst, x)
	l.sum(dst, x, Layer.Energy)
}

// CGF stores the sum of the parts' CGFs of each row.
func (l *Joined) CGF(dst []float64, in Matrix) {
	l.mustFit(in)
	mustLen(dst, in)
	l.sum(dst, in, Layer.CGF)
}

func (l *Joined) sum(dst []float64, x Matrix, f func(part Layer, dst []float64, x Matrix)) {
	clear(dst)
	buf := sumsPool.Get().(*[]float64)
	defer sumsPool.Put(buf)
	if cap(*buf) < len(dst) {
		*buf = make([]float64, len(dst))
	}
	one := (*buf)[:len(dst)]
	for at, part := range l.columns() {
		f(part, one, x.Columns(at, at+part.Len()))
		for i, v := range one {
			dst[i] += v
		}
	}
}

var sumsPool = sync.Pool{New: func() any { return new([]float64) }}

// Mean stores the parts' means.
func (l *Joined) Mean(dst, in Matrix) {
	l.mustFit(in)
	mustMatch(dst, in)
	for at, part := range l.columns() {
		to := at + part.Len()
		part.Mean(dst.Columns(at, to), in.Columns(at, to))
	}
}

// Sample stores a draw of each part, from a generator of its own that one draw
// of rng seeds.
func (l *Joined) Sample(dst, in Matrix, rng *rand.Rand) {
	mustRand(rng)
	l.mustFit(in)
	mustMatch(dst, in)
	s := borrowStream(rng)
	defer streams.Put(s)
	for at, part := range l.columns() {
		to := at + part.Len()
		part.Sample(dst.Columns(at, to), in.Columns(at, to), s.next())
	}
}

// MeanSample stores the means and, with the same draws as Sample, a sample.
func (l *Joined) MeanSample(mean, sample, in Matrix, rng *rand.Rand) {
	mustRand(rng)
	l.mustFit(in)
	mustMatch(mean, in)
	mustMatch(sample, in)
	s := borrowStream(rng)
	defer streams.Put(s)
	for at, part := range l.columns() {
		to := at + part.Len()
		meanSample(part, mean.Columns(at, to), sample.Columns(at, to), in.Columns(at, to), s.next())
	}
}

// AddGrad adds what the parts add.
func (l *Joined) AddGrad(grad []Param, scale float64, x Matrix) {
	l.mustFit(x)
	mustGrad(grad, l.Params())
	for at, part := range l.columns() {
		n := len(part.Params())
		part.AddGrad(grad[:n], scale, x.Columns(at, at+part.Len()))
		grad = grad[n:]
	}
}

// AddMeanGrad adds what the parts add.
func (l *Joined) AddMeanGrad(grad []Param, scale float64, in, mean Matrix) {
	l.mustFit(in)
	mustMatch(mean, in)
	mustGrad(grad, l.Params())
	for at, part := range l.columns() {
		n, to := len(part.Params()), at+part.Len()
		part.AddMeanGrad(grad[:n], scale, in.Columns(at, to), mean.Columns(at, to))
		grad = grad[n:]
	}
}

// columns lists the parts with their first columns.
func (l *Joined) columns() iter.Seq2[int, Layer] {
	return func(yield func(int, Layer) bool) {
		at := 0
		for _, part := range l.Layers {
			if !yield(at, part) {
				return
			}
			at += part.Len()
		}
	}
}

func (l *Joined) mustFit(x Matrix) {
	if x.Cols != l.Len() {
		panic(badShape)
	}
}
