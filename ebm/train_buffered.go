package ebm

import "math"

// buffered is what optimisers share that need the gradient apart from what they
// remember. A step moves the parameters in one pass, which leaves the earlier
// ones in the gradient: if one of the new ones would pass kernel.Limit, they go
// back.
type buffered struct {
	params []Param
	grad   []Param // 0 between steps
}

func newBuffered(params []Param) buffered {
	return buffered{params: params, grad: zeros(params)}
}

// forget has nothing to drop.
func (b *buffered) forget() {}

// apply steps with f, which moves value, exchanges it for grad, and tells
// whether all is well. from and to are where that part is in group k. ratio is
// measured if measure is true.
func (b *buffered) apply(measure bool, f func(k int, value, grad []float32, from, to int) bool) (ratio float64, err error) {
	for k, p := range b.params {
		ok, from := true, 0
		eachPart(b.grad[k].Value, p.Value, func(grad, value []float32) {
			to := from + len(value)
			ok = f(k, value, grad, from, to) && ok
			from = to
		})
		if !ok {
			b.restore(k)
			return 0, diverged(p)
		}
	}
	if measure {
		ratio = b.ratio()
	}
	clearAll(b.grad)
	return ratio, nil
}

// restore puts the parameters up to group last back.
func (b *buffered) restore(last int) {
	for k, p := range b.params[:last+1] {
		copyRows(p.Value, b.grad[k].Value)
	}
}

// ratio compares the parameters that decay with the earlier ones.
func (b *buffered) ratio() float64 {
	var moved, before float64
	for k, p := range b.params {
		if !p.Decay {
			continue
		}
		eachPart(b.grad[k].Value, p.Value, func(old, value []float32) {
			for i, w := range old {
				d := float64(value[i]) - float64(w)
				moved += d * d
				before += float64(w) * float64(w)
			}
		})
	}
	if before == 0 {
		return 0
	}
	return math.Sqrt(moved / before)
}
